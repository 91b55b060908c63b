"""Models from training to use: what is read, who trains, what is kept, and what the log says of it.

read models ──► choices ──► trainer ──► bytes ──► PostgreSQL
╰──► figures ──► RegisterModel ──► fact
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from random import Random
from typing import Any, Final
from uuid import uuid4

from application.bus import Bus, Request
from application.delivery import FactLog
from application.model import (
    MILLION,
    NoteComparison,
    PromoteModel,
    RegisterModel,
    RollBackModel,
    ToldFigure,
    models_of,
)
from application.modelling import Held, Learning, Lesson, ModelFiles, Trainer
from application.ports import Clock, EventLog
from application.ranking import Interactions
from application.status import CannotBeDone
from application.work import Command
from domain.matching.compatibility import Scale
from domain.model.aggregate import Known, Models
from domain.model.terms import Purpose, Why
from domain.shared.actor import Actor, Role
from projections.embedding import Embedder
from projections.fitting import candidate
from projections.learning import choices, vectors
from projections.past import past_of
from projections.proposing import Proposals, Wished
from projections.reading import Reader
from projections.tutor_search.wishes import Wish

OPERATOR: Final = Actor("process:models", frozenset({Role.SYSTEM}))
FOR: Final = Purpose.RECOMMENDATION
ANYBODY: Final = Wished(Wish())
MOST_LESSONS: Final = 2_000
"""So many pairs say how compatibility ends."""


@dataclass(frozen=True, slots=True)
class Modelling:
    """This is what operators do with models."""

    reader: Reader
    embedder: Embedder
    log: EventLog
    facts: FactLog
    bus: Bus
    clock: Clock
    files: ModelFiles
    trainer: Trainer

    def models(self) -> Models:
        """This is all models there are."""
        return models_of(self.log, FOR).state

    def of(self, version: str | None) -> Known:
        """This is the model of that version, or the one in use.

        Raises:
            CannotBeDone: there is none.
        """
        models = self.models()
        if version is None:
            if models.live is None:
                raise CannotBeDone("No model is in use; name a version.")
            return models.live
        for each in models.known:
            if each.trained.version == version:
                return each
        raise CannotBeDone(f"There is no model {version}.")

    def train(self, before: datetime | None) -> Known:
        """This trains a model on what was booked before a time, and takes it in.

        The position is taken first: what is read after it may hold more, and never less.

        Raises:
            CannotBeDone: there is nothing to learn from.
        """
        now = self.clock.now()
        until, position = before or now, self.facts.head()
        rows = choices(self.reader, until, now)
        found = _interactions(rows)
        learned = self.trainer.train(Learning(found, self._said(found), list(self._lessons(rows))))
        digest = sha256(learned.contents).hexdigest()
        self.files.keep(digest, learned.contents)
        version = f"{now:%Y-%m-%d}-{digest[:8]}"
        self._ask(
            RegisterModel(
                purpose=FOR,
                version=version,
                data_digest=_digest(rows),
                files_digest=digest,
                position=position,
                until=until,
                metrics=_told(learned.figures),
            )
        )
        return self.of(version)

    def evaluate(self, version: str) -> Held:
        """This holds a model against the one in use, by what was booked after both were trained.

        Raises:
            CannotBeDone: nobody has booked anybody new since.
        """
        one, live = self.of(version), self.models().live
        until = max(each.trained.until for each in (one, live) if each)
        now = self.clock.now()
        rows = choices(self.reader, now, now)
        before = [row for row in rows if row["first_at"] < until]
        after = [row for row in rows if row["first_at"] >= until]
        other = self.contents(live) if live and live is not one else None
        held = self.trainer.hold(
            self.contents(one),
            other,
            _interactions(before),
            _interactions(after),
            self._said(_interactions(rows)),
        )
        self._ask(_comparison(version, live.trained.version if other and live else None, held))
        return held

    def promote(self, version: str, why: Why | None) -> Known:
        """This lets a model one step forward.

        Raises:
            CannotBeDone: it is not let forward.
        """
        self._ask(PromoteModel(purpose=FOR, version=version, why=why))
        return self.of(version)

    def roll_back(self, why: Why) -> Models:
        """This goes back to the model before.

        Raises:
            CannotBeDone: none is in use.
        """
        self._ask(RollBackModel(purpose=FOR, why=why))
        return self.models()

    def explained(self, version: str | None) -> Mapping[str, float]:
        """This is what a model's decisions rest on."""
        return self.trainer.explain(self.contents(self.of(version)))

    def contents(self, known: Known) -> bytes:
        """This is what a model has learnt.

        Raises:
            CannotBeDone: it is not kept here.
        """
        found = self.files.find(known.trained.files_digest)
        if found is None:
            raise CannotBeDone(f"What {known.trained.version} has learnt is not kept here.")
        return found

    def _lessons(self, rows: Sequence[dict[str, Any]]) -> Iterator[Lesson]:
        """This is how compatible some pairs seemed, by what the student did with others.

        What the two did together is what came of it, and so is not looked at.
        """
        looked_at = Random(0).sample(rows, min(len(rows), MOST_LESSONS))  # noqa: S311
        proposals = Proposals(self.reader, self.embedder, ANYBODY)
        for row in looked_at:
            tutor_id = row["tutor_id"]
            past = past_of(self.reader, row["student_id"], without=tutor_id)
            found = proposals.described([tutor_id])
            if past.lessons and found:
                fit = candidate(found[tutor_id], ANYBODY, past, Scale()).compatibility
                yield Lesson(fit.score, row["booked"] > 1)

    def _said(self, chosen: Interactions) -> Mapping[str, Sequence[float]]:
        return dict(vectors(self.reader, self.embedder.name, sorted(set(chosen.items))))

    def _ask(self, command: Command) -> None:
        key = str(uuid4())
        outcome = self.bus.execute(Request(command, OPERATOR, key, key))
        if not outcome.accepted:
            raise CannotBeDone(outcome.detail)


def _interactions(rows: list[dict[str, Any]]) -> Interactions:
    return Interactions(
        [row["student_id"] for row in rows],
        [row["tutor_id"] for row in rows],
        [row["first_at"].timestamp() for row in rows],
    )


def _digest(rows: list[dict[str, Any]]) -> str:
    told = sha256()
    for row in rows:
        told.update(f"{row['student_id']}\t{row['tutor_id']}\t{row['first_at']}\n".encode())
    return told.hexdigest()


def _told(figures: Mapping[str, float]) -> tuple[ToldFigure, ...]:
    """This leaves out what is below nothing: how low a margin may lie, its mean tells as well."""
    return tuple(
        ToldFigure(name=name, value=f"{value:.6f}") for name, value in figures.items() if value >= 0
    )


def _comparison(version: str, against: str | None, held: Held) -> NoteComparison:
    return NoteComparison(
        purpose=FOR,
        version=version,
        against=against,
        people=held.people,
        margin=_millionths(held.margin),
        low=_millionths(held.low),
        high=_millionths(held.high),
        calibration=_millionths(held.calibration),
        calibration_before=_millionths(held.other_calibration) if against else None,
    )


def _millionths(number: float) -> int:
    return round(number * MILLION)
