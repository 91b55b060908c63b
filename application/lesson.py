"""Booking, from the lesson's first minute on: coming, not coming, problems, and the money's end."""

from typing import Annotated

from pydantic import Field

from application.agreement import agreed_on, parties
from application.fields import Identity, Text
from application.work import Command, Decision, Handlers, Work
from domain.booking.aggregate import BOOKING
from domain.booking.terms import CancellationReason, ProblemReason, Waiver

Refund = Annotated[int, Field(ge=0, le=1_000_000_000, examples=[1250])]
"""What the student gets back in sum, in minor units of the booking's currency."""


class JoinLesson(Command):
    """Come to the lesson."""

    booking_id: Identity


class ReportNoShow(Command):
    """Say that the other side has not come, 15 minutes after the start or later."""

    booking_id: Identity


class ConfirmCompletion(Command):
    """Say that the lesson was given, so that the tutor is paid."""

    booking_id: Identity


class ReportProblem(Command):
    """Say what went wrong and what the student should get back; the money is frozen."""

    booking_id: Identity
    reason: ProblemReason
    claimed_refund_minor: Refund
    details: Text = ""


class AnswerProblem(Command):
    """Agree to what the other side claims, or contradict it and wait for a decision."""

    booking_id: Identity
    is_agreed: bool
    details: Text = ""


class CorrectWords(Command):
    """Put right what you wrote about a problem, as long as it is not decided."""

    booking_id: Identity
    details: Text


class ResolveProblem(Command):
    """Decide a problem the two sides do not agree on."""

    booking_id: Identity
    refund_minor: Refund


class WaiveLateFee(Command):
    """Give a student who cancelled late half or all of the price back."""

    booking_id: Identity
    waiver: Waiver


class CancelForUnbookableTutor(Command):
    """Call a lesson off because its tutor may not teach any more."""

    booking_id: Identity


class NoteDispute(Command):
    """Note that the student's bank wants the payment back."""

    booking_id: Identity


class CloseDispute(Command):
    """Note how the student's bank decided."""

    booking_id: Identity
    is_won: bool


def join_lesson(command: JoinLesson, work: Work) -> Decision:
    """This notes that somebody came."""
    booking = work.load(BOOKING, command.booking_id)
    by = parties(booking.state, work.actor)
    return agreed_on(work, booking, booking.state.join(by=by, now=work.now))


def report_no_show(command: ReportNoShow, work: Work) -> Decision:
    """This notes that somebody waited in vain."""
    booking = work.load(BOOKING, command.booking_id)
    by = parties(booking.state, work.actor)
    return agreed_on(work, booking, booking.state.report_no_show(by=by, now=work.now))


def confirm_completion(command: ConfirmCompletion, work: Work) -> Decision:
    """This settles a lesson before the clock does."""
    booking = work.load(BOOKING, command.booking_id)
    by = parties(booking.state, work.actor)
    return agreed_on(work, booking, booking.state.confirm_completion(by=by, now=work.now))


def report_problem(command: ReportProblem, work: Work) -> Decision:
    """This freezes the money until the problem is resolved."""
    booking = work.load(BOOKING, command.booking_id)
    by = parties(booking.state, work.actor)
    claimed, details = command.claimed_refund_minor, command.details
    facts = booking.state.report_problem(command.reason, claimed, details, by=by, now=work.now)
    return agreed_on(work, booking, facts)


def answer_problem(command: AnswerProblem, work: Work) -> Decision:
    """This agrees or contradicts."""
    booking = work.load(BOOKING, command.booking_id)
    by = parties(booking.state, work.actor)
    facts = booking.state.answer_problem(
        command.details, is_agreed=command.is_agreed, by=by, now=work.now
    )
    return agreed_on(work, booking, facts)


def correct_words(command: CorrectWords, work: Work) -> Decision:
    """This puts somebody's own words right."""
    booking = work.load(BOOKING, command.booking_id)
    by = parties(booking.state, work.actor)
    facts = booking.state.correct_words(command.details, by=by, now=work.now)
    return agreed_on(work, booking, facts)


def resolve_problem(command: ResolveProblem, work: Work) -> Decision:
    """This decides who gets what."""
    booking = work.load(BOOKING, command.booking_id)
    by = parties(booking.state, work.actor)
    return agreed_on(
        work, booking, booking.state.resolve(command.refund_minor, by=by, now=work.now)
    )


def waive_late_fee(command: WaiveLateFee, work: Work) -> Decision:
    """This gives back what was kept for cancelling late."""
    booking = work.load(BOOKING, command.booking_id)
    by = parties(booking.state, work.actor)
    facts = booking.state.waive_late_fee(command.waiver, by=by, now=work.now)
    return agreed_on(work, booking, facts)


def cancel_for_unbookable_tutor(command: CancelForUnbookableTutor, work: Work) -> Decision:
    """This gives the student everything back."""
    booking = work.load(BOOKING, command.booking_id)
    by, reason = parties(booking.state, work.actor), CancellationReason.TUTOR_NOT_BOOKABLE
    return agreed_on(work, booking, booking.state.cancel(by=by, now=work.now, reason=reason))


def note_dispute(command: NoteDispute, work: Work) -> Decision:
    """This stops the money until the bank has decided."""
    booking = work.load(BOOKING, command.booking_id)
    return agreed_on(work, booking, booking.state.note_dispute(now=work.now))


def close_dispute(command: CloseDispute, work: Work) -> Decision:
    """This lets the money go on, or gives it back."""
    booking = work.load(BOOKING, command.booking_id)
    facts = booking.state.close_dispute(is_won=command.is_won, now=work.now)
    return agreed_on(work, booking, facts)


HANDLERS: Handlers = (
    (JoinLesson, join_lesson),
    (ReportNoShow, report_no_show),
    (ConfirmCompletion, confirm_completion),
    (ReportProblem, report_problem),
    (AnswerProblem, answer_problem),
    (CorrectWords, correct_words),
    (ResolveProblem, resolve_problem),
    (WaiveLateFee, waive_late_fee),
    (CancelForUnbookableTutor, cancel_for_unbookable_tutor),
    (NoteDispute, note_dispute),
    (CloseDispute, close_dispute),
)
