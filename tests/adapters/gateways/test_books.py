"""Every provider's books say what the facts say that record its answers."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from adapters.memory.clock import SetClock
from application.ports_money import PaymentAnswer
from application.provider_check import ProviderCheck
from domain.earning.events import EarningReversed, EarningTransferred
from domain.payment.dispute_events import PaymentDisputeClosed, PaymentDisputed
from domain.payment.events import PaymentCaptured, PaymentRefunded, ProviderFeeNoted
from domain.shared.event import Fact
from domain.shared.money import Money
from tests.support.calendar import days
from tests.support.examples import example
from tests.support.gateways import HALF, PRICE, UpsettableGateway, payable, taken
from tests.support.views import history

NOTHING, PART = Money(0, "EUR"), Money(500, "EUR")


def fact(kind: Any, answer: PaymentAnswer, amount: Money) -> Fact:
    """This is the fact that records an answer."""
    made: Fact = replace(
        example(kind), reference=answer.reference, amount=amount, occurred_at=answer.occurred_at
    )
    return replace(made, redone=NOTHING) if isinstance(made, PaymentRefunded) else made


def fee_noted(reference: str, fee: Money, clock: SetClock) -> Fact:
    """This is what the provider keeps."""
    return replace(example(ProviderFeeNoted), reference=reference, fee=fee, occurred_at=clock.now())


def lived(gateway: UpsettableGateway, clock: SetClock) -> Iterator[Fact]:
    """This is a payment that is shared, given back in part, and another that is disputed."""
    payment, account = taken(gateway), payable(gateway)
    answer = PaymentAnswer("done", payment, clock.now())
    yield fact(PaymentCaptured, answer, PRICE)
    yield fee_noted(payment, gateway.payment(payment).fee or NOTHING, clock)
    refund = gateway.refund("r1", payment, HALF)
    yield fact(PaymentRefunded, refund, HALF)
    transfer = gateway.transfer("t1", HALF, destination=account, source=payment, group="p1")
    yield fact(EarningTransferred, transfer, HALF)
    reversal = gateway.reverse("v1", transfer.reference, PART)
    yield fact(EarningReversed, reversal, PART)
    yield from disputed(gateway, clock)


def disputed(gateway: UpsettableGateway, clock: SetClock) -> Iterator[Fact]:
    """This is a payment whose student's bank takes it back and decides for us."""
    payment = taken(gateway, "p2")
    yield fact(PaymentCaptured, PaymentAnswer("done", payment, clock.now()), PRICE)
    yield fee_noted(payment, gateway.payment(payment).fee or NOTHING, clock)
    dispute = gateway.open_dispute(payment)
    about: dict[str, Any] = {"dispute_id": dispute, "amount": PRICE, "occurred_at": clock.now()}
    yield replace(example(PaymentDisputed), **about)
    gateway.close_dispute(dispute, is_won=True)
    yield replace(example(PaymentDisputeClosed), is_won=True, **about)
    yield fee_noted(dispute, gateway.dispute(dispute).fee, clock)


def checked(gateway: UpsettableGateway, clock: SetClock, facts: list[Fact]) -> ProviderCheck:
    check = ProviderCheck(gateway, clock.now() + days(1))
    check.look()
    for recorded in history(*facts):
        check.take(recorded)
    return check


def test_say_the_same_of_everything(gateway: UpsettableGateway, clock: SetClock) -> None:
    facts = list(lived(gateway, clock))
    check = checked(gateway, clock, facts)
    assert [one.what for one in check.findings()] == []
    assert (check.compared.count, check.compared.unlike) == (6, 0)


def test_say_what_no_fact_says(gateway: UpsettableGateway, clock: SetClock) -> None:
    facts = list(lived(gateway, clock))
    (first, *_) = facts
    assert isinstance(first, PaymentCaptured)
    found = list(checked(gateway, clock, facts[1:]).findings())
    assert [one.what for one in found] == [
        f"{first.reference} moved +0 EUR by the facts, +3000 by the provider."
    ]
