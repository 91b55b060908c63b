"""Ben's review of a lesson with Anna that ended on Monday at nine, in the tests."""

from datetime import datetime
from typing import Any, Final

from domain.review.aggregate import BLIND, About, unwritten
from domain.review.events import (
    AnswerWritten,
    Fault,
    ModerationAppealed,
    Part,
    ReviewApproved,
    ReviewCorrected,
    ReviewFlagged,
    ReviewHidden,
    ReviewRejected,
    ReviewShown,
    ReviewWithdrawn,
    ReviewWritten,
    WordsScored,
)
from domain.review.rulings import Ruling
from domain.shared.harm import Harm, Score
from tests.support.calendar import MONDAY
from tests.support.people import ANNA, BEN, GRETA, RITA

ABOUT: Final = About(booking_id="b", tutor_id=ANNA, student_id=BEN)
UNWRITTEN: Final = unwritten("b", ANNA, BEN, MONDAY)
OVER: Final = MONDAY + BLIND
REVIEW, ANSWER = Part
BY: Final = {REVIEW: BEN, ANSWER: ANNA}

WRITTEN: Final = ReviewWritten(
    **ABOUT, stars=4, text="We talked a lot.", blind_until=OVER, written_at=MONDAY
)
ANSWERED: Final = AnswerWritten(
    **ABOUT, text="He did his homework.", blind_until=OVER, written_at=MONDAY
)
SHOWN: Final = ReviewShown(**ABOUT, stars=4, shown_at=MONDAY)
HIDDEN: Final = ReviewHidden(**ABOUT, stars=4, hidden_at=MONDAY)


def of(part: Part) -> dict[str, Any]:
    """This is what a fact about one side's words says."""
    return {**ABOUT, "part": part, "author_id": BY[part]}


def approved(part: Part = REVIEW, by: str = RITA, at: datetime = MONDAY) -> ReviewApproved:
    """This is a reviewer's yes."""
    return ReviewApproved(**of(part), reviewer_id=by, rule_version="2026-03", approved_at=at)


def rejected(part: Part = REVIEW, by: str = RITA) -> ReviewRejected:
    """This is a reviewer's no."""
    return ReviewRejected(
        **of(part),
        reviewer_id=by,
        fault=Fault.OFFENSIVE,
        rule_version="2026-03",
        rejected_at=MONDAY,
    )


def corrected(part: Part = REVIEW) -> ReviewCorrected:
    """This is other words, by whoever wrote the first."""
    return ReviewCorrected(**of(part), text="Better.", corrected_at=MONDAY)


def withdrawn(part: Part = REVIEW) -> ReviewWithdrawn:
    """This is words taken back."""
    return ReviewWithdrawn(**of(part), withdrawn_at=MONDAY)


def appealed(part: Part = REVIEW) -> ModerationAppealed:
    """This is somebody who defends what they wrote."""
    return ModerationAppealed(**of(part), argument="It is true.", appealed_at=MONDAY)


def flagged(part: Part = REVIEW, by: str = ANNA) -> ReviewFlagged:
    """This is somebody who minds what is shown."""
    return ReviewFlagged(**of(part), flagger_id=by, fault=Fault.FAKE, flagged_at=MONDAY)


def scored(part: Part = REVIEW, revision: int = 1, **found: int) -> WordsScored:
    """This is what a service outside says of words."""
    scores = tuple(Score(Harm(name), points) for name, points in found.items())
    return WordsScored(
        **of(part),
        revision=revision,
        scores=scores,
        service_version="moderation-2026-11",
        scored_at=MONDAY,
    )


def ruling(part: Part = REVIEW, revision: int = 1, by: str = RITA, at: datetime = MONDAY) -> Ruling:
    """This is a decision of Rita's about the first wording, on Monday, unless said otherwise."""
    return Ruling(part, revision, by, "2026-03", at)


ANOTHER: Final = GRETA
"""Whoever reviews when Rita may not."""
