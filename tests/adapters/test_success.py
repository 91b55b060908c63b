"""What is learnt of students who go on: truer than recency, honest about it, and the same again."""

from datetime import timedelta

import numpy as np
import pytest

from adapters.ml.success import BASELINE, OWN, AdditiveLearning
from application.status import CannotBeDone
from application.success import Learnt
from domain.success.examples import HORIZON, Example, examples
from domain.success.features import FEATURES, named
from tests.support.calendar import MONDAY
from tests.support.learners import WEEKS, groups_of, learners

pytestmark = pytest.mark.trains

UNTIL = MONDAY + WEEKS * timedelta(weeks=1)


@pytest.fixture(scope="module")
def seen() -> list[Example]:
    return list(examples(learners(np.random.default_rng(7), 600), UNTIL))


@pytest.fixture(scope="module")
def learnt(seen: list[Example]) -> Learnt:
    groups = groups_of({each.student_id: None for each in seen})
    return AdditiveLearning().learn(seen, groups, UNTIL)


class TestWhatIsLearnt:
    def test_is_truer_than_recency_alone(self, learnt: Learnt) -> None:
        plain, own = learnt.trial.figures
        assert (plain.model, own.model) == (BASELINE, OWN)
        assert own.auc > plain.auc + 0.02
        assert learnt.trial.gain.low > 0

    def test_is_tried_on_weeks_before_which_all_was_certain_that_it_learnt_from(
        self, learnt: Learnt, seen: list[Example]
    ) -> None:
        first = sorted(each.at for each in seen)[-learnt.trial.tried]
        assert learnt.trial.learnt == sum(each.at + HORIZON <= first for each in seen)

    def test_is_calibrated_on_people_to_come(self, learnt: Learnt) -> None:
        strangers = list(examples(learners(np.random.default_rng(8), 300), UNTIL))
        told = np.array([learnt.model.probability(named(each.values)) for each in strangers])
        happened = np.array([each.went_on for each in strangers])
        for low, high in ((0, 0.3), (0.3, 0.7), (0.7, 1.01)):
            these = (told >= low) & (told < high)
            assert told[these].mean() == pytest.approx(happened[these].mean(), abs=0.06)

    def test_is_against_nobody(self, learnt: Learnt) -> None:
        assert {each.group for each in learnt.trial.fairness} == {"DE", "RU"}
        assert not any(each.calibration.is_certain for each in learnt.trial.fairness)

    def test_adds_up_from_parts_that_make_sense(self, learnt: Learnt) -> None:
        curve = learnt.model.curves
        assert set(curve) == set(FEATURES)
        assert curve["overdue"].at(1) > curve["overdue"].at(4)
        assert curve["credits_left"].at(4) > curve["credits_left"].at(0)
        assert curve["let_down_lately"].at(0) > curve["let_down_lately"].at(1)

    def test_remembers_what_it_has_seen(self, learnt: Learnt, seen: list[Example]) -> None:
        assert (learnt.examples, learnt.until) == (len(seen), UNTIL)
        monday = max(each.at for each in seen)
        last = [each for each in seen if each.at == monday]
        assert all(sum(each.counts) == len(last) for each in learnt.seen.values())


def test_too_little_teaches_nothing(seen: list[Example]) -> None:
    for few in ([], seen[:200], [each for each in seen if each.went_on]):
        with pytest.raises(CannotBeDone):
            AdditiveLearning().learn(few, {}, UNTIL)
