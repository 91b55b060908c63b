"""When the student's bank wants the money back: nothing settles until it has decided."""

from collections.abc import Sequence
from datetime import datetime

from domain.booking.clock import Clocked
from domain.booking.events import BookingCancelled, BookingEvent, LaterEvent
from domain.booking.evolution import applied
from domain.booking.outcomes import DisputeClosed, DisputeNoted
from domain.booking.state import BookingState, ItWasNeverConfirmed
from domain.booking.terms import CancellationReason, Dispute, Party, ResolutionGround, State
from domain.booking.verdicts import resolved

CLOSED = frozenset({Dispute.WON, Dispute.LOST})


class Disputing(Clocked):
    """This is a paid booking whose payment may be disputed."""

    __slots__ = ()

    def note_dispute(self, *, now: datetime) -> Sequence[BookingEvent]:
        """This freezes what is not settled; repeated or late alerts change nothing.

        Raises:
            ItWasNeverConfirmed: there is no payment to dispute.
        """
        due, booking = self.caught_up(now)
        if booking.conditions is None:
            raise ItWasNeverConfirmed
        if booking.dispute is not Dispute.NONE:
            return due
        return (*due, DisputeNoted(**booking.about, noted_at=now))

    def close_dispute(self, *, is_won: bool, now: datetime) -> Sequence[BookingEvent]:
        """This lets a won lesson go on as before; a lost one is given back in full.

        The first closing counts, also when it comes before the alert.

        Raises:
            ItWasNeverConfirmed: there is no payment to dispute.
        """
        due, booking = self.caught_up(now)
        if booking.conditions is None:
            raise ItWasNeverConfirmed
        if booking.dispute in CLOSED:
            return due
        closed = DisputeClosed(**booking.about, is_won=is_won, closed_at=now)
        after = applied(booking, closed)
        follows = after.advance(now) if is_won else _given_back(after, now)
        return (*due, closed, *follows)


def _given_back(booking: BookingState, now: datetime) -> Sequence[LaterEvent]:
    split = booking.split
    if split is not None and split.refund_minor == split.gross_minor:
        return ()
    if booking.state not in (State.CONFIRMED, State.IN_PROGRESS):
        return resolved(booking, ResolutionGround.DISPUTE_LOST, booking.price.minor, now)
    return (
        BookingCancelled(
            **booking.about,
            by=Party.PLATFORM,
            reason=CancellationReason.DISPUTE_LOST,
            is_late=False,
            payment_id=booking.paid_with,
            price=booking.price,
            split=booking.split_with(booking.price.minor),
            cancelled_at=now,
        ),
    )
