"""Booking: one lesson, one student, one tutor, one price.

Rules, in plain language:

- A student holds a free slot for ten minutes and submits it. A tutor who accepts at once is
  booked as soon as the money comes, within 15 minutes; one who answers by hand accepts or
  declines within six days, and before their notice begins, once the money is reserved.
- Policy and fee are copied when the booking is confirmed and never change after that.
- A credit of the student's may pay for the lesson instead: at its own price, and at once.
- Money that comes late, twice or in the wrong amount is reported to be given back; it never
  revives a booking.
- Either side moves a lesson in time alone, later only with the other's consent; after such a
  late move only the platform can cancel it.
- Cancelling is free up to the cut-off; a student who cancels later pays, unless they had only
  just booked or the tutor waives it; a tutor who does is struck, and nobody pays.
- The clock starts and ends the lesson. If only one side came, it may report the other from 15
  minutes on, who has 72 hours to contest it. If nobody came, the money goes back.
- A lesson settles when its student confirms it, or 72 hours after its end; a problem or a
  payment dispute stops that until it is answered by agreement, silence, a decision or the bank.
- Whatever was given back stays given back.

States: HELD → REQUESTED | AWAITING_PAYMENT → CONFIRMED → IN_PROGRESS → COMPLETED → SETTLED;
HELD → HOLD_EXPIRED;  REQUESTED → DECLINED | REQUEST_EXPIRED;  AWAITING_PAYMENT →
PAYMENT_EXPIRED;  everything up to CONFIRMED → CANCELLED;  IN_PROGRESS → NO_SHOW;
COMPLETED | NO_SHOW | SETTLED → PROBLEM_REPORTED → RESOLVED;  a lost dispute → CANCELLED before
the lesson ends, → RESOLVED after it.
"""

from dataclasses import dataclass

from domain.booking.agreeing import Agreeing
from domain.booking.cancelling import Cancelling
from domain.booking.disputing import Disputing
from domain.booking.events import BookingEvent, BookingHeld
from domain.booking.evolution import applied
from domain.booking.moving import Moving
from domain.booking.settling import Settling
from domain.booking.teaching import Teaching
from domain.shared.event import Kind
from domain.shared.time import Interval


class ABookingBeginsWithAHold(ValueError):
    """This is a stream of a booking that lacks its first fact: broken, so it crashes."""


@dataclass(frozen=True, slots=True)
class Booking(Agreeing, Moving, Cancelling, Teaching, Settling, Disputing):
    """This is a booking with every decision about it, one chapter of them per base."""


def evolve(state: Booking | None, fact: BookingEvent) -> Booking:
    """This is the booking after the fact; it asks no question and reads no clock."""
    if isinstance(fact, BookingHeld):
        return begun(fact)
    if state is None:
        raise ABookingBeginsWithAHold(fact.booking_id)
    return applied(state, fact)


def begun(fact: BookingHeld) -> Booking:
    """This is a booking as its hold makes it."""
    return Booking(
        booking_id=fact.booking_id,
        tutor_id=fact.tutor_id,
        student_id=fact.student_id,
        course_id=fact.course_id,
        slot=Interval(fact.start, fact.end),
        price=fact.price,
        acceptance=fact.acceptance,
        notice_minutes=fact.notice_minutes,
        is_trial=fact.is_trial,
        due_at=fact.expires_at,
    )


BOOKING = Kind("booking", Booking, evolve)
