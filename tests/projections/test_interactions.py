"""Interactions: who booked whom, and whether tutors keep what they agree to."""

from dataclasses import replace

from domain.booking.events import BookingCancelled
from domain.booking.outcomes import NoShowUpheld
from domain.booking.terms import Party
from projections.interactions.projector import PAIRS, PROJECTION, TUTORS
from tests.domain.booking.histories import COMPLETED, CONFIRMED, HELD
from tests.support.calendar import MONDAY, days
from tests.support.examples import example
from tests.support.laws import obeys_the_laws
from tests.support.people import ANNA, BEN, IVAN, OLGA
from tests.support.views import Stream, given, stream

AGAIN = replace(CONFIRMED, booking_id="again", confirmed_at=MONDAY + days(7))
CALLED_OFF = replace(
    example(BookingCancelled), booking_id="off", tutor_id=ANNA, student_id=BEN, by=Party.TUTOR
)
MISSED = replace(
    example(NoShowUpheld), booking_id="gone", tutor_id=ANNA, student_id=BEN, absent=Party.TUTOR
)
GIVEN = stream("booking-b", HELD, CONFIRMED, COMPLETED)


def lessons() -> tuple[Stream, ...]:
    return (
        GIVEN,
        stream("booking-again", AGAIN),
        stream("booking-off", CALLED_OFF),
        stream("booking-gone", MISSED),
        stream("booking-c", replace(CONFIRMED, booking_id="c", student_id=OLGA)),
        stream("booking-d", replace(CONFIRMED, booking_id="d", tutor_id=IVAN)),
    )


class TestBooking:
    def test_counts_for_both_together_and_for_the_tutor(self) -> None:
        seen = given(*lessons()).seen_by(PROJECTION)
        seen.then_rows(
            TUTORS,
            {"tutor_id": ANNA, "students": 2, "booked": 3, "kept": 1, "broken": 2},
            {"tutor_id": IVAN, "students": 1, "booked": 1, "kept": 0, "broken": 0},
        )
        first, last = CONFIRMED.confirmed_at, AGAIN.confirmed_at
        seen.then_rows(
            PAIRS,
            pair(BEN, ANNA, 2, 1, first, last),
            pair(BEN, IVAN, 1, 0, first, first),
            pair(OLGA, ANNA, 1, 0, first, first),
        )

    def test_is_none_before_it_is_confirmed_or_when_the_student_calls_it_off(self) -> None:
        by_student = replace(CALLED_OFF, by=Party.STUDENT)
        seen = given(stream("booking-b", HELD), stream("booking-off", by_student))
        seen.seen_by(PROJECTION).then_rows(PAIRS)
        seen.seen_by(PROJECTION).then_rows(TUTORS)


def pair(
    student: str, tutor: str, booked: int, kept: int, first: object, last: object
) -> dict[str, object]:
    return {
        "student_id": student,
        "tutor_id": tutor,
        "booked": booked,
        "kept": kept,
        "first_at": first,
        "last_at": last,
    }


def test_the_laws_hold() -> None:
    obeys_the_laws(PROJECTION, *lessons())
