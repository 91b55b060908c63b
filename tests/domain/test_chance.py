"""How likely chance does as much, held against the tables and against another implementation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from domain.shared.chance import rarity, survival, together, two_sided
from tests.support.tries import tried


class TestChiSquared:
    @pytest.mark.parametrize(
        ("statistic", "freedom", "p"),
        [
            (3.841458820694124, 1, 0.05),
            (10.827566170662733, 1, 0.001),
            (5.991464547107979, 2, 0.05),
            (7.814727903251179, 3, 0.05),
            (18.46682695290317, 4, 0.001),
            (16.918977604620448, 9, 0.05),
            (0.0, 5, 1.0),
        ],
    )
    def test_is_held_against_the_tables(self, statistic: float, freedom: int, p: float) -> None:
        assert survival(statistic, freedom) == pytest.approx(p, rel=1e-9)

    @tried(60)
    @given(st.floats(0, 300), st.integers(1, 30))
    def test_is_what_others_make_of_it(self, statistic: float, freedom: int) -> None:
        expected = stats.chi2.sf(statistic, freedom)
        assert survival(statistic, freedom) == pytest.approx(expected, rel=1e-9)


def test_a_normal_number_lies_off_to_either_side() -> None:
    assert two_sided(-1.959963984540054) == pytest.approx(0.05)
    assert two_sided(0) == 1


class TestRareHits:
    @tried(60)
    @given(st.integers(1, 400), st.integers(1, 400), st.data())
    def test_are_dealt_out_exactly(self, of: int, of_others: int, data: st.DataObject) -> None:
        hits = data.draw(st.integers(0, of))
        others = data.draw(st.integers(0, of_others))
        dealt = stats.hypergeom(of + of_others, hits + others, of)
        tails = dealt.cdf(hits), dealt.sf(hits - 1)
        assert rarity(hits, of, others, of_others) == pytest.approx(
            min(2 * min(tails), 1), rel=1e-6
        )

    def test_of_nobody_say_nothing(self) -> None:
        assert rarity(0, 0, 0, 0) == 1
        assert rarity(0, 0, 5, 10) == 1

    def test_of_millions_are_as_quick(self) -> None:
        found = rarity(20_000, 1_000_000, 20_700, 1_000_000)
        assert found == pytest.approx(4.7e-4, rel=0.05)


class TestTogether:
    def test_the_rarest_pays_for_all(self) -> None:
        assert together([0.04, 0.01, 0.03]) == pytest.approx((0.06, 0.03, 0.06))

    @tried(60)
    @given(st.lists(st.floats(0, 1), max_size=12))
    def test_nothing_gets_rarer_or_changes_places(self, chances: list[float]) -> None:
        found = together(chances)
        assert all(one >= other for one, other in zip(found, chances, strict=True))
        assert sorted(found) == [
            found[at] for at in sorted(range(len(found)), key=lambda a: chances[a])
        ]
