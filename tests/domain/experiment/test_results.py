"""What is said of a variation, when nothing is said, and how many people that takes."""

from dataclasses import replace
from math import inf, isclose, sqrt
from typing import Any

import pytest

from domain.experiment.moments import Difference, Moments, difference
from domain.experiment.planning import Aim, NobodySeesItsEnd, size
from domain.experiment.ratios import mismatch
from domain.experiment.results import Group, Results, Verdict, judge
from domain.experiment.sequences import interval
from domain.experiment.terms import Metric, Variation
from tests.support.experiments import PLAN

BOOKED, CALLED_OFF = Metric.BOOKINGS_CONFIRMED, Metric.CANCELLATIONS


def share(people: int, count: int) -> Moments:
    """This is a group of which so many did it once."""
    return Moments(people, count, count)


def group(people: int, booked: int, called_off: int = 0, *, shown: int | None = None) -> Group:
    return Group(
        people if shown is None else shown,
        {BOOKED: share(people, booked), CALLED_OFF: share(people, called_off)},
    )


def found(control: Group, treated: Group, **changed: Any) -> Results:
    return judge(replace(PLAN, **changed), [control, treated])


def verdict(control: Group, treated: Group) -> Verdict:
    return found(control, treated).variations[0].verdict


class TestAVerdict:
    @pytest.mark.parametrize(
        ("booked", "expected"),
        [(250, Verdict.UNDECIDED), (340, Verdict.BETTER), (170, Verdict.WORSE)],
    )
    def test_is_what_the_primary_metric_says(self, booked: int, expected: Verdict) -> None:
        assert verdict(group(2500, 250), group(2500, booked)) is expected

    def test_turns_round_with_the_wish(self) -> None:
        less = replace(PLAN.watched[0], metric=CALLED_OFF, wish=PLAN.watched[1].wish)
        results = found(group(2500, 0, 250), group(2500, 0, 340), watched=(less,))
        assert results.variations[0].verdict is Verdict.WORSE

    def test_is_harmful_whatever_else_is_better(self) -> None:
        harmed = verdict(group(2500, 250, 50), group(2500, 340, 150))
        assert harmed is Verdict.HARMFUL
        assert verdict(group(2500, 250, 150), group(2500, 340, 50)) is Verdict.BETTER

    def test_is_withheld_when_people_are_not_spread_as_planned(self) -> None:
        results = found(group(2500, 250, shown=3000), group(2500, 340, shown=2600))
        assert results.is_suspicious
        assert results.mismatch_p < 0.001
        assert results.variations[0].verdict is Verdict.WITHHELD
        assert not found(group(2500, 250, shown=3000), group(2500, 340, shown=2900)).is_suspicious

    def test_waits_for_a_hundred_people_in_each_group(self) -> None:
        assert verdict(group(99, 10, shown=99), group(100, 80, shown=100)) is Verdict.TOO_EARLY
        assert verdict(group(100, 10), group(100, 80)) is Verdict.BETTER

    def test_waits_while_nobody_differs(self) -> None:
        results = found(group(200, 0), group(200, 0))
        assert results.variations[0].verdict is Verdict.TOO_EARLY
        assert results.variations[0].comparisons[0].low is None

    def test_is_harder_to_get_where_several_are_compared(self) -> None:
        three = tuple(
            Variation(name, weight) for name, weight in (("a", 3334), ("b", 3333), ("c", 3333))
        )
        pair = found(group(2500, 250), group(2500, 330)).variations[0].comparisons[0]
        many = judge(
            replace(PLAN, variations=three, people=7500),
            [group(2500, 250), group(2500, 330), group(2500, 250)],
        )
        first = many.variations[0].comparisons[0]
        assert first.difference == pair.difference
        assert first.low is not None
        assert pair.low is not None
        assert first.low < pair.low
        assert [each.variation for each in many.variations] == ["b", "c"]


class TestComparing:
    def test_takes_two_people_in_each_group(self) -> None:
        assert difference(share(1, 1), share(100, 10)) is None
        assert difference(share(2, 1), share(2, 0)) is not None

    def test_is_plain_where_nothing_is_known_before(self) -> None:
        plain = difference(share(1000, 100), share(1000, 150))
        assert plain is not None
        assert plain.estimate == pytest.approx(0.05)
        assert plain.variance == pytest.approx((0.1 * 0.9 + 0.15 * 0.85) / 999)
        assert plain.explained == 0

    def test_takes_out_what_was_so_before(self) -> None:
        """Everybody does twice what they did before, and the treated one more."""
        before = [0, 1, 2, 3] * 50
        control = summed([(2 * each, each) for each in before])
        treated = summed([(2 * each + 1, each) for each in [*before, *[3] * 40]])
        found_ = difference(control, treated)
        assert found_ is not None
        assert found_.estimate == pytest.approx(1)
        assert found_.explained == pytest.approx(1)

    def test_says_nothing_where_there_is_no_chance_in_it(self) -> None:
        assert interval(Difference(1.0, 0.0, 100, 0.0), 100, 0.05) == interval(
            Difference(0.0, 0.0, 100, 0.0), 100, 0.05
        )
        assert interval(Difference(1.0, 0.0, 100, 0.0), 100, 0.05).high == inf

    @pytest.mark.parametrize("estimate", [0.0, 0.02, 0.06, -0.09])
    def test_has_a_p_value_that_agrees_with_its_interval(self, estimate: float) -> None:
        within = interval(Difference(estimate, 0.0004, 900, 0.0), 1000, 0.05)
        assert (within.p < 0.05) is not (within.low <= 0 <= within.high)
        edge = Difference(within.high - estimate, 0.0004, 900, 0.0)
        assert isclose(interval(edge, 1000, 0.05).p, 0.05)

    def test_loses_nothing_of_large_numbers(self) -> None:
        large = [10**9 + each % 2 for each in range(1000)]
        moments = summed([(each, 0) for each in large])
        assert moments.variance(0.0) == pytest.approx(250 / 999)


def summed(pairs: list[tuple[int, int]]) -> Moments:
    total = Moments()
    for done, before in pairs:
        total += Moments(1, done, done**2, before, before**2, done * before)
    return total


class TestTheSpread:
    def test_of_nobody_is_fine(self) -> None:
        assert mismatch((0, 0), (5000, 5000)) == 1

    def test_of_people_where_nobody_should_be_is_not(self) -> None:
        assert mismatch((100, 1), (10_000, 0)) == 0
        assert mismatch((100, 0), (10_000, 0)) == 1


class TestASize:
    def test_grows_as_effects_get_smaller_and_shrinks_with_the_past(self) -> None:
        aim = Aim(deviation=0.3, effect=0.03)
        plain = size(aim, daily=100, span_days=14)
        assert (plain.people, plain.days) == (6012, 61 + 14)
        assert size(replace(aim, effect=0.015), 100, 14).people == pytest.approx(
            4 * plain.people, rel=0.001
        )
        known = size(replace(aim, correlation=0.6), 100, 14)
        assert known.people == pytest.approx((1 - 0.6**2) * plain.people, rel=0.001)

    def test_is_more_than_one_ordinary_look_takes(self) -> None:
        ordinary = 4 * ((1.96 + 0.8416) * 0.3 / 0.03) ** 2
        seen = size(Aim(deviation=0.3, effect=0.03), 100, 14).people
        assert 1.5 * ordinary < seen < 2 * ordinary

    def test_is_a_hundred_people_at_least_in_each_group(self) -> None:
        assert size(Aim(deviation=sqrt(0.25), effect=10, variations=3), 10, 1).people == 300


@pytest.mark.parametrize(("deviation", "daily"), [(1e9, 100.0), (1.0, 1e-300), (1e300, 5e-324)])
def test_what_nobody_lives_to_see_is_refused(deviation: float, daily: float) -> None:
    with pytest.raises(NobodySeesItsEnd):
        size(Aim(deviation, 1e-3), daily, 14)
