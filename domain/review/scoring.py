"""What a service outside says of one wording: noted for reviewers, and nothing follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.review.aggregate import Review
from domain.review.events import Part, ReviewEvent, WordsScored
from domain.review.rulings import TheWordsWereCorrected
from domain.shared.harm import Score
from domain.shared.text import Version


@dataclass(frozen=True, slots=True)
class Scoring:
    """This is what was said of which wording of whose words, and by which version."""

    part: Part
    revision: int
    scores: tuple[Score, ...]
    service_version: Version


def note(review: Review, scoring: Scoring, now: datetime) -> Sequence[ReviewEvent]:
    """This notes it of the wording that was asked about.

    Raises:
        NothingWasWritten: the words were taken back meanwhile.
        TheWordsWereCorrected: these are other words by now.
    """
    if review.words(scoring.part).revision != scoring.revision:
        raise TheWordsWereCorrected
    scored = WordsScored(
        **review.about_part(scoring.part),
        revision=scoring.revision,
        scores=scoring.scores,
        service_version=scoring.service_version,
        scored_at=now,
    )
    return (scored,)
