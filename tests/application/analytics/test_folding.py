"""Facts folded into figures: whatever breaks off or comes again, they come to the same."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from application.analytics.folding import LATEST, Key, _keys, is_over
from application.analytics.measures import CONTEXTS, Measure, Measured, measured
from application.analytics.spans import KINDS, Period
from domain.account.events import AccountRegistered, AgeDeclared
from domain.booking.events import BookingCancelled, BookingHeld
from domain.booking.terms import CancellationReason, Party
from domain.shared.event import Recorded, context_of
from domain.showing.aggregate import SHOWING, show
from domain.showing.terms import Way
from tests.application.analytics.kept import Kept
from tests.domain.booking.histories import ABOUT, ALL_BACK, AWAITING, CONFIRMED, HELD, PRICE
from tests.domain.payment.history import CAPTURED
from tests.support.calendar import MONDAY, days, hours
from tests.support.examples import example
from tests.support.histories import histories
from tests.support.laws import interleavings
from tests.support.people import ANNA
from tests.support.showings import shown
from tests.support.tries import tried
from tests.support.views import Stream, history, stream

REGISTERED = replace(example(AccountRegistered), registered_at=MONDAY)
CANCELLED = BookingCancelled(
    **ABOUT,
    by=Party.STUDENT,
    reason=CancellationReason.BY_CHOICE,
    is_late=False,
    payment_id="p",
    price=PRICE,
    split=ALL_BACK,
    cancelled_at=MONDAY,
)
DECLARED = replace(example(AgeDeclared), country="DE")


def taken(*given: Any, at: datetime | None = None) -> Kept:
    """This is what facts come to, recorded a minute apart from MONDAY on, or all at an instant."""
    kept = Kept()
    facts = history(*given)
    kept.take(facts if at is None else [replace(one, recorded_at=at) for one in facts])
    return kept


def days_of(kept: Kept) -> list[tuple[str, ...]]:
    """This is the figures by day that are not nothing, in words."""
    return sorted(
        (key.measure, *key[3:], str(value))
        for key, value in kept.figures.items()
        if key.period is Period.DAY and value
    )


class TestCounting:
    def test_a_booking_counts_for_its_subject_all_the_way(self) -> None:
        assert days_of(taken(stream("booking-b", HELD, AWAITING, CONFIRMED, CANCELLED))) == [
            ("booked_value_minor", "mathematics", "", "EUR", "3000"),
            ("bookings_confirmed", "mathematics", "", "", "1"),
            ("bookings_held", "mathematics", "", "", "1"),
            ("bookings_submitted", "mathematics", "", "", "1"),
            ("cancellations", "mathematics", "", "", "1"),
        ]

    def test_a_showing_counts_from_what_was_looked_for_to_who_was_opened(self) -> None:
        for way, measure in ((Way.SEARCH, "searches"), (Way.RECOMMENDATION, "recommendations")):
            facts = show(shown(way), is_named=False)
            opened = SHOWING.evolve(None, facts[0]).click(ANNA, None, MONDAY)
            assert days_of(taken(stream("showing-s", *facts, *opened))) == [
                (measure, "english", "", "", "1"),
                ("tutors_opened", "", "", "", "1"),
            ]

    def test_money_counts_by_currency(self) -> None:
        assert days_of(taken(stream("payment-p", CAPTURED))) == [
            ("gross_volume_minor", "", "", "EUR", str(CAPTURED.amount.minor))
        ]

    def test_a_registration_moves_to_its_country_once(self) -> None:
        assert days_of(taken(stream("account-a", REGISTERED))) == [
            ("registrations", "", "", "", "1")
        ]
        again = replace(DECLARED, country="FR")
        moved = taken(stream("account-a", REGISTERED, DECLARED, again))
        assert days_of(moved) == [("registrations", "", "DE", "", "1")]

    def test_a_booking_stands_in_one_minute_one_hour_one_day_and_six_rolling_hours(self) -> None:
        counted = Counter(key.period for key in taken(HELD).cells)
        assert counted == {
            Period.MINUTE: 1,
            Period.HOUR: 1,
            Period.DAY: 1,
            Period.ROLLING_HOUR: 6,
        }


class TestBeingLate:
    def test_changes_the_window_of_its_own_time_for_a_week(self) -> None:
        kept = taken(HELD, at=MONDAY + LATEST)
        assert days_of(kept) == [("bookings_held", "mathematics", "", "", "1")]
        assert {key.start for key in kept.cells if key.period is Period.HOUR} == {MONDAY}

    def test_counts_aside_after_that_once_and_when_it_came(self) -> None:
        came = MONDAY + LATEST + timedelta(microseconds=1)
        kept = taken(stream("booking-b", CONFIRMED), at=came)
        assert days_of(kept) == [("late_facts", "", "", "", "1")]
        assert {key.start for key in kept.cells if key.period is Period.HOUR} == {MONDAY + days(7)}

    def test_never_reaches_a_figure_that_is_over(self) -> None:
        for period, windows in KINDS.items():
            for start in windows.around(MONDAY):
                key = Key(Measure.BOOKINGS_HELD, period, start, "", "", "")
                assert not is_over(key, MONDAY + LATEST)
                assert is_over(key, MONDAY + LATEST + windows.length + timedelta(microseconds=1))


class TestAnyHistory:
    @tried(60)
    @given(histories=histories(), data=st.data())
    def test_comes_to_the_same_however_often_it_breaks_off(
        self, histories: tuple[Stream, ...], data: st.DataObject
    ) -> None:
        facts = drawn(histories, data)
        kept = Kept()
        while kept.place < (facts[-1].position if facts else 0):
            low = data.draw(st.integers(0, len(facts) - 1))
            first = min(low, next(i for i, one in enumerate(facts) if one.position > kept.place))
            high = data.draw(st.integers(first + 1, len(facts)))
            breaks_off = data.draw(st.sampled_from((0.0, 0.3, 0.7, 1.0)))
            kept.take(facts[first:high], breaks_off)
            if breaks_off < 1.0:
                kept.take(facts[first:])
        assert kept.figures == plainly_counted(facts)

    @tried(60)
    @given(histories=histories(), data=st.data())
    def test_is_counted_without_a_note_too_few(
        self, histories: tuple[Stream, ...], data: st.DataObject
    ) -> None:
        facts = drawn(histories, data)
        kept = Kept()
        kept.take(facts)
        assert kept.figures == plainly_counted(facts)


def drawn(histories: tuple[Stream, ...], data: st.DataObject) -> list[Recorded[Any]]:
    """This is the facts that count, as the log may have recorded them, at times of its own."""
    facts = [one for one in history(*histories) if context_of(one.fact.TOPIC) in CONTEXTS]
    mixed = data.draw(interleavings(facts, "stream"))
    late = data.draw(st.sampled_from((timedelta(0), hours(30), days(6), days(9))))
    return [
        replace(one, position=at, recorded_at=one.recorded_at + late)
        for at, one in enumerate(mixed, start=1)
    ]


def plainly_counted(facts: list[Recorded[Any]]) -> Counter[Key]:
    """This counts with everything in sight, and forgets nothing."""
    figures: Counter[Key] = Counter()
    subjects = {
        one.stream_id: one.fact.subject for one in facts if isinstance(one.fact, BookingHeld)
    }
    undeclared: dict[str, str] = {}
    for one in facts:
        noted = subjects.get(one.stream_id) or undeclared.get(one.stream_id)
        late = Measured(Measure.LATE_FACTS, one.recorded_at)
        counted = {
            late if one.recorded_at - each.at > LATEST else each for each in measured(one, noted)
        }
        for each in counted:
            for key in _keys(each):
                figures[key] += each.value
        if isinstance(one.fact, AccountRegistered):
            undeclared[one.stream_id] = one.fact.registered_at.isoformat()
        if isinstance(one.fact, AgeDeclared):
            undeclared.pop(one.stream_id, None)
    return figures
