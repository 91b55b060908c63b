"""Payment, whatever is asked and whatever the provider answers, in whatever order."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Literal

import hypothesis.strategies as st
from hypothesis import given
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.ledger.accounts import Account
from domain.payment import answers, disputing
from domain.payment.aggregate import PAYMENT, Payment, begin
from domain.payment.answers import Answer, ThereIsNoSuchRefund
from domain.payment.dispute_events import PaymentDisputeClosed
from domain.payment.disputes import Ending, minor_of
from domain.payment.disputing import Alert
from domain.payment.due import Due
from domain.payment.events import (
    CaptureFailed,
    PaymentCaptured,
    PaymentDeclined,
    PaymentEvent,
    PaymentRefunded,
    RefundFailed,
    RefundReason,
    RefundRequested,
)
from domain.payment.policies import State
from domain.shared.errors import Refused
from domain.shared.money import Money
from tests.support.calendar import MONDAY
from tests.support.ledger import euros
from tests.support.people import ANNA, BEN
from tests.support.tries import tried

Report = tuple[Literal["authorised", "captured", "declined", "not captured"], int]

REFERENCES = st.sampled_from(["pi", "pj"])
REFUNDS = st.sampled_from(["r1", "r2", "r3"])
DISPUTES = st.sampled_from(["d1", "d2"])
INSTANTS = st.integers(0, 6)
AMOUNTS = st.integers(1, 5000)


def euro(minor: int) -> Money:
    return Money(minor, "EUR")


def folded(facts: Iterable[PaymentEvent]) -> Payment:
    payment: Payment | None = None
    for fact in facts:
        payment = PAYMENT.evolve(payment, fact)
    assert payment is not None
    return payment


def answer(reference: str, instant: int) -> Answer:
    return Answer(reference, MONDAY + timedelta(minutes=instant), "refused")


def alert(dispute_id: str, minor: int) -> Alert:
    return Alert(dispute_id, "pi", euro(minor), euro(0), "fraudulent", None, MONDAY)


def due(minor: int, basis_points: int) -> Due:
    return Due("p1", "b1", BEN, ANNA, euro(minor), basis_points, capture=False)


def on_its_way_back(facts: Iterable[PaymentEvent]) -> int:
    """This is what was asked to go back and is not answered yet, from the facts alone."""
    asked = 0
    for fact in facts:
        match fact:
            case RefundRequested():
                asked += fact.amount.minor
            case PaymentRefunded():
                asked += (fact.redone - fact.amount).minor
            case RefundFailed():
                asked += (fact.undone - fact.amount).minor
            case _:
                pass
    return asked


def added_up(facts: Iterable[PaymentEvent]) -> tuple[int, int, int]:
    """This is taken, refunded and kept as fee, from the facts alone."""
    taken = refunded = fee = 0
    for fact in facts:
        match fact:
            case PaymentCaptured():
                taken, fee = taken + fact.amount.minor, fee + fact.fee.minor
            case PaymentDeclined() | CaptureFailed():
                taken, fee = taken - fact.undone.minor, fee - fact.fee_undone.minor
            case PaymentRefunded():
                refunded += fact.amount.minor
                fee -= fact.fee_given_back.minor
            case RefundFailed():
                refunded -= fact.undone.minor
                fee += fact.fee_undone.minor
            case PaymentDisputeClosed():
                fee -= fact.fee_given_back.minor
            case _:
                pass
    return taken, refunded, fee


class PaymentLife(RuleBasedStateMachine):
    """This is one payment among a hasty business and a confused provider."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: list[PaymentEvent] = []
        self.payment = folded(begin(None, due(1, 0), MONDAY))

    def record(self, facts: Sequence[PaymentEvent]) -> None:
        self.facts.extend(facts)
        for fact in facts:
            self.payment = PAYMENT.evolve(self.payment, fact)

    @initialize(minor=AMOUNTS, basis_points=st.integers(0, 10_000), is_taken=st.booleans())
    def ask(self, minor: int, basis_points: int, *, is_taken: bool) -> None:
        self.record(begin(None, due(minor, basis_points), MONDAY))
        if is_taken:
            self.record(answers.record_capture(self.payment, answer("pi", 3), euro(minor), MONDAY))

    @rule(reference=REFERENCES, instant=INSTANTS)
    def authorised(self, reference: str, instant: int) -> None:
        payment, said = self.payment, answer(reference, instant)
        self.record(answers.record_authorisation(payment, said, payment.due.amount, MONDAY))

    @rule(reference=REFERENCES, instant=INSTANTS)
    def captured(self, reference: str, instant: int) -> None:
        payment, said = self.payment, answer(reference, instant)
        self.record(answers.record_capture(payment, said, payment.due.amount, MONDAY))
        assert answers.record_capture(self.payment, said, payment.due.amount, MONDAY) == ()

    @rule(reference=REFERENCES, instant=INSTANTS)
    def declined(self, reference: str, instant: int) -> None:
        self.record(answers.record_decline(self.payment, answer(reference, instant)))
        assert answers.record_decline(self.payment, answer(reference, instant)) == ()

    @rule(reference=REFERENCES, instant=INSTANTS)
    def not_captured(self, reference: str, instant: int) -> None:
        self.record(answers.record_capture_failure(self.payment, answer(reference, instant)))

    @rule(reference=REFERENCES, instant=INSTANTS, is_done=st.booleans())
    def void_answered(self, reference: str, instant: int, *, is_done: bool) -> None:
        record = answers.record_void if is_done else answers.record_void_failure
        self.record(record(self.payment, answer(reference, instant)))

    @rule()
    def capture(self) -> None:
        try:
            self.record(self.payment.request_capture(MONDAY))
        except Refused:
            assert not self.payment.money.taken.minor

    @rule()
    def void(self) -> None:
        self.record(self.payment.request_void(MONDAY))
        assert self.payment.request_void(MONDAY) == ()

    @rule(refund_id=REFUNDS, minor=AMOUNTS)
    def refund(self, refund_id: str, minor: int) -> None:
        before = self.payment.money.refundable.minor
        try:
            asked = self.payment.request_refund(
                refund_id, euro(minor), RefundReason.GOODWILL, MONDAY
            )
        except Refused:
            return
        self.record(asked)
        assert not asked or minor <= before

    @rule(refund_id=REFUNDS, instant=INSTANTS, is_done=st.booleans())
    def refund_answered(self, refund_id: str, instant: int, *, is_done: bool) -> None:
        record = answers.record_refund if is_done else answers.record_refund_failure
        try:
            self.record(record(self.payment, refund_id, answer(f"re-{refund_id}", instant)))
        except ThereIsNoSuchRefund:
            return
        assert record(self.payment, refund_id, answer(f"re-{refund_id}", instant)) == ()

    @rule(dispute_id=DISPUTES, minor=AMOUNTS)
    def disputed(self, dispute_id: str, minor: int) -> None:
        self.record(disputing.record_dispute(self.payment, alert(dispute_id, minor)))
        assert disputing.record_dispute(self.payment, alert(dispute_id, minor)) == ()

    @rule(dispute_id=DISPUTES, minor=AMOUNTS, is_won=st.booleans())
    def decided(self, dispute_id: str, minor: int, *, is_won: bool) -> None:
        told = alert(dispute_id, minor)
        self.record(disputing.record_closing(self.payment, told, MONDAY, is_won=is_won))
        for other in (True, False):
            assert disputing.record_closing(self.payment, told, MONDAY, is_won=other) == ()

    @invariant()
    def nothing_is_asked_back_while_a_bank_decides(self) -> None:
        if self.facts and isinstance(self.facts[-1], RefundRequested):
            assert not self.payment.money.is_disputed

    @invariant()
    def the_facts_alone_add_up(self) -> None:
        if self.facts:
            money = self.payment.money
            kept = (money.taken.minor, money.refunded.minor, money.fee.minor)
            assert added_up(self.facts) == kept
            left = (money.taken - money.gone - money.refundable).minor
            assert on_its_way_back(self.facts) == left

    @invariant()
    def the_ledger_says_the_same(self) -> None:
        if self.facts:
            money, book = self.payment.money, euros(self.facts)
            there = (money.taken - money.gone).minor
            held = minor_of(money.disputes, Ending.OPEN)
            assert book.get(Account.DISPUTES, 0) == held
            assert book.get(Account.PROVIDER_BALANCE, 0) == there - held
            assert -book.get(Account.REFUNDS, 0) == there - money.refundable.minor

    @invariant()
    def after_a_full_refund_every_bucket_is_empty(self) -> None:
        if self.facts and self.payment.state is State.REFUNDED:
            money = self.payment.money
            assert money.fee.minor == 0
            assert money.net == money.taken - money.gone

    @invariant()
    def the_fee_is_never_more_than_what_is_left(self) -> None:
        if self.facts:
            money = self.payment.money
            left = (money.taken - money.gone).minor
            assert 0 <= money.fee.minor <= max(left, 0)


TestPaymentLife = PaymentLife.TestCase
TestPaymentLife.settings = tried(30, stateful_step_count=20)


def physical_reports() -> st.SearchStrategy[list[Report]]:
    """This is what a provider can have seen: nothing is taken before it was reserved."""
    before, after = st.integers(0, 9), st.integers(10, 19)
    return st.lists(
        st.one_of(
            st.tuples(st.just("authorised"), before),
            st.tuples(st.just("captured"), after),
            st.tuples(st.just("not captured"), after),
            st.tuples(st.just("declined"), st.integers(0, 19)),
        ),
        max_size=7,
    )


def told(reports: Sequence[Report]) -> Payment:
    facts: list[PaymentEvent] = [*begin(None, due(3000, 1234), MONDAY)]
    for kind, instant in reports:
        payment, said = folded(facts), answer("pi", instant)
        match kind:
            case "authorised":
                facts += answers.record_authorisation(payment, said, euro(3000), MONDAY)
            case "captured":
                facts += answers.record_capture(payment, said, euro(3000), MONDAY)
            case "not captured":
                facts += answers.record_capture_failure(payment, said)
            case "declined":
                facts += answers.record_decline(payment, said)
    return folded(facts)


class TestReports:
    @given(physical_reports(), st.data())
    @tried(80)
    def test_give_the_same_amounts_in_any_order_and_number(
        self, reports: list[Report], data: st.DataObject
    ) -> None:
        again = data.draw(st.lists(st.sampled_from(reports), max_size=4)) if reports else []
        shuffled = data.draw(st.permutations([*reports, *again]))
        one, other = told(reports).money, told(shuffled).money
        assert (one.taken, one.fee) == (other.taken, other.fee)


class TestPartialRefunds:
    @given(AMOUNTS, st.integers(0, 10_000), st.lists(st.integers(1, 999), max_size=6))
    @tried(40)
    def test_give_back_the_whole_fee_in_the_end(
        self, minor: int, basis_points: int, parts: list[int]
    ) -> None:
        facts = [*begin(None, due(minor, basis_points), MONDAY)]
        facts += answers.record_capture(folded(facts), answer("pi", 1), euro(minor), MONDAY)
        for number, part in enumerate([*parts, minor]):
            left = folded(facts).money.refundable.minor
            if left:
                amount = euro(min(part, left))
                name = f"r{number}"
                facts += folded(facts).request_refund(
                    name, amount, RefundReason.CANCELLATION, MONDAY
                )
                facts += answers.record_refund(folded(facts), name, answer(f"re{number}", 2))
        assert folded(facts).state is State.REFUNDED
        assert added_up(facts) == (minor, minor, 0)
