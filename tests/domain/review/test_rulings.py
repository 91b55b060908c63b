"""What reviewers decide about words, and who asks them to look again."""

from dataclasses import replace

import pytest

from domain.review import rulings, second_look
from domain.review.aggregate import REVIEW as KIND
from domain.review.aggregate import NothingWasWritten, OnlyTheirAuthorDisposesOfWords, Review
from domain.review.events import Fault, Part
from domain.review.rulings import (
    ASecondLookIsAnothers,
    NobodyModeratesTheirOwn,
    NothingWaitsForAReviewer,
    TheWordsWereCorrected,
)
from domain.review.second_look import (
    OnlyARejectionIsAppealed,
    OnlyTheOtherSideFlags,
    OnlyWhatIsShownIsFlagged,
    WordsAreAppealedOnce,
    WordsAreFlaggedOnce,
)
from domain.shared.event import Fact
from tests.domain.review.history import (
    ANOTHER,
    ANSWER,
    ANSWERED,
    BY,
    HIDDEN,
    OVER,
    REVIEW,
    SHOWN,
    UNWRITTEN,
    WRITTEN,
    appealed,
    approved,
    corrected,
    flagged,
    rejected,
    ruling,
    withdrawn,
)
from tests.support.calendar import MONDAY
from tests.support.people import ANNA, BEN, OLGA, RITA
from tests.support.scenario import Aggregate, given

BOTH = (WRITTEN, ANSWERED)
PUBLIC = (*BOTH, approved(), SHOWN)
OFFENSIVE = Fault.OFFENSIVE


def after(*facts: Fact) -> Aggregate[Review]:
    return given(*facts).of(KIND, UNWRITTEN)


class TestApproving:
    def test_shows_the_review_when_both_have_written(self) -> None:
        after(*BOTH).when(lambda r: rulings.approve(r, ruling())).then(approved(), SHOWN)

    def test_lets_it_wait_for_the_other_side(self) -> None:
        after(WRITTEN).when(lambda r: rulings.approve(r, ruling())).then(approved())

    def test_shows_it_at_once_when_the_blind_time_is_over(self) -> None:
        after(WRITTEN).when(lambda r: rulings.approve(r, ruling(at=OVER))).then(
            approved(at=OVER), replace(SHOWN, shown_at=OVER)
        )

    def test_of_the_answer_shows_no_review(self) -> None:
        after(*BOTH).when(lambda r: rulings.approve(r, ruling(ANSWER))).then(approved(ANSWER))


class TestRejecting:
    def test_shows_nothing(self) -> None:
        after(*BOTH).when(lambda r: rulings.reject(r, OFFENSIVE, ruling())).then(rejected())

    def test_hides_what_was_flagged(self) -> None:
        after(*PUBLIC, flagged()).when(
            lambda r: rulings.reject(r, OFFENSIVE, ruling(by=ANOTHER))
        ).then(rejected(by=ANOTHER), HIDDEN)


class TestAReviewer:
    @pytest.mark.parametrize("part", Part)
    @pytest.mark.parametrize("side", [ANNA, BEN])
    def test_is_neither_side(self, part: Part, side: str) -> None:
        after(*BOTH).when(lambda r: rulings.approve(r, ruling(part, by=side))).then_refused(
            NobodyModeratesTheirOwn
        )

    def test_decides_once(self) -> None:
        for before in (PUBLIC, (WRITTEN, rejected())):
            after(*before).when(lambda r: rulings.approve(r, ruling(by=ANOTHER))).then_refused(
                NothingWaitsForAReviewer
            )

    def test_decides_about_what_they_have_read(self) -> None:
        known = after(WRITTEN, corrected())
        known.when(lambda r: rulings.approve(r, ruling())).then_refused(TheWordsWereCorrected)
        known.when(lambda r: rulings.approve(r, ruling(revision=2))).then(approved())
        anew = after(WRITTEN, withdrawn(), WRITTEN)
        anew.when(lambda r: rulings.approve(r, ruling())).then_refused(TheWordsWereCorrected)

    def test_finds_nothing_where_nothing_was_written(self) -> None:
        for before in ((ANSWERED,), (WRITTEN, withdrawn())):
            after(*before).when(lambda r: rulings.approve(r, ruling())).then_refused(
                NothingWasWritten
            )

    @pytest.mark.parametrize(
        "before", [(WRITTEN, rejected(), appealed()), (*PUBLIC, flagged())], ids=["appeal", "flag"]
    )
    def test_of_a_second_look_is_another(self, before: tuple[Fact, ...]) -> None:
        known = after(*before)
        known.when(lambda r: rulings.approve(r, ruling())).then_refused(ASecondLookIsAnothers)
        known.when(lambda r: rulings.approve(r, ruling(by=ANOTHER))).then(approved(by=ANOTHER))

    def test_is_nobody_who_flagged_it(self) -> None:
        known = after(*PUBLIC, flagged(by=ANOTHER))
        known.when(lambda r: rulings.approve(r, ruling(by=ANOTHER))).then_refused(
            ASecondLookIsAnothers
        )

    def test_may_look_again_at_other_words(self) -> None:
        after(WRITTEN, rejected(), corrected()).when(
            lambda r: rulings.approve(r, ruling(revision=2))
        ).then(approved())


class TestAppealing:
    @pytest.mark.parametrize("part", Part)
    def test_is_for_whoever_wrote_it(self, part: Part) -> None:
        known, other = after(*BOTH, rejected(part)), BEN if part is ANSWER else ANNA
        known.when(lambda r: second_look.appeal(r, part, "It is true.", BY[part], MONDAY)).then(
            appealed(part)
        )
        known.when(lambda r: second_look.appeal(r, part, "No.", other, MONDAY)).then_refused(
            OnlyTheirAuthorDisposesOfWords
        )

    def test_is_against_a_rejection_and_once(self) -> None:
        appeal = lambda r: second_look.appeal(r, REVIEW, "But.", BEN, MONDAY)  # noqa: E731
        for before in ((WRITTEN,), PUBLIC):
            after(*before).when(appeal).then_refused(OnlyARejectionIsAppealed)
        again = after(WRITTEN, rejected(), appealed(), rejected(by=ANOTHER))
        again.when(appeal).then_refused(WordsAreAppealedOnce)


class TestFlagging:
    def test_is_for_the_other_side_and_staff(self) -> None:
        known = after(*PUBLIC, approved(ANSWER))
        known.when(lambda r: second_look.flag(r, REVIEW, Fault.FAKE, ANNA, MONDAY)).then(flagged())
        known.when(lambda r: second_look.flag(r, ANSWER, Fault.FAKE, BEN, MONDAY)).then(
            flagged(ANSWER, by=BEN)
        )
        known.when(
            lambda r: second_look.flag(r, REVIEW, Fault.FAKE, RITA, MONDAY, is_staff=True)
        ).then(flagged(by=RITA))

    @pytest.mark.parametrize(("by", "is_staff"), [(BEN, True), (OLGA, False)])
    def test_is_not_for_its_author_or_for_strangers(self, by: str, *, is_staff: bool) -> None:
        after(*PUBLIC).when(
            lambda r: second_look.flag(r, REVIEW, Fault.FAKE, by, MONDAY, is_staff=is_staff)
        ).then_refused(OnlyTheOtherSideFlags)

    def test_leaves_it_shown_until_somebody_decides(self) -> None:
        assert after(*PUBLIC, flagged()).state.is_visible(REVIEW)

    def test_is_of_what_is_shown_and_once(self) -> None:
        flag = lambda r: second_look.flag(r, REVIEW, Fault.FAKE, ANNA, MONDAY)  # noqa: E731
        for before in (BOTH, (WRITTEN, approved())):
            after(*before).when(flag).then_refused(OnlyWhatIsShownIsFlagged)
        again = after(*PUBLIC, flagged(), approved(by=ANOTHER))
        again.when(flag).then_refused(WordsAreFlaggedOnce)
