"""Figures are what they are called: held against scikit-learn's, and against counting by hand."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, brier_score_loss, roc_auc_score

from adapters.ml.history import Numbers
from adapters.ml.texts.figures import figures

DRAW = np.random.default_rng(5)


def drawn(count: int, labels: int) -> Numbers:
    return DRAW.dirichlet(np.ones(labels), count)


class TestFigures:
    def test_of_two_labels_are_those_of_the_library(self) -> None:
        said, truth = drawn(300, 2), DRAW.choice(["no", "yes"], 300)
        found = figures("any", ["no", "yes"], said, list(truth))
        told = np.array(["no", "yes"])[said.argmax(axis=1)]
        assert found.accuracy == accuracy_score(truth, told)
        assert found.auc == pytest.approx(roc_auc_score(truth == "yes", said[:, 1]))
        assert found.brier == pytest.approx(brier_score_loss(truth == "yes", said[:, 1]))

    def test_of_more_labels_are_those_of_the_library(self) -> None:
        said, truth = drawn(300, 4), DRAW.choice(list("abcd"), 300)
        found = figures("any", list("abcd"), said, list(truth))
        assert found.auc == pytest.approx(roc_auc_score(truth, said, multi_class="ovr"))
        squares = [brier_score_loss(truth == label, said[:, at]) for at, label in enumerate("abcd")]
        assert found.brier == pytest.approx(sum(squares))

    def test_know_how_far_probabilities_are_off(self) -> None:
        said = np.tile([0.2, 0.8], (10, 1))
        right = figures("any", ["no", "yes"], said, ["yes"] * 8 + ["no"] * 2)
        assert right.ece == pytest.approx(0.0)
        wrong = figures("any", ["no", "yes"], said, ["yes"] * 5 + ["no"] * 5)
        assert wrong.ece == pytest.approx(0.3)

    def test_count_a_label_that_nobody_learnt_as_told_wrong(self) -> None:
        found = figures("any", ["no", "yes"], np.array([[0.1, 0.9]] * 4), ["yes", "?", "?", "no"])
        assert (found.accuracy, found.auc) == (0.25, 0.5)

    def test_have_no_area_where_there_is_one_label(self) -> None:
        found = figures("any", ["no", "yes"], np.array([[0.1, 0.9]] * 4), ["yes"] * 4)
        assert (found.accuracy, found.auc) == (1.0, None)
