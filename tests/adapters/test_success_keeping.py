"""A model of success as bytes: the same again, and none for code that knows other features."""

from collections.abc import Mapping
from math import nan

import msgspec
import pytest
from structlog.testing import capture_logs

from adapters.memory.model_files import InMemoryModelFiles
from adapters.registry import Registry, Taught
from adapters.success_keeping import LiveSuccess, as_bytes, of_bytes
from application.status import CannotBeDone
from application.success import Figures, Gain, Learnt, Seen, Trial
from domain.model.terms import Purpose, Why
from domain.success.features import FEATURES
from domain.success.model import Curve, Model
from tests.support.calendar import MONDAY
from tests.support.office import Office

CURVES: Mapping[str, Curve] = {name: Curve((0.0, 1.0), (-0.5, 0.5), 0.0) for name in FEATURES}
FIGURES = Figures("model", 0.8, 0.1, 0.3, 0.02, 0.01)
TRIAL = Trial(9, 3, 2, (FIGURES, FIGURES), Gain(0.1, 0.0, 0.2), ())
LEARNT = Learnt(Model(0.5, CURVES), MONDAY, 12, 4, {"stars": Seen((1.0,), (2, 3))}, TRIAL)


class Models(Registry):
    """This is models of success that have learnt what they are given."""

    PURPOSE = Purpose.SUCCESS


@pytest.fixture
def models() -> Models:
    office = Office()
    return Models(log=office.log, bus=office.bus, files=InMemoryModelFiles())


def in_use(models: Models, contents: bytes) -> LiveSuccess:
    """This is the model in use, which is one that has learnt that."""
    known = models.take_in(Taught(1, MONDAY, "a" * 64, contents, {}), MONDAY)
    for _ in range(3):
        models.promote(known.trained.version, Why.FIRST_OF_ITS_KIND)
    return LiveSuccess(models.log, models.files)


def test_bytes_are_the_same_model() -> None:
    assert of_bytes(as_bytes(LEARNT)) == LEARNT
    assert LEARNT.model.probability(dict.fromkeys(FEATURES, nan)) > 0.5


@pytest.mark.parametrize("contents", [msgspec.json.encode(LEARNT), b'{"made_for":["0"]}'])
def test_a_model_of_other_code_is_like_none_and_is_told_once(
    models: Models, contents: bytes
) -> None:
    live = in_use(models, contents)
    with capture_logs() as logs:
        assert live.live() is None
        assert live.live() is None
    assert [each["event"] for each in logs] == ["model_cannot_be_read"]
    with pytest.raises(CannotBeDone, match="learnt by other code"):
        of_bytes(contents)


def test_a_model_for_other_features_is_like_none(
    models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = in_use(models, as_bytes(LEARNT))
    assert live.live() == LEARNT
    monkeypatch.setattr("adapters.success_keeping.MADE_FOR", ("1", "another feature"))
    assert live.live() == LEARNT, "it is read once"
    assert LiveSuccess(models.log, models.files).live() is None


def test_a_model_that_is_not_kept_is_like_none(models: Models) -> None:
    in_use(models, as_bytes(LEARNT))
    with capture_logs() as logs:
        assert LiveSuccess(models.log, InMemoryModelFiles()).live() is None
    assert [each["event"] for each in logs] == ["model_is_not_kept"]
