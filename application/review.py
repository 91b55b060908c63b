"""Review: what is said of a lesson by its student and its tutor, and moderated by a reviewer."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from application.fields import NO_NUL, Identity, RuleVersion, Text
from application.moderation import BasisPoints, Revision, ServiceVersion
from application.ports import Loaded
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.booking.aggregate import BOOKING
from domain.review import rulings, scoring, second_look
from domain.review.aggregate import REVIEW, Review, unwritten
from domain.review.events import Fault, Part
from domain.review.rulings import Ruling
from domain.shared.actor import Role
from domain.shared.errors import RuleBroken
from domain.shared.harm import Harm, scored

STAFF = (Role.SUPPORT, Role.ADMIN)
Stars = Annotated[int, Field(ge=1, le=5, examples=[5])]
Words = Annotated[str, Field(min_length=1, max_length=6_000, pattern=NO_NUL)]
"""What one side says of the lesson, in as many lines as fit into a fact."""


class OnlyAGivenLessonIsReviewed(RuleBroken):
    """Something can be said of a lesson once it was given."""


class WriteReview(Command):
    """Say what the lesson was like. Nobody sees it before a reviewer has, or while it is blind."""

    booking_id: Identity
    stars: Stars
    text: Text = ""


class WriteAnswer(Command):
    """Say as the tutor what the lesson was like, or answer the review once you see it."""

    booking_id: Identity
    text: Words


class CorrectReview(Command):
    """Put your own words right; they wait for a reviewer again."""

    booking_id: Identity
    part: Part
    text: Words


class WithdrawReview(Command):
    """Take your own words back."""

    booking_id: Identity
    part: Part


class AppealModeration(Command):
    """Ask another reviewer to look again at words of yours that were rejected."""

    booking_id: Identity
    part: Part
    argument: Words


class FlagReview(Command):
    """Say that words which are shown should not be."""

    booking_id: Identity
    part: Part
    fault: Fault


class ApproveReview(Command):
    """Find nothing against the words you have read."""

    booking_id: Identity
    part: Part
    revision: Revision
    rule_version: RuleVersion


class RejectReview(Command):
    """Find something against the words you have read; nobody is shown them."""

    booking_id: Identity
    part: Part
    revision: Revision
    fault: Fault
    rule_version: RuleVersion


class RecordScores(Command):
    """Record what a service outside says of one wording; without scores nobody was asked."""

    booking_id: Identity
    part: Part
    revision: Revision
    scores: Mapping[Harm, BasisPoints] = {}
    service_version: ServiceVersion | None = None


class ShowReview(Command):
    """Show a review that has waited for the other side long enough."""

    booking_id: Identity


def write_review(command: WriteReview, work: Work) -> Decision:
    """This is the student's part."""
    known = _of_lesson(command.booking_id, work)
    facts = known.state.write(command.stars, command.text, work.actor.id, work.now)
    return decided(append(known, facts))


def write_answer(command: WriteAnswer, work: Work) -> Decision:
    """This is the tutor's part."""
    known = _of_lesson(command.booking_id, work)
    return decided(append(known, known.state.write_answer(command.text, work.actor.id, work.now)))


def correct_review(command: CorrectReview, work: Work) -> Decision:
    """This replaces somebody's words."""
    known = work.load(REVIEW, command.booking_id)
    facts = known.state.correct(command.part, command.text, work.actor.id, work.now)
    return decided(append(known, facts))


def withdraw_review(command: WithdrawReview, work: Work) -> Decision:
    """This takes somebody's words back."""
    known = work.load(REVIEW, command.booking_id)
    return decided(append(known, known.state.withdraw(command.part, work.actor.id, work.now)))


def appeal_moderation(command: AppealModeration, work: Work) -> Decision:
    """This brings rejected words before another reviewer."""
    known = work.load(REVIEW, command.booking_id)
    facts = second_look.appeal(known.state, command.part, command.argument, work.actor.id, work.now)
    return decided(append(known, facts))


def flag_review(command: FlagReview, work: Work) -> Decision:
    """This brings words that are shown before another reviewer."""
    known, is_staff = work.load(REVIEW, command.booking_id), work.actor.has(*STAFF)
    facts = second_look.flag(
        known.state, command.part, command.fault, work.actor.id, work.now, is_staff=is_staff
    )
    return decided(append(known, facts))


def approve_review(command: ApproveReview, work: Work) -> Decision:
    """This lets words be shown."""
    known = work.load(REVIEW, command.booking_id)
    return decided(append(known, rulings.approve(known.state, _ruling(command, work))))


def reject_review(command: RejectReview, work: Work) -> Decision:
    """This lets words not be shown."""
    known, ruling = work.load(REVIEW, command.booking_id), _ruling(command, work)
    return decided(append(known, rulings.reject(known.state, command.fault, ruling)))


def record_scores(command: RecordScores, work: Work) -> Decision:
    """This notes what a service outside says of words."""
    if command.service_version is None:
        return decided()
    known = work.load(REVIEW, command.booking_id)
    scores = scored(command.scores)
    said = scoring.Scoring(command.part, command.revision, scores, command.service_version)
    return decided(append(known, scoring.note(known.state, said, work.now)))


def show_review(command: ShowReview, work: Work) -> Decision:
    """This ends the blind time."""
    known = work.load(REVIEW, command.booking_id)
    return decided(append(known, known.state.show(work.now)))


def _of_lesson(booking_id: str, work: Work) -> Loaded[Review]:
    """This is what was said of a lesson so far.

    Raises:
        OnlyAGivenLessonIsReviewed: it was not given, or not yet.
    """
    _, booking = work.load(BOOKING, booking_id).state.caught_up(work.now)
    if not booking.was_given:
        raise OnlyAGivenLessonIsReviewed
    found = work.find(REVIEW, booking_id)
    state = found.state or unwritten(
        booking_id, booking.tutor_id, booking.student_id, booking.slot.end
    )
    return Loaded(found.stream_id, found.version, state)


def _ruling(command: ApproveReview | RejectReview, work: Work) -> Ruling:
    return Ruling(command.part, command.revision, work.actor.id, command.rule_version, work.now)


HANDLERS: Handlers = (
    (WriteReview, write_review),
    (WriteAnswer, write_answer),
    (CorrectReview, correct_review),
    (WithdrawReview, withdraw_review),
    (AppealModeration, appeal_moderation),
    (FlagReview, flag_review),
    (ApproveReview, approve_review),
    (RejectReview, reject_review),
    (RecordScores, record_scores),
    (ShowReview, show_review),
)
