"""What students did, from the log: as it was told, up to a place, and each fact read once."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from adapters.deeds import Deeds
from domain.shared.event import Recorded
from domain.success.deeds import Done
from tests.support.learners import learners, record_lives
from tests.support.office import Office

STUDENTS, WEEKS = 30, 20


class Counted:
    """This is a log of which it is known how many facts were read."""

    def __init__(self, log: Any) -> None:
        self._log = log
        self.read_facts = 0

    def read(self, *asked: Any) -> list[Recorded[Any]]:
        found: list[Recorded[Any]] = self._log.read(*asked)
        self.read_facts += len(found)
        return found


@pytest.fixture(scope="module")
def lives() -> Mapping[str, Sequence[Done]]:
    return learners(np.random.default_rng(5), STUDENTS, WEEKS)


@pytest.fixture(scope="module")
def log(lives: Mapping[str, Sequence[Done]]) -> Any:
    office = Office()
    record_lives(office.log, lives)
    return office.log


def test_are_told_as_the_simulation_had_them(log: Any, lives: Mapping[str, Sequence[Done]]) -> None:
    found = Deeds(log).until(log.head())
    for student, done in lives.items():
        told = sorted((each.deed, each.about, each.value) for each in found[student])
        assert told == sorted((each.deed, each.about, each.value) for each in done)


def test_are_those_up_to_a_position_whatever_was_asked_before(log: Any) -> None:
    deeds, head = Deeds(log), log.head()
    for position in (head // 3, head // 3, head // 2, head, head // 4, 0, head):
        found = deeds.until(position)
        assert found == Deeds(log).until(position)
        assert max((each.position for done in found.values() for each in done), default=0) <= (
            position
        )
    assert deeds.until(0) == {}


def test_are_read_once_however_often_they_are_asked_for(
    log: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.deeds.READ_AT_ONCE", 50)
    once: Any = Counted(log)
    often: Any = Counted(log)
    Deeds(once).until(log.head())
    deeds = Deeds(often)
    for position in (log.head() - 1, log.head(), log.head()):
        deeds.until(position)
    assert once.read_facts > 50
    assert often.read_facts <= once.read_facts + 1
