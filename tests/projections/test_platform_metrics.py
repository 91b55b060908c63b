"""Platform metrics: what happened on each day, and how much there is in all."""

from dataclasses import replace
from datetime import UTC, date, datetime

from domain.account.events import AccountRegistered
from domain.booking.events import BookingCancelled
from domain.booking.terms import Party
from domain.payment.events import (
    PaymentCaptured,
    PaymentDeclined,
    PaymentRefunded,
    RefundFailed,
)
from domain.shared.event import Fact
from domain.shared.money import Money
from domain.tutor.events import (
    CourseOffered,
    CourseWithdrawn,
    TutorHidden,
    TutorImported,
    TutorListed,
)
from projections.platform_metrics.projector import PROJECTION, ROLLUPS, TUTORS
from projections.platform_metrics.queries import Imported, Rollup, Sum, daily, totals
from tests.domain.booking.histories import BEN_CAME, BEN_MISSED, COMPLETED, CONFIRMED, HELD, STARTED
from tests.projections.conftest import Show
from tests.support.calendar import FRIDAY, MONDAY, TUESDAY, WEDNESDAY
from tests.support.examples import example
from tests.support.people import ANNA, IVAN
from tests.support.views import given, history, stream

DAY_OF_MONDAY, DAY_OF_FRIDAY = MONDAY.date(), FRIDAY.date()
EURO_30, EURO_10 = Money(3000, "EUR"), Money(1000, "EUR")
EURO_6, EURO_2 = Money(600, "EUR"), Money(200, "EUR")
CAPTURED = replace(example(PaymentCaptured), amount=EURO_30, fee=EURO_6, occurred_at=MONDAY)
REFUNDED = replace(
    example(PaymentRefunded), amount=EURO_10, fee_given_back=EURO_2, occurred_at=FRIDAY
)
IMPORTED = replace(example(TutorImported), tutor_id=ANNA, source="elsewhere", imported_at=MONDAY)
COURSE = replace(example(CourseOffered), tutor_id=ANNA, course_id="c1", offered_at=MONDAY)
LISTED = replace(example(TutorListed), tutor_id=ANNA, is_bookable=False, listed_at=MONDAY)
HIDDEN = replace(example(TutorHidden), tutor_id=ANNA, hidden_at=TUESDAY)


def figures(*facts: Fact) -> dict[tuple[date, str, str], int]:
    rows = given(*facts).seen_by(PROJECTION).rows(ROLLUPS)
    return {(row["day"], row["metric"], row["currency"]): row["value"] for row in rows}


class TestCounting:
    def test_belongs_to_the_utc_day_of_the_fact_itself(self) -> None:
        last_second = datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC)
        registered = replace(example(AccountRegistered), registered_at=last_second)
        assert figures(registered) == {(DAY_OF_MONDAY, "registrations", ""): 1}

    def test_follows_a_lesson_from_hold_to_end(self) -> None:
        assert figures(HELD, CONFIRMED, COMPLETED) == {
            (DAY_OF_MONDAY, "bookings_held", ""): 1,
            (DAY_OF_MONDAY, "bookings_confirmed", ""): 1,
            (DAY_OF_FRIDAY, "lessons_completed", ""): 1,
        }

    def test_adds_up(self) -> None:
        again = replace(HELD, booking_id="b2")
        assert figures(HELD, again) == {(DAY_OF_MONDAY, "bookings_held", ""): 2}

    def test_tells_who_did_not_come(self) -> None:
        assert figures(BEN_MISSED) == {
            (DAY_OF_FRIDAY, "no_shows", ""): 1,
            (DAY_OF_FRIDAY, "no_shows_of_student", ""): 1,
        }

    def test_tells_who_called_off_and_whether_late(self) -> None:
        cancelled = replace(example(BookingCancelled), by=Party.TUTOR, is_late=True)
        assert {metric for _, metric, _ in figures(cancelled)} == {
            "cancellations",
            "cancellations_by_tutor",
            "late_cancellations",
        }

    def test_leaves_out_what_nobody_asks_for(self) -> None:
        assert figures(BEN_CAME, STARTED) == {}


class TestMoney:
    def test_is_counted_by_currency_when_it_moved(self) -> None:
        dollars = replace(CAPTURED, amount=Money(500, "USD"), fee=Money(50, "USD"))
        assert figures(CAPTURED, dollars) == {
            (DAY_OF_MONDAY, "gross_volume_minor", "EUR"): 3000,
            (DAY_OF_MONDAY, "fees_minor", "EUR"): 600,
            (DAY_OF_MONDAY, "gross_volume_minor", "USD"): 500,
            (DAY_OF_MONDAY, "fees_minor", "USD"): 50,
        }

    def test_that_goes_back_takes_its_fee_along(self) -> None:
        assert figures(REFUNDED) == {
            (DAY_OF_FRIDAY, "refunds_minor", "EUR"): 1000,
            (DAY_OF_FRIDAY, "fees_minor", "EUR"): -200,
        }

    def test_that_did_not_move_after_all_is_taken_off(self) -> None:
        declined = replace(
            example(PaymentDeclined), undone=EURO_30, fee_undone=EURO_6, occurred_at=MONDAY
        )
        failed = replace(
            example(RefundFailed), undone=EURO_10, fee_undone=EURO_2, occurred_at=FRIDAY
        )
        assert set(figures(CAPTURED, REFUNDED, declined, failed).values()) == {0}

    def test_of_nothing_makes_no_line(self) -> None:
        nothing = Money(0, "EUR")
        declined = replace(example(PaymentDeclined), undone=nothing, fee_undone=nothing)
        assert figures(declined) == {}


class TestTutors:
    def test_come_from_elsewhere_with_their_courses(self) -> None:
        later = replace(COURSE, course_id="c2", offered_at=WEDNESDAY)
        given(IMPORTED, COURSE, LISTED, later).seen_by(PROJECTION).then_rows(
            TUTORS,
            {
                "tutor_id": ANNA,
                "source": "elsewhere",
                "is_listed": True,
                "is_bookable": False,
                "course_count": 2,
                "imported_course_count": 1,
            },
        )

    def test_hide_and_withdraw(self) -> None:
        withdrawn = replace(example(CourseWithdrawn), tutor_id=ANNA, course_id="c1")
        given(COURSE, LISTED, HIDDEN, withdrawn).seen_by(PROJECTION).then_rows(
            TUTORS,
            {"is_listed": False, "course_count": 0, "imported_course_count": 0, "source": None},
        )


class TestQueries:
    def test_tell_day_by_day(self, show: Show) -> None:
        reader = show(PROJECTION, history(HELD, COMPLETED, CAPTURED))
        assert daily(reader, DAY_OF_MONDAY, DAY_OF_MONDAY) == [
            Rollup(DAY_OF_MONDAY, "bookings_held", "", 1),
            Rollup(DAY_OF_MONDAY, "fees_minor", "EUR", 600),
            Rollup(DAY_OF_MONDAY, "gross_volume_minor", "EUR", 3000),
        ]
        assert len(daily(reader, DAY_OF_MONDAY, DAY_OF_FRIDAY)) == 4

    def test_tell_how_much_there_is(self, show: Show) -> None:
        ivan = replace(LISTED, tutor_id=IVAN, is_bookable=True, listed_at=TUESDAY)
        anna = stream(f"tutor-{ANNA}", IMPORTED, COURSE, LISTED)
        reader = show(PROJECTION, history(anna, stream(f"tutor-{IVAN}", ivan)))
        found = totals(reader)
        assert Sum("tutors_listed", "", 2) in found.sums
        assert (found.tutor_count, found.listed_tutor_count, found.bookable_tutor_count) == (
            2,
            2,
            1,
        )
        assert found.course_count == 1
        assert found.imported == (Imported("elsewhere", tutor_count=1, course_count=1),)

    def test_tell_nothing_of_an_empty_marketplace(self, show: Show) -> None:
        found = totals(show(PROJECTION, []))
        assert (found.sums, found.tutor_count, found.course_count) == ((), 0, 0)
