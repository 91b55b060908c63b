"""Holding a slot, or a weekly series of them: all or none, and one for each instant."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from application.availability import SetBookingRules
from application.booking import AdvanceBooking, CancelBooking
from application.bus import Outcome, Request
from application.holding import HoldSeries, HoldSlot
from application.tutor import LosePayoutAccount
from domain.availability.events import Acceptance
from domain.booking.events import BookingHeld
from domain.booking.terms import State
from domain.shared.actor import Actor, Role
from domain.shared.money import Money
from tests.support.calendar import MONDAY, TUESDAY, days, hours, minutes
from tests.support.market import Market
from tests.support.people import ANNA, AS_ANNA, AS_BEN, AS_IVAN, AS_OLGA, AS_SYSTEM, BEN, IVAN

CROWD = 50
LAST_NIGHT_OF_MARCH = datetime(2026, 3, 31, 21, 30, tzinfo=UTC)


@pytest.fixture
def market() -> Market:
    return Market.opened()


def wish(start: datetime, tutor: str = ANNA, **more: Any) -> HoldSlot:
    return HoldSlot(
        tutor_id=tutor, course_id=f"{tutor}-{more.pop('course', 'hour')}", start=start, **more
    )


def weekly(count: int, day: datetime = TUESDAY, starts_at: str = "18:00") -> HoldSeries:
    return HoldSeries(
        tutor_id=ANNA,
        course_id=f"{ANNA}-hour",
        first_day=day.date(),
        starts_at=starts_at,
        count=count,
    )


def entries(market: Market, person: str, month: str = "2026-03") -> list[tuple[str, datetime]]:
    known = market.calendar(person, month)
    return [(one.booking_id, one.start) for one in known.entries] if known else []


def at_once(market: Market, asked: Sequence[tuple[HoldSlot, Actor]]) -> list[Outcome]:
    requests = [
        Request(command, actor, f"race-{number}", "race")
        for number, (command, actor) in enumerate(asked)
    ]
    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(market.bus.execute, requests))


def students(number: int) -> list[Actor]:
    return [Actor(f"student-{each}", frozenset({Role.STUDENT})) for each in range(number)]


class TestHolding:
    def test_takes_the_time_of_both_for_ten_minutes(self, market: Market) -> None:
        booking_id = market.hold(AS_BEN, ANNA, TUESDAY)
        (held,) = market.facts(f"booking-{booking_id}")
        assert isinstance(held, BookingHeld)
        assert (held.price, held.expires_at) == (Money(3001, "EUR"), MONDAY + minutes(10))
        for person in (ANNA, BEN):
            assert entries(market, person) == [(booking_id, TUESDAY)]
        (correlation,) = {one.correlation_id for one in market.log.facts[-3:]}
        assert correlation.startswith("request-")

    def test_lasts_as_long_as_the_course_unless_told(self, market: Market) -> None:
        booking_id = market.hold(AS_BEN, ANNA, TUESDAY, duration_minutes=120)
        assert market.booking(booking_id).slot.duration == hours(2)
        assert market.booking(booking_id).price == Money(6002, "EUR")

    @pytest.mark.parametrize(
        ("asked", "refusal"),
        [
            (wish(TUESDAY, "nobody"), "NotFound"),
            (wish(TUESDAY, course="gone"), "CourseIsNotOffered"),
            (wish(MONDAY + minutes(30)), "TheSlotIsTooSoon"),
            (wish(MONDAY + days(400)), "BeyondHorizon"),
            (wish(TUESDAY, duration_minutes=45), "DurationNotOffered"),
            (wish(TUESDAY, course="dear", duration_minutes=120), "NoLessonCostsThatMuch"),
        ],
    )
    def test_is_refused(self, market: Market, asked: HoldSlot, refusal: str) -> None:
        assert market.ask(asked, AS_BEN).refusal == refusal

    def test_is_refused_for_a_tutor_who_takes_no_bookings(self, market: Market) -> None:
        market.ask(LosePayoutAccount(tutor_id=ANNA), AS_SYSTEM)
        assert market.ask(wish(TUESDAY), AS_BEN).refusal == "TutorIsNotBookable"

    def test_is_for_students_and_never_with_oneself(self, market: Market) -> None:
        assert market.ask(wish(TUESDAY), AS_IVAN).refusal == "RoleMissing"
        both = Actor(ANNA, frozenset({Role.STUDENT, Role.TUTOR}))
        assert market.ask(wish(TUESDAY), both).refusal == "NobodyTeachesThemself"

    def test_blocks_everybody_until_it_runs_out(self, market: Market) -> None:
        market.hold(AS_BEN, ANNA, TUESDAY)
        market.clock.set(MONDAY + minutes(10) - minutes(0.001))
        refused = market.ask(wish(TUESDAY), AS_OLGA)
        assert (refused.refusal, refused.kind) == ("SlotTaken", "RuleBroken")
        market.clock.set(MONDAY + minutes(10))
        market.hold(AS_OLGA, ANNA, TUESDAY)
        assert [person for person in (ANNA, BEN) if len(entries(market, person)) > 1] == []

    def test_blocks_the_student_too_with_whomever(self, market: Market) -> None:
        market.hold(AS_BEN, ANNA, TUESDAY)
        assert market.ask(wish(TUESDAY + minutes(30), IVAN), AS_BEN).refusal == "StudentBusy"
        assert market.ask(wish(TUESDAY), AS_BEN).refusal == "SlotTaken"

    def test_twice_with_one_key_is_once(self, market: Market) -> None:
        first, again = (market.ask(wish(TUESDAY), AS_BEN, key="the key") for _ in range(2))
        assert again.is_replay
        assert first.answer == again.answer
        assert len(market.bookings()) == 1

    def test_costs_what_it_costs_and_be_it_nothing(self, market: Market) -> None:
        booking_id = market.hold(AS_BEN, ANNA, TUESDAY, course="free")
        assert market.booking(booking_id).price == Money(0, "EUR")


class TestTakingOver:
    def test_releases_nothing_of_the_next_owner(self, market: Market) -> None:
        first = market.hold(AS_BEN, ANNA, TUESDAY)
        market.clock.advance(minutes(11))
        second = market.hold(AS_OLGA, ANNA, TUESDAY)
        market.ask(AdvanceBooking(booking_id=first), AS_SYSTEM)
        known = market.calendar(ANNA, "2026-03")
        assert known is not None
        assert known.of_booking(second) is not None


class TestASeries:
    def test_holds_every_lesson_by_the_tutors_clock(self, market: Market) -> None:
        outcome = market.ask(weekly(5), AS_BEN)
        bookings = [market.booking(each) for each in outcome.answer["booking_ids"]]
        starts = [booking.slot.start.strftime("%m-%d %H:%M") for booking in bookings]
        assert starts == [
            "03-03 17:00",
            "03-10 17:00",
            "03-17 17:00",
            "03-24 17:00",
            "03-31 16:00",
        ]
        facts = [market.facts(f"booking-{each.booking_id}")[0] for each in bookings]
        series = {fact.series_id for fact in facts if isinstance(fact, BookingHeld)}
        assert series == {outcome.answer["series_id"]}

    def test_goes_over_the_turn_of_a_month(self, market: Market) -> None:
        outcome = market.ask(weekly(2, LAST_NIGHT_OF_MARCH, "23:30"), AS_BEN)
        first, second = outcome.answer["booking_ids"]
        assert entries(market, BEN) == [(first, LAST_NIGHT_OF_MARCH)]
        assert entries(market, ANNA, "2026-04") == [(second, LAST_NIGHT_OF_MARCH + days(7))]

    def test_takes_both_months_of_a_lesson_over_their_turn(self, market: Market) -> None:
        over_midnight = weekly(3, datetime(2026, 4, 1, tzinfo=UTC), "01:30")
        outcome = market.ask(over_midnight, AS_BEN)
        first = outcome.answer["booking_ids"][0]
        assert [each for each, _ in entries(market, ANNA)] == [first]
        assert len(entries(market, ANNA, "2026-04")) == 3

    def test_is_all_or_none_and_names_every_conflict(self, market: Market) -> None:
        second, fourth = (datetime(2026, 3, day, 17, tzinfo=UTC) for day in (10, 24))
        market.hold(AS_OLGA, ANNA, second)
        market.hold(AS_BEN, IVAN, fourth)
        head = len(market.bookings())
        refused = market.ask(weekly(5), AS_BEN)
        assert (refused.refusal, refused.kind) == ("SomeLessonsCannotBeHeld", "RuleBroken")
        assert second.isoformat() in refused.detail
        assert fourth.isoformat() in refused.detail
        assert refused.detail.count("2026-") == 2
        assert len(market.bookings()) == head

    def test_keeps_the_tutors_limits(self, market: Market) -> None:
        rules = SetBookingRules(
            tutor_id=ANNA, notice_minutes=0, weekly_limit=1, acceptance=Acceptance.INSTANT
        )
        assert market.ask(rules, AS_ANNA).accepted
        market.hold(AS_OLGA, ANNA, datetime(2026, 3, 12, 8, tzinfo=UTC))
        refused = market.ask(weekly(3), AS_BEN)
        assert refused.detail.startswith("2026-03-10T17:00:00+00:00: The tutor gives no more")
        market.ask(CancelBooking(booking_id=next(iter(market.bookings()))), AS_OLGA)
        assert market.ask(weekly(3), AS_BEN).accepted

    def test_of_a_tutor_who_takes_no_bookings_is_refused_as_such(self, market: Market) -> None:
        market.ask(LosePayoutAccount(tutor_id=ANNA), AS_SYSTEM)
        assert market.ask(weekly(2), AS_BEN).refusal == "TutorIsNotBookable"


class TestRacing:
    def test_for_one_slot_has_one_winner(self, market: Market) -> None:
        outcomes = at_once(market, [(wish(TUESDAY), each) for each in students(CROWD)])
        assert sum(outcome.accepted for outcome in outcomes) == 1
        lost = [(each.refusal, each.kind) for each in outcomes if not each.accepted]
        assert lost == [("SlotTaken", "RuleBroken")] * (CROWD - 1)
        assert len(market.bookings()) == 1

    def test_for_overlapping_slots_has_one_winner_an_instant(self, market: Market) -> None:
        slots = [TUESDAY + minutes(30 * (each % 3)) for each in range(30)]
        asked = [(wish(slot), each) for slot, each in zip(slots, students(30), strict=True)]
        winners = [each for each in at_once(market, asked) if each.accepted]
        taken = sorted(market.booking(each.answer["booking_id"]).slot for each in winners)
        assert 1 <= len(taken) <= 2
        assert all(not one.overlaps(other) for one, other in pairwise(taken))

    def test_of_one_student_with_two_tutors_has_one_winner(self, market: Market) -> None:
        tutors = [ANNA, IVAN] * 8
        asked = [(wish(TUESDAY, tutor), AS_BEN) for tutor in tutors]
        outcomes = at_once(market, asked)
        assert sum(outcome.accepted for outcome in outcomes) == 1
        assert {each.refusal for each in outcomes if not each.accepted} <= {
            "SlotTaken",
            "StudentBusy",
        }

    def test_over_the_turn_of_a_month_has_one_winner(self, market: Market) -> None:
        starts = [LAST_NIGHT_OF_MARCH + minutes(30 * (2 + each % 3)) for each in range(24)]
        asked = [(wish(start), each) for start, each in zip(starts, students(24), strict=True)]
        slots = [
            market.booking(each.answer["booking_id"]).slot
            for each in at_once(market, asked)
            if each.accepted
        ]
        ordered = sorted(slots)
        assert all(not one.overlaps(other) for one, other in pairwise(ordered))

    def test_leaves_no_half_booking(self, market: Market) -> None:
        at_once(market, [(wish(TUESDAY), each) for each in students(20)])
        (booking,) = market.bookings().values()
        assert booking.state is State.HELD
        assert entries(market, ANNA) == [(booking.booking_id, TUESDAY)]
        assert entries(market, booking.student_id) == [(booking.booking_id, TUESDAY)]
