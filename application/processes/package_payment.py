"""The money of a package: asked for, and given back of what is not used or came in vain.

    ordered → ask for the money → taken → note it: each lesson is a credit
    declined by the provider → the order is given up
    not paid in time → the order ends
    over before it was paid, money late or wrong → the payment is abandoned: all goes back
    unused credits given back → refund, step by step
    lost to the student's bank → the payment is abandoned: what the bank has left goes back as well

What goes back of a lesson that a credit paid for is its booking's to ask. Facts of the package
and of its payment may arrive in any order; each sets fields of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from application.booking import Amount
from application.credit import ExpireOrder, NotePackagePayment, WithdrawOrder, payment_of
from application.fields import Price
from application.payment import RequestPayment, RequestRefund, RequestVoid
from application.processes.payment_seen import NOTHING_SEEN, PaymentSeen, after
from application.processes.refunding import Refunding, Steps, further
from application.todo import Process, Todo
from domain.credit import events as credit
from domain.payment.events import RefundReason
from domain.shared.event import Fact
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class PackageMoney:
    """This is a package and its payment, each as far as its facts have arrived.

    `is_waiting` says that the order is open; `is_noted` that the package knows of its money;
    `is_unwanted` that all of it goes back.
    """

    package_id: str
    student_id: str = ""
    tutor_id: str = ""
    price: Money | None = None
    fee_basis_points: int = 0
    expires_at: datetime | None = None
    is_waiting: bool = False
    is_noted: bool = False
    is_unwanted: bool = False
    steps: Steps = ()
    seen: PaymentSeen = NOTHING_SEEN

    @property
    def payment_id(self) -> str:
        """This is the package's one payment."""
        return payment_of(self.package_id)

    @property
    def about(self) -> dict[str, str]:
        """This is what every command about the package says."""
        return {
            "student_id": self.student_id,
            "tutor_id": self.tutor_id,
            "package_id": self.package_id,
        }


def evolve(state: PackageMoney, fact: Fact) -> PackageMoney:
    """This is the state after the fact."""
    match fact:
        case credit.PackageOrdered():
            return replace(
                state,
                student_id=fact.student_id,
                tutor_id=fact.tutor_id,
                price=fact.price,
                fee_basis_points=fact.fee_basis_points,
                expires_at=fact.expires_at,
                is_waiting=True,
            )
        case credit.OrderExpired() | credit.OrderWithdrawn():
            return replace(state, is_waiting=False, is_unwanted=True)
        case credit.OrderMismatchReported() | credit.LateOrderPaymentReported():
            return replace(state, is_noted=True, is_unwanted=True)
        case credit.CreditsBought():
            return replace(state, is_waiting=False, is_noted=True)
        case credit.PackageDisputeClosed(is_won=False):
            return replace(state, is_unwanted=True)
        case credit.CreditsRefundAsked():
            return replace(state, steps=further(state.steps, fact.until_minor, RefundReason.UNUSED))
        case _ if fact.TOPIC.startswith("payment."):
            return replace(state, seen=after(state.seen, fact))
        case _:
            return state


def decide(state: PackageMoney) -> Sequence[Todo]:
    """This is what is left to do about the money."""
    return tuple(todo for rule in RULES for todo in rule(state))


def _ask(state: PackageMoney) -> Iterator[Todo]:
    if state.price is None or state.seen.is_requested or state.is_unwanted:
        return
    request = RequestPayment(
        **state.about,
        payment_id=state.payment_id,
        amount=Price(minor=state.price.minor, currency=state.price.currency),
        capture=True,
        fee_basis_points=state.fee_basis_points,
    )
    yield Todo("request-payment", request)


def _note(state: PackageMoney) -> Iterator[Todo]:
    taken = state.seen.captured
    if state.price is None or state.is_noted or taken is None:
        return
    amount = Amount(minor=taken.minor, currency=taken.currency)
    noted = NotePackagePayment(**state.about, payment_id=state.payment_id, amount=amount)
    yield Todo("note-payment", noted)


def _end(state: PackageMoney) -> Iterator[Todo]:
    if not state.is_waiting:
        return
    if state.seen.is_declined and state.seen.captured is None:
        yield Todo("give-up-unpaid", WithdrawOrder(**state.about))
    yield Todo("expire", ExpireOrder(**state.about), state.expires_at)


def _abandon(state: PackageMoney) -> Iterator[Todo]:
    if state.is_unwanted and state.seen.is_requested and not state.seen.is_abandoned:
        yield Todo("abandon-payment", RequestVoid(payment_id=state.payment_id))


def _refund(state: PackageMoney) -> Iterator[Todo]:
    return Refunding(state.payment_id, state.steps, state.seen).todos()


def _keys(fact: Fact) -> Iterable[str]:
    package_id = getattr(fact, "package_id", None)
    is_of_booking = fact.TOPIC.startswith("payment.") and getattr(fact, "booking_id", None)
    return () if package_id is None or is_of_booking else (package_id,)


RULES: Sequence[Callable[[PackageMoney], Iterator[Todo]]] = (_ask, _note, _end, _abandon, _refund)

PACKAGE_PAYMENT: Process[Any] = Process(
    name="package_payment",
    version=1,
    contexts=frozenset({"credit", "payment"}),
    keys=_keys,
    state=PackageMoney,
    start=PackageMoney,
    evolve=evolve,
    decide=decide,
    acts=(
        RequestPayment,
        NotePackagePayment,
        WithdrawOrder,
        ExpireOrder,
        RequestVoid,
        RequestRefund,
    ),
)
