"""Asking another reviewer to look again: whoever wrote the words, or whoever minds them.

For each wording it is done once each way.
"""

from collections.abc import Sequence
from datetime import datetime

from domain.review.aggregate import Review
from domain.review.events import Fault, ModerationAppealed, Part, ReviewEvent, ReviewFlagged
from domain.review.words import Step
from domain.shared.errors import NotAllowed, RuleBroken


class OnlyARejectionIsAppealed(RuleBroken):
    """There is no rejection to appeal against."""


class WordsAreAppealedOnce(RuleBroken):
    """Another reviewer has looked at these words already; put them right instead."""


class OnlyTheOtherSideFlags(NotAllowed):
    """Words are flagged by the other side of the lesson, or by staff."""


class OnlyWhatIsShownIsFlagged(RuleBroken):
    """Nobody is shown these words now, so there is nothing to flag."""


class WordsAreFlaggedOnce(RuleBroken):
    """These words were flagged already; a reviewer decides, or has decided."""


def appeal(
    review: Review, part: Part, argument: str, by: str, now: datetime
) -> Sequence[ReviewEvent]:
    """This asks for another look at what was rejected.

    Raises:
        OnlyARejectionIsAppealed: it was not.
        WordsAreAppealedOnce: that was done.
    """
    words = review.own(part, by)
    if words.step is not Step.REJECTED:
        raise OnlyARejectionIsAppealed
    if words.was_appealed:
        raise WordsAreAppealedOnce
    return (ModerationAppealed(**review.about_part(part), argument=argument, appealed_at=now),)


def flag(
    review: Review, part: Part, fault: Fault, by: str, now: datetime, *, is_staff: bool = False
) -> Sequence[ReviewEvent]:
    """This asks for another look at what is shown.

    Raises:
        OnlyTheOtherSideFlags: it is whoever wrote it, or nobody of the lesson.
        OnlyWhatIsShownIsFlagged: nobody sees it.
        WordsAreFlaggedOnce: that was done.
    """
    words = review.words(part)
    is_side = by in {review.tutor_id, review.student_id}
    if by == review.author_of(part) or not (is_side or is_staff):
        raise OnlyTheOtherSideFlags
    if not review.is_visible(part):
        raise OnlyWhatIsShownIsFlagged
    if words.was_flagged:
        raise WordsAreFlaggedOnce
    flagged = ReviewFlagged(**review.about_part(part), flagger_id=by, fault=fault, flagged_at=now)
    return (flagged,)
