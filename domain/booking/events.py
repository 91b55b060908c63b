"""What can happen to a booking; how it ends in money is in `outcomes.py`.

Every fact names the booking, its tutor, its student and the slot it stands in, so that a reader
understands it alone. Clock-driven facts carry the instant they were due, however late they came.
"""

from datetime import datetime

from domain.booking.outcomes import QuarrelEvent, VerdictEvent
from domain.booking.terms import (
    Acceptance,
    CancellationPolicy,
    CancellationReason,
    OfBooking,
    Party,
    Split,
)
from domain.shared.event import fact
from domain.shared.money import Money
from domain.shared.text import Code, Handle, Identity


@fact("booking.held.v1")
class BookingHeld(OfBooking):
    """A student keeps a slot for a few minutes while they decide."""

    course_id: Handle
    subject: Code
    language: Code
    price: Money
    acceptance: Acceptance
    notice_minutes: int
    is_trial: bool
    series_id: Identity | None = None
    held_at: datetime
    expires_at: datetime


@fact("booking.hold_expired.v1")
class HoldExpired(OfBooking):
    """Nothing came of a hold in time."""

    expired_at: datetime


@fact("booking.covered.v1")
class BookingCovered(OfBooking):
    """A credit of the student's pays for the lesson, at the price it was bought at."""

    package_id: Identity
    payment_id: Identity
    price: Money
    covered_at: datetime


@fact("booking.requested.v1")
class BookingRequested(OfBooking):
    """The student asks a tutor who answers by hand; the money is to be authorised."""

    price: Money
    requested_at: datetime
    expires_at: datetime


@fact("booking.payment_awaited.v1")
class PaymentAwaited(OfBooking):
    """The student books a tutor who accepts at once; the booking waits for the money."""

    price: Money
    submitted_at: datetime
    expires_at: datetime


@fact("booking.payment_authorisation_noted.v1")
class PaymentAuthorisationNoted(OfBooking):
    """The price of a request is reserved, so that the tutor may accept it."""

    payment_id: Identity
    amount: Money
    noted_at: datetime


@fact("booking.payment_mismatch_reported.v1")
class PaymentMismatchReported(OfBooking):
    """Money came in another amount or currency than agreed; it is to be given back."""

    payment_id: Identity
    amount: Money
    expected: Money
    reported_at: datetime


@fact("booking.late_payment_reported.v1")
class LatePaymentReported(OfBooking):
    """Money came for a booking that does not wait for it; it is to be given back in full."""

    payment_id: Identity
    amount: Money
    reported_at: datetime


@fact("booking.request_declined.v1")
class RequestDeclined(OfBooking):
    """The tutor said no to a request."""

    payment_id: Identity | None
    declined_at: datetime


@fact("booking.request_expired.v1")
class RequestExpired(OfBooking):
    """The tutor did not answer a request in time."""

    payment_id: Identity | None
    expired_at: datetime


@fact("booking.payment_expired.v1")
class PaymentExpired(OfBooking):
    """The money did not come in time."""

    expired_at: datetime


@fact("booking.withdrawn.v1")
class BookingWithdrawn(OfBooking):
    """The booking was given up before it was confirmed; nobody owes anything."""

    by: Party
    payment_id: Identity | None
    withdrawn_at: datetime


@fact("booking.confirmed.v1")
class BookingConfirmed(OfBooking):
    """The lesson is agreed; policy and fee are copied from today's and hold from now on."""

    price: Money
    payment_id: Identity
    acceptance: Acceptance
    cancellation_policy: CancellationPolicy
    fee_basis_points: int
    is_trial: bool
    confirmed_at: datetime


@fact("booking.reschedule_proposed.v1")
class RescheduleProposed(OfBooking):
    """One side asks the other to agree to another time."""

    by: Party
    new_start: datetime
    new_end: datetime
    proposed_at: datetime


@fact("booking.reschedule_turned_down.v1")
class RescheduleTurnedDown(OfBooking):
    """A proposed time was refused by the other side, or taken back."""

    by: Party
    turned_down_at: datetime


@fact("booking.rescheduled.v1")
class BookingRescheduled(OfBooking):
    """The lesson moved to another time under the same payment."""

    old_start: datetime
    old_end: datetime
    by: Party
    with_consent: bool
    is_cancellable: bool
    reschedule_count: int
    rescheduled_at: datetime


@fact("booking.cancelled.v1")
class BookingCancelled(OfBooking):
    """A confirmed lesson will not take place, and it is decided who gets the money.

    The split is of what was paid, so it is of nothing when the price could not be taken.
    """

    by: Party
    reason: CancellationReason
    is_late: bool
    payment_id: Identity
    price: Money
    split: Split
    cancelled_at: datetime


@fact("booking.lesson_started.v1")
class LessonStarted(OfBooking):
    """The lesson's time has come."""

    started_at: datetime


@fact("booking.lesson_joined.v1")
class LessonJoined(OfBooking):
    """One side came to the lesson, for the first time."""

    by: Party
    joined_at: datetime


@fact("booking.lesson_completed.v1")
class LessonCompleted(OfBooking):
    """The lesson's time is over and somebody was there; it settles by itself after a while."""

    completed_at: datetime
    settles_at: datetime


@fact("booking.no_show_reported.v1")
class NoShowReported(OfBooking):
    """One side waited for the other in vain; the absent one may contest it."""

    by: Party
    absent: Party
    reported_at: datetime
    contestable_until: datetime


@fact("booking.neither_joined.v1")
class NeitherJoined(OfBooking):
    """Nobody came: the student gets everything back and nobody is accused."""

    payment_id: Identity
    split: Split
    ended_at: datetime


AgreementEvent = (
    HoldExpired
    | BookingCovered
    | BookingRequested
    | PaymentAwaited
    | PaymentAuthorisationNoted
    | PaymentMismatchReported
    | LatePaymentReported
    | RequestDeclined
    | RequestExpired
    | PaymentExpired
    | BookingWithdrawn
    | BookingConfirmed
)
ChangeEvent = RescheduleProposed | RescheduleTurnedDown | BookingRescheduled | BookingCancelled
LessonEvent = LessonStarted | LessonJoined | LessonCompleted | NoShowReported | NeitherJoined
LaterEvent = AgreementEvent | ChangeEvent | LessonEvent | VerdictEvent | QuarrelEvent
BookingEvent = BookingHeld | LaterEvent
