"""What a service outside says of words, noted and nothing more."""

from domain.review import scoring
from domain.review.aggregate import REVIEW as KIND
from domain.review.aggregate import NothingWasWritten
from domain.review.rulings import TheWordsWereCorrected
from domain.review.scoring import Scoring
from tests.domain.review.history import (
    ANSWERED,
    REVIEW,
    SHOWN,
    UNWRITTEN,
    WRITTEN,
    approved,
    corrected,
    scored,
    withdrawn,
)
from tests.support.calendar import MONDAY
from tests.support.scenario import given

FOUND = scored(hate=9_000, violence=3)
SAID = Scoring(REVIEW, 1, FOUND.scores, FOUND.service_version)


class TestScoring:
    def test_is_noted_of_the_wording_that_was_asked_about(self) -> None:
        given(WRITTEN).of(KIND, UNWRITTEN).when(lambda r: scoring.note(r, SAID, MONDAY)).then(FOUND)

    def test_is_late_for_other_words_and_for_none(self) -> None:
        known = given(WRITTEN, corrected()).of(KIND, UNWRITTEN)
        known.when(lambda r: scoring.note(r, SAID, MONDAY)).then_refused(TheWordsWereCorrected)
        known = given(WRITTEN, withdrawn()).of(KIND, UNWRITTEN)
        known.when(lambda r: scoring.note(r, SAID, MONDAY)).then_refused(NothingWasWritten)

    def test_changes_nothing_that_anybody_sees(self) -> None:
        shown = given(WRITTEN, ANSWERED, approved(), SHOWN).of(KIND, UNWRITTEN)
        shown.when(lambda r: scoring.note(r, SAID, MONDAY)).then(FOUND)
