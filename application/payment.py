"""Payment: asking the provider to move money, and noting what it answers.

Every `Request…` leaves a fact that a reaction carries to the provider; every `Record…` notes
what came back. Processes and reactions ask all of them: nobody moves money by hand.
"""

from pydantic import Field

from application.fees import fee_today
from application.fields import Code, Identity, Moment, Price, Reference
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.payment import answers
from domain.payment.aggregate import PAYMENT, begin
from domain.payment.answers import Answer
from domain.payment.due import Due
from domain.payment.events import Action, RefundReason

OccurredAt = Moment
"""The provider's time."""


class RequestPayment(Command):
    """Ask for the money of one booking attempt or package, at today's fee unless one was fixed."""

    payment_id: Identity
    booking_id: Identity | None = None
    package_id: Identity | None = None
    student_id: Identity
    tutor_id: Identity
    amount: Price
    capture: bool
    fee_basis_points: int | None = Field(default=None, ge=0, le=10_000)


class RecordAction(Command):
    """Note that the provider waits for the student before it reserves or takes the amount."""

    payment_id: Identity
    reference: Reference
    amount: Price
    kind: Action
    occurred_at: OccurredAt


class RecordAuthorisation(Command):
    """Note that the provider reserved the amount, to be taken until `capture_before`."""

    payment_id: Identity
    reference: Reference
    amount: Price
    capture_before: Moment | None = None
    occurred_at: OccurredAt


class RecordDecline(Command):
    """Note that the provider refused to reserve or to take the amount."""

    payment_id: Identity
    reference: Reference | None = None
    reason: Code
    occurred_at: OccurredAt


class RequestCapture(Command):
    """Ask to take what is reserved."""

    payment_id: Identity


class RecordCapture(Command):
    """Note that the provider took the amount."""

    payment_id: Identity
    reference: Reference
    amount: Price
    occurred_at: OccurredAt


class RecordCaptureFailure(Command):
    """Note that the provider did not take what was reserved."""

    payment_id: Identity
    reference: Reference
    reason: Code
    occurred_at: OccurredAt


class RequestRenewal(Command):
    """Ask to reserve anew, of a kept card, what would lapse before it is decided."""

    payment_id: Identity
    renewal_id: Identity
    reference: Reference


class RequestVoid(Command):
    """Abandon the payment: whatever is reserved or taken, now or later, goes back."""

    payment_id: Identity


class RecordVoid(Command):
    """Note that the provider gave the reservation back."""

    payment_id: Identity
    reference: Reference
    occurred_at: OccurredAt


class RecordVoidFailure(Command):
    """Note that the provider did not give the reservation back."""

    payment_id: Identity
    reference: Reference
    reason: Code
    occurred_at: OccurredAt


class RequestRefund(Command):
    """Ask to give back part or all of what was taken; out of a package, of which booking it is."""

    payment_id: Identity
    refund_id: Identity
    amount: Price
    reason: RefundReason
    booking_id: Identity | None = None


class RecordRefund(Command):
    """Note that the provider gave the amount back."""

    payment_id: Identity
    refund_id: Identity
    reference: Reference
    occurred_at: OccurredAt


class RecordRefundFailure(Command):
    """Note that the provider did not give the amount back."""

    payment_id: Identity
    refund_id: Identity
    reason: Code
    occurred_at: OccurredAt


class Fee(Price):
    """What the provider keeps for itself, perhaps nothing, in the currency of its own books."""

    minor: int = Field(ge=0, le=1_000_000_000, examples=[65])


class NoteProviderFee(Command):
    """Note what the provider keeps for itself of what stands under the reference."""

    payment_id: Identity
    reference: Reference
    fee: Fee
    occurred_at: OccurredAt


def request_payment(command: RequestPayment, work: Work) -> Decision:
    """This asks for the money of one booking attempt or package."""
    known = work.find(PAYMENT, command.payment_id)
    due = Due(
        command.payment_id,
        command.booking_id,
        command.student_id,
        command.tutor_id,
        command.amount.money,
        fee_today(work, command.tutor_id, command.fee_basis_points),
        command.capture,
        command.package_id,
    )
    return decided(append(known, begin(known.state, due, work.now)))


def record_action(command: RecordAction, work: Work) -> Decision:
    """This notes what the provider waits for."""
    payment = work.load(PAYMENT, command.payment_id)
    answer = Answer(command.reference, command.occurred_at)
    amount = command.amount.money
    facts = answers.record_action(payment.state, answer, command.kind, amount, work.now)
    return decided(append(payment, facts))


def record_authorisation(command: RecordAuthorisation, work: Work) -> Decision:
    """This notes a reservation."""
    payment = work.load(PAYMENT, command.payment_id)
    answer = Answer(command.reference, command.occurred_at, capture_before=command.capture_before)
    facts = answers.record_authorisation(payment.state, answer, command.amount.money, work.now)
    return decided(append(payment, facts))


def record_decline(command: RecordDecline, work: Work) -> Decision:
    """This notes a refusal of the provider."""
    payment = work.load(PAYMENT, command.payment_id)
    answer = Answer(command.reference or "", command.occurred_at, command.reason)
    return decided(append(payment, answers.record_decline(payment.state, answer)))


def request_capture(command: RequestCapture, work: Work) -> Decision:
    """This asks to take a reservation."""
    payment = work.load(PAYMENT, command.payment_id)
    return decided(append(payment, payment.state.request_capture(work.now)))


def record_capture(command: RecordCapture, work: Work) -> Decision:
    """This notes that money was taken."""
    payment = work.load(PAYMENT, command.payment_id)
    answer = Answer(command.reference, command.occurred_at)
    facts = answers.record_capture(payment.state, answer, command.amount.money, work.now)
    return decided(append(payment, facts))


def record_capture_failure(command: RecordCaptureFailure, work: Work) -> Decision:
    """This notes that a reservation was not taken."""
    payment = work.load(PAYMENT, command.payment_id)
    answer = Answer(command.reference, command.occurred_at, command.reason)
    return decided(append(payment, answers.record_capture_failure(payment.state, answer)))


def request_renewal(command: RequestRenewal, work: Work) -> Decision:
    """This asks to renew a reservation."""
    payment = work.load(PAYMENT, command.payment_id)
    facts = payment.state.request_renewal(command.renewal_id, command.reference, work.now)
    return decided(append(payment, facts))


def request_void(command: RequestVoid, work: Work) -> Decision:
    """This abandons a payment."""
    payment = work.load(PAYMENT, command.payment_id)
    return decided(append(payment, payment.state.request_void(work.now)))


def record_void(command: RecordVoid, work: Work) -> Decision:
    """This notes that a reservation was given back."""
    payment = work.load(PAYMENT, command.payment_id)
    answer = Answer(command.reference, command.occurred_at)
    return decided(append(payment, answers.record_void(payment.state, answer)))


def record_void_failure(command: RecordVoidFailure, work: Work) -> Decision:
    """This notes that a reservation was not given back."""
    payment = work.load(PAYMENT, command.payment_id)
    answer = Answer(command.reference, command.occurred_at, command.reason)
    return decided(append(payment, answers.record_void_failure(payment.state, answer)))


def request_refund(command: RequestRefund, work: Work) -> Decision:
    """This asks to give money back."""
    payment = work.load(PAYMENT, command.payment_id)
    facts = payment.state.request_refund(
        command.refund_id, command.amount.money, command.reason, work.now, command.booking_id
    )
    return decided(append(payment, facts))


def record_refund(command: RecordRefund, work: Work) -> Decision:
    """This notes that money was given back."""
    payment = work.load(PAYMENT, command.payment_id)
    answer = Answer(command.reference, command.occurred_at)
    return decided(append(payment, answers.record_refund(payment.state, command.refund_id, answer)))


def record_refund_failure(command: RecordRefundFailure, work: Work) -> Decision:
    """This notes that money was not given back."""
    payment = work.load(PAYMENT, command.payment_id)
    answer = Answer("", command.occurred_at, command.reason)
    facts = answers.record_refund_failure(payment.state, command.refund_id, answer)
    return decided(append(payment, facts))


def note_provider_fee(command: NoteProviderFee, work: Work) -> Decision:
    """This notes what the provider keeps."""
    payment = work.load(PAYMENT, command.payment_id)
    answer = Answer(command.reference, command.occurred_at)
    return decided(
        append(payment, answers.note_provider_fee(payment.state, answer, command.fee.money))
    )


HANDLERS: Handlers = (
    (RequestPayment, request_payment),
    (RecordAction, record_action),
    (RecordAuthorisation, record_authorisation),
    (RecordDecline, record_decline),
    (RequestCapture, request_capture),
    (RecordCapture, record_capture),
    (RecordCaptureFailure, record_capture_failure),
    (RequestRenewal, request_renewal),
    (RequestVoid, request_void),
    (RecordVoid, record_void),
    (RecordVoidFailure, record_void_failure),
    (RequestRefund, request_refund),
    (RecordRefund, record_refund),
    (RecordRefundFailure, record_refund_failure),
    (NoteProviderFee, note_provider_fee),
)
