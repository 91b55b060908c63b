"""Credits and trials: the part of a booking's decision that student and tutor share.

There are no commands here. Whoever decides on a booking adds these changes to its own, so that a
booking, the credit that pays for it and the one trial of the two are recorded together or not at
all.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from application.ports import Change, Loaded
from application.work import Work, append
from domain.booking.aggregate import Booking
from domain.booking.covering import returns_credit, returns_trial
from domain.booking.events import BookingEvent
from domain.booking.outcomes import FreeReplacementGranted
from domain.booking.terms import Credit, State
from domain.credit.aggregate import CREDIT, Credits, credits_of, nothing_bought
from domain.credit.events import CreditEvent
from domain.credit.package import Package

MINUTE = timedelta(minutes=1)
SUBMITTED = (State.REQUESTED, State.AWAITING_PAYMENT)


def credits_between(work: Work, student_id: str, tutor_id: str) -> Loaded[Credits]:
    """This is what a student has with a tutor, perhaps nothing."""
    found = work.find(CREDIT, credits_of(student_id, tutor_id))
    state = found.state or nothing_bought(student_id, tutor_id)
    return Loaded(found.stream_id, found.version, state)


def redeemed(work: Work, booking: Booking) -> tuple[Credit, Change]:
    """This is the credit that pays for a booking, and the change that redeems it.

    Raises:
        NoCreditIsLeft: the student has none for such a lesson.
    """
    known = credits_between(work, booking.student_id, booking.tutor_id)
    package = known.state.usable(booking.course_id, booking.slot.duration // MINUTE)
    facts = known.state.redeem(package, booking.booking_id, work.now)
    return _credit(package), append(known, facts)


def credits_follow(
    work: Work, before: Booking, after: Booking, facts: Sequence[BookingEvent]
) -> Iterator[Change]:
    """This is what a decision on a booking means for its credit, or for the trial it is.

    Raises:
        ThereIsOneTrial: it would be the second trial of the two.
    """
    if before.credit is None and not before.is_trial:
        return
    known = credits_between(work, before.student_id, before.tutor_id)
    if before.is_trial:
        yield append(known, _trial(work, known.state, before, after, facts))
    elif any(map(returns_credit, facts)):
        yield append(known, known.state.return_credit(before.booking_id, work.now))


def _trial(
    work: Work, known: Credits, before: Booking, after: Booking, facts: Sequence[BookingEvent]
) -> Sequence[CreditEvent]:
    if before.state is State.HELD and after.state in SUBMITTED:
        return known.take_trial(before.booking_id, work.now)
    if not any(map(returns_trial, facts)):
        return ()
    is_free = any(isinstance(fact, FreeReplacementGranted) for fact in facts)
    return known.return_trial(before.booking_id, work.now, is_free=is_free)


def _credit(package: Package) -> Credit:
    assert package.payment_id is not None
    order = package.order
    return Credit(order.package_id, package.payment_id, order.price_per_lesson)
