"""Models that were learnt are kept in files, and read texts just as before they were written."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from adapters.embeddings.hashing import HashingEmbedder
from adapters.ml.texts.model import learnt
from adapters.ml.texts.reader import KeptTextModels
from adapters.ml.texts.storing import Origin, load, store
from adapters.ml.texts.views import MANNERS, manner
from application.status import CannotBeDone
from application.texts import Kind, Labelled
from projections.embedding import NoEmbedder
from tests.support.telling import opinions

pytestmark = pytest.mark.trains

KNOWN = opinions()
Making = Callable[[], KeptTextModels]


@pytest.fixture
def kept(tmp_path: Path) -> Making:
    return lambda: KeptTextModels(tmp_path / "models", HashingEmbedder())


def toxic() -> Labelled:
    """This calls what was bad toxic, and what was good clean."""
    return Labelled(["toxic" if one == "bad" else "clean" for one in KNOWN.labels], KNOWN.texts)


class TestAFile:
    def test_holds_the_same_model(self, tmp_path: Path) -> None:
        model = learnt(KNOWN, HashingEmbedder())
        store(model, Origin(432, "d"), tmp_path / "model.npz")
        again, origin = load(tmp_path / "model.npz", HashingEmbedder())
        texts = ["терпеливый учитель", "у ж а с н ы й урок", "", "b0ring!"]
        assert np.array_equal(model.probabilities(texts), again.probabilities(texts))
        assert (origin.texts, origin.digest) == (432, "d")

    def test_is_of_one_embedder(self, tmp_path: Path) -> None:
        store(learnt(KNOWN, HashingEmbedder()), Origin(1, ""), tmp_path / "model.npz")
        with pytest.raises(CannotBeDone, match="learnt by other code"):
            load(tmp_path / "model.npz", NoEmbedder())


def test_a_text_is_written_in_as_many_manners_as_a_model_is_made_for() -> None:
    assert manner(["Отличный урок!"]).shape == (1, MANNERS)


class TestSentiment:
    def test_is_told_once_it_was_learnt(self, kept: Making) -> None:
        assert kept().opinions(["отличный урок"]) == [None]
        found = kept().learn(Kind.SENTIMENT, KNOWN)
        assert (found.texts, found.labels, len(found.digest)) == (432, ["bad", "good"], 64)
        assert found.figures.accuracy > 0.9
        praise, blame = kept().opinions(["отличный учитель", "boring teacher"])
        assert praise is not None
        assert blame is not None
        assert -1 <= blame < -0.5 < 0.5 < praise <= 1

    def test_is_not_told_by_a_model_that_was_learnt_for_something_else(
        self, kept: Making, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kept().learn(Kind.SENTIMENT, KNOWN)
        kept().learn(Kind.TOXICITY, toxic())
        monkeypatch.setattr("adapters.ml.texts.storing.MADE_FOR", ("1", "another view"))
        with capture_logs() as logs:
            assert kept().opinions(["отличный урок"]) == [None]
        (told,) = logs
        assert (told["event"], told["kind"]) == ("text_model_cannot_be_read", "sentiment")
        with pytest.raises(CannotBeDone, match="learnt by other code"):
            kept().calibrate(["урок"], 0.1)

    def test_needs_labels_of_praise_and_blame(self, kept: Making) -> None:
        with pytest.raises(CannotBeDone, match="No model of sentiment has the labels clean, toxic"):
            kept().learn(Kind.SENTIMENT, toxic())


class TestToxicity:
    def test_accuses_nobody_before_somebody_said_how_sure_to_be(self, kept: Making) -> None:
        with pytest.raises(CannotBeDone, match="No model of toxicity"):
            kept().calibrate(["урок"], 0.1)
        kept().learn(Kind.TOXICITY, toxic())
        assert not kept().is_toxic("ужасный учитель как всегда")

    def test_is_as_sure_as_was_asked_in_each_language(self, kept: Making) -> None:
        kept().learn(Kind.TOXICITY, toxic())
        ordinary = [f"{word} {at}" for at in range(100) for word in ("patient tutor", "учитель")]
        found = kept().calibrate([*ordinary, "ужасный учитель"], 0.01)
        assert [(one.language, one.texts) for one in found] == [("en", 100), ("ru", 101)]
        assert all(one.found <= 0.01 * one.texts for one in found)
        assert kept().is_toxic("грубый, ужасный и скучный")
        assert not kept().is_toxic("terrible" if found[0].probability > 0.9 else "patient tutor 3")

    def test_needs_a_label_that_says_which_is_toxic(self, kept: Making) -> None:
        with pytest.raises(CannotBeDone, match="No model of toxicity has the labels"):
            kept().learn(Kind.TOXICITY, Labelled(["x", "y"] * 9, [f"word {n}" for n in range(18)]))
