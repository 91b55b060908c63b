"""Review: what the two sides of one lesson say of it, and whether others may see that.

Rules, in plain language:

- When a lesson was given, its student may review it once, with one to five stars, and its tutor
  may answer once, before the review or after it. Neither sees what the other wrote until both have
  written or seven days have passed since the lesson.
- Nothing is shown that no reviewer has approved. A review is shown and counts when its words are
  approved and the blind time is over; the answer is shown with it, once that is approved.
- Whoever wrote something may put their words right or take them back. Words put right wait for a
  reviewer again, and are not shown meanwhile; stars stay as they were given. What was taken back
  before anybody saw it may be written anew.
- A rejection may be appealed, and what is shown may be flagged by the other side or by staff, each
  once for the same wording; another reviewer then decides. What was flagged stays shown until then.
- What a service outside says of words is noted of that wording, and decides nothing.
- Nobody decides on a lesson of their own, or on what they flagged themselves.
- What is erased is taken back for good.

States of what one side wrote: WAITING → APPROVED | REJECTED;  APPROVED → FLAGGED → APPROVED |
REJECTED;  REJECTED → APPEALED → APPROVED | REJECTED;  all → WAITING by correction;  all →
WITHDRAWN.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, TypedDict, assert_never

from domain.review.events import (
    AnswerWritten,
    OfPart,
    Part,
    ReviewCorrected,
    ReviewErased,
    ReviewEvent,
    ReviewHidden,
    ReviewShown,
    ReviewWithdrawn,
    ReviewWritten,
    WordsEvent,
    WordsScored,
)
from domain.review.words import GOOD, Step, Words, after
from domain.shared.errors import NotAllowed, NotFound, RuleBroken
from domain.shared.event import Kind
from domain.shared.personal import PersonId
from domain.shared.text import Identity

BLIND: Final = timedelta(days=7)
"""So long after the lesson a review waits for the other side."""


class OnlyTheStudentReviews(NotAllowed):
    """A lesson is reviewed by the student who took it."""


class OnlyTheTutorAnswers(NotAllowed):
    """A review is answered by the tutor who gave the lesson."""


class OnlyTheirAuthorDisposesOfWords(NotAllowed):
    """Words are put right, taken back and defended by whoever wrote them."""


class EachSideWritesOnce(RuleBroken):
    """You have written about this lesson already; you can put your words right."""


class NothingWasWritten(NotFound):
    """There is nothing that this side wrote about the lesson, or it was taken back."""


class AReviewBeginsWithWords(ValueError):
    """This is a stream of a review that lacks its first fact: broken, so it crashes."""


class About(TypedDict):
    """This is what every fact of a review says."""

    booking_id: str
    tutor_id: str
    student_id: str


class AboutPart(About):
    """This is what every fact about one side's words says."""

    part: Part
    author_id: str


@dataclass(frozen=True, slots=True)
class Review:
    """This is what both sides wrote of one lesson.

    `was_shown` stays true: the blind time is over for good when it was over once.
    """

    booking_id: Identity
    tutor_id: PersonId
    student_id: PersonId
    blind_until: datetime
    stars: int = 0
    review: Words | None = None
    answer: Words | None = None
    is_shown: bool = False
    was_shown: bool = False
    erased_by: tuple[Identity, ...] = ()

    @property
    def about(self) -> About:
        """This is what every fact of this review says."""
        return About(booking_id=self.booking_id, tutor_id=self.tutor_id, student_id=self.student_id)

    def about_part(self, part: Part) -> AboutPart:
        """This is what every fact about that side's words says."""
        return AboutPart(**self.about, part=part, author_id=self.author_of(part))

    def words(self, part: Part) -> Words:
        """This is what that side wrote.

        Raises:
            NothingWasWritten: it did not, or not any more.
        """
        found = self._written(part)
        if found is None or found.step is Step.WITHDRAWN:
            raise NothingWasWritten
        return found

    def is_visible(self, part: Part) -> bool:
        """This is true while everybody may see that side's words."""
        found = self._written(part)
        return self.is_shown and found is not None and found.step in GOOD

    def may_be_shown(self, now: datetime) -> bool:
        """This is true when the words are approved and the blind time is over."""
        if self.review is None or self.review.step not in GOOD:
            return False
        has_answer = self.answer is not None and self.answer.step is not Step.WITHDRAWN
        return self.was_shown or has_answer or now >= self.blind_until

    def write(self, stars: int, text: str, by: str, now: datetime) -> Sequence[ReviewEvent]:
        """This is the student's review.

        Raises:
            OnlyTheStudentReviews: it is somebody else.
            EachSideWritesOnce: there is one, or was one that others have seen.
        """
        if by != self.student_id:
            raise OnlyTheStudentReviews
        self._check_is_first(Part.REVIEW)
        until = self.blind_until
        written = ReviewWritten(
            **self.about, stars=stars, text=text, blind_until=until, written_at=now
        )
        return self.followed((written,), now)

    def write_answer(self, text: str, by: str, now: datetime) -> Sequence[ReviewEvent]:
        """This is the tutor's part, whether the student has written yet or not.

        Raises:
            OnlyTheTutorAnswers: it is somebody else.
            EachSideWritesOnce: there is an answer, or was one that others could have seen.
        """
        if by != self.tutor_id:
            raise OnlyTheTutorAnswers
        self._check_is_first(Part.ANSWER)
        until = self.blind_until
        written = AnswerWritten(**self.about, text=text, blind_until=until, written_at=now)
        return self.followed((written,), now)

    def correct(self, part: Part, text: str, by: str, now: datetime) -> Sequence[ReviewEvent]:
        """This replaces somebody's own words, which then wait for a reviewer."""
        self.own(part, by)
        corrected = ReviewCorrected(**self.about_part(part), text=text, corrected_at=now)
        return self.followed((corrected,), now)

    def withdraw(self, part: Part, by: str, now: datetime) -> Sequence[ReviewEvent]:
        """This takes somebody's own words back."""
        self.own(part, by)
        return self.followed((ReviewWithdrawn(**self.about_part(part), withdrawn_at=now),), now)

    def show(self, now: datetime) -> Sequence[ReviewEvent]:
        """This shows what may be shown by now; early or twice it is nothing."""
        return self.followed((), now)

    def forget(self, person_id: str, request_id: str, now: datetime) -> Sequence[ReviewEvent]:
        """This forgets what that person wrote; a request asks once."""
        if request_id in self.erased_by:
            return ()
        part = Part.REVIEW if person_id == self.student_id else Part.ANSWER
        erased = ReviewErased(**self.about_part(part), request_id=request_id, erased_at=now)
        return self.followed((erased,), now)

    def own(self, part: Part, by: str) -> Words:
        """This is what that side wrote, for whoever wrote it.

        Raises:
            OnlyTheirAuthorDisposesOfWords: it is somebody else.
            NothingWasWritten: it is not there, or not any more.
        """
        if by != self.author_of(part):
            raise OnlyTheirAuthorDisposesOfWords
        return self.words(part)

    def followed(self, facts: Sequence[ReviewEvent], now: datetime) -> Sequence[ReviewEvent]:
        """This is the facts, and that the review is shown or hidden, if it is so after them."""
        known = self
        for fact in facts:
            known = evolve(known, fact)
        may_be_shown = known.may_be_shown(now)
        if may_be_shown and not known.is_shown:
            return (*facts, ReviewShown(**self.about, stars=known.stars, shown_at=now))
        if known.is_shown and not may_be_shown:
            return (*facts, ReviewHidden(**self.about, stars=known.stars, hidden_at=now))
        return facts

    def author_of(self, part: Part) -> str:
        """This is who writes that part."""
        return self.student_id if part is Part.REVIEW else self.tutor_id

    def _check_is_first(self, part: Part) -> None:
        found = self._written(part)
        if found and (found.step is not Step.WITHDRAWN or self.was_shown):
            raise EachSideWritesOnce

    def _written(self, part: Part) -> Words | None:
        return self.review if part is Part.REVIEW else self.answer


def unwritten(booking_id: str, tutor_id: str, student_id: str, ended_at: datetime) -> Review:
    """This is a lesson that was given, and of which nobody has said anything."""
    return Review(booking_id, tutor_id, student_id, ended_at + BLIND)


def evolve(state: Review | None, fact: ReviewEvent) -> Review:
    """This is the review after the fact; it asks no question and reads no clock."""
    known = state or _begun(fact)
    match fact:
        case ReviewWritten():
            return replace(known, stars=fact.stars, review=_anew(known.review))
        case AnswerWritten():
            return replace(known, answer=_anew(known.answer))
        case ReviewShown():
            return replace(known, is_shown=True, was_shown=True)
        case ReviewHidden():
            return replace(known, is_shown=False)
        case WordsScored():
            return known
        case OfPart():
            return _judged(known, fact)
        case _:
            assert_never(fact)


def _begun(fact: ReviewEvent) -> Review:
    if not isinstance(fact, ReviewWritten | AnswerWritten):
        raise AReviewBeginsWithWords(fact.booking_id)
    return Review(fact.booking_id, fact.tutor_id, fact.student_id, fact.blind_until)


def _judged(known: Review, fact: WordsEvent) -> Review:
    if isinstance(fact, ReviewErased):
        known = replace(known, erased_by=(*known.erased_by, fact.request_id))
    match fact.part:
        case Part.REVIEW:
            return replace(known, review=known.review and after(known.review, fact))
        case Part.ANSWER:
            return replace(known, answer=known.answer and after(known.answer, fact))
        case _:
            assert_never(fact.part)


def _anew(before: Words | None) -> Words:
    return Words(revision=before.revision + 1 if before else 1)


REVIEW = Kind("review", Review, evolve)
