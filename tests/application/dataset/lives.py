"""Logs to learn from: people who agree or do not are shown tutors, open them, book and review."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

import hypothesis.strategies as st

from adapters.memory.event_log import InMemoryEventLog
from application.dataset.making import Making, as_of_position
from application.dataset.terms import Asked, Interaction, Made, Row
from domain.account.events import AccountClosed
from domain.booking.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingHeld,
    LessonCompleted,
)
from domain.consent.events import Purpose, TextPublished
from domain.privacy.subject_events import ObjectionNoted, ProcessingRestricted
from domain.privacy.terms import Objection
from domain.review.events import ReviewHidden, ReviewShown
from domain.shared.event import Fact, Recorded
from domain.showing.aggregate import SHOWING, Showing, show
from domain.showing.terms import Way
from tests.support.calendar import MONDAY, days
from tests.support.consents import granted, withdrawn
from tests.support.examples import example
from tests.support.people import ANNA, BEN, GRETA, IVAN, OLGA
from tests.support.showings import shown

AGREEING: Final = (BEN, OLGA)
STUDENTS: Final = (*AGREEING, GRETA)
TUTORS: Final = (ANNA, IVAN)
PROFILING: Final = Purpose.RECOMMENDATION_PROFILING
HORIZON: Final = timedelta(days=3)
WAITS: Final = (timedelta(0), timedelta(hours=1), timedelta(days=1), timedelta(days=3))


@dataclass
class Life:
    """This is a log that grows, and what is needed to go on with it."""

    log: InMemoryEventLog = field(default_factory=InMemoryEventLog)
    now: datetime = MONDAY
    showings: dict[str, Showing] = field(default_factory=dict)

    def note(self, stream_id: str, *facts: Fact) -> None:
        """This records facts now."""
        for fact in facts:
            before = len(self.log.read_stream(stream_id))
            position = len(self.log.facts) + 1
            told = ("process:test", "system:Test", "", "")
            self.log.facts.append(Recorded(position, stream_id, before + 1, fact, self.now, *told))
            self.log._streams.setdefault(stream_id, []).append(position - 1)

    def agree(self, student_id: str) -> None:
        """This is somebody who agrees to be learned from."""
        self.note(f"consent-{student_id}-{PROFILING}", granted(student_id, PROFILING))

    def take_back(self, student_id: str) -> None:
        """This is somebody who agrees no more."""
        taken_back = replace(withdrawn(student_id), purpose=PROFILING)
        self.note(f"consent-{student_id}-{PROFILING}", taken_back)

    def close(self, person_id: str) -> None:
        """This is somebody who goes."""
        self.note(f"account-{person_id}", replace(example(AccountClosed), account_id=person_id))

    def rest(self, person_id: str) -> None:
        """This is somebody whose data is to rest."""
        restricted = replace(example(ProcessingRestricted), person_id=person_id)
        self.note(f"subject-{person_id}", restricted)

    def object(self, person_id: str) -> None:
        """This is somebody who objects to being profiled."""
        objected = replace(
            example(ObjectionNoted), person_id=person_id, objects_to=Objection.PROFILING
        )
        self.note(f"subject-{person_id}", objected)

    def publish(self, _nobody: str) -> None:
        """This is another text, which has to be agreed to anew."""
        text = replace(
            example(TextPublished),
            purpose=PROFILING,
            text_version=f"text-{len(self.log.facts)}",
            requires_reconsent=True,
            valid_from=self.now,
        )
        self.note(f"consent_text-{PROFILING}", text)

    def show(
        self, student_id: str, way: Way = Way.SEARCH, *, is_named: bool = True, **more: Any
    ) -> str:
        """This shows Anna and Ivan to somebody."""
        showing_id = f"s{len(self.showings)}"
        seen = shown(way, self.now, showing_id=showing_id, student_id=student_id, **more)
        facts = show(seen, is_named=is_named)
        self.showings[showing_id] = SHOWING.evolve(None, facts[0])
        self.note(SHOWING.stream(showing_id), *facts)
        return showing_id

    def open(self, showing_id: str, tutor_id: str) -> None:
        """This opens a tutor out of what was shown."""
        known = self.showings[showing_id]
        for fact in known.click(tutor_id, known.student_id, self.now):
            self.showings[showing_id] = SHOWING.evolve(known, fact)
            self.note(SHOWING.stream(showing_id), fact)

    def tie(self, showing_id: str, tutor_id: str) -> None:
        """This books a tutor out of what was shown, if it was shown to somebody who is known."""
        known, student_id = self.showings[showing_id], str(self.showings[showing_id].student_id)
        for fact in known.tie(f"b{len(self.log.facts)}", tutor_id, student_id, self.now):
            self.note(SHOWING.stream(showing_id), fact)
            self.book(BookingHeld, student_id, tutor_id)
            self.book(BookingConfirmed, student_id, tutor_id)

    def book(self, kind: Any, student_id: str, tutor_id: str) -> None:
        """This is a fact of a booking of the two."""
        booking_id = f"b{len(self.log.facts)}"
        about = {"booking_id": booking_id, "student_id": student_id, "tutor_id": tutor_id}
        self.note(f"booking-{booking_id}", replace(example(kind), **about))

    def made(self, position: int | None = None, horizon: timedelta = HORIZON) -> "Taken":
        """This is the set as of a position."""
        asked = as_of_position(self.log, position, horizon)
        return self.made_as(asked)

    def made_as(self, asked: Asked) -> "Taken":
        """This is the set that is asked for."""
        making, taken = Making(self.log, self.now), Taken()
        ahead = making.look_ahead(asked, lambda *_: None)
        taken.made = making.make(asked, ahead, taken, lambda *_: None)
        return taken

    def upto(self, position: int) -> "Life":
        """This is the same log when it had so many facts."""
        earlier = Life()
        for recorded in self.log.facts[:position]:
            earlier.now = recorded.recorded_at
            earlier.note(recorded.stream_id, recorded.fact)
        return earlier


class Taken:
    """This takes a set as it is written."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.interactions: list[Interaction] = []
        self.made: Made

    def row(self, row: Row) -> None:
        """This takes a row."""
        self.rows.append(row)

    def interaction(self, interaction: Interaction) -> None:
        """This takes an interaction."""
        self.interactions.append(interaction)

    def of(self, student_id: str) -> list[Row]:
        """This is the rows of one student."""
        return [row for row in self.rows if row.student_id == student_id]


BOOKING_FACTS: Final = (BookingHeld, BookingConfirmed, BookingCancelled, LessonCompleted)
REVIEW_FACTS: Final = (ReviewShown, ReviewHidden)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """This is a log of some facts, in which Ben and Olga agree and Greta does not."""
    life = begun()
    for _ in range(draw(st.integers(5, 40))):
        life.now += draw(st.sampled_from(WAITS))
        _step(draw, life)
    life.now += draw(st.sampled_from((*WAITS, days(30))))
    life.note("refusal-1", *_nothing())
    return life


def begun() -> Life:
    """This is a log in which Ben and Olga have agreed."""
    life = Life()
    for student_id in AGREEING:
        life.agree(student_id)
    return life


def _step(draw: st.DrawFn, life: Life) -> None:
    student_id, tutor_id = draw(st.sampled_from(STUDENTS)), draw(st.sampled_from(TUTORS))
    deed = draw(st.sampled_from(("show", "open", "tie", "book", "review")))
    if deed == "show":
        life.show(student_id, draw(st.sampled_from(Way)), is_named=draw(st.booleans()))
    elif deed == "open" and life.showings:
        life.open(draw(st.sampled_from(sorted(life.showings))), tutor_id)
    elif deed == "tie" and life.showings:
        life.tie(draw(st.sampled_from(sorted(life.showings))), tutor_id)
    elif deed == "book":
        life.book(draw(st.sampled_from(BOOKING_FACTS)), student_id, tutor_id)
    elif deed == "review":
        life.book(draw(st.sampled_from(REVIEW_FACTS)), student_id, tutor_id)


def _nothing() -> Iterator[Fact]:
    from domain.audit.events import CommandRefused

    yield example(CommandRefused)


def facts_of(life: Life, *kinds: Any) -> Sequence[Recorded[Any]]:
    """This is the facts of some kinds."""
    return [each for each in life.log.facts if isinstance(each.fact, kinds)]
