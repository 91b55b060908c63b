"""Models of success from the log to use: learnt from who agrees, the same again, and compared."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np
import pytest

from adapters.deeds import Deeds
from adapters.memory.model_files import InMemoryModelFiles
from adapters.ml.success import AdditiveLearning
from adapters.succeeding import Succeeding
from adapters.success_keeping import LiveSuccess
from application.status import CannotBeDone
from domain.model.terms import State, Why
from domain.success.deeds import Done
from domain.success.examples import examples
from tests.api.world import Shelf
from tests.support.calendar import MONDAY
from tests.support.learners import REFUSES, learners, record_lives
from tests.support.office import Office

pytestmark = pytest.mark.trains

STUDENTS, WEEKS = 170, 60
WEEK = timedelta(weeks=1)
LATER = MONDAY + 40 * WEEK
END = MONDAY + WEEKS * WEEK


@pytest.fixture(scope="module")
def lives() -> Mapping[str, Sequence[Done]]:
    return learners(np.random.default_rng(5), STUDENTS, WEEKS)


@pytest.fixture(scope="module")
def office(lives: Mapping[str, Sequence[Done]]) -> Office:
    """This is a log in which everybody agreed at the beginning, and one took it back."""
    office = Office()
    record_lives(office.log, lives)
    office.clock.set(END)
    return office


@pytest.fixture(scope="module")
def succeeding(office: Office) -> Succeeding:
    return Succeeding(
        log=office.log,
        bus=office.bus,
        files=InMemoryModelFiles(),
        reader=Shelf(),
        facts=office.log,
        clock=office.clock,
        learning=AdditiveLearning,
    )


@pytest.fixture(scope="module")
def position(office: Office) -> int:
    """This is where the log stood after forty weeks."""
    return office.log.position_before(LATER)


class TestAModel:
    def test_is_learnt_as_of_a_position_and_the_same_again(
        self, succeeding: Succeeding, position: int
    ) -> None:
        with pytest.raises(CannotBeDone, match="No model is in use"):
            succeeding.learnt(None)
        first = succeeding.train(LATER)
        learnt = succeeding.learnt(first.trained.version)
        assert (first.state, first.trained.position) == (State.CANDIDATE, position)
        assert learnt.until == first.trained.until < LATER
        figures = {each.name: float(each.value) for each in first.trained.metrics}
        assert figures["brier"] < figures["brier_by_recency"]
        again = succeeding.train(LATER)
        assert again == first
        assert len(succeeding.models().known) == 1

    def test_knows_nobody_who_does_not_agree(self, succeeding: Succeeding, office: Office) -> None:
        done = Deeds(office.log).until(office.log.head())
        assert list(examples({REFUSES: done[REFUSES]}, END)), "there would be something to learn"
        found = succeeding._examples(office.log.head(), END, END)
        assert REFUSES not in {each.student_id for each in found}

    def test_is_held_against_recency_and_then_against_the_live_one(
        self, succeeding: Succeeding
    ) -> None:
        known = succeeding.train(LATER)
        held = succeeding.evaluate(known.trained.version)
        assert held.other.model == "recency alone"
        assert held.gain.low > 0
        assert held.drifted == ()
        explained = succeeding.explained(known.trained.version)
        assert sum(explained.values()) == pytest.approx(1)
        assert list(explained.values()) == sorted(explained.values(), reverse=True)
        version = known.trained.version
        for _ in range(3):
            succeeding.promote(version, Why.FIRST_OF_ITS_KIND)
        live = LiveSuccess(succeeding.log, succeeding.files)
        assert live.live() == succeeding.learnt(None)
        assert live.live() is live.live()
        newer = succeeding.train(LATER + WEEK * 5).trained.version
        compared = succeeding.evaluate(newer)
        assert (compared.other.model, newer == version) == ("other", False)
        assert abs(compared.gain.difference) < held.gain.difference
        succeeding.roll_back(Why.TRIAL)
        assert live.live() is None

    def test_needs_something_to_learn_from(self, succeeding: Succeeding) -> None:
        with pytest.raises(CannotBeDone, match="Nothing was recorded"):
            succeeding.train(MONDAY - WEEK)
        with pytest.raises(CannotBeDone, match="Nobody who agrees"):
            succeeding.train(MONDAY + WEEK * 2)
        with pytest.raises(CannotBeDone, match="There is no model of-old"):
            succeeding.learnt("of-old")
