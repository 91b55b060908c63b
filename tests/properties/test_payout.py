"""Payouts, whatever comes and goes and whatever banks answer: nothing is paid out twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from application.payout import ReleasePayout, RequestPayout
from application.processes.payouts import PAYOUTS
from domain.earning import events as earning
from domain.payout.aggregate import ENDED, PAYOUT, APayoutIsWorthItsFee, Payouts, State
from domain.payout.events import CancelReason, PayoutEvent, PayoutRequested
from domain.payout.policies import minimum_of
from domain.shared.event import Fact
from domain.shared.money import Money
from tests.support.calendar import MONDAY
from tests.support.examples import example
from tests.support.people import ANNA
from tests.support.tries import tried

BOOKINGS = ("b1", "b2", "b3")
KEY = f"{ANNA}-EUR"
ANSWERS = ("sent", "paid", "failed", "failed late")

which = st.sampled_from(BOOKINGS)
amounts = st.integers(1, 3000)


def of_share(kind: Any, booking_id: str, minor: int, **fields: Any) -> Any:
    amount = Money(minor, "EUR")

    return replace(example(kind), tutor_id=ANNA, booking_id=booking_id, amount=amount, **fields)


class PayingOut(RuleBasedStateMachine):
    """This is a tutor's money, the process that pays it out, and banks with moods."""

    def __init__(self) -> None:
        super().__init__()
        self.payouts = Payouts(ANNA, "EUR")
        self.balance = PAYOUTS.start(KEY)
        self.there = dict.fromkeys(BOOKINGS, 0)
        self.names: set[str] = set()
        self.asked: list[RequestPayout] = []
        self.hours = 0

    @property
    def now(self) -> datetime:
        return MONDAY + timedelta(hours=self.hours)

    def record(self, facts: Sequence[PayoutEvent]) -> None:
        for fact in facts:
            self.payouts = PAYOUT.evolve(self.payouts, fact)
            self.see(fact)
            if isinstance(fact, PayoutRequested):
                assert fact.payout_id not in self.names
                self.names.add(fact.payout_id)

    def see(self, fact: Fact) -> None:
        self.balance = PAYOUTS.evolve(self.balance, fact)

    @rule(booking_id=which, minor=amounts)
    def transferred(self, booking_id: str, minor: int) -> None:
        self.there[booking_id] += minor
        self.see(of_share(earning.EarningTransferred, booking_id, minor, occurred_at=self.now))

    @rule(booking_id=which, is_back=st.booleans())
    def asked_back(self, booking_id: str, *, is_back: bool) -> None:
        minor = self.there[booking_id]
        if minor > 0:
            self.see(of_share(earning.ReversalRequested, booking_id, minor))
            if is_back:
                self.there[booking_id] = 0
            else:
                self.see(of_share(earning.ReversalFailed, booking_id, minor))

    @rule(days=st.integers(0, 9))
    def time_passes(self, days: int) -> None:
        self.hours += 24 * days + 1
        for todo in PAYOUTS.decide(self.balance):
            if todo.due_at is not None and todo.due_at > self.now:
                continue
            if isinstance(todo.act, RequestPayout):
                self.asked.append(todo.act)
                self.request(todo.act)
            else:
                assert isinstance(todo.act, ReleasePayout)

    @rule(at=st.integers(0, 5))
    def an_old_request_comes_late(self, at: int) -> None:
        if self.asked:
            self.request(self.asked[at % len(self.asked)])

    def request(self, act: RequestPayout) -> None:
        parts = [one.part for one in act.parts]
        try:
            facts = self.payouts.request(act.until_minor, parts, self.now)
        except APayoutIsWorthItsFee:
            return
        self.record(facts)
        assert self.payouts.request(act.until_minor, parts, self.now) == ()

    @rule(account=st.sampled_from(["acct", "acct", ""]), is_swapped=st.booleans())
    def release(self, account: str, *, is_swapped: bool) -> None:
        obstacle = CancelReason.PAYOUT_ACCOUNT_CHANGED if is_swapped and account else None
        for payout in self.payouts.each:
            self.record(self.payouts.release(payout.payout_id, account, obstacle, self.now))

    @rule(answer=st.sampled_from(ANSWERS))
    def bank_answers(self, answer: str) -> None:
        for payout in self.payouts.each:
            name, now = payout.payout_id, self.now
            match answer:
                case "sent":
                    self.record(self.payouts.record_sent(name, "po", now))
                case "paid":
                    self.record(self.payouts.record_paid(name, "po", now))
                case "failed" if payout.state is not State.PAID:
                    self.record(self.payouts.record_failure(name, "account_closed", now))
                case "failed late":
                    self.record(self.payouts.record_failure(name, "account_closed", now))
                case _:
                    pass

    @invariant()
    def what_is_there_and_what_is_out_is_all_there_is(self) -> None:
        left = sum(part.minor for part in self.balance.parts)
        assert left + self.payouts.out == sum(self.there.values())
        assert self.balance.out == self.payouts.out

    @invariant()
    def one_is_on_its_way_at_a_time(self) -> None:
        assert sum(one.state not in ENDED for one in self.payouts.each) <= 1

    @invariant()
    def none_is_too_small(self) -> None:
        assert all(one.minor >= minimum_of("EUR") for one in self.payouts.each)


TestPayingOut = PayingOut.TestCase
TestPayingOut.settings = tried(60, stateful_step_count=30)
