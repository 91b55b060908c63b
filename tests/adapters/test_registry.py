"""Models of any kind: what they have learnt is found, or it is said why it is not."""

from hashlib import sha256

import pytest

from adapters.memory.model_files import InMemoryModelFiles
from adapters.registry import Registry, Taught
from application.nightly import remove_unneeded
from application.status import CannotBeDone
from domain.model.policies import MONTH
from domain.model.terms import Purpose, State, Why
from tests.support.calendar import MONDAY, days
from tests.support.office import Office


class Models(Registry):
    """This is models that have learnt what they are given."""

    PURPOSE = Purpose.RECOMMENDATION


@pytest.fixture
def models() -> Models:
    office = Office()
    return Models(log=office.log, bus=office.bus, files=InMemoryModelFiles())


def test_of_a_model_that_nobody_can_go_back_to_it_is_said_that_it_was_removed(
    models: Models,
) -> None:
    known = models.take_in(Taught(1, MONDAY, "a" * 64, b"learnt", {"ndcg": 0.5}), MONDAY)
    version = known.trained.version
    assert models.contents(known) == b"learnt"
    assert models.retire(version, Why.RECOMMENDS_BADLY).state is State.RETIRED
    assert remove_unneeded(models.log, models.files, MONDAY + MONTH + days(1)) == 1
    with pytest.raises(CannotBeDone, match="learnt was removed: it is retired, and nobody can go"):
        models.contents(models.of(version))
    assert models.of(version).trained.metrics, "its card stays"


def test_of_a_model_that_is_needed_it_is_said_that_it_is_not_here(models: Models) -> None:
    known = models.take_in(Taught(1, MONDAY, "a" * 64, b"learnt", {}), MONDAY)
    assert known.trained.files_digest == sha256(b"learnt").hexdigest()
    models.files.remove(MONDAY + days(1), frozenset())
    with pytest.raises(CannotBeDone, match="is not kept here"):
        models.contents(known)
