"""Models of success from the log to use: learnt from who agrees, the same again, and compared."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from adapters.memory.model_files import InMemoryModelFiles
from adapters.ml.success import AdditiveLearning
from adapters.registry import Registry
from adapters.succeeding import LiveSuccess, Succeeding, deeds_until
from application.ports import Append, Change
from application.status import CannotBeDone
from domain.account.events import AccountRegistered
from domain.consent.events import Purpose
from domain.model.terms import Purpose as For
from domain.model.terms import State, Why
from domain.shared.event import Fact
from domain.success.deeds import Done
from tests.api.world import Shelf
from tests.support.calendar import MONDAY
from tests.support.consents import granted, withdrawn
from tests.support.examples import example
from tests.support.learners import fact_of, learners
from tests.support.office import Office

STUDENTS, WEEKS = 170, 60
LATER = MONDAY + 40 * timedelta(weeks=1)
END = MONDAY + WEEKS * timedelta(weeks=1)
REFUSES = "student 0"
PROFILING = Purpose.RECOMMENDATION_PROFILING


def silent(_doing: str) -> None:
    """This tells nobody."""


@pytest.fixture(scope="module")
def lives() -> Mapping[str, Sequence[Done]]:
    return learners(np.random.default_rng(5), STUDENTS, WEEKS)


@pytest.fixture(scope="module")
def office(lives: Mapping[str, Sequence[Done]]) -> Office:
    """This is a log in which everybody agreed at the beginning, and one took it back."""
    office = Office()
    for student in lives:
        account = replace(example(AccountRegistered), account_id=student)
        record(office, f"account-{student}", account, MONDAY)
        record(office, f"consent-{student}-{PROFILING}", granted(student, PROFILING), MONDAY)
    back = withdrawn(REFUSES, PROFILING)
    record(office, f"consent-{REFUSES}-{PROFILING}", back, MONDAY)
    done = [(each.at, student, each) for student, them in lives.items() for each in them]
    for at, student, each in sorted(done, key=lambda one: (one[0], one[2].position)):
        record(office, *fact_of(student, each), at)
    office.clock.set(END)
    return office


def record(office: Office, stream_id: str, fact: Fact, at: datetime) -> None:
    """This records what happened elsewhere, when it did."""
    version = len(office.log.read_stream(stream_id))
    changes, guards = (Change(stream_id, version, (fact,)),), {stream_id: version}
    key = f"{stream_id}-{version}"
    office.log.append(
        Append("test", key, "", "{}", changes, guards, at, "system", "system:Test", "c", "c")
    )


@pytest.fixture(scope="module")
def succeeding(office: Office) -> Succeeding:
    registry = Registry(For.SUCCESS, office.log, office.bus, InMemoryModelFiles())
    return Succeeding(registry, Shelf(), office.log, office.log, office.clock, AdditiveLearning)


@pytest.fixture(scope="module")
def position(office: Office) -> int:
    """This is where the log stood after forty weeks."""
    return office.log.position_before(LATER)


class TestDeeds:
    def test_are_read_in_the_log_as_the_simulation_had_them(
        self, office: Office, lives: Mapping[str, Sequence[Done]]
    ) -> None:
        found = deeds_until(office.log, office.log.head())
        for student, done in lives.items():
            told = [(each.deed, each.at, each.value) for each in found[student]]
            assert told == [(each.deed, each.at, each.value) for each in done]

    def test_are_those_up_to_a_position(self, office: Office, position: int) -> None:
        early = deeds_until(office.log, position)
        assert max(each.position for done in early.values() for each in done) == position


class TestAModel:
    def test_is_learnt_as_of_a_position_and_the_same_again(
        self, succeeding: Succeeding, position: int
    ) -> None:
        with pytest.raises(CannotBeDone, match="No model is in use"):
            succeeding.learnt(None)
        first = succeeding.train(position, silent)
        learnt = succeeding.learnt(first.trained.version)
        assert (first.state, first.trained.position) == (State.CANDIDATE, position)
        assert learnt.until == first.trained.until <= LATER
        figures = {each.name: float(each.value) for each in first.trained.metrics}
        assert figures["brier"] < figures["brier_by_recency"]
        again = succeeding.train(position, silent)
        assert again == first
        assert len(succeeding.registry.models().known) == 1

    def test_knows_nobody_who_does_not_agree(self, succeeding: Succeeding, office: Office) -> None:
        found = succeeding._examples(office.log.head(), END, END)
        assert REFUSES in deeds_until(office.log, office.log.head())
        assert REFUSES not in {each.student_id for each in found}

    def test_is_held_against_recency_and_then_against_the_live_one(
        self, succeeding: Succeeding, position: int
    ) -> None:
        known = succeeding.train(position, silent)
        held = succeeding.evaluate(known.trained.version, silent)
        assert held.other.model == "recency alone"
        assert held.gain.low > 0
        version = known.trained.version
        for _ in range(3):
            succeeding.registry.promote(version, Why.FIRST_OF_ITS_KIND)
        live = LiveSuccess(succeeding.registry)
        assert live.live() == succeeding.learnt(None)
        assert live.live() is live.live()
        newer = succeeding.train(position + 400, silent).trained.version
        compared = succeeding.evaluate(newer, silent)
        assert (compared.other.model, newer == version) == ("other", False)
        assert abs(compared.gain.difference) < held.gain.difference
        succeeding.registry.roll_back(Why.TRIAL)
        assert live.live() is None

    def test_needs_a_log_that_reaches_so_far(self, succeeding: Succeeding, office: Office) -> None:
        with pytest.raises(CannotBeDone, match="no position"):
            succeeding.train(office.log.head() + 1, silent)
        with pytest.raises(CannotBeDone, match="Nobody who agrees"):
            succeeding.train(1, silent)
        with pytest.raises(CannotBeDone, match="There is no model of-old"):
            succeeding.learnt("of-old")
