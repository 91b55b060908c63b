"""What the provider's answers make of a payment.

Answers may come twice, late and in any order. Of two that contradict each other the newer
counts, in the provider's time. What says nothing new is not recorded; what repeats the known
outcome at a later time is recorded as just that, so that nobody counts it twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict

from domain.payment.aggregate import Payment, evolve
from domain.payment.events import (
    Action,
    CaptureFailed,
    Deed,
    OutcomeRepeated,
    PaymentActionRequired,
    PaymentAuthorised,
    PaymentCaptured,
    PaymentDeclined,
    PaymentEvent,
    PaymentRefunded,
    PaymentVoided,
    ProviderFeeNoted,
    RefundFailed,
    VoidFailed,
)
from domain.payment.policies import Movement, Moving, Outcome, movement_in
from domain.shared.errors import NotFound
from domain.shared.money import Money


class ThereIsNoSuchRefund(NotFound):
    """No refund of that name was ever asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """This is what the provider said: under which reference, when, and why if it refused.

    Until `capture_before` a reservation can be taken, where the provider says that.
    """

    reference: str
    at: datetime
    reason: str = ""
    capture_before: datetime | None = None


class _Undone(TypedDict):
    amount: Money
    reason: str
    undone: Money
    fee_undone: Money
    occurred_at: datetime


def record_action(
    payment: Payment, answer: Answer, kind: Action, amount: Money, now: datetime
) -> Sequence[PaymentEvent]:
    """This notes what the provider waits for; when nobody waits any more the payment is ended."""
    waiting = PaymentActionRequired(
        **payment.about(),
        reference=answer.reference,
        amount=payment.in_currency(amount),
        kind=kind,
        occurred_at=answer.at,
    )
    is_known = payment.money.noted(movement_in(waiting)) == payment.money
    return _and_back(payment, () if is_known else (waiting,), now)


def record_authorisation(
    payment: Payment, answer: Answer, amount: Money, now: datetime
) -> Sequence[PaymentEvent]:
    """This notes that the amount is reserved; when nobody waits any more it is voided."""
    authorised = PaymentAuthorised(
        **payment.about(),
        reference=answer.reference,
        amount=payment.in_currency(amount),
        capture_before=answer.capture_before,
        occurred_at=answer.at,
    )
    return _and_back(payment, _news(payment, authorised), now)


def record_capture(
    payment: Payment, answer: Answer, amount: Money, now: datetime
) -> Sequence[PaymentEvent]:
    """This notes that the amount was taken; when nobody waits any more it is refunded."""
    taken = payment.in_currency(amount)
    report = Movement(Deed.TAKE, answer.reference, taken, Outcome.DONE, answer.at)
    captured = PaymentCaptured(
        **payment.about(),
        reference=answer.reference,
        amount=taken,
        fee=payment.money.noted(report).fee - payment.money.fee,
        occurred_at=answer.at,
    )
    return _and_back(payment, _news(payment, captured), now)


def record_decline(payment: Payment, answer: Answer) -> Sequence[PaymentEvent]:
    """This notes that the provider refused to reserve or to take the amount.

    What ended after we had asked to let it go was let go.
    """
    if payment.money.find(Deed.RELEASE, answer.reference):
        return record_void(payment, answer)
    undone = _undone(payment, Deed.RESERVE, answer.reference, answer)
    declined = PaymentDeclined(**payment.about(), reference=answer.reference, **undone)
    return _news(payment, declined)


def record_capture_failure(payment: Payment, answer: Answer) -> Sequence[PaymentEvent]:
    """This notes that the provider did not take what was reserved."""
    undone = _undone(payment, Deed.TAKE, answer.reference, answer)
    failed = CaptureFailed(**payment.about(), reference=answer.reference, **undone)
    return _news(payment, failed)


def record_void(payment: Payment, answer: Answer) -> Sequence[PaymentEvent]:
    """This notes that the provider gave the reservation back."""
    voided = PaymentVoided(
        **payment.about(),
        reference=answer.reference,
        amount=_amount(payment, Deed.RELEASE, answer.reference),
        occurred_at=answer.at,
    )
    return _news(payment, voided)


def record_void_failure(payment: Payment, answer: Answer) -> Sequence[PaymentEvent]:
    """This notes that the provider did not give the reservation back."""
    failed = VoidFailed(
        **payment.about(),
        reference=answer.reference,
        amount=_amount(payment, Deed.RELEASE, answer.reference),
        reason=answer.reason,
        occurred_at=answer.at,
    )
    return _news(payment, failed)


def record_refund(payment: Payment, refund_id: str, answer: Answer) -> Sequence[PaymentEvent]:
    """This notes that the provider gave the amount back."""
    known, asked = _refund(payment, refund_id), payment.asked(refund_id)
    done = replace(known, outcome=Outcome.DONE, at=answer.at)
    is_failed = known.outcome is Outcome.FAILED
    refunded = PaymentRefunded(
        **payment.about_refund(asked),
        refund_id=refund_id,
        reference=answer.reference,
        amount=done.amount,
        reason_asked=asked.reason,
        redone=done.amount if is_failed else Money(0, done.amount.currency),
        fee_given_back=payment.money.fee - payment.money.noted(done).fee,
        occurred_at=answer.at,
    )
    return _news(payment, refunded)


def record_refund_failure(
    payment: Payment, refund_id: str, answer: Answer
) -> Sequence[PaymentEvent]:
    """This notes that the provider did not give the amount back."""
    _refund(payment, refund_id)
    asked = payment.asked(refund_id)
    undone = _undone(payment, Deed.GIVE_BACK, refund_id, answer)
    failed = RefundFailed(
        **payment.about_refund(asked),
        refund_id=refund_id,
        reason_asked=asked.reason,
        **undone,
    )
    return _news(payment, failed)


def note_provider_fee(payment: Payment, answer: Answer, fee: Money) -> Sequence[PaymentEvent]:
    """This notes what the provider keeps for itself; for one reference that is said once."""
    if not fee.minor or payment.fee_for(answer.reference) is not None:
        return ()
    noted = ProviderFeeNoted(
        **payment.about(), reference=answer.reference, fee=fee, occurred_at=answer.at
    )
    return (noted,)


def _refund(payment: Payment, refund_id: str) -> Movement:
    asked = payment.money.find(Deed.GIVE_BACK, refund_id)
    if asked is None:
        raise ThereIsNoSuchRefund
    return asked


def _amount(payment: Payment, deed: Deed, key: str) -> Money:
    """This is the amount it is about, which the provider does not repeat."""
    known = payment.money.find(deed, key)
    return known.amount if known else payment.due.amount


def _undone(payment: Payment, deed: Deed, key: str, answer: Answer) -> _Undone:
    """This is a refusal, with what it takes back of what the provider had said before."""
    amount = _amount(payment, deed, key)
    before = payment.money
    after = before.noted(Movement(deed, key, amount, Outcome.FAILED, answer.at))
    is_refund = deed is Deed.GIVE_BACK
    return _Undone(
        amount=amount,
        reason=answer.reason,
        undone=before.refunded - after.refunded if is_refund else before.taken - after.taken,
        fee_undone=after.fee - before.fee if is_refund else before.fee - after.fee,
        occurred_at=answer.at,
    )


def _news(payment: Payment, fact: Moving) -> Sequence[PaymentEvent]:
    """This is the fact, if it says something new; or that it repeats, if it does that later."""
    report = movement_in(fact)
    known = payment.money.find(report.deed, report.key)
    if payment.money.noted(report) == payment.money:
        return ()
    if known is None or known.outcome is not report.outcome:
        return (fact,)
    return (
        OutcomeRepeated(
            **payment.about(),
            deed=report.deed,
            key=report.key,
            amount=known.amount,
            is_done=report.outcome is Outcome.DONE,
            occurred_at=report.at,
        ),
    )


def _and_back(
    payment: Payment, facts: Sequence[PaymentEvent], now: datetime
) -> Sequence[PaymentEvent]:
    """This adds asking back what is here beside what is needed, or after everybody had left."""
    for fact in facts:
        payment = evolve(payment, fact)
    return (*facts, *payment.give_back(now)) if facts else ()
