"""What each fact counts for: it depends on the fact alone, so the order of facts cannot matter.

Only what is named here is counted; every other fact is passed over on purpose.
"""

from collections.abc import Iterator

from domain.account.events import AccountClosed, AccountEvent, AccountRegistered
from domain.booking.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingEvent,
    BookingHeld,
    BookingRequested,
    BookingWithdrawn,
    HoldExpired,
    LessonCompleted,
    NeitherJoined,
    NoShowReported,
    PaymentExpired,
    RequestDeclined,
    RequestExpired,
)
from domain.booking.outcomes import BookingSettled, ProblemReported
from domain.booking.terms import Party
from domain.payment.events import (
    CaptureFailed,
    PaymentCaptured,
    PaymentDeclined,
    PaymentEvent,
    PaymentRefunded,
    RefundFailed,
)
from domain.tutor.events import (
    CourseOffered,
    CourseWithdrawn,
    TutorEvent,
    TutorHidden,
    TutorImported,
    TutorListed,
)
from projections.platform_metrics.metrics import Count, Metric, less, more

Counted = AccountEvent | BookingEvent | PaymentEvent | TutorEvent

CANCELLED_BY = {
    Party.STUDENT: Metric.CANCELLATIONS_BY_STUDENT,
    Party.TUTOR: Metric.CANCELLATIONS_BY_TUTOR,
    Party.PLATFORM: Metric.CANCELLATIONS_BY_PLATFORM,
}
MISSING = {
    Party.STUDENT: Metric.NO_SHOWS_OF_STUDENT,
    Party.TUTOR: Metric.NO_SHOWS_OF_TUTOR,
}


def counts_in(fact: Counted) -> Iterator[Count]:
    """This is everything the fact counts for."""
    yield from _booked(fact)
    yield from _taught(fact)
    yield from _offered(fact)
    yield from (count for count in _paid(fact) if count.value)


def _booked(fact: Counted) -> Iterator[Count]:
    match fact:
        case BookingHeld():
            yield Count(Metric.BOOKINGS_HELD, fact.held_at)
        case BookingRequested():
            yield Count(Metric.BOOKINGS_REQUESTED, fact.requested_at)
        case BookingConfirmed():
            yield Count(Metric.BOOKINGS_CONFIRMED, fact.confirmed_at)
        case RequestDeclined():
            yield Count(Metric.BOOKINGS_DECLINED, fact.declined_at)
        case HoldExpired() | RequestExpired() | PaymentExpired():
            yield Count(Metric.BOOKINGS_EXPIRED, fact.expired_at)
        case BookingWithdrawn():
            yield Count(Metric.BOOKINGS_WITHDRAWN, fact.withdrawn_at)
        case BookingCancelled():
            yield Count(Metric.CANCELLATIONS, fact.cancelled_at)
            yield Count(CANCELLED_BY[fact.by], fact.cancelled_at)
            if fact.is_late:
                yield Count(Metric.LATE_CANCELLATIONS, fact.cancelled_at)


def _taught(fact: Counted) -> Iterator[Count]:
    match fact:
        case LessonCompleted():
            yield Count(Metric.LESSONS_COMPLETED, fact.completed_at)
        case NoShowReported():
            yield Count(Metric.NO_SHOWS, fact.reported_at)
            yield Count(MISSING[fact.absent], fact.reported_at)
        case NeitherJoined():
            yield Count(Metric.NO_SHOWS, fact.ended_at)
            yield Count(Metric.NO_SHOWS_OF_BOTH, fact.ended_at)
        case BookingSettled():
            yield Count(Metric.LESSONS_SETTLED, fact.settled_at)
        case ProblemReported():
            yield Count(Metric.PROBLEMS_REPORTED, fact.reported_at)


def _offered(fact: Counted) -> Iterator[Count]:
    match fact:
        case AccountRegistered():
            yield Count(Metric.REGISTRATIONS, fact.registered_at)
        case AccountClosed():
            yield Count(Metric.ACCOUNTS_CLOSED, fact.closed_at)
        case TutorImported():
            yield Count(Metric.TUTORS_IMPORTED, fact.imported_at)
        case TutorListed():
            yield Count(Metric.TUTORS_LISTED, fact.listed_at)
        case TutorHidden():
            yield Count(Metric.TUTORS_HIDDEN, fact.hidden_at)
        case CourseOffered():
            yield Count(Metric.COURSES_OFFERED, fact.offered_at)
        case CourseWithdrawn():
            yield Count(Metric.COURSES_WITHDRAWN, fact.withdrawn_at)


def _paid(fact: Counted) -> Iterator[Count]:
    match fact:
        case PaymentCaptured():
            yield more(Metric.GROSS_VOLUME, fact.occurred_at, fact.amount)
            yield more(Metric.FEES, fact.occurred_at, fact.fee)
        case PaymentDeclined() | CaptureFailed():
            yield less(Metric.GROSS_VOLUME, fact.occurred_at, fact.undone)
            yield less(Metric.FEES, fact.occurred_at, fact.fee_undone)
        case PaymentRefunded():
            yield more(Metric.REFUNDS, fact.occurred_at, fact.amount)
            yield less(Metric.FEES, fact.occurred_at, fact.fee_given_back)
        case RefundFailed():
            yield less(Metric.REFUNDS, fact.occurred_at, fact.undone)
            yield more(Metric.FEES, fact.occurred_at, fact.fee_undone)
