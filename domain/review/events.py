"""What can happen to the review of one lesson, and to the tutor's answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from domain.shared.event import Fact, fact
from domain.shared.harm import Score
from domain.shared.personal import Category, Personal, PersonId
from domain.shared.text import Identity, Version


class Part(StrEnum):
    """This is whose words it is about: the student's review, or the tutor's answer."""

    REVIEW = "review"
    ANSWER = "answer"


class Fault(StrEnum):
    """This is why words are not to be shown."""

    OFFENSIVE = "offensive"
    CONTACT_DETAILS = "contact_details"
    SPAM = "spam"
    OFF_TOPIC = "off_topic"
    NAMES_SOMEBODY = "names_somebody"
    FAKE = "fake"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfReview(Fact):
    """This is what every fact of a review says: of which booking, and between whom."""

    booking_id: Identity
    tutor_id: PersonId
    student_id: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPart(OfReview):
    """This is what a fact about one side's words says: which, and who wrote them."""

    part: Part
    author_id: PersonId


@fact("review.written.v1")
class ReviewWritten(OfReview):
    """The student said what the lesson was like; unless both have written, it waits until then."""

    stars: int
    text: Annotated[str, Personal("student_id", Category.MESSAGES)]
    blind_until: datetime
    written_at: datetime


@fact("review.answer_written.v1")
class AnswerWritten(OfReview):
    """The tutor said their part, having seen the review or not."""

    text: Annotated[str, Personal("tutor_id", Category.MESSAGES)]
    blind_until: datetime
    written_at: datetime


@fact("review.corrected.v1")
class ReviewCorrected(OfPart):
    """Somebody put their own words right; a reviewer has to look at them again."""

    text: Annotated[str, Personal("author_id", Category.MESSAGES)]
    corrected_at: datetime


@fact("review.withdrawn.v1")
class ReviewWithdrawn(OfPart):
    """Somebody took their own words back."""

    withdrawn_at: datetime


@fact("review.approved.v1")
class ReviewApproved(OfPart):
    """A reviewer found nothing against the words."""

    reviewer_id: PersonId
    rule_version: Version
    approved_at: datetime


@fact("review.rejected.v1")
class ReviewRejected(OfPart):
    """A reviewer found something against the words, so that nobody is shown them."""

    reviewer_id: PersonId
    fault: Fault
    rule_version: Version
    rejected_at: datetime


@fact("review.moderation_appealed.v1")
class ModerationAppealed(OfPart):
    """Whoever wrote the words asks another reviewer to look again."""

    argument: Annotated[str, Personal("author_id", Category.MESSAGES)]
    appealed_at: datetime


@fact("review.flagged.v1")
class ReviewFlagged(OfPart):
    """Somebody says that words which are shown should not be; they stay until that is decided."""

    flagger_id: PersonId
    fault: Fault
    flagged_at: datetime


@fact("review.words_scored.v1")
class WordsScored(OfPart):
    """A service outside said how likely one wording does harm; a reviewer decides all the same."""

    revision: int
    scores: tuple[Score, ...]
    service_version: Version
    scored_at: datetime


@fact("review.shown.v1")
class ReviewShown(OfReview):
    """Everybody may see the review from now on, and it counts."""

    stars: int
    shown_at: datetime


@fact("review.hidden.v1")
class ReviewHidden(OfReview):
    """Nobody sees the review any more, and it does not count."""

    stars: int
    hidden_at: datetime


@fact("review.erased.v1")
class ReviewErased(OfPart):
    """What was personal of the words is gone, at the wish of whoever wrote them or by rule."""

    request_id: Identity
    erased_at: datetime


WordsEvent = (
    ReviewCorrected
    | ReviewWithdrawn
    | ReviewApproved
    | ReviewRejected
    | ModerationAppealed
    | ReviewFlagged
    | ReviewErased
)
"""The facts that say what became of one side's words."""

ReviewEvent = ReviewWritten | AnswerWritten | WordsEvent | WordsScored | ReviewShown | ReviewHidden
