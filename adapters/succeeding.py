"""Models of whether students go on: what they learn from is read in the log, as of a place in it.

log ──► deeds ──► examples of who agrees ──► learning ──► bytes ──► PostgreSQL
                                             ╰──► figures ──► RegisterModel ──► fact
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import msgspec

from adapters.registry import Registry, Taught
from application.delivery import READ_AT_ONCE, FactLog
from application.model import MILLION, NoteComparison
from application.ports import Clock, EventLog
from application.status import CannotBeDone
from application.success import (
    Groups,
    Held,
    Learnt,
    SuccessLearning,
    agrees_to_profiling,
)
from domain.model.aggregate import Known
from domain.success.deeds import Done
from domain.success.examples import Example, examples
from projections.directory.queries import groups_of
from projections.reading import Reader
from projections.rows import InMemoryRows, Rows
from projections.student_deeds.projector import DEEDS, PROJECTION
from projections.student_deeds.queries import done_of

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Succeeding:
    """This is what operators do with models of success.

    `learning` is asked for when there is something to learn: its libraries take a while.
    """

    registry: Registry
    reader: Reader
    log: EventLog
    facts: FactLog
    clock: Clock
    learning: Callable[[], SuccessLearning]

    def train(self, as_of: int | None, said: Say) -> Known:
        """This learns from what was recorded up to a position, and takes the model in.

        Raises:
            CannotBeDone: the log does not reach so far, or there is too little to learn from.
        """
        now, position = self.clock.now(), self.facts.head() if as_of is None else as_of
        until = self._recorded_at(position)
        said("Reading the log")
        found = self._examples(position, until, now)
        groups = self._groups(found)
        learnt = self.learning().learn(found, groups, until, said)
        own = learnt.trial.figures[-1]
        figures = {
            "students": learnt.students,
            "examples": learnt.examples,
            "auc": own.auc,
            "brier": own.brier,
            "brier_by_recency": learnt.trial.figures[0].brier,
            "log_loss": own.log_loss,
            "calibration_error": own.error,
            "calibration_error_by_chance": own.error_by_chance,
            "unfair_groups": sum(each.calibration.is_certain for each in learnt.trial.fairness),
        }
        contents = msgspec.json.encode(learnt)
        taught = Taught(position, until, _digest(found), contents, figures)
        return self.registry.take_in(taught, now)

    def learnt(self, version: str | None) -> Learnt:
        """This is what the model of that version has learnt, or the one in use.

        Raises:
            CannotBeDone: there is none.
        """
        return msgspec.json.decode(self.registry.contents(self.registry.of(version)), type=Learnt)

    def evaluate(self, version: str, said: Say) -> Held:
        """This holds a model against the one in use, by what students did after both.

        Where none is in use, or it is that one, it is held against recency alone.

        Raises:
            CannotBeDone: too little is known of what students did since.
        """
        one, live = self.registry.of(version), self.registry.models().live
        other = live if live and live.trained.version != version else None
        since = max(each.trained.until for each in (one, other) if each)
        position = self.facts.head()
        said("Reading the log")
        found = self._examples(position, self._recorded_at(position), self.clock.now())
        held = self.learning().hold(
            self.learnt(version).model,
            self.learnt(other.trained.version).model if other else None,
            [each for each in found if each.at < since],
            [each for each in found if each.at >= since],
        )
        self.registry.ask(
            NoteComparison(
                purpose=self.registry.purpose,
                version=version,
                against=other.trained.version if other else None,
                people=held.students,
                margin=round(held.gain.difference * MILLION),
                low=round(held.gain.low * MILLION),
                high=round(held.gain.high * MILLION),
                calibration=round(held.own.error * MILLION),
                calibration_before=round(held.other.error * MILLION) if other else None,
            )
        )
        return held

    def _examples(self, position: int, until: datetime, now: datetime) -> list[Example]:
        """This is every example of who agrees now."""
        done = deeds_until(self.facts, position)
        agreeing = {
            student_id: deeds
            for student_id, deeds in done.items()
            if agrees_to_profiling(self.log, student_id, now)
        }
        return list(examples(agreeing, until))

    def _groups(self, found: Sequence[Example]) -> Groups:
        return groups_of(self.reader, {each.student_id for each in found})

    def _recorded_at(self, position: int) -> datetime:
        found = self.facts.read(position - 1, 1)
        if not found or not position:
            raise CannotBeDone(f"The log has no position {position}.")
        return found[0].recorded_at


class LiveSuccess:
    """This knows the model in use, and reads it again when that is another one."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._held: tuple[str, Learnt] | None = None

    def live(self) -> Learnt | None:
        """This is the model in use, if there is one."""
        known = self._registry.models().live
        if known is None:
            return None
        if self._held is None or self._held[0] != known.trained.version:
            contents = self._registry.contents(known)
            self._held = known.trained.version, msgspec.json.decode(contents, type=Learnt)
        return self._held[1]


def deeds_until(facts: FactLog, position: int) -> Mapping[str, Sequence[Done]]:
    """This is what each student did, up to a position: as the read model has it, from the log."""
    rows = Rows(InMemoryRows(PROJECTION.tables), PROJECTION.tables)
    after = 0
    while batch := facts.read(after, READ_AT_ONCE, PROJECTION.contexts):
        for recorded in batch:
            if recorded.position <= position:
                PROJECTION.apply(rows, recorded)
        rows.settle()
        after = batch[-1].position
        if after >= position:
            break
    found: dict[str, list[Done]] = defaultdict(list)
    for row in rows.added[DEEDS]:
        found[row["student_id"]].append(done_of(row))
    return found


def _digest(found: Sequence[Example]) -> str:
    told = sha256()
    for each in found:
        told.update(f"{each.student_id}\t{each.at}\t{each.values}\t{each.went_on}\n".encode())
    return told.hexdigest()
