"""Models from training to use: what is read, who trains, what is kept, and what the log says of it.

read models ──► choices ──► trainer ──► bytes ──► PostgreSQL
╰──► figures ──► RegisterModel ──► fact
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from random import Random
from typing import Any, Final

from adapters.registry import Registry, Taught
from application.dataset.making import Making, as_of_time
from application.dataset.places import Places
from application.delivery import FactLog
from application.model import MILLION, NoteComparison
from application.modelling import Held, Learning, Lesson, Trainer
from application.ports import Clock
from application.ranking import Interactions
from domain.matching.compatibility import Scale
from domain.model.terms import Known, Purpose
from projections.embedding import Embedder
from projections.fitting import candidate
from projections.learning import choices, vectors
from projections.past import past_of
from projections.proposing import Proposals, Wished
from projections.reading import Reader
from projections.tutor_search.wishes import Wish

HORIZON: Final = timedelta(days=7)
"""A booking that came of a showing was begun and confirmed so soon."""

ANYBODY: Final = Wished(Wish())
MOST_LESSONS: Final = 2_000
"""So many pairs say how compatibility ends."""


@dataclass(frozen=True, kw_only=True)
class Modelling(Registry):
    """This is what operators do with models that put tutors in order."""

    PURPOSE = Purpose.RECOMMENDATION

    reader: Reader
    embedder: Embedder
    facts: FactLog
    clock: Clock
    trainer: Trainer

    def train(self, before: datetime | None) -> Known:
        """This trains a model on what was booked before a time, and takes it in.

        The position is taken first: what is read after it may hold more, and never less.

        Raises:
            CannotBeDone: there is nothing to learn from.
        """
        now = self.clock.now()
        until, position = before or now, self.facts.head()
        rows = choices(self.reader, until, now)
        found, (places, shown) = _interactions(rows), self._places(until, now)
        lessons = list(self._lessons(rows))
        learned = self.trainer.train(Learning(found, self._said(found), lessons, places))
        taught = Taught(position, until, _digest(rows, shown), learned.contents, learned.figures)
        return self.take_in(taught, now)

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
            self._places_by_now,
        )
        self.ask(_comparison(version, live.trained.version if other and live else None, held))
        return held

    def explained(self, version: str | None) -> Mapping[str, float]:
        """This is what a model's decisions rest on."""
        return self.trainer.explain(self.contents(self.of(version)))

    @cached_property
    def _places_by_now(self) -> Places:
        """This is looked up once, however many models are held against one another in a night."""
        now = self.clock.now()
        return self._places(now, now)[0]

    def _places(self, until: datetime, now: datetime) -> tuple[Places, str]:
        """This is where tutors stood when they were shown before a time, with a digest of that."""
        places, making = Places(), Making(self.facts, now)
        asked = as_of_time(self.log, until, now, HORIZON)
        ahead = making.look_ahead(asked, _unsaid)
        return places, making.make(asked, ahead, places, _unsaid).sha256

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


def _interactions(rows: list[dict[str, Any]]) -> Interactions:
    return Interactions(
        [row["student_id"] for row in rows],
        [row["tutor_id"] for row in rows],
        [row["first_at"].timestamp() for row in rows],
    )


def _unsaid(_position: int, _of: int) -> None:
    """This tells nobody how far it is: whoever waits sees that it trains."""


def _digest(rows: list[dict[str, Any]], shown: str) -> str:
    told = sha256(shown.encode())
    for row in rows:
        told.update(f"{row['student_id']}\t{row['tutor_id']}\t{row['first_at']}\n".encode())
    return told.hexdigest()


def _comparison(version: str, against: str | None, held: Held) -> NoteComparison:
    return NoteComparison(
        purpose=Modelling.PURPOSE,
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
