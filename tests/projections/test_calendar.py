"""Calendar: what tutor and student see, and what a tutor has free."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.availability.events import (
    BookingRules,
    BookingRulesSet,
    DayTakenOff,
    ExternalBusyNoted,
    WeeklyHoursSet,
    WeeklyWindow,
)
from domain.booking.events import BookingRescheduled, HoldExpired, RescheduleProposed
from domain.calendar.events import LessonRole, SlotExtended, SlotHeld, SlotKept, SlotReleased
from domain.shared.event import Fact
from domain.shared.time import Interval
from projections.calendar.projector import HOURS, LESSONS, PROJECTION, TAKEN
from projections.calendar.queries import agenda, free_slots, lessons_between
from projections.reading import Reader
from tests.domain.booking.histories import (
    ABOUT,
    AWAITING,
    COMPLETED,
    CONFIRMED,
    END,
    HELD,
    LESSON,
    STARTED,
    STUDENT,
    TUTOR,
)
from tests.projections.conftest import Show
from tests.support.calendar import FRIDAY, MONDAY, SATURDAY, days, hours, minutes
from tests.support.people import ANNA, BEN, IVAN, OLGA
from tests.support.views import given, history, stream

LATER = Interval(LESSON.start + days(1), LESSON.end + days(1))
MOVED = BookingRescheduled(
    booking_id="b",
    tutor_id=ANNA,
    student_id=BEN,
    start=LATER.start,
    end=LATER.end,
    old_start=LESSON.start,
    old_end=LESSON.end,
    by=TUTOR,
    with_consent=False,
    is_cancellable=True,
    reschedule_count=1,
    rescheduled_at=MONDAY,
)
PROPOSED = RescheduleProposed(
    **ABOUT, by=STUDENT, new_start=LATER.start, new_end=LATER.end, proposed_at=MONDAY
)
LAPSED = HoldExpired(**ABOUT, expired_at=MONDAY + minutes(10))
TAKEN_BY_BEN = SlotHeld(
    person_id=ANNA,
    role=LessonRole.TUTOR,
    month="2026-03",
    booking_id="b",
    start=LESSON.start,
    end=LESSON.end,
    before_minutes=0,
    after_minutes=15,
    expires_at=MONDAY + minutes(10),
    held_at=MONDAY,
)
OF_SLOT: Any = {"person_id": ANNA, "role": LessonRole.TUTOR, "month": "2026-03", "booking_id": "b"}
EXTENDED = SlotExtended(**OF_SLOT, expires_at=MONDAY + minutes(25), extended_at=MONDAY)
KEPT = SlotKept(**OF_SLOT, kept_at=MONDAY)
RELEASED = SlotReleased(**OF_SLOT, released_at=MONDAY)
WEEK = WeeklyHoursSet(
    tutor_id=ANNA,
    zone="UTC",
    windows=tuple(WeeklyWindow(day, 9 * 60, 12 * 60) for day in range(1, 6)),
    set_at=MONDAY,
)
RULES = BookingRulesSet(tutor_id=ANNA, rules=BookingRules(notice_minutes=60), set_at=MONDAY)
ON_FRIDAY = Interval(FRIDAY - hours(9), SATURDAY - hours(9))


class TestALesson:
    def test_stands_where_its_booking_stands(self) -> None:
        given(HELD).seen_by(PROJECTION).then_rows(
            LESSONS, {"state": "held", "expires_at": HELD.expires_at, "tutor_id": ANNA}
        )
        given(HELD, AWAITING).seen_by(PROJECTION).then_rows(
            LESSONS, {"state": "awaiting_payment", "expires_at": AWAITING.expires_at}
        )
        given(HELD, AWAITING, CONFIRMED).seen_by(PROJECTION).then_rows(
            LESSONS, {"state": "confirmed", "expires_at": None}
        )
        given(HELD, CONFIRMED, STARTED, COMPLETED).seen_by(PROJECTION).then_rows(
            LESSONS, {"state": "completed", "starts_at": LESSON.start, "ends_at": END}
        )

    def test_shows_another_time_until_it_is_answered(self) -> None:
        given(HELD, CONFIRMED, PROPOSED).seen_by(PROJECTION).then_rows(
            LESSONS, {"proposed_by": "student", "proposed_start": LATER.start}
        )
        given(HELD, CONFIRMED, PROPOSED, MOVED).seen_by(PROJECTION).then_rows(
            LESSONS, {"proposed_by": None, "proposed_start": None, "starts_at": LATER.start}
        )


class TestTakenTime:
    def test_is_held_then_kept(self) -> None:
        given(TAKEN_BY_BEN, EXTENDED).seen_by(PROJECTION).then_rows(
            TAKEN, {"person_id": ANNA, "after_minutes": 15, "expires_at": EXTENDED.expires_at}
        )
        given(TAKEN_BY_BEN, EXTENDED, KEPT).seen_by(PROJECTION).then_rows(
            TAKEN, {"expires_at": None}
        )

    def test_belongs_to_the_month_in_which_it_begins(self) -> None:
        late = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
        march = replace(TAKEN_BY_BEN, start=late, end=late + hours(1))
        april = replace(march, month="2026-04")
        kept = replace(KEPT, month="2026-04")
        given(
            stream("calendar-anna-2026-04", april, kept), stream("calendar-anna-2026-03", march)
        ).seen_by(PROJECTION).then_rows(
            TAKEN, {"month": "2026-03", "expires_at": TAKEN_BY_BEN.expires_at}
        )

    def test_is_gone_when_released(self) -> None:
        given(TAKEN_BY_BEN, RELEASED).seen_by(PROJECTION).then_nothing(TAKEN)


class TestHours:
    def test_are_kept_as_the_policy_reads_them(self) -> None:
        off = DayTakenOff(tutor_id=ANNA, day=FRIDAY.date(), taken_off_at=MONDAY)
        rows = given(WEEK, RULES, off).seen_by(PROJECTION).rows(HOURS)
        said = rows[0]["said"]
        assert said["zone"] == "UTC"
        assert said["days_off"] == ["2026-03-06"]
        assert said["rules"]["notice_minutes"] == 60


def booked(show: Show, *more: Fact) -> Reader:
    """Ben has a lesson with Anna on Friday at nine; Olga's hold on Monday ran out."""
    olgas: Any = {"booking_id": "o", "student_id": OLGA, "start": MONDAY, "end": MONDAY + hours(1)}
    facts = history(
        stream("booking-b", HELD, CONFIRMED, *more),
        stream("booking-o", replace(HELD, **olgas), replace(LAPSED, **olgas)),
    )
    return show(PROJECTION, facts)


class TestAnAgenda:
    def test_shows_each_side_the_other(self, show: Show) -> None:
        reader = booked(show)
        (bens,) = agenda(reader, BEN, ON_FRIDAY)
        (annas,) = agenda(reader, ANNA, ON_FRIDAY)
        assert (bens.role, bens.other_id) == ("student", ANNA)
        assert (annas.role, annas.other_id) == ("tutor", BEN)
        assert (annas.start, annas.end, annas.state) == (LESSON.start, LESSON.end, "confirmed")

    def test_shows_what_reaches_into_the_window(self, show: Show) -> None:
        reader = booked(show)
        middle = LESSON.start + minutes(30)
        assert len(agenda(reader, BEN, Interval(middle, middle + minutes(5)))) == 1
        assert agenda(reader, BEN, Interval(END, END + hours(1))) == []
        assert agenda(reader, BEN, Interval(LESSON.start - hours(1), LESSON.start)) == []

    def test_leaves_out_what_came_to_nothing(self, show: Show) -> None:
        reader = booked(show)
        assert agenda(reader, OLGA, Interval(MONDAY - days(1), MONDAY + days(7))) == []
        assert agenda(reader, IVAN, ON_FRIDAY) == []

    def test_follows_a_lesson_that_moved(self, show: Show) -> None:
        reader = booked(show, MOVED)
        assert agenda(reader, BEN, ON_FRIDAY) == []
        assert len(agenda(reader, BEN, LATER)) == 1


class TestLessonsBetween:
    def test_are_all_agreed_ones_page_by_page(self, show: Show) -> None:
        second: Any = {"booking_id": "c", "student_id": OLGA, "start": FRIDAY + hours(2)}
        reader = show(
            PROJECTION,
            history(
                stream("booking-b", HELD, CONFIRMED),
                stream("booking-c", replace(HELD, **second), replace(CONFIRMED, **second)),
                stream("booking-d", replace(HELD, booking_id="d")),
            ),
        )
        first = lessons_between(reader, ON_FRIDAY, limit=1)
        assert [each.booking_id for each in first] == ["b"]
        after = (first[-1].start, first[-1].booking_id)
        rest = lessons_between(reader, ON_FRIDAY, after=after)
        assert [each.booking_id for each in rest] == ["c"]
        assert lessons_between(reader, Interval(MONDAY, FRIDAY)) == []


def offered(reader: Reader, now: datetime = MONDAY) -> list[int]:
    """This is the hours at which Anna has an hour free on Friday, for somebody in UTC."""
    found = free_slots(reader, ANNA, ON_FRIDAY, hours(1), "UTC", now)
    return [each.start.hour for each in found]


class TestFreeSlots:
    def test_are_the_tutors_hours(self, show: Show) -> None:
        reader = show(PROJECTION, history(WEEK, RULES))
        assert offered(reader) == [9, 10, 11]
        assert all(each.start.tzinfo is UTC for each in _on_friday(reader))

    def test_are_none_of_a_tutor_who_said_nothing(self, show: Show) -> None:
        reader = show(PROJECTION, history(WEEK, RULES))
        assert free_slots(reader, IVAN, ON_FRIDAY, hours(1), "UTC", MONDAY) == []

    def test_leave_out_what_is_taken_and_the_rest_after_it(self, show: Show) -> None:
        reader = show(PROJECTION, history(WEEK, RULES, TAKEN_BY_BEN, KEPT))
        assert offered(reader) == [11]

    def test_ignore_a_hold_that_ran_out(self, show: Show) -> None:
        reader = show(PROJECTION, history(WEEK, RULES, TAKEN_BY_BEN))
        assert offered(reader, MONDAY + minutes(9)) == [11]
        assert offered(reader, MONDAY + minutes(10)) == [9, 10, 11]

    def test_leave_out_what_is_busy_elsewhere(self, show: Show) -> None:
        elsewhere = ExternalBusyNoted(
            tutor_id=ANNA,
            event_id="e",
            start=LESSON.start + hours(1),
            end=END + hours(1),
            noted_at=MONDAY,
        )
        reader = show(PROJECTION, history(WEEK, RULES, elsewhere))
        assert offered(reader) == [9, 11]

    def test_count_a_lesson_over_the_turn_of_the_month_once(self, show: Show) -> None:
        limited = replace(RULES, rules=BookingRules(notice_minutes=0, daily_limit=2))
        night = replace(WEEK, windows=(WeeklyWindow(2, 20 * 60, 24 * 60),))
        late = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
        march = replace(TAKEN_BY_BEN, start=late, end=late + hours(1), expires_at=None)
        april = replace(march, month="2026-04")
        reader = show(
            PROJECTION,
            history(
                stream("availability-anna", night, limited),
                stream("calendar-anna-2026-03", march),
                stream("calendar-anna-2026-04", april),
            ),
        )
        window = Interval(late - hours(6), late)
        assert free_slots(reader, ANNA, window, hours(1), "UTC", late - hours(20))


def _on_friday(reader: Reader) -> list[Interval]:
    return free_slots(reader, ANNA, ON_FRIDAY, hours(1), "UTC", MONDAY)


class TestFourWeeksWithFiveHundredBookings:
    def test_leave_the_other_times_free(self, show: Show) -> None:
        """How fast that is, `make bench` says."""
        reader = show(PROJECTION, history(*_full_diary()))
        window = Interval(MONDAY, MONDAY + days(28))
        assert free_slots(reader, ANNA, window, timedelta(minutes=30), "Europe/Berlin", MONDAY)


def _full_diary() -> list[Any]:
    week = replace(WEEK, windows=tuple(WeeklyWindow(day, 0, 24 * 60) for day in range(1, 8)))
    rules = BookingRules(durations_minutes=(30,), notice_minutes=0, before_minutes=5)
    taken = [
        replace(
            TAKEN_BY_BEN,
            booking_id=f"b{number}",
            start=MONDAY + minutes(80 * number),
            end=MONDAY + minutes(80 * number + 30),
            expires_at=None,
        )
        for number in range(504)
    ]
    return [week, replace(RULES, rules=rules), stream("calendar-anna-2026-03", *taken)]
