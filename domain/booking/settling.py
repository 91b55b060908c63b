"""After the lesson: it was fine, or something went wrong and somebody has to say who gets what."""

from collections.abc import Sequence
from datetime import datetime

from domain.booking.clock import Clocked
from domain.booking.events import BookingEvent
from domain.booking.evolution import applied
from domain.booking.outcomes import ProblemAnswered, ProblemReported, WordsCorrected
from domain.booking.policies import SILENCE, STUDENT_REPORTS, TUTOR_REPORTS
from domain.booking.state import BookingState
from domain.booking.terms import SIDES, Dispute, Party, ProblemReason, ResolutionGround, State
from domain.booking.verdicts import resolved, settled
from domain.shared.currency import is_chargeable
from domain.shared.errors import NotAllowed, RuleBroken
from domain.shared.money import Money

REPORTABLE = frozenset({State.COMPLETED, State.NO_SHOW, State.SETTLED})


class OnlyTheStudentConfirmsTheLesson(NotAllowed):
    """That a lesson was given is for its student to confirm."""


class OnlyACompletedLessonSettles(RuleBroken):
    """The lesson is not over, or its money is decided already."""


class NothingSettlesWhileSomethingIsOpen(RuleBroken):
    """A problem or a payment dispute is open; it has to be closed first."""


class OnlyTheTwoSidesReport(NotAllowed):
    """A problem is reported by the student or the tutor of the lesson."""


class OnlyALessonThatWasDueHasProblems(RuleBroken):
    """There is no lesson yet that could have gone wrong, or the matter is closed."""


class AProblemIsOpenAlready(RuleBroken):
    """A problem with this lesson is being looked into already; answer that one."""


class TooLateToReport(RuleBroken):
    """The time is over: 72 hours for a student or a no-show contested, 7 days for a tutor."""


class ARefundIsPartOfThePrice(RuleBroken):
    """A refund lies between nothing and the price."""


class ACardCannotGetExactlyThatBack(RuleBroken):
    """Cards do not know the last decimal of this currency; it has to be a nought."""


class RefundsAreNotTakenBack(RuleBroken):
    """The student has already been given more back than that."""


class ThereIsNoOpenProblem(RuleBroken):
    """No problem waits for an answer or a decision."""


class OnlyTheOtherSideAnswers(NotAllowed):
    """A problem is answered by the side that did not report it."""


class TheProblemIsAnsweredAlready(RuleBroken):
    """The other side has answered; the platform decides."""


class OneCorrectsOnesOwnWords(NotAllowed):
    """You wrote nothing about this problem that could be corrected."""


class OnlyThePlatformDecides(NotAllowed):
    """Who gets what is decided by the platform, never by a side."""


class Settling(Clocked):
    """This is a lesson that is over, and whose money is to be decided."""

    __slots__ = ()

    def confirm_completion(self, *, by: Party, now: datetime) -> Sequence[BookingEvent]:
        """This settles the lesson because its student says it was given.

        Raises:
            OnlyTheStudentConfirmsTheLesson: somebody else tried.
            NothingSettlesWhileSomethingIsOpen: a problem or dispute is.
            OnlyACompletedLessonSettles: it is not over, or settled.
        """
        if by is not Party.STUDENT:
            raise OnlyTheStudentConfirmsTheLesson
        due, booking = self.caught_up(now)
        if booking.state is State.PROBLEM_REPORTED or booking.dispute is Dispute.OPEN:
            raise NothingSettlesWhileSomethingIsOpen
        if booking.state is not State.COMPLETED:
            raise OnlyACompletedLessonSettles
        return (*due, settled(booking, now, by_student=True))

    def report_problem(
        self,
        reason: ProblemReason,
        claimed_refund_minor: int,
        details: str,
        *,
        by: Party,
        now: datetime,
    ) -> Sequence[BookingEvent]:
        """This freezes the money and says what the student should get back, in sum.

        A tutor may still report after the lesson was settled by the clock; what was given back
        by then stays given back.

        Raises:
            OnlyTheTwoSidesReport: it is neither of them.
            AProblemIsOpenAlready: one was reported before.
            OnlyALessonThatWasDueHasProblems: there is nothing to report on.
            TooLateToReport: the time for it is over.
            ARefundIsPartOfThePrice, ACardCannotGetExactlyThatBack, RefundsAreNotTakenBack: the
                claim is impossible.
        """
        due, booking = self.caught_up(now)
        _check_reportable(booking, by, now)
        _check_refund(booking, claimed_refund_minor)
        reported = ProblemReported(
            **booking.about,
            by=by,
            reporter_id=booking.person_of(by),
            reason=reason,
            claimed_refund_minor=claimed_refund_minor,
            details=details,
            reported_at=now,
            answer_by=now + SILENCE,
        )
        return (*due, reported)

    def answer_problem(
        self, details: str, *, is_agreed: bool, by: Party, now: datetime
    ) -> Sequence[BookingEvent]:
        """This agrees to the claim, which resolves it, or contradicts it and waits for a decision.

        Raises:
            ThereIsNoOpenProblem: none is open, or silence has resolved it.
            OnlyTheOtherSideAnswers: the reporter or the platform tried.
            TheProblemIsAnsweredAlready: it was answered before.
        """
        due, booking = self.caught_up(now)
        problem = booking.problem
        if booking.state is not State.PROBLEM_REPORTED or problem is None:
            raise ThereIsNoOpenProblem
        if by not in SIDES or by is problem.by:
            raise OnlyTheOtherSideAnswers
        if problem.is_agreed is not None:
            raise TheProblemIsAnsweredAlready
        answered = ProblemAnswered(
            **booking.about,
            by=by,
            answerer_id=booking.person_of(by),
            is_agreed=is_agreed,
            details=details,
            answered_at=now,
        )
        return (*due, answered, *applied(booking, answered).advance(now))

    def correct_words(self, details: str, *, by: Party, now: datetime) -> Sequence[BookingEvent]:
        """This puts right what a side wrote; what a decision rests on stays as it was read.

        Raises:
            ThereIsNoOpenProblem: none is open, or it was decided.
            OneCorrectsOnesOwnWords: that side wrote nothing.
        """
        due, booking = self.caught_up(now)
        problem = booking.problem
        if booking.state is not State.PROBLEM_REPORTED or problem is None:
            raise ThereIsNoOpenProblem
        has_written = by is problem.by or problem.is_agreed is not None
        if by not in SIDES or not has_written:
            raise OneCorrectsOnesOwnWords
        corrected = WordsCorrected(
            **booking.about,
            by=by,
            person_id=booking.person_of(by),
            details=details,
            corrected_at=now,
        )
        return (*due, corrected)

    def resolve(self, refund_minor: int, *, by: Party, now: datetime) -> Sequence[BookingEvent]:
        """This decides what the student gets back in sum; the rest is the tutor's, less the fee.

        Raises:
            OnlyThePlatformDecides: a side tried.
            ThereIsNoOpenProblem: nothing is to be decided.
            NothingSettlesWhileSomethingIsOpen: the bank decides first.
            ARefundIsPartOfThePrice, ACardCannotGetExactlyThatBack, RefundsAreNotTakenBack: the
                split is impossible.
        """
        if by is not Party.PLATFORM:
            raise OnlyThePlatformDecides
        booking = self.caught_up(now)[1]
        if booking.state is not State.PROBLEM_REPORTED:
            raise ThereIsNoOpenProblem
        if booking.dispute is Dispute.OPEN:
            raise NothingSettlesWhileSomethingIsOpen
        _check_refund(booking, refund_minor)
        return resolved(booking, ResolutionGround.DECIDED, refund_minor, now)


def _check_reportable(booking: BookingState, by: Party, now: datetime) -> None:
    if by not in SIDES:
        raise OnlyTheTwoSidesReport
    if booking.state is State.PROBLEM_REPORTED:
        raise AProblemIsOpenAlready
    if booking.state not in REPORTABLE:
        raise OnlyALessonThatWasDueHasProblems
    until = _reportable_until(booking, by)
    if until is None or now >= until:
        raise TooLateToReport


def _reportable_until(booking: BookingState, by: Party) -> datetime | None:
    if booking.absent is by:
        return booking.due_at
    if by is Party.TUTOR:
        return booking.slot.end + TUTOR_REPORTS
    return None if booking.state is State.SETTLED else booking.slot.end + STUDENT_REPORTS


def _check_refund(booking: BookingState, refund_minor: int) -> None:
    if not 0 <= refund_minor <= booking.price.minor:
        raise ARefundIsPartOfThePrice
    if not is_chargeable(Money(refund_minor, booking.price.currency)):
        raise ACardCannotGetExactlyThatBack
    if booking.split is not None and refund_minor < booking.split.refund_minor:
        raise RefundsAreNotTakenBack
