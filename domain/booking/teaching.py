"""The lesson itself: who came, and who did not."""

from collections.abc import Sequence
from datetime import datetime

from domain.booking.clock import Clocked
from domain.booking.events import BookingEvent, LessonJoined, NoShowReported
from domain.booking.policies import CONTEST, JOINING_OPENS, NO_SHOW_WAIT
from domain.booking.terms import SIDES, Party, State, other_side
from domain.shared.errors import NotAllowed, RuleBroken


class OnlyTheTwoSidesJoin(NotAllowed):
    """A lesson is joined by its student and its tutor."""


class TheDoorIsClosed(RuleBroken):
    """A lesson can be joined from 15 minutes before it starts until it ends."""


class OnlyARunningLessonHasANoShow(RuleBroken):
    """A no-show is reported while the lesson runs; afterwards, report a problem."""


class TooEarlyForANoShow(RuleBroken):
    """The other side may be late: wait until 15 minutes after the start."""


class ExactlyOneSideMustHaveCome(RuleBroken):
    """Somebody is missed only by somebody who came, and only if they did not."""


class OnlyTheOneWhoCameReports(NotAllowed):
    """The side that did not come cannot report the other."""


class Teaching(Clocked):
    """This is a lesson taking place, or not."""

    __slots__ = ()

    def join(self, *, by: Party, now: datetime) -> Sequence[BookingEvent]:
        """This notes that one side came; coming back after a lost connection changes nothing.

        Raises:
            OnlyTheTwoSidesJoin: it is neither of them.
            TheDoorIsClosed: it is too early, too late, or there is no lesson.
        """
        if by not in SIDES:
            raise OnlyTheTwoSidesJoin
        due, booking = self.caught_up(now)
        is_open = booking.state is State.IN_PROGRESS or (
            booking.state is State.CONFIRMED and now >= self.slot.start - JOINING_OPENS
        )
        if not is_open:
            raise TheDoorIsClosed
        if by in booking.joined:
            return due
        return (*due, LessonJoined(**self.about, by=by, joined_at=now))

    def report_no_show(self, *, by: Party, now: datetime) -> Sequence[BookingEvent]:
        """This ends a lesson one side waited for in vain; the absent one may contest it.

        Raises:
            OnlyARunningLessonHasANoShow: it has not started, or is over.
            TooEarlyForANoShow: 15 minutes have not passed yet.
            ExactlyOneSideMustHaveCome: both came, or nobody did.
            OnlyTheOneWhoCameReports: the absent side tried.
        """
        due, booking = self.caught_up(now)
        if booking.state is not State.IN_PROGRESS:
            raise OnlyARunningLessonHasANoShow
        if now < self.slot.start + NO_SHOW_WAIT:
            raise TooEarlyForANoShow
        if len(booking.joined) != 1:
            raise ExactlyOneSideMustHaveCome
        absent = other_side(booking.joined[0])
        if by is absent:
            raise OnlyTheOneWhoCameReports
        reported = NoShowReported(
            **self.about,
            by=by,
            absent=absent,
            reported_at=now,
            contestable_until=now + CONTEST,
        )
        return (*due, reported)
