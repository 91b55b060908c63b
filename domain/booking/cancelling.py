"""Calling a booking off, and a tutor's mercy for a student who did so late."""

from collections.abc import Sequence
from datetime import datetime

from domain.booking.clock import Clocked
from domain.booking.events import BookingCancelled, BookingEvent, BookingWithdrawn
from domain.booking.outcomes import LateFeeWaived, TutorStruck
from domain.booking.policies import WAIVING, Quote, quote_cancellation, waived_refund_minor
from domain.booking.state import PENDING
from domain.booking.terms import CancellationReason, Party, Split, State, StrikeReason, Waiver
from domain.shared.errors import NotAllowed, RuleBroken


class OnlyWhatIsAheadIsCancelled(RuleBroken):
    """The lesson has started or is over, or the booking has ended already."""


class ALessonMovedLateIsKept(RuleBroken):
    """A lesson moved inside the cut-off by consent can only be called off by the platform."""


class TheTutorDeclinesInstead(NotAllowed):
    """Before a booking is confirmed, a tutor declines a request and touches nothing else."""


class OnlyTheTutorWaives(NotAllowed):
    """What a late cancellation costs is the tutor's to give back."""


class OnlyALateFeeIsWaived(RuleBroken):
    """There is no late cancellation by the student to be lenient about."""


class AsMuchIsWaivedAlready(RuleBroken):
    """The student already gets that much back."""


class TooLateToWaive(RuleBroken):
    """A late cancellation can be waived until seven days after the lesson would have ended."""


class Cancelling(Clocked):
    """This is a booking that may be called off."""

    __slots__ = ()

    def quote(self, *, by: Party, now: datetime) -> Quote:
        """This is what cancelling would mean right now.

        Raises:
            OnlyWhatIsAheadIsCancelled: it is too late, or nothing is confirmed.
            ALessonMovedLateIsKept: it was moved inside the cut-off.
        """
        if self.caught_up(now)[1].state is not State.CONFIRMED:
            raise OnlyWhatIsAheadIsCancelled
        if self.is_locked and by is not Party.PLATFORM:
            raise ALessonMovedLateIsKept
        return quote_cancellation(self.agreed, by, now)

    def cancel(
        self,
        *,
        by: Party,
        now: datetime,
        reason: CancellationReason = CancellationReason.BY_CHOICE,
    ) -> Sequence[BookingEvent]:
        """This calls the lesson off; before it is confirmed that is a withdrawal and costs nothing.

        Raises:
            OnlyWhatIsAheadIsCancelled: it is too late.
            ALessonMovedLateIsKept: it was moved inside the cut-off.
            TheTutorDeclinesInstead: a tutor tried to end what was not confirmed yet.
        """
        if self.caught_up(now)[1].state in PENDING:
            return (self._withdrawn(by, now),)
        quote = self.quote(by=by, now=now)
        cancelled = BookingCancelled(
            **self.about,
            by=by,
            reason=reason,
            is_late=quote.is_late,
            payment_id=self.paid_with,
            price=self.price,
            split=quote.split,
            cancelled_at=now,
        )
        if not quote.strikes_tutor:
            return (cancelled,)
        reason_struck = StrikeReason.LATE_CANCELLATION
        return (cancelled, TutorStruck(**self.about, reason=reason_struck, struck_at=now))

    def waive_late_fee(self, waiver: Waiver, *, by: Party, now: datetime) -> Sequence[BookingEvent]:
        """This gives a student who cancelled late half or all of the price back.

        Raises:
            OnlyTheTutorWaives: somebody else tried.
            OnlyALateFeeIsWaived: there is nothing to waive.
            TooLateToWaive: it was too long ago.
            AsMuchIsWaivedAlready: it would change nothing.
        """
        if by is not Party.TUTOR:
            raise OnlyTheTutorWaives
        if self._late_split is None:
            raise OnlyALateFeeIsWaived
        if now >= self.slot.end + WAIVING:
            raise TooLateToWaive
        refund_minor = waived_refund_minor(self.price, waiver)
        extra = refund_minor - self._late_split.refund_minor
        if extra <= 0:
            raise AsMuchIsWaivedAlready
        return (
            LateFeeWaived(
                **self.about,
                payment_id=self.paid_with,
                extra_refund_minor=extra,
                split=self.split_with(refund_minor),
                replaces=self._late_split,
                waived_at=now,
            ),
        )

    @property
    def _late_split(self) -> Split | None:
        by_student = self.state is State.CANCELLED and self.cancelled_by is Party.STUDENT
        return self.split if by_student and self.is_late else None

    def _withdrawn(self, by: Party, now: datetime) -> BookingWithdrawn:
        if by is Party.TUTOR:
            raise TheTutorDeclinesInstead
        return BookingWithdrawn(**self.about, by=by, payment_id=self.payment_id, withdrawn_at=now)
