"""What every decision about a booking has in common: who acts, on what terms, time and credit.

The booking's facts say whether it still takes time; the calendars of tutor and student follow in
the same append, and so do the credit that pays for it and the trial it is. A lesson that was given
stays where it was, so that limits count it, also when the clock settles it in the same step.
"""

from collections.abc import Sequence

from application.calendar import extend_time, keep_time, move_time, release_time
from application.crediting import credits_follow
from application.fees import fee_agreed
from application.ports import Change, Loaded
from application.work import Decision, Work, append, decided
from domain.booking.aggregate import BOOKING, Booking
from domain.booking.events import BookingEvent, LessonCompleted
from domain.booking.state import PENDING
from domain.booking.terms import CancellationPolicy, Conditions, Party
from domain.calendar.lesson import Lesson
from domain.shared.actor import Actor, Role
from domain.tutor.aggregate import TUTOR

STAFF = (Role.SUPPORT, Role.REVIEWER, Role.ADMIN, Role.SYSTEM)


def agreed_on(
    work: Work, before: Loaded[Booking], facts: Sequence[BookingEvent], *more: Change
) -> Decision:
    """This is the booking's facts, with what they mean for time and credits of the two sides."""
    after = before.state
    for fact in facts:
        after = BOOKING.evolve(after, fact)
    was_given = any(isinstance(fact, LessonCompleted) for fact in facts)
    changes = (
        *_time(work, before.state, after, was_given=was_given),
        *credits_follow(work, before.state, after, facts),
        *more,
    )
    return decided(append(before, facts), *changes, booking_id=after.booking_id, state=after.state)


def parties(booking: Booking, actor: Actor) -> Party:
    """This is in whose name the actor acts on the booking.

    Raises:
        NotAPartyToTheBooking: it is none of their business.
    """
    return booking.party_of(actor.id, is_staff=actor.has(*STAFF))


def conditions_of(work: Work, booking: Booking, payment_id: str | None) -> Conditions:
    """This is today's policy of the tutor and the payment's fee, to be copied when confirmed."""
    policy = work.load(TUTOR, booking.tutor_id).state.policy
    fee = fee_agreed(work, booking.tutor_id, payment_id)
    return Conditions(CancellationPolicy(policy.value), fee)


def _time(work: Work, before: Booking, after: Booking, *, was_given: bool) -> tuple[Change, ...]:
    lesson = Lesson(before.booking_id, before.tutor_id, before.student_id, before.slot)
    if after.slot != before.slot:
        return move_time(work, lesson, after.slot)
    if before.blocks_time and not after.blocks_time:
        return () if was_given else release_time(work, lesson)
    if after.state is before.state:
        return ()
    if after.state in PENDING and after.due_at is not None:
        return extend_time(work, lesson, after.due_at)
    if before.state in PENDING and after.blocks_time:
        return keep_time(work, lesson)
    return ()
