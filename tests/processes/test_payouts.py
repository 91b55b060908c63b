"""Paying tutors out: when, of what, and what happens when it fails."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from application.payout import PayoutPart, ReleasePayout, RequestPayout
from application.processes.payouts import PAYOUTS
from application.todo import Todo
from domain.earning import events as earning
from domain.payout import events as payout
from domain.payout.events import Part
from domain.payout.policies import AGAIN_AFTER, MOST_PARTS, WEEK
from domain.shared.event import Fact
from domain.shared.money import Money
from tests.processes.arrival import Seen, given
from tests.support.calendar import MONDAY, TUESDAY, WEDNESDAY, days, hours
from tests.support.examples import example
from tests.support.people import ANNA

PAYDAY = MONDAY + days(7) - hours(3)


def euro(minor: int) -> Money:
    return Money(minor, "EUR")


def moved(booking_id: str, minor: int, at: datetime = TUESDAY) -> Any:
    return replace(
        example(earning.EarningTransferred),
        tutor_id=ANNA,
        booking_id=booking_id,
        amount=euro(minor),
        occurred_at=at,
    )


def of_share(kind: Any, booking_id: str, minor: int, **fields: Any) -> Any:
    made = replace(example(kind), tutor_id=ANNA, booking_id=booking_id, amount=euro(minor))
    return replace(made, **fields)


def of_payout(kind: Any, payout_id: str = "p1", **minors: int) -> Any:
    parts = tuple(Part(booking_id, minor) for booking_id, minor in sorted(minors.items()))
    amount = euro(sum(minors.values()))
    made = replace(example(kind), tutor_id=ANNA, payout_id=payout_id, amount=amount)
    return replace(made, parts=parts) if hasattr(made, "parts") else made


def failed(at: datetime, payout_id: str = "p1", **minors: int) -> Any:
    return replace(of_payout(payout.PayoutFailed, payout_id, **minors), occurred_at=at)


def seen(*facts: Fact) -> Seen:
    return given(*facts, key=f"{ANNA}-EUR").seen_by(PAYOUTS)


def the_todo(*facts: Fact) -> Todo:
    (todo,) = seen(*facts).todos().values()
    return todo


def asked(*facts: Fact) -> tuple[int, dict[str, int], datetime | None]:
    """This is the sum the next payout reaches, what it is made of, and when it is due."""
    todo = the_todo(*facts)
    assert isinstance(todo.act, RequestPayout)
    return todo.act.until_minor, {one.booking_id: one.minor for one in todo.act.parts}, todo.due_at


REQUESTED = of_payout(payout.PayoutRequested, b1=2700)
PAID = of_payout(payout.PayoutPaid, b1=2700)


class TestAPayday:
    def test_is_the_next_monday(self) -> None:
        assert asked(moved("b1", 2700)) == (2700, {"b1": 2700}, PAYDAY)

    def test_brings_all_there_is(self) -> None:
        both = (moved("b1", 2700), moved("b2", 700, WEDNESDAY))
        assert asked(*both) == (3400, {"b1": 2700, "b2": 700}, PAYDAY)

    def test_brings_nothing_below_the_minimum(self) -> None:
        seen(moved("b1", 999)).then_nothing()
        assert asked(moved("b1", 999), moved("b2", 1))[0] == 1000

    def test_that_was_missed_is_made_up_for_at_once(self) -> None:
        late = moved("b2", 700, PAYDAY)
        assert asked(moved("b1", 2700), late) == (2700, {"b1": 2700}, PAYDAY)
        small = moved("b1", 700)
        assert asked(small, moved("b2", 700, PAYDAY)) == (
            1400,
            {"b1": 700, "b2": 700},
            PAYDAY + WEEK,
        )

    def test_is_for_so_many_bookings_at_most(self) -> None:
        many = [moved(f"b{number}", 100) for number in range(MOST_PARTS + 5)]
        until_minor, parts, _ = asked(*many)
        assert (until_minor, len(parts)) == (100 * MOST_PARTS, MOST_PARTS)

    @pytest.mark.parametrize(
        ("currency", "taken"),
        [("HUF", 299_980), ("TWD", 299_980), ("KWD", 300_050), ("MGA", 299_980), ("EUR", 300_055)],
    )
    def test_brings_as_much_as_a_bank_takes(self, currency: str, taken: int) -> None:
        shares = [
            replace(moved(booking_id, 0), amount=Money(minor, currency))
            for booking_id, minor in (("b1", 300_055), ("b2", 200_020))
        ]
        key = f"{ANNA}-{currency}"
        (todo,) = given(*shares, key=key).seen_by(PAYOUTS).todos().values()
        assert isinstance(todo.act, RequestPayout)
        assert [one.minor for one in todo.act.parts] == [taken, 200_020]
        assert todo.act.until_minor == taken + 200_020

    def test_is_for_each_currency(self) -> None:
        dollars = replace(moved("b1", 2700), amount=Money(2700, "USD"))
        assert set(PAYOUTS.keys(dollars)) == {f"{ANNA}-USD"}


class TestWhatIsThere:
    def test_is_without_what_is_on_its_way_back(self) -> None:
        back = of_share(earning.ReversalRequested, "b1", 2700)
        seen(moved("b1", 2700), back).then_nothing()
        lost = of_share(earning.ReversalFailed, "b1", 2700)
        assert asked(moved("b1", 2700), back, lost)[1] == {"b1": 2700}

    def test_is_without_what_was_not_transferred_after_all(self) -> None:
        undone = of_share(earning.TransferFailed, "b1", 2700, undone=euro(2700))
        seen(moved("b1", 2700), undone).then_nothing()

    def test_lacks_what_came_back_after_it_was_paid_out(self) -> None:
        back = of_share(earning.ReversalRequested, "b1", 2700)
        known = (moved("b1", 2700), REQUESTED, PAID, moved("b2", 4000), back)
        assert asked(*known)[:2] == (4000, {"b1": -2700, "b2": 4000})

    def test_is_without_what_was_paid_out(self) -> None:
        known = (moved("b1", 2700), REQUESTED, PAID)
        seen(*known).then_nothing()
        assert asked(*known, moved("b2", 3000))[:2] == (5700, {"b2": 3000})

    def test_knows_nothing_of_debts(self) -> None:
        seen(of_share(earning.EarningWithheld, "b1", 2700)).then_nothing()


class TestAPayoutAskedFor:
    def test_leaves_at_once(self) -> None:
        todo = the_todo(moved("b1", 2700), REQUESTED)
        assert todo.act == ReleasePayout(tutor_id=ANNA, currency="EUR", payout_id="p1")

    def test_is_followed_by_none_before_it_is_answered(self) -> None:
        known = (moved("b1", 2700), REQUESTED, moved("b2", 5000))
        for kind in (payout.PayoutHeld, payout.PayoutReleased):
            seen(*known, of_payout(kind, b1=2700)).then_nothing()
        released, sent = (
            of_payout(kind, b1=2700) for kind in (payout.PayoutReleased, payout.PayoutSent)
        )
        seen(*known, released, sent).then_nothing()
        assert asked(*known, released, sent, PAID)[1] == {"b2": 5000}

    def test_is_there_for_the_next_when_it_is_cancelled(self) -> None:
        cancelled = of_payout(payout.PayoutCancelled, b1=2700)
        assert asked(moved("b1", 2700), REQUESTED, cancelled) == (2700, {"b1": 2700}, PAYDAY)


class TestAPayoutThatFailed:
    def test_is_asked_for_again_later_and_later(self) -> None:
        known: tuple[Fact, ...] = (moved("b1", 2700),)
        for number, pause in enumerate(AGAIN_AFTER):
            name = f"p{number}"
            attempt = of_payout(payout.PayoutRequested, name, b1=2700)
            known = (*known, attempt, failed(PAYDAY, name, b1=2700))
            assert asked(*known) == (2700, {"b1": 2700}, PAYDAY + pause)
        last = of_payout(payout.PayoutRequested, "last", b1=2700)
        known = (*known, last, failed(PAYDAY, "last", b1=2700))
        seen(*known).then_nothing()
        assert asked(*known, moved("b2", 100, PAYDAY))[1:] == (
            {"b1": 2700, "b2": 100},
            PAYDAY + WEEK,
        )

    def test_has_all_its_tries_again_after_one_that_arrived(self) -> None:
        again = of_payout(payout.PayoutRequested, "p2", b1=2700)
        known = (moved("b1", 2700), REQUESTED, failed(PAYDAY, b1=2700), again)
        paid = of_payout(payout.PayoutPaid, "p2", b1=2700)
        later = moved("b2", 2000, PAYDAY)
        assert asked(*known, paid, later)[2] == PAYDAY + WEEK

    def test_is_there_again_when_it_had_counted_as_paid(self) -> None:
        next_one = of_payout(payout.PayoutRequested, "p2", b2=2000)
        known = (moved("b1", 2700), REQUESTED, PAID, moved("b2", 2000), next_one)
        back = failed(PAYDAY, b1=2700)
        todo = the_todo(*known, back)
        assert todo.act == ReleasePayout(tutor_id=ANNA, currency="EUR", payout_id="p2")
        paid = of_payout(payout.PayoutPaid, "p2", b2=2000)
        assert asked(*known, back, paid)[:2] == (4700, {"b1": 2700})


def test_a_part_is_of_one_booking() -> None:
    assert PayoutPart(booking_id="b1", minor=-5).part == Part("b1", -5)
