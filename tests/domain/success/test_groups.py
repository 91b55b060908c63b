"""Unfairness is told where it is planted, and where there is none hardly ever."""

import numpy as np

from domain.success.groups import FEWEST, Fairness, Heard, fairness

GROUPS = ("AT", "DE", "NL", "RU", "KZ", "PL")


def heard(
    random: np.random.Generator, students: int, bias: float = 0, lower: float = 0
) -> list[Heard]:
    """This is students of whom some are told so much too much, or do so much less."""
    found = []
    for at in range(students):
        group = GROUPS[at % len(GROUPS)]
        is_one = group == "RU"
        truth = random.beta(3, 2) * (1 - lower * is_one)
        weeks = random.random(8) < truth
        told = min(truth + bias * is_one, 1)
        found.append(Heard(told, float(weeks.mean()), {"country": group, "locale": "en"}))
    return found


def of(found: list[Fairness], group: str) -> Fairness:
    return next(each for each in found if each.group == group)


class TestGroups:
    def test_that_are_told_the_truth_hardly_ever_seem_unfair(self) -> None:
        random = np.random.default_rng(1)
        looks = [fairness(heard(random, 600)) for _ in range(100)]
        cries = [
            any(each.calibration.is_certain or each.rate.is_certain for each in look)
            for look in looks
        ]
        assert np.mean(cries) <= 0.08

    def test_that_are_told_too_much_are_found(self) -> None:
        random = np.random.default_rng(2)
        looks = [of(fairness(heard(random, 1500, bias=0.1)), "RU") for _ in range(30)]
        assert np.mean([each.calibration.low > 0 for each in looks]) >= 0.95
        assert abs(np.mean([each.calibration.value for each in looks]) - 0.1) < 0.01

    def test_that_go_on_less_are_told_less_and_that_is_true(self) -> None:
        random = np.random.default_rng(3)
        looks = [of(fairness(heard(random, 1500, lower=0.3)), "RU") for _ in range(30)]
        assert np.mean([each.rate.high < 0 for each in looks]) >= 0.95
        assert np.mean([each.calibration.is_certain for each in looks]) <= 0.05

    def test_with_few_people_in_them_or_outside_of_them_are_left_out(self) -> None:
        random = np.random.default_rng(4)
        few = heard(random, (FEWEST - 1) * len(GROUPS))
        assert fairness(few) == []
        assert {each.kind for each in fairness(heard(random, 600))} == {"country"}
        assert fairness([]) == []
