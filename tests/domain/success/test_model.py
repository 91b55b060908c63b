"""A sum of curves, each of which can be told."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.success.model import Curve, Model, reasons
from tests.support.tries import tried

SLOPE = Curve((0.0, 10.0, 20.0), (-1.0, 1.0, 0.0), -0.3)
FLAT = Curve((5.0,), (0.25,), 0.0)
MODEL = Model(-0.25, {"slope": SLOPE, "flat": FLAT})


class TestACurve:
    @pytest.mark.parametrize(
        ("value", "adds"),
        [(-3, -1), (0, -1), (5, 0), (10, 1), (15, 0.5), (20, 0), (inf, 0), (nan, -0.3)],
    )
    def test_runs_from_knot_to_knot_and_on(self, value: float, adds: float) -> None:
        assert SLOPE.at(value) == pytest.approx(adds)

    @tried(60)
    @given(st.floats(-100, 100))
    def test_leaves_its_knots_nowhere(self, value: float) -> None:
        assert -1 <= SLOPE.at(value) <= 1

    def test_of_one_knot_is_the_same_everywhere(self) -> None:
        assert FLAT.at(0) == FLAT.at(9) == 0.25


class TestAModel:
    def test_adds_its_curves_up(self) -> None:
        assert MODEL.probability({"slope": 5, "flat": 1}) == pytest.approx(0.5)
        assert MODEL.probability({"slope": 10, "flat": 1}) == pytest.approx(0.7310586)

    def test_gives_the_strongest_reasons_first(self) -> None:
        parts = {"a": 0.2, "b": -1.0, "c": 0.05, "d": 0.4}
        assert reasons(parts, most=2, least=0.1) == [("b", -1.0), ("d", 0.4)]
        assert reasons(parts, most=9, least=0.1) == [("b", -1.0), ("d", 0.4), ("a", 0.2)]
