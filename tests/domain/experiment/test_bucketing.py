"""People fall where any GrowthBook SDK puts them: its public test data, specification 0.7.1."""

from collections.abc import Sequence

import pytest

from domain.experiment.bucketing import (
    Range,
    bucket_ranges,
    choose_variation,
    equal_weights,
    hash,  # noqa: A004 - as SDKs name it
    in_namespace,
)

EVEN, REDUCED = [(0, 0.5), (0.5, 1)], [(0, 0.25), (0.5, 0.75)]
FOUR = [(0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1)]


@pytest.mark.parametrize(
    ("seed", "value", "version", "number"),
    [
        ("", "a", 1, 0.22),
        ("", "b", 1, 0.077),
        ("b", "a", 1, 0.946),
        ("ef", "d", 1, 0.652),
        ("asdf", "8952klfjas09ujk", 1, 0.549),
        ("", "123", 1, 0.011),
        ("", '___)((*":&', 1, 0.563),
        ("seed", "a", 2, 0.0505),
        ("seed", "b", 2, 0.2696),
        ("foo", "ab", 2, 0.2575),
        ("foo", "def", 2, 0.2019),
        ("89123klj", "8952klfjas09ujkasdf", 2, 0.124),
        ("90850943850283058242805", "123", 2, 0.7516),
        ("()**(%$##$%#$#", '___)((*":&', 2, 0.0128),
        ("abc", "def", 99, None),
    ],
)
def test_a_hash_is_the_same_everywhere(
    seed: str, value: str, version: int, number: float | None
) -> None:
    assert hash(seed, value, version) == number


@pytest.mark.parametrize(
    ("variations", "coverage", "weights", "ranges"),
    [
        (2, 1, None, EVEN),
        (2, 0.5, None, REDUCED),
        (2, 0, None, [(0, 0), (0.5, 0.5)]),
        (4, 1, None, FOUR),
        (2, 1, [0.4, 0.6], [(0, 0.4), (0.4, 1)]),
        (3, 1, [0.2, 0.3, 0.5], [(0, 0.2), (0.2, 0.5), (0.5, 1)]),
        (3, 0.2, [0.2, 0.3, 0.5], [(0, 0.04), (0.2, 0.26), (0.5, 0.6)]),
        (2, -0.2, None, [(0, 0), (0.5, 0.5)]),
        (2, 1.5, None, EVEN),
        (2, 1, [0.4, 0.1], EVEN),
        (2, 1, [0.7, 0.6], EVEN),
        (4, 1, [0.4, 0.4, 0.2], FOUR),
        (2, 1, [0.4, 0.5999], [(0, 0.4), (0.4, 0.9999)]),
    ],
)
def test_ranges_are_those_of_the_sdks(
    variations: int, coverage: float, weights: Sequence[float] | None, ranges: Sequence[Range]
) -> None:
    found = bucket_ranges(variations, coverage, weights)
    assert [pytest.approx(each) for each in ranges] == found


@pytest.mark.parametrize(
    ("number", "ranges", "variation"),
    [
        (0.2, EVEN, 0),
        (0.4, EVEN, 0),
        (0.6, EVEN, 1),
        (0.8, EVEN, 1),
        (0, EVEN, 0),
        (0.5, EVEN, 1),
        (0.2, REDUCED, 0),
        (0.4, REDUCED, -1),
        (0.6, REDUCED, 1),
        (0.8, REDUCED, -1),
        (0.25, REDUCED, -1),
        (0.5, REDUCED, 1),
        (0.5, [(0, 0.5), (0.5, 0.5), (0.5, 1)], 2),
    ],
)
def test_a_number_chooses_its_range(number: float, ranges: Sequence[Range], variation: int) -> None:
    assert choose_variation(number, ranges) == variation


@pytest.mark.parametrize(
    ("value", "name", "is_low"),
    [
        ("1", "namespace1", False),
        ("1", "namespace2", False),
        ("2", "namespace1", False),
        ("2", "namespace2", False),
        ("3", "namespace1", False),
        ("3", "namespace2", True),
        ("4", "namespace1", False),
        ("4", "namespace2", True),
    ],
)
def test_a_namespace_lets_each_in_once(value: str, name: str, *, is_low: bool) -> None:
    assert in_namespace(value, name, 0, 0.4) is is_low
    assert in_namespace(value, name, 0.4, 1) is not is_low


@pytest.mark.parametrize(("variations", "weights"), [(-1, []), (0, []), (2, [0.5, 0.5])])
def test_weights_are_equal_where_none_are_given(variations: int, weights: list[float]) -> None:
    assert equal_weights(variations) == weights
    assert equal_weights(3) == pytest.approx([0.33333333] * 3)
