"""A night of models: one step at a time, by the rule, and nobody by one lucky look."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, ClassVar

import pytest

from adapters.memory.model_files import InMemoryModelFiles
from application.model import (
    MILLION,
    NoteComparison,
    NoteDrift,
    PromoteModel,
    RegisterModel,
    RetireModel,
    RollBackModel,
    models_of,
)
from application.nightly import Outcome, is_due, last_night, one_night, remove_unneeded
from application.status import CannotBeDone
from application.work import Command
from domain.model.aggregate import Models
from domain.model.policies import MOST_CHALLENGERS
from domain.model.terms import Known, Purpose, State, Why
from domain.shared.actor import Actor, Role
from tests.support.calendar import MONDAY, days, hours
from tests.support.office import Office

OPERATOR = Actor("process:models", frozenset({Role.SYSTEM}))
MANY = 200


@dataclass
class Learners:
    """This registers models as the product does; how each does against the live one is set here."""

    PURPOSE: ClassVar[Purpose] = Purpose.RECOMMENDATION

    office: Office = field(default_factory=Office)
    better: dict[str, float] = field(default_factory=dict)
    people: int = MANY
    has_bookings: bool = True
    learns_news: bool = True
    looked_at: list[str] = field(default_factory=list)
    drifted: tuple[str, ...] | None = ()

    def models(self) -> Models:
        return models_of(self.office.log, self.PURPOSE).state

    def of(self, version: str) -> Known:
        return self.models().of(version)

    def train(self, _before: datetime | None) -> Known:
        if not self.has_bookings:
            raise CannotBeDone("Nobody booked anybody.")
        version = f"model-{len(self.models().known) + 1}"
        learnt = sha256((version if self.learns_news else "").encode()).hexdigest()
        self._ask(
            RegisterModel(
                purpose=self.PURPOSE,
                version=version,
                data_digest=learnt,
                files_digest=learnt,
                position=1,
                until=self.office.clock.now(),
            )
        )
        return self.of(version)

    def evaluate(self, version: str) -> object:
        if version not in self.better:
            raise CannotBeDone("Nobody has booked anybody new since the model was trained.")
        self.looked_at.append(version)
        live = self.models().live
        margin = round(self.better[version] * MILLION)
        self._ask(
            NoteComparison(
                purpose=self.PURPOSE,
                version=version,
                against=live.trained.version if live else None,
                people=self.people,
                margin=margin,
                low=margin - 1_000,
                high=margin + 1_000,
                calibration=0,
                calibration_before=0,
            )
        )
        return margin

    def watch(self) -> Known | None:
        if self.drifted is None:
            raise CannotBeDone("What model-1 has learnt is not kept here.")
        live = self.models().live
        if live is None:
            return None
        version = live.trained.version
        self._ask(NoteDrift(purpose=self.PURPOSE, version=version, drifted=self.drifted))
        return self.of(version)

    def promote(self, version: str, why: Why | None) -> Known:
        self._ask(PromoteModel(purpose=self.PURPOSE, version=version, why=why))
        return self.of(version)

    def retire(self, version: str, why: Why | None) -> Known:
        self._ask(RetireModel(purpose=self.PURPOSE, version=version, why=why))
        return self.of(version)

    def roll_back(self) -> None:
        self._ask(RollBackModel(purpose=self.PURPOSE, why=Why.TRIAL))

    def night(self) -> Mapping[str | None, tuple[str, Mapping[str, Any]]]:
        """This is what came of each, in one night, and then it is the next day."""
        came = {each.version: (each.event, each.told) for each in self.ended()}
        self.office.clock.advance(days(1))
        return came

    def ended(self) -> Iterator[Outcome]:
        return one_night(self, self.office.clock.now())

    def states(self) -> Mapping[str, State]:
        return {each.trained.version: each.state for each in self.models().known}

    def _ask(self, command: Command) -> None:
        outcome = self.office.ask(command, OPERATOR)
        if not outcome.accepted:
            raise CannotBeDone(outcome.detail)


class Succeeding(Learners):
    """This is models of another kind in the same log."""

    PURPOSE: ClassVar[Purpose] = Purpose.SUCCESS


@pytest.fixture
def models() -> Learners:
    return Learners()


@pytest.fixture
def live(models: Learners) -> Learners:
    """This is models of which the first one is live, since somebody said so."""
    models.night()
    for _ in range(2):
        models.promote("model-1", Why.FIRST_OF_ITS_KIND)
    assert models.states() == {"model-1": State.LIVE}
    return models


class TestTheNight:
    def test_begins_at_its_hour(self) -> None:
        nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
        assert last_night(nine, 9) == nine
        assert last_night(nine, 3) == nine - hours(6)
        assert last_night(nine, 10) == nine - hours(23)

    def test_is_over_when_something_was_trained_since(self, models: Learners) -> None:
        assert is_due(models.models(), MONDAY)
        models.night()
        assert not is_due(models.models(), MONDAY)
        assert is_due(models.models(), MONDAY + hours(1))


class TestTraining:
    def test_brings_a_model_into_the_shadow_and_no_further(self, models: Learners) -> None:
        event, told = models.night()["model-1"]
        assert (event, told["state"]) == ("model_trained", State.SHADOW)

    def test_of_nothing_says_so(self, models: Learners) -> None:
        models.has_bookings = False
        assert models.night() == {None: ("nothing_to_learn", {"reason": "Nobody booked anybody."})}

    def test_that_learns_nothing_new_brings_nobody_forward(self, models: Learners) -> None:
        models.learns_news = False
        models.night()
        models.night()
        assert models.states() == {"model-1": State.SHADOW, "model-2": State.CANDIDATE}


class TestWatching:
    def test_tells_what_drifted_of_the_live_one_while_it_does(self, live: Learners) -> None:
        live.drifted = ("stars",)
        assert live.night()["model-1"] == ("model_drifted", {"features": ("stars",)})
        live.drifted = ()
        assert "model-1" not in live.night()

    def test_that_cannot_be_done_keeps_nobody_from_learning(self, live: Learners) -> None:
        live.drifted = None
        came = live.night()
        assert came[None][0] == "model_cannot_be_watched"
        assert came["model-2"][0] == "model_trained"


class TestLookingAt:
    def test_lets_the_better_one_forward_a_step_a_night(self, live: Learners) -> None:
        live.better = {"model-2": 0.01}
        for state in (State.SHADOW, State.CANARY, State.LIVE):
            live.night()
            assert live.states()["model-2"] is state
        assert live.states()["model-1"] is State.RETIRED
        assert "model-1" not in live.looked_at

    def test_tells_figures_of_whom_it_lets_forward_and_of_whom_not(self, live: Learners) -> None:
        live.night()
        live.better = {"model-2": 0.01}
        live.people = 49
        event, told = live.night()["model-2"]
        assert (event, told["people"], told["margin"]) == ("model_waits", 49, 0.01)
        assert "not shown to be better" in told["reason"]
        live.people = 50
        event, told = live.night()["model-2"]
        assert (event, told["state"]) == ("model_went_forward", State.CANARY)
        assert told["against"] == "model-1"

    def test_lets_nobody_forward_of_whom_nothing_is_known_since(self, live: Learners) -> None:
        live.night()
        event, told = live.night()["model-2"]
        assert event == "model_waits"
        assert "booked anybody new" in told["reason"]

    def test_begins_with_the_canary_so_that_no_newer_one_takes_its_place_before(
        self, live: Learners
    ) -> None:
        live.better = {"model-2": 0.01, "model-3": 0.01}
        for _ in range(3):
            live.night()
        assert live.states()["model-2"] is State.LIVE
        assert live.states()["model-3"] is State.CANARY

    def test_takes_the_newest_of_those_that_are_better(self, live: Learners) -> None:
        live.night()
        live.night()
        live.better = {"model-2": 0.02, "model-3": 0.01}
        live.night()
        assert live.states()["model-3"] is State.CANARY
        assert live.looked_at == ["model-3"]

    def test_is_of_a_week_of_nights_and_of_nobody_older_than_the_live_one(
        self, live: Learners
    ) -> None:
        for _ in range(10):
            live.night()
        live.better = {f"model-{number}": -0.01 for number in range(12)}
        live.night()
        newest = [f"model-{number}" for number in range(11, 11 - MOST_CHALLENGERS, -1)]
        assert live.looked_at == newest
        live.promote("model-11", Why.BETTER_ELSEWHERE)
        live.promote("model-11", Why.BETTER_ELSEWHERE)
        live.looked_at = []
        live.night()
        assert live.looked_at == []

    def test_retires_a_canary_that_was_worse_and_has_another_take_its_place(
        self, live: Learners
    ) -> None:
        live.better = {"model-2": 0.01}
        live.night()
        live.night()
        assert live.states()["model-2"] is State.CANARY
        live.better = {"model-2": -0.01, "model-3": 0.01}
        came = live.night()
        event, told = came["model-2"]
        assert (event, told["margin"], told["state"]) == ("model_retired", -0.01, State.RETIRED)
        assert live.states()["model-2"] is State.RETIRED
        assert live.states()["model-3"] is State.CANARY
        live.better = {"model-3": -0.0005}
        assert live.night()["model-3"][0] == "model_waits", "that may be by chance"
        assert live.states()["model-3"] is State.CANARY

    def test_retires_at_last_who_stands_against_nobody_for_a_month(self, live: Learners) -> None:
        live.learns_news = False
        live.night()
        live.night()
        assert live.states()["model-3"] is State.CANDIDATE, "it has learnt what the one before has"
        live.has_bookings = False
        live.office.clock.advance(days(28))
        assert [event for event, _ in live.night().values()] == ["model_waits", "nothing_to_learn"]
        came = live.night()
        assert came["model-3"] == ("model_retired", {"state": State.RETIRED})
        assert live.states()["model-2"] is State.SHADOW, "it is looked at each night"

    def test_of_the_newest_alone_tells_whoever_decides_where_none_is_live(
        self, models: Learners
    ) -> None:
        for _ in range(3):
            models.night()
        models.better = {"model-2": 0.01, "model-3": 0.01}
        event, told = models.night()["model-3"]
        assert (event, told["against"]) == ("model_waits", None)
        assert models.looked_at == ["model-3"]
        assert models.states()["model-3"] is State.SHADOW


class TestRemoving:
    def test_leaves_what_a_model_of_any_kind_needs_and_what_is_new(self, live: Learners) -> None:
        success = Succeeding(live.office, learns_news=False)
        success.train(None)
        files = InMemoryModelFiles()
        log, now = live.office.log, live.office.clock.now()
        needed = [
            each.trained.files_digest for one in (live, success) for each in one.models().known
        ]
        assert len(needed) == 2
        for digest in (*needed, "of a training that was killed"):
            files.keep(digest, b"", now)
        assert remove_unneeded(log, files, now + days(30)) == 0
        assert remove_unneeded(log, files, now + days(31)) == 1
        live.roll_back()
        assert remove_unneeded(log, files, now + days(31)) == 1
        assert [files.find(digest) for digest in needed] == [None, b""]
