"""Earning: what is decided to be a tutor's, and its way to them; processes ask all of it.

A share and what its tutor owes change in one append: what does not come back becomes a debt in
the step that notes it, and what is kept back for a debt is taken off it in the same step.
"""

from collections.abc import Sequence
from itertools import chain

from application.booking import Amount
from application.fields import Code, Identity, Moment, Reference
from application.ports import Loaded
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.debt.aggregate import DEBT, Debt, debt_of
from domain.earning import answers
from domain.earning.aggregate import EARNING, Earning, Source, undecided
from domain.earning.events import (
    EarningEvent,
    EarningOwed,
    EarningWithheld,
    FreezeReason,
    Ground,
    ReversalFailed,
)
from domain.earning.standing import Share
from domain.payment.aggregate import PAYMENT, Payment
from domain.tutor.aggregate import TUTOR


class DecideEarning(Command):
    """Note what was decided to be the tutor's of a booking."""

    booking_id: Identity
    tutor_id: Identity
    payment_id: Identity
    net: Amount
    ground: Ground
    decided_at: Moment


class FreezeEarning(Command):
    """Let a share be nobody's until something is cleared."""

    booking_id: Identity
    tutor_id: Identity
    payment_id: Identity
    reason: FreezeReason
    at: Moment


class UnfreezeEarning(Command):
    """Note that what had frozen a share is cleared."""

    booking_id: Identity
    reason: FreezeReason
    at: Moment


class ClearMismatch(Command):
    """Let a share go on that another amount than the price had frozen, after looking into it."""

    booking_id: Identity


class RequestTransfer(Command):
    """Ask to move what is due to the tutor's payout account, less what they owe."""

    booking_id: Identity


class RecordTransfer(Command):
    """Note that the provider moved the amount to the tutor."""

    booking_id: Identity
    transfer_id: Identity
    reference: Reference
    occurred_at: Moment


class RecordTransferFailure(Command):
    """Note that the provider did not move the amount."""

    booking_id: Identity
    transfer_id: Identity
    reason: Code
    occurred_at: Moment


class RecordReversal(Command):
    """Note that the provider took the amount back."""

    booking_id: Identity
    reversal_id: Identity
    reference: Reference
    occurred_at: Moment


class RecordReversalFailure(Command):
    """Note that the provider did not get the amount back, so that it is owed."""

    booking_id: Identity
    reversal_id: Identity
    reason: Code
    occurred_at: Moment


def decide_earning(command: DecideEarning, work: Work) -> Decision:
    """This notes a decision; one that is older than the known one changes nothing."""
    earning = _earning(command, work)
    share = Share(command.net.money, command.ground, command.decided_at)
    return _decided(work, earning, earning.state.decide(share, work.now))


def freeze_earning(command: FreezeEarning, work: Work) -> Decision:
    """This freezes a share, and asks back what has moved of it."""
    earning = _earning(command, work)
    facts = earning.state.freeze(command.reason, command.at, work.now)
    return _decided(work, earning, facts)


def unfreeze_earning(command: UnfreezeEarning, work: Work) -> Decision:
    """This clears what had frozen a share."""
    earning = work.load(EARNING, command.booking_id)
    return decided(append(earning, earning.state.unfreeze(command.reason, command.at)))


def clear_mismatch(command: ClearMismatch, work: Work) -> Decision:
    """This clears what a person has looked into."""
    earning = work.load(EARNING, command.booking_id)
    return decided(append(earning, earning.state.unfreeze(FreezeReason.MISMATCH, work.now)))


def request_transfer(command: RequestTransfer, work: Work) -> Decision:
    """This asks for a transfer to the account the tutor has now, out of what was taken."""
    earning = work.load(EARNING, command.booking_id)
    if not earning.state.missing:
        return decided()
    tutor = work.find(TUTOR, earning.state.tutor_id).state
    payment = work.find(PAYMENT, earning.state.payment_id).state
    facts = earning.state.request_transfer(
        tutor.payout_account if tutor else "",
        _source(payment),
        _debt(work, earning.state).state.owed,
        work.now,
    )
    return _decided(work, earning, facts)


def record_transfer(command: RecordTransfer, work: Work) -> Decision:
    """This notes a transfer."""
    earning = work.load(EARNING, command.booking_id)
    facts = answers.record_transfer(
        earning.state, command.transfer_id, command.reference, command.occurred_at, work.now
    )
    return _decided(work, earning, facts)


def record_transfer_failure(command: RecordTransferFailure, work: Work) -> Decision:
    """This notes that a transfer was not made."""
    earning = work.load(EARNING, command.booking_id)
    facts = answers.record_transfer_failure(
        earning.state, command.transfer_id, command.reason, command.occurred_at, work.now
    )
    return _decided(work, earning, facts)


def record_reversal(command: RecordReversal, work: Work) -> Decision:
    """This notes what came back."""
    earning = work.load(EARNING, command.booking_id)
    facts = answers.record_reversal(
        earning.state, command.reversal_id, command.reference, command.occurred_at, work.now
    )
    return _decided(work, earning, facts)


def record_reversal_failure(command: RecordReversalFailure, work: Work) -> Decision:
    """This notes what did not come back, and that it is owed."""
    earning = work.load(EARNING, command.booking_id)
    facts = answers.record_reversal_failure(
        earning.state, command.reversal_id, command.reason, command.occurred_at, work.now
    )
    return _decided(work, earning, facts)


def _earning(command: DecideEarning | FreezeEarning, work: Work) -> Loaded[Earning]:
    found = work.find(EARNING, command.booking_id)
    new = undecided(command.booking_id, command.tutor_id, command.payment_id)
    return Loaded(found.stream_id, found.version, found.state or new)


def _decided(work: Work, earning: Loaded[Earning], facts: Sequence[EarningEvent]) -> Decision:
    """This is the change of a share, with what it means for its tutor's debt."""
    change = append(earning, facts)
    owing = [fact.amount for fact in facts if isinstance(fact, ReversalFailed | EarningOwed)]
    withheld = [fact.amount for fact in facts if isinstance(fact, EarningWithheld)]
    if not owing and not withheld:
        return decided(change)
    debt, booking_id = _debt(work, earning.state), earning.state.booking_id
    incurred = (debt.state.incur(booking_id, amount, work.now) for amount in owing)
    recovered = (debt.state.recover(booking_id, amount, work.now) for amount in withheld)
    return decided(change, append(debt, chain.from_iterable((*incurred, *recovered))))


def _source(payment: Payment | None) -> Source | None:
    if payment is None or not payment.money.source:
        return None
    left = payment.money.taken - payment.money.refunded
    return Source(payment.money.source, left.minor)


def _debt(work: Work, earning: Earning) -> Loaded[Debt]:
    found = work.find(DEBT, debt_of(earning.tutor_id, earning.money(0).currency))
    return Loaded(found.stream_id, found.version, found.state or Debt(earning.tutor_id))


HANDLERS: Handlers = (
    (DecideEarning, decide_earning),
    (FreezeEarning, freeze_earning),
    (UnfreezeEarning, unfreeze_earning),
    (ClearMismatch, clear_mismatch),
    (RequestTransfer, request_transfer),
    (RecordTransfer, record_transfer),
    (RecordTransferFailure, record_transfer_failure),
    (RecordReversal, record_reversal),
    (RecordReversalFailure, record_reversal_failure),
)
