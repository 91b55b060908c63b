"""Notice: what the payment provider tells us of by itself, taken down and closed.

Whoever receives one takes it down and answers at once. A reaction then reads what it is about, and
concludes it: what was read is recorded, and the notice closed, in one append.
"""

from collections.abc import Mapping
from typing import Protocol

from application import disputes, payer, payment, payout, tutor_paying
from application.fields import Code, Identity, Moment, Reference, Sha256
from application.work import Command, Decision, Handler, Handlers, Work, append, decided
from domain.notice.aggregate import NOTICE, Told, receive
from domain.notice.events import Matter
from domain.shared.errors import NotFound, Refused, RuleBroken, Unavailable


class SignatureIsMissing(Refused):
    """Whatever comes here is signed, in the header Stripe-Signature."""


class SignatureIsWrong(Refused):
    """The signature is not one of the provider's for this body, or not of the last minutes."""


class NoticeIsUnreadable(Refused):
    """It is signed, and not an event of a form that is known."""


class NoticeReader(Protocol):
    """This knows what is truly the provider's, and reads it."""

    def read(self, body: bytes, signature: str) -> "ReceiveNotice":
        """This is what was sent, as the command that takes it down.

        Raises:
            SignatureIsMissing: it is not signed.
            SignatureIsWrong: not by the provider, not lately, or something else was.
            NoticeIsUnreadable: it is signed, and cannot be read.
        """


class ReceiveNotice(Command):
    """Take down that the provider told us of something, and of what."""

    event_id: Identity
    kind: Reference
    matter: Matter
    about: Reference | None = None
    account: Sha256 | None = None
    created_at: Moment


Recorded = (
    payment.RecordAction
    | payment.RecordAuthorisation
    | payment.RecordCapture
    | payment.RecordDecline
    | payment.RecordVoid
    | payment.RecordRefundFailure
    | disputes.RecordDisputeClosed
    | disputes.RecordDispute
    | payout.RecordPayoutSent
    | payout.RecordPayoutPaid
    | payout.RecordPayoutFailure
    | payer.RecordCardSetup
    | payer.RecordCardSaved
    | payer.RecordCardRefusal
    | tutor_paying.AskReadiness
)
"""What can be recorded of what a notice is about."""


class ConcludeNotice(Command):
    """Record what was read because of a notice, if that is anything, and close the notice."""

    event_id: Identity
    record: Recorded | None = None


class DismissNotice(Command):
    """Close a notice of which nothing comes."""

    event_id: Identity
    reason: Code


RECORDING: Mapping[type[Command], Handler] = {
    command: handler
    for context in (payment, disputes, payer, payout, tutor_paying)
    for command, handler in context.HANDLERS
}


def receive_notice(command: ReceiveNotice, work: Work) -> Decision:
    """This takes a notice down; one that came before is nothing."""
    known = work.find(NOTICE, command.event_id)
    told = Told(**dict(command))
    return decided(append(known, receive(known.state, told, work.now)))


def conclude_notice(command: ConcludeNotice, work: Work) -> Decision:
    """This records and closes in one append; what a rule of ours forbids is dismissed with it."""
    notice = work.load(NOTICE, command.event_id)
    if command.record is None or notice.state.is_closed:
        return decided(append(notice, notice.state.handle(None, work.now)))
    name = type(command.record).__name__
    try:
        recorded = RECORDING[type(command.record)](command.record, work)
    except RuleBroken as broken:
        return decided(append(notice, notice.state.dismiss(type(broken).__name__, work.now)))
    except NotFound as unknown:
        raise Unavailable("it is about something we have not recorded yet") from unknown
    return decided(*recorded.changes, append(notice, notice.state.handle(name, work.now)))


def dismiss_notice(command: DismissNotice, work: Work) -> Decision:
    """This closes a notice."""
    notice = work.load(NOTICE, command.event_id)
    return decided(append(notice, notice.state.dismiss(command.reason, work.now)))


HANDLERS: Handlers = (
    (ReceiveNotice, receive_notice),
    (ConcludeNotice, conclude_notice),
    (DismissNotice, dismiss_notice),
)
