"""Payment: the money of one booking attempt or package, from being asked for to being given back.

Rules, in plain language:

- One payment belongs to one booking attempt or to one package of lessons, has one currency, and
  is asked for once.
- We ask (a fact that ends in `Requested`); the provider answers later, and only its answer
  moves an amount. What its answers make of a payment stands in `answers.py`.
- Money is taken at once, or reserved first and taken later; a reservation that is not taken
  goes back untouched. Before either, the provider may wait for the student to do something.
- Never more goes back than was taken, counting what is already on its way. A refund has a name
  of our own: asking again under the same name asks nothing. One that failed is tried again
  under a new name.
- The fee is given back in proportion, exactly: after a full refund nothing is left anywhere.
- A reservation that lapses too early is made anew without the student. Only one is needed: what
  is reserved beside it goes back, and so does what waits for the student once money is taken.
- A payment nobody waits for any more is abandoned: what is reserved is voided, and so is what
  the student did not finish; what was taken is refunded in full, also when the provider reports
  it only afterwards.
- What the provider keeps for itself is noted once for each thing it keeps it for.
- While a student's bank takes a payment back, nothing of it is refunded; what is lost to it never
  is. What becomes of a dispute stands in `disputing.py`.

States: REQUESTED → AUTHORISED → CAPTURED → PARTLY_REFUNDED → REFUNDED;
REQUESTED → ACTION_REQUIRED → AUTHORISED | CAPTURED | DECLINED | VOIDED;
REQUESTED → CAPTURED | DECLINED;  AUTHORISED → VOIDED | DECLINED;
CAPTURED, PARTLY_REFUNDED → DISPUTED → LOST, or back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.payment import noted
from domain.payment.dispute_events import DisputeEvent
from domain.payment.due import About, Due
from domain.payment.events import (
    CaptureRequested,
    Deed,
    PaymentAbandoned,
    PaymentEvent,
    PaymentRequested,
    ProviderFeeNoted,
    RefundReason,
    RefundRequested,
    RenewalRequested,
    VoidRequested,
)
from domain.payment.noted import Fees, RefundAsked
from domain.payment.policies import Movement, Movements, Moving, State, movement_in
from domain.shared.currency import fee_of
from domain.shared.errors import RuleBroken
from domain.shared.event import Kind
from domain.shared.money import Money
from domain.shared.text import Identity


class APaymentIsAskedForOnce(RuleBroken):
    """This payment was already asked for, with another amount or for another booking."""


class APaymentIsMoreThanNothing(RuleBroken):
    """Only an amount above zero can be paid."""


class OnePaymentHasOneCurrency(RuleBroken):
    """A payment is taken and given back in the currency it was asked for in."""


class OnlyReservedMoneyIsTaken(RuleBroken):
    """There is no reservation that could be taken."""


class AnAbandonedPaymentIsNotTaken(RuleBroken):
    """Nobody waits for this payment any more, so its reservation goes back."""


class OnlyWhatWasTakenIsRefunded(RuleBroken):
    """No more can be given back than was taken and is not on its way back already."""


class ARefundIsNeverChanged(RuleBroken):
    """A refund of that name was already asked for, with another amount."""


class ADisputedPaymentIsNotRefunded(RuleBroken):
    """The student's bank is taking this payment back itself; it has to decide first."""


@dataclass(frozen=True, slots=True)
class Payment:
    """This is one payment: what is due, and every movement of its money."""

    due: Due
    money: Movements
    is_abandoned: bool = False
    fees: Fees = ()
    refunds: tuple[RefundAsked, ...] = ()
    renewals: tuple[Identity, ...] = ()

    @property
    def state(self) -> State:
        """This is where the payment stands."""
        return self.money.state

    def about(self) -> About:
        """This is what every fact of this payment says."""
        return self.due.about()

    def asked(self, refund_id: str) -> RefundAsked:
        """This is a refund that is known, as it was asked for."""
        return next(one for one in self.refunds if one.refund_id == refund_id)

    def about_refund(self, asked: RefundAsked) -> About:
        """This is what every fact of that refund says."""
        return About({**self.about(), "booking_id": asked.booking_id})

    def fee_for(self, reference: str) -> Money | None:
        """This is what the provider keeps for that, if it was noted."""
        return noted.find(self.fees, reference)

    def in_currency(self, amount: Money) -> Money:
        """This is the amount, if it is in the payment's currency."""
        if amount.currency != self.due.amount.currency:
            raise OnePaymentHasOneCurrency
        return amount

    def request_capture(self, now: datetime) -> Sequence[PaymentEvent]:
        """This asks to take what is reserved; asking once more changes nothing.

        Raises:
            AnAbandonedPaymentIsNotTaken: the reservation is on its way back.
            OnlyReservedMoneyIsTaken: nothing is reserved.
        """
        if self.money.taken.minor:
            return ()
        if self.is_abandoned:
            raise AnAbandonedPaymentIsNotTaken
        reserved = self.money.chosen
        if reserved is None:
            raise OnlyReservedMoneyIsTaken
        if self.money.find(Deed.TAKE, reserved.key):
            return ()
        asked = CaptureRequested(
            **self.about(), reference=reserved.key, amount=reserved.amount, requested_at=now
        )
        return (asked, *evolve(self, asked).give_back(now))

    def request_renewal(
        self, renewal_id: str, reference: str, now: datetime
    ) -> Sequence[PaymentEvent]:
        """This asks to reserve anew what will lapse, while it is neither taken nor given back."""
        lapsing = self.money.chosen
        is_needed = lapsing is not None and lapsing.key == reference and not self.is_abandoned
        if renewal_id in self.renewals or not is_needed or self.money.find(Deed.TAKE, reference):
            return ()
        asked = RenewalRequested(
            **self.about(),
            renewal_id=renewal_id,
            reference=reference,
            amount=self.due.amount,
            requested_at=now,
        )
        return (asked,)

    def request_void(self, now: datetime) -> Sequence[PaymentEvent]:
        """This abandons the payment: what is there goes back, and so does what comes later."""
        if self.is_abandoned:
            return ()
        abandoned = PaymentAbandoned(**self.about(), requested_at=now)
        return (abandoned, *evolve(self, abandoned).give_back(now))

    def request_refund(
        self,
        refund_id: str,
        amount: Money,
        reason: RefundReason,
        now: datetime,
        booking_id: str | None = None,
    ) -> Sequence[PaymentEvent]:
        """This asks to give back part or all of what was taken.

        Raises:
            ARefundIsNeverChanged: a refund of that name has another amount.
            ADisputedPaymentIsNotRefunded: the student's bank has not decided yet.
            OnlyWhatWasTakenIsRefunded: less than that is left.
        """
        known = self.money.find(Deed.GIVE_BACK, refund_id)
        if known and known.amount != self.in_currency(amount):
            raise ARefundIsNeverChanged
        if known:
            return ()
        if self.money.is_disputed:
            raise ADisputedPaymentIsNotRefunded
        asked = RefundAsked(refund_id, reason, booking_id or self.due.booking_id)
        return (self._refund(asked, self.in_currency(amount), now),)

    def give_back(self, now: datetime) -> Sequence[PaymentEvent]:
        """This asks for what is here beside what is needed; once nobody waits, for all of it.

        What a student's bank is taking back waits until that has decided.
        """
        if not self.is_abandoned:
            return self._voids(self.money.surplus, now)
        voids = self._voids((*self.money.reserved, *self.money.waiting), now)
        left = self.money.refundable
        if left.minor <= 0 or self.money.is_disputed:
            return voids
        name = f"{self.due.payment_id}-late-{len(self.money.each)}"
        asked = RefundAsked(name, RefundReason.LATE_PAYMENT, self.due.booking_id)
        return (*voids, self._refund(asked, left, now))

    def _voids(self, movements: Iterable[Movement], now: datetime) -> Sequence[PaymentEvent]:
        return tuple(
            VoidRequested(**self.about(), reference=one.key, amount=one.amount, requested_at=now)
            for one in movements
            if self.money.find(Deed.RELEASE, one.key) is None
        )

    def _refund(self, asked: RefundAsked, amount: Money, now: datetime) -> RefundRequested:
        if not 0 < amount.minor <= self.money.refundable.minor:
            raise OnlyWhatWasTakenIsRefunded
        return RefundRequested(
            **self.about_refund(asked),
            refund_id=asked.refund_id,
            reference=self.money.source,
            amount=amount,
            reason=asked.reason,
            requested_at=now,
        )


def begin(payment: Payment | None, due: Due, now: datetime) -> Sequence[PaymentEvent]:
    """This asks for a payment; asking for the very same one again changes nothing.

    The fee it was first asked for with stands, also when the platform's fee changes meanwhile.

    Raises:
        APaymentIsAskedForOnce: another one has that name.
        APaymentIsMoreThanNothing: the amount is not above zero.
    """
    if payment is not None:
        if replace(due, fee_basis_points=payment.due.fee_basis_points) != payment.due:
            raise APaymentIsAskedForOnce
        return ()
    if due.amount.minor <= 0:
        raise APaymentIsMoreThanNothing
    return (
        PaymentRequested(
            **due.about(),
            amount=due.amount,
            fee=fee_of(due.amount, due.fee_basis_points),
            fee_basis_points=due.fee_basis_points,
            capture=due.capture,
            requested_at=now,
        ),
    )


def evolve(state: Payment | None, fact: PaymentEvent) -> Payment:
    """This is the payment after the fact; it asks no question and reads no clock."""
    match fact:
        case PaymentRequested():
            return _requested(fact)
        case _ if state is None:
            raise TypeError(f"{fact.TOPIC} cannot be the first fact of a payment")
        case PaymentAbandoned():
            return replace(state, is_abandoned=True)
        case RenewalRequested():
            return replace(state, renewals=(*state.renewals, fact.renewal_id))
        case ProviderFeeNoted():
            return replace(state, fees=noted.after(state.fees, fact))
        case RefundRequested():
            asked = RefundAsked(fact.refund_id, fact.reason, fact.booking_id)
            return replace(_moved(state, fact), refunds=(*state.refunds, asked))
        case _ if isinstance(fact, DisputeEvent):
            return replace(state, money=state.money.disputed(fact))
        case _:
            return _moved(state, fact)


def _moved(state: Payment, fact: Moving) -> Payment:
    return replace(state, money=state.money.noted(movement_in(fact)))


def _requested(fact: PaymentRequested) -> Payment:
    due = Due(
        fact.payment_id,
        fact.booking_id,
        fact.student_id,
        fact.tutor_id,
        fact.amount,
        fact.fee_basis_points,
        fact.capture,
        fact.package_id,
    )
    return Payment(due, Movements(fact.amount.currency, fact.fee_basis_points))


PAYMENT = Kind("payment", Payment, evolve)
