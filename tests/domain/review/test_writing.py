"""What the two sides of a lesson write, and when others see it."""

from dataclasses import replace

import pytest

from domain.review.aggregate import (
    REVIEW as KIND,
)
from domain.review.aggregate import (
    AReviewBeginsWithWords,
    EachSideWritesOnce,
    NothingWasWritten,
    OnlyTheirAuthorDisposesOfWords,
    OnlyTheStudentReviews,
    OnlyTheTutorAnswers,
    Review,
)
from domain.review.events import Part, ReviewErased
from domain.shared.event import Fact
from tests.domain.review.history import (
    ABOUT,
    ANSWER,
    ANSWERED,
    BY,
    HIDDEN,
    OVER,
    REVIEW,
    SHOWN,
    UNWRITTEN,
    WRITTEN,
    approved,
    corrected,
    of,
    rejected,
    withdrawn,
)
from tests.support.calendar import MONDAY, TUESDAY, minutes
from tests.support.people import ANNA, BEN, OLGA
from tests.support.scenario import Aggregate, given

PUBLIC = (WRITTEN, ANSWERED, approved(), SHOWN)


def after(*facts: Fact) -> Aggregate[Review]:
    return given(*facts).of(KIND, UNWRITTEN)


class TestWriting:
    def test_is_the_students(self) -> None:
        after().when(lambda r: r.write(4, "We talked a lot.", BEN, MONDAY)).then(WRITTEN)

    @pytest.mark.parametrize("other", [ANNA, OLGA])
    def test_is_nobody_elses(self, other: str) -> None:
        after().when(lambda r: r.write(4, "", other, MONDAY)).then_refused(OnlyTheStudentReviews)

    def test_is_done_once(self) -> None:
        after(WRITTEN).when(lambda r: r.write(5, "", BEN, MONDAY)).then_refused(EachSideWritesOnce)

    def test_may_begin_anew_as_long_as_nobody_has_seen_anything(self) -> None:
        again = after(WRITTEN, withdrawn())
        again.when(lambda r: r.write(4, "We talked a lot.", BEN, MONDAY)).then(WRITTEN)
        seen = after(*PUBLIC, withdrawn(), HIDDEN)
        seen.when(lambda r: r.write(5, "", BEN, MONDAY)).then_refused(EachSideWritesOnce)
        seen_too = after(*PUBLIC, withdrawn(ANSWER))
        seen_too.when(lambda r: r.write_answer("So?", ANNA, MONDAY)).then_refused(
            EachSideWritesOnce
        )

    def test_waits_for_a_reviewer_though_the_tutor_has_written(self) -> None:
        last = replace(WRITTEN, written_at=TUESDAY)
        after(ANSWERED).when(lambda r: r.write(4, last.text, BEN, TUESDAY)).then(last)


class TestAnswering:
    def test_is_the_tutors_before_the_review_or_after_it(self) -> None:
        for before in ((), (WRITTEN,)):
            after(*before).when(
                lambda r: r.write_answer("He did his homework.", ANNA, MONDAY)
            ).then(ANSWERED)
        after(WRITTEN).when(lambda r: r.write_answer("Me too.", BEN, MONDAY)).then_refused(
            OnlyTheTutorAnswers
        )

    def test_is_done_once(self) -> None:
        after(ANSWERED).when(lambda r: r.write_answer("And.", ANNA, MONDAY)).then_refused(
            EachSideWritesOnce
        )

    def test_shows_the_review_that_waited_for_it(self) -> None:
        after(WRITTEN, approved()).when(
            lambda r: r.write_answer("He did his homework.", ANNA, MONDAY)
        ).then(ANSWERED, SHOWN)

    def test_is_shown_when_it_is_approved_as_well(self) -> None:
        assert not after(*PUBLIC).state.is_visible(ANSWER)
        assert after(*PUBLIC, approved(ANSWER)).state.is_visible(ANSWER)
        assert not after(WRITTEN, ANSWERED, approved(ANSWER)).state.is_visible(ANSWER)
        assert not after(*PUBLIC, approved(ANSWER), rejected(), HIDDEN).state.is_visible(ANSWER)


class TestTheBlindTime:
    def test_ends_seven_days_after_the_lesson_and_not_before(self) -> None:
        waiting = after(WRITTEN, approved())
        waiting.when(lambda r: r.show(OVER - minutes(1))).then_nothing()
        waiting.when(lambda r: r.show(OVER)).then(replace(SHOWN, shown_at=OVER))
        after(WRITTEN, approved(), SHOWN).when(lambda r: r.show(OVER)).then_nothing()

    def test_shows_nothing_that_no_reviewer_has_approved(self) -> None:
        for before in ((WRITTEN,), (WRITTEN, ANSWERED), (WRITTEN, rejected()), (ANSWERED,)):
            after(*before).when(lambda r: r.show(OVER)).then_nothing()

    def test_is_not_ended_by_words_that_were_taken_back(self) -> None:
        quiet = after(WRITTEN, ANSWERED, withdrawn(ANSWER), approved())
        quiet.when(lambda r: r.show(MONDAY)).then_nothing()

    def test_does_not_come_back(self) -> None:
        after(*PUBLIC).when(lambda r: r.withdraw(ANSWER, ANNA, MONDAY)).then(withdrawn(ANSWER))


class TestPuttingRight:
    @pytest.mark.parametrize("part", Part)
    def test_is_for_whoever_wrote_it(self, part: Part) -> None:
        known, other = after(WRITTEN, ANSWERED), BEN if part is ANSWER else ANNA
        known.when(lambda r: r.correct(part, "Better.", BY[part], MONDAY)).then(corrected(part))
        known.when(lambda r: r.correct(part, "Worse.", other, MONDAY)).then_refused(
            OnlyTheirAuthorDisposesOfWords
        )

    def test_hides_the_review_until_a_reviewer_has_looked(self) -> None:
        after(*PUBLIC).when(lambda r: r.correct(REVIEW, "Better.", BEN, MONDAY)).then(
            corrected(), HIDDEN
        )
        assert after(*PUBLIC, corrected(), HIDDEN).state.words(REVIEW).revision == 2

    def test_leaves_the_review_where_only_the_answer_changes(self) -> None:
        known = after(*PUBLIC, approved(ANSWER))
        known.when(lambda r: r.correct(ANSWER, "Better.", ANNA, MONDAY)).then(corrected(ANSWER))
        assert not after(*PUBLIC, approved(ANSWER), corrected(ANSWER)).state.is_visible(ANSWER)

    def test_needs_something_to_put_right(self) -> None:
        for before in ((ANSWERED,), (WRITTEN, withdrawn())):
            after(*before).when(lambda r: r.correct(REVIEW, "So.", BEN, MONDAY)).then_refused(
                NothingWasWritten
            )


class TestTakingBack:
    def test_hides_what_is_shown(self) -> None:
        after(*PUBLIC).when(lambda r: r.withdraw(REVIEW, BEN, MONDAY)).then(withdrawn(), HIDDEN)

    def test_is_for_whoever_wrote_it(self) -> None:
        after(*PUBLIC).when(lambda r: r.withdraw(REVIEW, ANNA, MONDAY)).then_refused(
            OnlyTheirAuthorDisposesOfWords
        )


class TestBeingErased:
    def test_takes_the_words_with_it_once_a_request(self) -> None:
        gone = ReviewErased(**of(REVIEW), request_id="r", erased_at=MONDAY)
        after(*PUBLIC).when(lambda r: r.forget(BEN, "r", MONDAY)).then(gone, HIDDEN)
        after(*PUBLIC, gone, HIDDEN).when(lambda r: r.forget(BEN, "r", MONDAY)).then_nothing()

    def test_leaves_the_other_side(self) -> None:
        gone = ReviewErased(**of(ANSWER), request_id="r", erased_at=MONDAY)
        after(*PUBLIC).when(lambda r: r.forget(ANNA, "r", MONDAY)).then(gone)


def test_a_stream_that_lacks_its_beginning_is_broken() -> None:
    with pytest.raises(AReviewBeginsWithWords):
        KIND.evolve(None, approved())


def test_what_every_fact_says_is_the_lessons() -> None:
    assert KIND.evolve(None, WRITTEN).about == ABOUT
