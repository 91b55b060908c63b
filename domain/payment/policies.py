"""How money adds up: the movements a provider reports, and what they leave in each bucket.

A movement is known by what was done and under which reference. Of two reports of the same
one the newer counts, in the provider's time; at the same instant a success counts, so that a
late alarm never takes it back. Reports may come twice and in any order.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from domain.payment import disputes
from domain.payment.dispute_events import DisputeEvent
from domain.payment.disputes import Dispute, Disputes, Ending
from domain.payment.events import (
    CaptureFailed,
    CaptureRequested,
    Deed,
    OutcomeRepeated,
    PaymentActionRequired,
    PaymentAuthorised,
    PaymentCaptured,
    PaymentDeclined,
    PaymentRefunded,
    PaymentVoided,
    RefundFailed,
    RefundRequested,
    VoidFailed,
    VoidRequested,
)
from domain.shared.currency import fee_of, part_of
from domain.shared.money import Money
from domain.shared.text import Currency, Reference

Moving = (
    PaymentActionRequired
    | PaymentAuthorised
    | PaymentDeclined
    | CaptureRequested
    | PaymentCaptured
    | CaptureFailed
    | VoidRequested
    | PaymentVoided
    | VoidFailed
    | RefundRequested
    | PaymentRefunded
    | RefundFailed
    | OutcomeRepeated
)
"""The facts that say something of a movement."""


class Outcome(StrEnum):
    """This is what became of a movement."""

    ASKED = "asked"
    DONE = "done"
    FAILED = "failed"


class State(StrEnum):
    """This is where a payment stands."""

    REQUESTED = "requested"
    ACTION_REQUIRED = "action_required"
    AUTHORISED = "authorised"
    DECLINED = "declined"
    CAPTURED = "captured"
    DISPUTED = "disputed"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    LOST = "lost"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Movement:
    """This is one movement of money, as the provider last reported it."""

    deed: Deed
    key: Reference
    amount: Money
    outcome: Outcome
    at: datetime

    @property
    def weight(self) -> tuple[bool, datetime, bool]:
        """This decides which of two reports counts: any answer outweighs our asking."""
        return (self.outcome is not Outcome.ASKED, self.at, self.outcome is Outcome.DONE)


@dataclass(frozen=True, slots=True)
class Movements:
    """This is every movement of one payment, each as last reported, and every dispute of it."""

    currency: Currency
    fee_basis_points: int
    each: tuple[Movement, ...] = ()
    disputes: Disputes = ()

    def find(self, deed: Deed, key: str) -> Movement | None:
        """This is what is known of one movement."""
        return next((one for one in self.each if one.deed is deed and one.key == key), None)

    def noted(self, report: Movement) -> "Movements":
        """This is what is known after the report; an old or repeated one changes nothing.

        What was taken had been reserved, and what was declined was not taken either.
        """
        after = _noted(self, report)
        match report.deed, report.outcome:
            case Deed.TAKE, Outcome.DONE if after is not self:
                return _noted(after, replace(report, deed=Deed.RESERVE))
            case Deed.RESERVE, Outcome.FAILED if after is not self:
                return _noted(after, replace(report, deed=Deed.TAKE))
            case _:
                return after

    def disputed(self, fact: DisputeEvent) -> "Movements":
        """This is what is known after a fact of a dispute."""
        return replace(self, disputes=disputes.after(self.disputes, fact))

    def with_dispute(self, dispute: Dispute) -> "Movements":
        """This is what is known once that dispute stands so."""
        return replace(self, disputes=disputes.with_(self.disputes, dispute))

    @property
    def is_disputed(self) -> bool:
        """This is true while a student's bank has not decided whose the money is."""
        return any(one.ending is Ending.OPEN for one in self.disputes)

    @property
    def lost(self) -> Money:
        """This is what the student's bank gave back to them, for good."""
        return Money(disputes.minor_of(self.disputes, Ending.LOST), self.currency)

    @property
    def taken(self) -> Money:
        """This is all that was taken, before any refund."""
        return self._total(Deed.TAKE, Outcome.DONE)

    @property
    def refunded(self) -> Money:
        """This is all that was given back."""
        return self._total(Deed.GIVE_BACK, Outcome.DONE)

    @property
    def gone(self) -> Money:
        """This is what is with the student again: refunded by us, or lost to their bank."""
        return self.refunded + self.lost

    @property
    def refundable(self) -> Money:
        """This is what was taken and is neither with the student again nor on its way back."""
        return self.taken - self.gone - self._total(Deed.GIVE_BACK, Outcome.ASKED)

    @property
    def source(self) -> str:
        """This is the reference a refund is paid from, empty while nothing was taken."""
        return next(iter(self._keys(Deed.TAKE, Outcome.DONE)), "")

    @property
    def fee(self) -> Money:
        """This is what the platform keeps of what is left."""
        return fee_kept(self.taken, self.gone, self.fee_basis_points)

    @property
    def net(self) -> Money:
        """This is what is left for the tutor; below zero if a bank took more than was left."""
        return self.taken - self.gone - self.fee

    @property
    def reserved(self) -> tuple[Movement, ...]:
        """This is every reservation that was neither taken nor given back."""
        return self._open(Outcome.DONE)

    @property
    def waiting(self) -> tuple[Movement, ...]:
        """This is everything the provider waits for the student to finish."""
        return self._open(Outcome.ASKED)

    @property
    def chosen(self) -> Movement | None:
        """This is the reservation to be taken: the one that was asked for, else the newest."""
        asked = self._keys(Deed.TAKE, Outcome.ASKED)
        return max(self.reserved, key=lambda one: (one.key in asked, one.at), default=None)

    @property
    def surplus(self) -> tuple[Movement, ...]:
        """This is all that is reserved beside the one, and all that would be, once it is taken."""
        is_decided = self.taken.minor > 0 or self._keys(Deed.TAKE, Outcome.ASKED)
        chosen = None if self.taken.minor else self.chosen
        beside = (*self.reserved, *self.waiting) if is_decided else self.reserved
        return tuple(one for one in beside if one is not chosen)

    @property
    def state(self) -> State:
        """This is where the payment stands, read off its movements."""
        if self.taken.minor:
            return self._state_once_taken
        if self.reserved:
            return State.AUTHORISED
        if self.waiting:
            return State.ACTION_REQUIRED
        if self._keys(Deed.RELEASE, Outcome.DONE):
            return State.VOIDED
        return State.DECLINED if self._keys(Deed.RESERVE, Outcome.FAILED) else State.REQUESTED

    @property
    def _state_once_taken(self) -> State:
        if self.is_disputed:
            return State.DISPUTED
        if self.gone.minor < self.taken.minor:
            return State.PARTLY_REFUNDED if self.gone.minor else State.CAPTURED
        return State.LOST if self.lost.minor else State.REFUNDED

    def _open(self, outcome: Outcome) -> tuple[Movement, ...]:
        ended = {*self._keys(Deed.TAKE, Outcome.DONE), *self._keys(Deed.RELEASE, Outcome.DONE)}
        return tuple(
            one
            for one in self.each
            if one.deed is Deed.RESERVE and one.outcome is outcome and one.key not in ended
        )

    def _total(self, deed: Deed, outcome: Outcome) -> Money:
        amounts = (one.amount for one in self.each if one.deed is deed and one.outcome is outcome)
        return sum(amounts, Money(0, self.currency))

    def _keys(self, deed: Deed, outcome: Outcome) -> tuple[str, ...]:
        return tuple(one.key for one in self.each if one.deed is deed and one.outcome is outcome)


def fee_kept(taken: Money, gone: Money, fee_basis_points: int) -> Money:
    """This is what the platform keeps as its fee (RULES: money).

    Given back is round(fee × gone / gross) in all, however many refunds it took; when all is
    gone, or nothing was taken, nothing is kept.
    """
    if taken.minor <= gone.minor:
        return Money(0, taken.currency)
    fee = fee_of(taken, fee_basis_points)
    return fee - part_of(fee, gone.minor, taken.minor)


def movement_in(fact: Moving) -> Movement:
    """This is the movement a fact speaks of."""
    deed, key = _name_in(fact)
    outcome, at = _outcome_in(fact)
    return Movement(deed, key, fact.amount, outcome, at)


def _name_in(fact: Moving) -> tuple[Deed, str]:
    match fact:
        case PaymentActionRequired() | PaymentAuthorised() | PaymentDeclined():
            return Deed.RESERVE, fact.reference
        case CaptureRequested() | PaymentCaptured() | CaptureFailed():
            return Deed.TAKE, fact.reference
        case VoidRequested() | PaymentVoided() | VoidFailed():
            return Deed.RELEASE, fact.reference
        case RefundRequested() | PaymentRefunded() | RefundFailed():
            return Deed.GIVE_BACK, fact.refund_id
        case OutcomeRepeated():
            return fact.deed, fact.key
        case _:
            assert_never(fact)


def _outcome_in(fact: Moving) -> tuple[Outcome, datetime]:
    match fact:
        case CaptureRequested() | VoidRequested() | RefundRequested():
            return Outcome.ASKED, fact.requested_at
        case PaymentActionRequired():
            return Outcome.ASKED, fact.occurred_at
        case PaymentAuthorised() | PaymentCaptured() | PaymentVoided() | PaymentRefunded():
            return Outcome.DONE, fact.occurred_at
        case PaymentDeclined() | CaptureFailed() | VoidFailed() | RefundFailed():
            return Outcome.FAILED, fact.occurred_at
        case OutcomeRepeated():
            return (Outcome.DONE if fact.is_done else Outcome.FAILED), fact.occurred_at
        case _:
            assert_never(fact)


def _noted(movements: Movements, report: Movement) -> Movements:
    known = movements.find(report.deed, report.key)
    if known is not None and report.weight <= known.weight:
        return movements
    others = (one for one in movements.each if one is not known)
    return replace(movements, each=(*others, report))
