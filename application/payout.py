"""Payout: asking that a tutor is paid out, and noting what the provider answers."""

from pydantic import BaseModel, ConfigDict, Field

from application.fields import Code, Currency, Identity, Moment, Reference
from application.ports import Loaded
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.earning.aggregate import EARNING
from domain.payout.aggregate import PAYOUT, Payouts, payouts_of
from domain.payout.events import CancelReason, Part
from domain.payout.policies import MOST_PARTS
from domain.tutor.aggregate import TUTOR

MOST_MINOR = 10**15


class PayoutPart(BaseModel):
    """What a payout has of one booking; below zero what had to come back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    booking_id: Identity
    minor: int = Field(ge=-MOST_MINOR, le=MOST_MINOR)

    @property
    def part(self) -> Part:
        """This is the same in the words of the domain."""
        return Part(self.booking_id, self.minor)


class RequestPayout(Command):
    """Ask to pay out those parts, which brings the sum of a tutor's payouts to that amount."""

    tutor_id: Identity
    currency: Currency
    until_minor: int = Field(ge=1, le=MOST_MINOR)
    parts: tuple[PayoutPart, ...] = Field(min_length=1, max_length=MOST_PARTS)


class ReleasePayout(Command):
    """Let a payout leave, if all it is made of is still there, on the account the tutor has."""

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
    """This asks for a payout."""
    payouts = _payouts(command.tutor_id, command.currency, work)
    parts = tuple(each.part for each in command.parts)
    return decided(append(payouts, payouts.state.request(command.until_minor, parts, work.now)))


def release_payout(command: ReleasePayout, work: Work) -> Decision:
    """This lets a payout leave, or holds or cancels it; shares on another account come back."""
    payouts = _payouts(command.tutor_id, command.currency, work)
    tutor = work.find(TUTOR, command.tutor_id).state
    account = tutor.payout_account if tutor else ""
    shares = [
        (part, work.load(EARNING, part.booking_id))
        for part in payouts.state.find(command.payout_id).parts
    ]
    strays = [share for _, share in shares if account and share.state.lies_elsewhere(account)]
    is_gone = any(share.state.movements.with_tutor < part.minor for part, share in shares)
    obstacle = _obstacle(is_gone=is_gone, is_elsewhere=bool(strays))
    facts = payouts.state.release(command.payout_id, account, obstacle, work.now)
    called = [append(stray, stray.state.call_back(account, work.now)) for stray in strays]
    return decided(append(payouts, facts), *(called if facts else ()))


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


def _obstacle(*, is_gone: bool, is_elsewhere: bool) -> CancelReason | None:
    if is_gone:
        return CancelReason.SHARE_CALLED_BACK
    return CancelReason.PAYOUT_ACCOUNT_CHANGED if is_elsewhere else None


HANDLERS: Handlers = (
    (RequestPayout, request_payout),
    (ReleasePayout, release_payout),
    (RecordPayoutSent, record_payout_sent),
    (RecordPayoutPaid, record_payout_paid),
    (RecordPayoutFailure, record_payout_failure),
)
