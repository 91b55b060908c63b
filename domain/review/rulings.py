"""What reviewers decide about the words of a lesson: that they may be shown, or may not.

Every ruling names its reviewer and the version of the rules it rests on, and is about one wording:
whoever read an older one has not read these words. Nobody rules on a lesson of their own, on what
they flagged, or on a wording they ruled on last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.review.aggregate import Review
from domain.review.events import Fault, Part, ReviewApproved, ReviewEvent, ReviewRejected
from domain.review.words import UNDECIDED
from domain.shared.errors import NotAllowed, RuleBroken
from domain.shared.personal import PersonId


class NobodyModeratesTheirOwn(NotAllowed):
    """What is said of a lesson is moderated by somebody who neither took it nor gave it."""


class ASecondLookIsAnothers(NotAllowed):
    """Whoever decided about these words, or flagged them, does not decide about them again."""


class NothingWaitsForAReviewer(RuleBroken):
    """These words are decided; only an appeal, a flag or a correction brings them back."""


class TheWordsWereCorrected(RuleBroken):
    """These are not the words you have read; look at them again."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """This is who decides about which wording of whose words, by which rules, and when."""

    part: Part
    revision: int
    reviewer_id: PersonId
    rule_version: str
    at: datetime


def approve(review: Review, ruling: Ruling) -> Sequence[ReviewEvent]:
    """This lets the words be shown, as soon as nothing else is in their way."""
    _check(review, ruling)
    approved = ReviewApproved(
        **review.about_part(ruling.part),
        reviewer_id=ruling.reviewer_id,
        rule_version=ruling.rule_version,
        approved_at=ruling.at,
    )
    return review.followed((approved,), ruling.at)


def reject(review: Review, fault: Fault, ruling: Ruling) -> Sequence[ReviewEvent]:
    """This lets the words be shown to nobody; a review shown so far is hidden."""
    _check(review, ruling)
    rejected = ReviewRejected(
        **review.about_part(ruling.part),
        reviewer_id=ruling.reviewer_id,
        fault=fault,
        rule_version=ruling.rule_version,
        rejected_at=ruling.at,
    )
    return review.followed((rejected,), ruling.at)


def _check(review: Review, ruling: Ruling) -> None:
    """This holds when it is the reviewer's to decide about just these words.

    Raises:
        NothingWasWritten: there are none.
        NobodyModeratesTheirOwn: the reviewer took the lesson, or gave it.
        NothingWaitsForAReviewer: they are decided.
        TheWordsWereCorrected: the reviewer has read others.
        ASecondLookIsAnothers: the reviewer had a hand in them before.
    """
    words = review.words(ruling.part)
    if ruling.reviewer_id in {review.tutor_id, review.student_id}:
        raise NobodyModeratesTheirOwn
    if words.step not in UNDECIDED:
        raise NothingWaitsForAReviewer
    if words.revision != ruling.revision:
        raise TheWordsWereCorrected
    if ruling.reviewer_id in {words.decided_by, words.flagger_id}:
        raise ASecondLookIsAnothers
