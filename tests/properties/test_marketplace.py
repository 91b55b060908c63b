"""A whole marketplace, whatever people do and whenever it is killed: it ends quiet and exact."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given

from domain.booking.aggregate import BOOKING, Booking
from domain.booking.events import BookingCancelled, BookingConfirmed
from domain.booking.terms import CancellationReason, State
from domain.earning.aggregate import EARNING, Earning
from domain.earning.events import EarningEvent
from domain.payment.events import CaptureFailed
from domain.payout.events import Part, PayoutReleased, PayoutRequested
from tests.processes.stories import STORIES
from tests.processes.tutor_stories import TUTOR_STORIES
from tests.support.lives import LONG_ENOUGH_DAYS, lived, lives
from tests.support.market import AUTOMATA, Market, MortalMarket
from tests.support.people import ANNA, BEN, IVAN, OLGA
from tests.support.purse import on_accounts, purse_of, shares
from tests.support.tries import some, tried

PEOPLE = (ANNA, IVAN, BEN, OLGA)
ENDED = frozenset(State) - {
    State.HELD,
    State.REQUESTED,
    State.AWAITING_PAYMENT,
    State.CONFIRMED,
    State.IN_PROGRESS,
    State.COMPLETED,
    State.PROBLEM_REPORTED,
}
STILL_AHEAD = {"verification_clock", "fee_ladder", "counting_conversions", "profile_scoring"}
"""Lists that are never empty: papers end one day, the last hour taught stays noted, what is done by
those who do not agree to be measured is noted nowhere, and no service is there to ask."""


def assert_quiet(market: Market) -> None:
    """This holds when nothing is left to do, and nothing was given up."""
    for process in AUTOMATA:
        assert market.todos.given_up(process.name) == []
        if process.name not in STILL_AHEAD:
            assert market.open_todos(process.name) == [], process.name
    for booking in market.bookings().values():
        assert booking.state in ENDED, booking


def assert_exact(market: Market) -> None:
    """This holds when every cent is where the last word about it says."""
    for booking in market.bookings().values():
        held, taken, given_back = market.money_of(booking.booking_id)
        of_booking = f"of-{booking.booking_id}:"
        deeds = [deed for deed, key in market.gateway.moved() if key.startswith(of_booking)]
        assert deeds.count("authorise") <= 1
        assert deeds.count("capture") <= 1
        assert held == 0
        if was_never_paid(market, booking):
            assert taken == given_back
        else:
            assert booking.split is not None
            kept = booking.split.gross_minor - booking.split.refund_minor
            assert taken - given_back == kept


def was_never_paid(market: Market, booking: Booking) -> bool:
    """This is true of what was never confirmed, and of money the provider did not take."""
    facts = market.facts(f"booking-{booking.booking_id}")
    payment = market.facts(f"payment-of-{booking.booking_id}")
    return not any(isinstance(fact, BookingConfirmed) for fact in facts) or any(
        isinstance(fact, CaptureFailed)
        or (isinstance(fact, BookingCancelled) and fact.reason is CancellationReason.PAYMENT_FAILED)
        for fact in (*facts, *payment)
    )


def assert_tutors_have_what_is_theirs(market: Market) -> None:
    """This holds when every share is where it was decided to be, and the provider says so too."""
    for share in shares(market):
        assert share.movements.moved == share.due, share
    purse = purse_of(recorded.fact for recorded in market.log.facts)
    assert purse.transferred == purse.paid + on_accounts(market)
    assert 0 <= purse.recovered <= purse.incurred
    due = sum(share.due for share in shares(market))
    assert purse.transferred == due + purse.incurred - purse.withheld


def assert_each_movement_was_made_once(market: Market) -> None:
    """This holds when each movement that was asked for has a key of its own at the provider."""
    asked = Counter(type(one.fact).__name__ for one in market.log.facts)
    calls = Counter(one.deed for one, _ in market.gateway._answers.values())
    assert calls["transfer"] == asked["TransferRequested"]
    assert calls["reverse"] == asked["ReversalRequested"]
    assert calls["pay_out"] == asked["PayoutReleased"]


def assert_nothing_frozen_is_with_a_tutor(market: Market) -> None:
    """This holds when a share that is frozen comes back in the same step, or as soon as it may."""
    known: dict[str, Earning] = {}
    facts = [one for one in market.log.facts if isinstance(one.fact, EarningEvent)]
    for recorded, following in pairwise([*facts, None]):
        assert recorded is not None
        share = EARNING.evolve(known.get(recorded.stream_id), recorded.fact)
        known[recorded.stream_id] = share
        if following is None or following.causation_id != recorded.causation_id:
            assert share.excess == 0, share


def assert_nothing_frozen_was_paid_out(market: Market) -> None:
    """This holds when at the moment a payout left, none of its shares was frozen."""
    earnings: dict[str, Earning] = {}
    parts: dict[tuple[str, str], tuple[Part, ...]] = {}
    for recorded in market.log.facts:
        match recorded.fact:
            case PayoutRequested() as fact:
                parts[fact.tutor_id, fact.payout_id] = fact.parts
            case PayoutReleased() as fact:
                for part in parts[fact.tutor_id, fact.payout_id]:
                    assert part.minor < 0 or not earnings[part.booking_id].is_frozen
            case fact if isinstance(fact, EarningEvent):
                known = earnings.get(fact.booking_id)
                earnings[fact.booking_id] = EARNING.evolve(known, fact)


def assert_nobody_was_booked_twice(market: Market) -> None:
    """This holds when at no time two bookings had one instant of a person."""
    known: dict[str, Booking] = {}
    for recorded in market.log.facts:
        if not recorded.stream_id.startswith("booking-"):
            continue
        before = known.get(recorded.identity)
        after = known[recorded.identity] = BOOKING.evolve(before, recorded.fact)
        if before is None or before.slot != after.slot:
            assert_apart(known.values(), recorded.recorded_at)


def assert_apart(bookings: Iterable[Booking], now: datetime) -> None:
    """This holds when no two bookings that block time share an instant of a person."""
    blocking = [one for one in bookings if one.caught_up(now)[1].blocks_time]
    for one, other in combinations(blocking, 2):
        if {one.tutor_id, one.student_id} & {other.tutor_id, other.student_id}:
            assert not one.slot.overlaps(other.slot)


def assert_calendars_hold_what_was_given(market: Market) -> None:
    """This holds when calendars remember lessons that were given, and nothing else."""
    given_ = {
        recorded.identity
        for recorded in market.log.facts
        if recorded.fact.TOPIC == "booking.lesson_completed.v1"
    }
    for person in PEOPLE:
        month = market.calendar(person, "2026-03")
        kept = {entry.booking_id for entry in month.entries} if month else set()
        of_person = {
            booking.booking_id
            for booking in market.bookings().values()
            if person in (booking.tutor_id, booking.student_id)
        }
        assert kept == given_ & of_person


@tried(30, database=None)
@given(lives())
def test_ends_quiet_and_exact(life: Sequence[Any]) -> None:
    market = lived(life).market
    assert_quiet(market)
    assert_exact(market)
    assert_tutors_have_what_is_theirs(market)
    assert_each_movement_was_made_once(market)
    assert_nothing_frozen_is_with_a_tutor(market)
    assert_nothing_frozen_was_paid_out(market)
    assert_nobody_was_booked_twice(market)
    assert_calendars_hold_what_was_given(market)


@pytest.mark.parametrize(
    "story",
    [
        "cancelled late and waived",
        "paid late",
        "accepted by hand",
        "recovered before it is won",
        "account swapped before payday",
        "payout slow",
    ],
)
def test_ends_the_same_wherever_it_is_killed(story: str) -> None:
    expected, steps = _end(story, 0)
    assert steps > 1
    for step in some(range(1, steps + 1)):
        assert _end(story, step)[0] == expected, f"killed at step {step}"


def _end(story: str, killed_at: int) -> tuple[Any, int]:
    market = MortalMarket.opened()
    if killed_at:
        market.die_after(killed_at)
    booking_id = {**STORIES, **TUTOR_STORIES}[story](market)
    market.advance(days=LONG_ENOUGH_DAYS)
    assert_quiet(market)
    booking = market.booking(booking_id)
    money = market.money_of(booking_id), market.gateway.moved(), on_accounts(market)
    return (booking.state, booking.split, money), market.fuse.steps
