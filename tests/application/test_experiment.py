"""Planning an experiment, letting people in, and ending it; who may."""

import pytest

from application.experiment import (
    ChangeTraffic,
    CompleteExperiment,
    DraftExperiment,
    PauseExperiment,
    PlannedLane,
    ResumeExperiment,
    StartExperiment,
)
from domain.experiment.aggregate import EXPERIMENT, Experiment
from domain.experiment.terms import State
from tests.support.experiments import AS_ANALYST, drafting, started
from tests.support.market import Market
from tests.support.people import AS_BEN


@pytest.fixture
def market() -> Market:
    return Market()


def drafted(market: Market, command: DraftExperiment) -> str:
    outcome = market.ask(command, AS_ANALYST)
    assert outcome.accepted, outcome.refusal
    experiment_id: str = outcome.answer["experiment_id"]
    return experiment_id


def state_of(market: Market, experiment_id: str) -> Experiment:
    found = market.log.load(EXPERIMENT, experiment_id).state
    assert found is not None
    return found


def refusal(market: Market, command: DraftExperiment | StartExperiment) -> str:
    return market.ask(command, AS_ANALYST).refusal


class TestAnExperiment:
    def test_is_drafted_started_paused_resumed_and_completed(self, market: Market) -> None:
        id_ = drafted(market, drafting(traffic=1000))
        assert state_of(market, id_).state is State.DRAFT
        for command, state in (
            (StartExperiment(experiment_id=id_), State.RUNNING),
            (PauseExperiment(experiment_id=id_), State.PAUSED),
            (ChangeTraffic(experiment_id=id_, traffic=5000), State.PAUSED),
            (ResumeExperiment(experiment_id=id_), State.RUNNING),
            (CompleteExperiment(experiment_id=id_, chosen="instant"), State.COMPLETED),
        ):
            assert market.ask(command, AS_ANALYST).accepted
            assert state_of(market, id_).state is state
        assert state_of(market, id_).traffic == 5000

    def test_is_for_analysts_and_admins(self, market: Market) -> None:
        assert market.ask(drafting(), AS_BEN).refusal == "RoleMissing"

    def test_names_a_holdout_that_is_there(self, market: Market) -> None:
        assert refusal(market, drafting(holdout_id="none")) == "NotFound"
        holdout = drafted(market, drafting(name="holdout"))
        named = drafted(market, drafting(holdout_id=holdout))
        assert refusal(market, StartExperiment(experiment_id=named)) == "TheHoldoutDoesNotRun"
        assert market.ask(StartExperiment(experiment_id=holdout), AS_ANALYST).accepted
        assert market.ask(StartExperiment(experiment_id=named), AS_ANALYST).accepted


class TestANamespace:
    LOW, HIGH = (PlannedLane(namespace="checkout", start=at, end=at + 5000) for at in (0, 5000))

    def test_has_no_range_for_two_that_run(self, market: Market) -> None:
        started(market, lane=self.LOW)
        other = drafted(market, drafting(lane=self.LOW))
        assert refusal(market, StartExperiment(experiment_id=other)) == "TheLaneIsTaken"
        assert started(market, lane=self.HIGH)

    def test_has_room_when_one_is_over(self, market: Market) -> None:
        id_ = started(market, lane=self.LOW)
        assert market.ask(PauseExperiment(experiment_id=id_), AS_ANALYST).accepted
        other = drafted(market, drafting(lane=self.LOW))
        assert refusal(market, StartExperiment(experiment_id=other)) == "TheLaneIsTaken"
        assert market.ask(CompleteExperiment(experiment_id=id_), AS_ANALYST).accepted
        assert market.names("namespace-checkout") == ["LaneReserved", "LaneReleased"]
        assert market.ask(StartExperiment(experiment_id=other), AS_ANALYST).accepted
