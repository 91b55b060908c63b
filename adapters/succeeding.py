"""Models of whether students go on: what they learn from is read in the log, as of a place in it.

log ──► deeds ──► examples of who agrees ──► learning ──► bytes ──► PostgreSQL
                                             ╰──► figures ──► RegisterModel ──► fact
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from adapters.deeds import Deeds
from adapters.registry import Registry, Taught
from adapters.success_keeping import as_bytes, of_bytes
from application.delivery import FactLog
from application.model import MILLION, NoteComparison, NoteDrift
from application.ports import Clock
from application.status import CannotBeDone
from application.success import (
    Groups,
    Held,
    Learnt,
    Past,
    SuccessLearning,
    agrees_to_profiling,
    drifted_from,
)
from domain.model.terms import Known, Purpose
from domain.success.deeds import Done
from domain.success.examples import Example, examples, last_monday
from domain.success.features import known_at
from projections.directory.queries import groups_of
from projections.reading import Reader


@dataclass(frozen=True, kw_only=True)
class Succeeding(Registry):
    """This is what operators do with models of success.

    `learning` is asked for when there is something to learn: its libraries take a while.
    """

    PURPOSE = Purpose.SUCCESS

    reader: Reader
    facts: FactLog
    clock: Clock
    learning: Callable[[], SuccessLearning]

    def train(self, before: datetime | None) -> Known:
        """This learns from what was recorded before a time, and takes the model in.

        Raises:
            CannotBeDone: there is too little to learn from.
        """
        now = self.clock.now()
        position = self.log.position_before(before) if before else self.facts.head()
        until = self._recorded_at(position)
        found = self._examples(position, until, now)
        groups = self._groups(found)
        learnt = self.learning().learn(found, groups, until)
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
        taught = Taught(position, until, _digest(found), as_bytes(learnt), figures)
        return self.take_in(taught, now)

    def learnt(self, version: str | None) -> Learnt:
        """This is what the model of that version has learnt, or the one in use.

        Raises:
            CannotBeDone: there is none, or it was learnt by code that knew other features.
        """
        return of_bytes(self.contents(self.of(version)))

    def evaluate(self, version: str) -> Held:
        """This holds a model against the one in use, by what students did after both.

        Where none is in use, or it is that one, it is held against recency alone.

        Raises:
            CannotBeDone: too little is known of what students did since.
        """
        one, live = self.of(version), self.models().live
        other = live if live and live.trained.version != version else None
        since = max(each.trained.until for each in (one, other) if each)
        position = self.facts.head()
        found = self._examples(position, self._recorded_at(position), self.clock.now())
        after = [each for each in found if each.at >= since]
        held = self.learning().hold(
            self.learnt(version),
            self.learnt(other.trained.version) if other else None,
            Past([each for each in found if each.at < since], after, self._groups(after)),
        )
        self.ask(
            NoteComparison(
                purpose=self.PURPOSE,
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

    def watch(self) -> Known | None:
        """This notes which features of students are not what they were when the live one learnt.

        Everybody who agrees is looked at as of the last Monday, as they were for learning.

        Raises:
            CannotBeDone: what the live one has learnt cannot be read.
        """
        live = self.models().live
        if live is None:
            return None
        version, position = live.trained.version, self.facts.head()
        monday = last_monday(self._recorded_at(position))
        done = self._agreeing(position, self.clock.now()).values()
        values = [known for each in done if (known := known_at(each, monday))]
        drifted = drifted_from(self.learnt(version).seen, values)
        self.ask(NoteDrift(purpose=self.PURPOSE, version=version, drifted=drifted))
        return self.of(version)

    def explained(self, version: str | None) -> Mapping[str, float]:
        """This is how far each feature can move what is told, as a part of all, largest first."""
        curves = self.learnt(version).model.curves
        reach = {name: max(curve.adds) - min(curve.adds) for name, curve in curves.items()}
        whole = sum(reach.values()) or 1.0
        found = {name: far / whole for name, far in reach.items()}
        return dict(sorted(found.items(), key=lambda each: -each[1]))

    @cached_property
    def _deeds(self) -> Deeds:
        """This is read once for all that is done with the same models, as in a night."""
        return Deeds(self.facts)

    def _examples(self, position: int, until: datetime, now: datetime) -> list[Example]:
        """This is every example of who agrees now."""
        return list(examples(self._agreeing(position, now), until))

    def _agreeing(self, position: int, now: datetime) -> Mapping[str, Sequence[Done]]:
        """This is what everybody did until then who agrees now."""
        return {
            student_id: done
            for student_id, done in self._deeds.until(position).items()
            if agrees_to_profiling(self.log, student_id, now)
        }

    def _groups(self, found: Sequence[Example]) -> Groups:
        return groups_of(self.reader, {each.student_id for each in found})

    def _recorded_at(self, position: int) -> datetime:
        found = self.facts.read(position - 1, 1)
        if not found or not position:
            raise CannotBeDone("Nothing was recorded by then.")
        return found[0].recorded_at


def _digest(found: Sequence[Example]) -> str:
    told = sha256()
    for each in found:
        told.update(f"{each.student_id}\t{each.at}\t{each.values}\t{each.went_on}\n".encode())
    return told.hexdigest()
