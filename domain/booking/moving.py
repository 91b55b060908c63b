"""Rescheduling: one atomic move under the same payment, alone in time, late only by consent."""

from collections.abc import Sequence
from datetime import datetime

from domain.booking.clock import Clocked
from domain.booking.events import (
    BookingEvent,
    BookingRescheduled,
    RescheduleProposed,
    RescheduleTurnedDown,
)
from domain.booking.holding import check_slot
from domain.booking.policies import is_late
from domain.booking.state import Proposal
from domain.booking.terms import SIDES, Party, State
from domain.shared.errors import NotAllowed, RuleBroken
from domain.shared.time import Interval


class OnlyTheTwoSidesReschedule(NotAllowed):
    """A lesson is moved by its student or its tutor."""


class OnlyAnUpcomingLessonMoves(RuleBroken):
    """Only a confirmed lesson that has not started can be moved."""


class TheLessonIsAlreadyThen(RuleBroken):
    """The new time is the one the lesson already has."""


class AMovedLessonKeepsItsLength(RuleBroken):
    """The payment stays the same, so the lesson must last as long as before."""


class LateMovesNeedConsent(RuleBroken):
    """Inside the cut-off the other side has to agree: propose the new time to them."""


class NoNewTimeIsProposed(RuleBroken):
    """There is no proposed time to answer."""


class TheOtherSideConsents(NotAllowed):
    """A proposed time is agreed to by the side that did not propose it."""


class Moving(Clocked):
    """This is a confirmed lesson that may move."""

    __slots__ = ()

    def reschedule(self, to: Interval, *, by: Party, now: datetime) -> Sequence[BookingEvent]:
        """This moves the lesson at once; a student keeps the tutor's notice.

        Raises:
            LateMovesNeedConsent: it is inside the cut-off.
        """
        self._check_move(to, by, now)
        check_slot(to, now, notice_minutes=self.notice_minutes if by is Party.STUDENT else 0)
        if self._is_late(now):
            raise LateMovesNeedConsent
        return (self._moved(Proposal(by, to), now, with_consent=False),)

    def propose_reschedule(
        self, to: Interval, *, by: Party, now: datetime
    ) -> Sequence[BookingEvent]:
        """This asks the other side for another time, in place of any time asked for before."""
        self._check_move(to, by, now)
        check_slot(to, now, notice_minutes=0)
        return (
            RescheduleProposed(
                **self.about, by=by, new_start=to.start, new_end=to.end, proposed_at=now
            ),
        )

    def agree_to_reschedule(self, *, by: Party, now: datetime) -> Sequence[BookingEvent]:
        """This moves the lesson as proposed; inside the cut-off it can then not be cancelled.

        Raises:
            NoNewTimeIsProposed: nothing was proposed, or it was turned down.
            TheOtherSideConsents: the proposer or the platform tried.
        """
        proposal = self._open_proposal(now)
        if by not in SIDES or by is proposal.by:
            raise TheOtherSideConsents
        check_slot(proposal.slot, now, notice_minutes=0)
        return (self._moved(proposal, now, with_consent=True),)

    def turn_down_reschedule(self, *, by: Party, now: datetime) -> Sequence[BookingEvent]:
        """This closes a proposal: the other side says no, or the proposer takes it back."""
        self._open_proposal(now)
        if by not in SIDES:
            raise OnlyTheTwoSidesReschedule
        return (RescheduleTurnedDown(**self.about, by=by, turned_down_at=now),)

    def _check_move(self, to: Interval, by: Party, now: datetime) -> None:
        if by not in SIDES:
            raise OnlyTheTwoSidesReschedule
        if self.caught_up(now)[1].state is not State.CONFIRMED:
            raise OnlyAnUpcomingLessonMoves
        if to == self.slot:
            raise TheLessonIsAlreadyThen
        if to.duration != self.slot.duration:
            raise AMovedLessonKeepsItsLength

    def _open_proposal(self, now: datetime) -> Proposal:
        if self.caught_up(now)[1].state is not State.CONFIRMED:
            raise OnlyAnUpcomingLessonMoves
        if self.proposal is None:
            raise NoNewTimeIsProposed
        return self.proposal

    def _is_late(self, now: datetime) -> bool:
        return is_late(self.slot.start, self.agreed.conditions.cancellation_policy, now)

    def _moved(self, move: Proposal, now: datetime, *, with_consent: bool) -> BookingRescheduled:
        return BookingRescheduled(
            booking_id=self.booking_id,
            tutor_id=self.tutor_id,
            student_id=self.student_id,
            start=move.slot.start,
            end=move.slot.end,
            old_start=self.slot.start,
            old_end=self.slot.end,
            by=move.by,
            with_consent=with_consent,
            is_cancellable=not (self.is_locked or self._is_late(now)),
            reschedule_count=self.reschedule_count + 1,
            rescheduled_at=now,
        )
