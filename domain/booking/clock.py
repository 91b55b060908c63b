"""What time alone brings about.

Whatever is due happens as of the instant it was due, in order, however late somebody looks: an
expired hold is expired whether or not the clock has come by. Every decision therefore first
lets the clock catch up and then decides on what that leaves, so that being late or running
twice gives the same history.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from domain.booking.events import (
    HoldExpired,
    LaterEvent,
    LessonCompleted,
    LessonStarted,
    NeitherJoined,
    PaymentExpired,
    RequestExpired,
)
from domain.booking.evolution import applied
from domain.booking.policies import SETTLING
from domain.booking.state import BookingState
from domain.booking.terms import Dispute, ResolutionGround, State
from domain.booking.verdicts import resolved, settled, upheld

MONEY_MOVES_NEXT = frozenset({State.COMPLETED, State.NO_SHOW, State.PROBLEM_REPORTED})


class Clocked(BookingState):
    """This is a booking that lets time do its part."""

    __slots__ = ()

    @property
    def deadline(self) -> datetime | None:
        """This is when the clock has something to do next; a dispute keeps money waiting."""
        if self.due_at is None or self.state not in MONEY_MOVES_NEXT:
            return self.due_at
        if self.dispute is Dispute.OPEN:
            return None
        return max(self.due_at, self.undisputed_since or self.due_at)

    def advance(self, now: datetime) -> Sequence[LaterEvent]:
        """This is all that time has brought about by now; early or twice it is nothing."""
        return self.caught_up(now)[0]

    def caught_up(self, now: datetime) -> tuple[tuple[LaterEvent, ...], Self]:
        """This is what the clock owes by now, and the booking after it."""
        facts: tuple[LaterEvent, ...] = ()
        booking = self
        while (due := booking.deadline) is not None and due <= now:
            happened = booking._at(due)
            for fact in happened:
                booking = applied(booking, fact)
            facts = (*facts, *happened)
        return facts, booking

    def _at(self, due: datetime) -> Sequence[LaterEvent]:
        match self.state:
            case State.HELD:
                return (HoldExpired(**self.about, expired_at=due),)
            case State.REQUESTED:
                return (RequestExpired(**self.about, payment_id=self.payment_id, expired_at=due),)
            case State.AWAITING_PAYMENT:
                return (PaymentExpired(**self.about, expired_at=due),)
            case State.CONFIRMED:
                return (LessonStarted(**self.about, started_at=due),)
            case State.IN_PROGRESS:
                return (self._ended(due),)
            case _:
                return self._decided_by_time(due)

    def _ended(self, due: datetime) -> LaterEvent:
        if self.joined:
            return LessonCompleted(**self.about, completed_at=due, settles_at=due + SETTLING)
        return NeitherJoined(
            **self.about,
            payment_id=self.paid_with,
            split=self.split_with(self.price.minor),
            ended_at=due,
        )

    def _decided_by_time(self, due: datetime) -> Sequence[LaterEvent]:
        if self.problem is not None:
            ground = ResolutionGround.AGREED if self.problem.is_agreed else ResolutionGround.SILENCE
            return resolved(self, ground, self.problem.claimed_refund_minor, due)
        if self.absent is not None:
            return upheld(self, self.absent, due)
        return (settled(self, due, by_student=False),)
