"""Payout: asking that a tutor is paid out, and noting what the provider answers."""

from typing import Annotated

from pydantic import Field

from application.fields import Code, Currency, Identity, Moment
from application.payment import Reference
from application.ports import Loaded
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.payout.aggregate import PAYOUT, Payouts, payouts_of
from domain.tutor.aggregate import TUTOR

Minor = Annotated[int, Field(ge=1, le=10**15, examples=[2500])]


class RequestPayout(Command):
    """Ask to pay a tutor out until the sum of all their payouts is reached."""

    tutor_id: Identity
    currency: Currency
    until_minor: Minor


class ReleasePayout(Command):
    """Let a payout leave, if the tutor still has the account it was asked for."""

    tutor_id: Identity
    currency: Currency
    payout_id: Identity


class RecordPayoutSent(Command):
    """Note that the money has left for the tutor's bank."""

    tutor_id: Identity
    currency: Currency
    payout_id: Identity
    reference: Reference
    occurred_at: Moment


class RecordPayoutPaid(Command):
    """Note that the money has arrived."""

    tutor_id: Identity
    currency: Currency
    payout_id: Identity
    reference: Reference
    occurred_at: Moment


class RecordPayoutFailure(Command):
    """Note that the money did not arrive."""

    tutor_id: Identity
    currency: Currency
    payout_id: Identity
    reason: Code
    occurred_at: Moment


def request_payout(command: RequestPayout, work: Work) -> Decision:
    """This asks for a payout to the account the tutor has now."""
    payouts = _payouts(command.tutor_id, command.currency, work)
    account = _payout_account(command.tutor_id, work)
    return decided(append(payouts, payouts.state.request(command.until_minor, account, work.now)))


def release_payout(command: ReleasePayout, work: Work) -> Decision:
    """This lets a payout leave, or holds or cancels it."""
    payouts = _payouts(command.tutor_id, command.currency, work)
    account = _payout_account(command.tutor_id, work)
    return decided(append(payouts, payouts.state.release(command.payout_id, account, work.now)))


def record_payout_sent(command: RecordPayoutSent, work: Work) -> Decision:
    """This notes a payout on its way."""
    payouts = _payouts(command.tutor_id, command.currency, work)
    facts = payouts.state.record_sent(command.payout_id, command.reference, command.occurred_at)
    return decided(append(payouts, facts))


def record_payout_paid(command: RecordPayoutPaid, work: Work) -> Decision:
    """This notes a payout that arrived."""
    payouts = _payouts(command.tutor_id, command.currency, work)
    facts = payouts.state.record_paid(command.payout_id, command.reference, command.occurred_at)
    return decided(append(payouts, facts))


def record_payout_failure(command: RecordPayoutFailure, work: Work) -> Decision:
    """This notes a payout that did not arrive."""
    payouts = _payouts(command.tutor_id, command.currency, work)
    facts = payouts.state.record_failure(command.payout_id, command.reason, command.occurred_at)
    return decided(append(payouts, facts))


def _payouts(tutor_id: str, currency: str, work: Work) -> Loaded[Payouts]:
    found = work.find(PAYOUT, payouts_of(tutor_id, currency))
    return Loaded(found.stream_id, found.version, found.state or Payouts(tutor_id, currency))


def _payout_account(tutor_id: str, work: Work) -> str:
    tutor = work.find(TUTOR, tutor_id).state
    return tutor.payout_account if tutor else ""


HANDLERS: Handlers = (
    (RequestPayout, request_payout),
    (ReleasePayout, release_payout),
    (RecordPayoutSent, record_payout_sent),
    (RecordPayoutPaid, record_payout_paid),
    (RecordPayoutFailure, record_payout_failure),
)
