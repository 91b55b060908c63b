"""A model of texts learns labels, tells them of other texts, and how sure it is."""

from collections.abc import Sequence

import numpy as np
import pytest

from adapters.embeddings.hashing import HashingEmbedder
from adapters.ml.texts import model
from adapters.ml.texts.figures import figures
from adapters.ml.texts.model import MEANING, TextModel, learnt
from application.texts import Labelled
from projections.embedding import NoEmbedder
from tests.support.telling import BLAME, PRAISE, opinions

pytestmark = pytest.mark.trains


def told(known: TextModel, texts: Sequence[str]) -> list[str]:
    return [known.labels[at] for at in known.probabilities(texts).argmax(axis=1)]


@pytest.fixture(scope="module")
def opinionated() -> TextModel:
    return learnt(opinions(), NoEmbedder())


class TestAModel:
    def test_tells_labels_of_texts_it_has_not_seen(self, opinionated: TextModel) -> None:
        texts = [f"{word} урок" for word in (*PRAISE, *BLAME)]
        assert told(opinionated, texts) == ["good"] * 6 + ["bad"] * 6

    def test_reads_distorted_words(self, opinionated: TextModel) -> None:
        counts = opinionated.counters["meant"]
        plain, odd = counts.transform(["ужасный boring", "у ж а с н ы й b0ring"])
        assert plain.nnz > 0
        assert (plain != odd).nnz == 0
        texts = ["у ж а с н ы й преподаватель", "Г р у б ы й урок", "b0ring", "drеadful"]
        assert told(opinionated, texts) == ["bad"] * 4

    def test_is_the_same_whenever_it_learns(self, opinionated: TextModel) -> None:
        again = learnt(opinions(), NoEmbedder()).probabilities(["patient tutor"])
        assert np.array_equal(again, opinionated.probabilities(["patient tutor"]))

    def test_has_probabilities_that_are_true_ones(self) -> None:
        draw, known = np.random.default_rng(1), opinions()
        turned = [
            ("bad" if label == "good" else "good") if draw.random() < 0.3 else label
            for label in known.labels
        ]
        at = draw.permutation(len(turned))
        half = [list(part) for part in (at[::2], at[1::2])]
        first, second = (
            Labelled([turned[i] for i in part], [known.texts[i] for i in part]) for part in half
        )
        found = learnt(first, NoEmbedder())
        of_second = found.probabilities(second.texts)
        assert figures("own", found.labels, of_second, second.labels).ece < 0.12

    def test_tells_three_labels_and_odd_texts(self) -> None:
        known = opinions()
        texts = [*known.texts, *(f"урок в {hour}:00" for hour in range(24)), "", "?!", "…"]
        labels = [*known.labels, *["neither"] * 27]
        found = learnt(Labelled(labels, texts), HashingEmbedder())
        assert found.labels == ["bad", "good", "neither"]
        assert told(found, ["урок в 17:30", "скучный урок"]) == ["neither", "bad"]
        assert found.probabilities(["", "😀"]).sum(axis=1) == pytest.approx(1.0)
        assert found.probabilities([]).shape == (0, 3)

    @pytest.mark.parametrize("most", ["MOST_MEANT", "MOST_LEARNT"])
    def test_learns_from_some_of_many_but_of_every_label(
        self, most: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(model, most, 150)
        known = opinions()
        rare = Labelled([*known.labels, *["rare"] * 3], [*known.texts, "x 1", "x 2", "x 3"])
        found = learnt(rare, HashingEmbedder())
        assert (MEANING in found.lines, found.labels) == (True, ["bad", "good", "rare"])
        assert told(found, ["скучный репетитор", "brilliant tutor"]) == ["bad", "good"]
