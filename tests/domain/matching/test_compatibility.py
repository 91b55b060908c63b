"""Compatibility: what it is made of, and the laws it keeps whoever the two are."""

from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import given

from domain.matching.compatibility import (
    NEUTRAL,
    Part,
    Scale,
    Student,
    Tutor,
    compatibility,
    mean,
    parts_of,
)
from domain.matching.overlap import Side, near_prices, shared_languages, shared_time
from tests.support.tries import tried

LANGUAGES = st.frozensets(st.sampled_from(("english", "russian", "german")), max_size=3)
HOURS = st.sets(st.integers(0, 167), max_size=12).map(
    lambda hours: tuple((hour * 60, hour * 60 + 60) for hour in sorted(hours))
)
PRICES = st.none() | st.tuples(st.integers(0, 9_000), st.integers(0, 9_000)).map(
    lambda two: (min(two), max(two))
)
SIDES = st.builds(Side, LANGUAGES, HOURS, PRICES)
SHARES = st.none() | st.floats(0, 1)
STUDENTS = st.builds(Student, SIDES, st.none() | st.integers(1, 7))
LEVELS = st.none() | st.sampled_from(((1, 3), (2, 7), (5, 5)))
COUNTS = st.integers(0, 500)
TUTORS = st.builds(Tutor, SIDES, LEVELS, SHARES, SHARES, SHARES, COUNTS, COUNTS, COUNTS)
AS_IT_IS = Scale()
LEARNT = Scale(slope=4.0, offset=-2.0, is_calibrated=True)


class TestLaws:
    @tried(200)
    @given(SIDES, SIDES)
    def test_what_both_say_is_the_same_from_either_side(self, one: Side, other: Side) -> None:
        for part in (shared_languages, shared_time, near_prices):
            assert part(one, other) == part(other, one)

    @tried(100)
    @given(SIDES)
    def test_nothing_fits_somebody_better_than_what_is_the_same(self, one: Side) -> None:
        for part in (shared_languages, shared_time, near_prices):
            assert part(one, one) in (None, 1.0)

    @tried(200)
    @given(STUDENTS, TUTORS)
    def test_parts_and_score_are_shares_and_the_mean_lies_among_the_parts(
        self, student: Student, tutor: Tutor
    ) -> None:
        parts = parts_of(student, tutor)
        assert all(0 <= value <= 1 for value in parts.values())
        if parts:
            low, high = min(parts.values()), max(parts.values())
            assert low - 1e-9 <= mean(parts) <= high + 1e-9
        assert 0 <= compatibility(student, tutor, LEARNT).score <= 1

    @tried(100)
    @given(STUDENTS, TUTORS)
    def test_more_time_in_common_and_lessons_kept_make_no_worse_fit(
        self, student: Student, tutor: Tutor
    ) -> None:
        before = parts_of(student, tutor)
        kinder = replace(tutor, kept=tutor.kept + 1, side=replace(tutor.side, spans=((0, 10_080),)))
        after = parts_of(student, kinder)
        assert after.get(Part.SCHEDULE, 1.0) >= before.get(Part.SCHEDULE, 0.0) - 1e-9
        if Part.BEHAVIOUR in before:
            assert after[Part.BEHAVIOUR] >= before[Part.BEHAVIOUR] - 1e-9

    @tried(100)
    @given(STUDENTS, TUTORS, st.integers(2, 50))
    def test_prices_count_alike_in_large_units_and_in_small_ones(
        self, student: Student, tutor: Tutor, times: int
    ) -> None:
        def dearer(side: Side) -> Side:
            low, high = side.prices or (0, 0)
            return replace(side, prices=(low * times, high * times) if side.prices else None)

        ours, theirs = (
            near_prices(student.side, tutor.side),
            near_prices(dearer(student.side), dearer(tutor.side)),
        )
        assert ours == pytest.approx(theirs)

    @tried(100)
    @given(st.floats(0, 1), st.floats(0, 1))
    def test_a_scale_that_was_learnt_changes_nobodys_place(self, one: float, other: float) -> None:
        if one <= other:
            assert LEARNT.score(one) <= LEARNT.score(other)
        assert AS_IT_IS.score(one) == one


class TestParts:
    def test_what_nobody_knows_is_none_and_weighs_nothing(self) -> None:
        assert parts_of(Student(), Tutor()) == {}
        assert compatibility(Student(), Tutor(), AS_IT_IS).score == NEUTRAL
        known = compatibility(Student(), Tutor(style=0.9), AS_IT_IS)
        assert (known.score, dict(known.parts)) == (0.9, {Part.STYLE: 0.9})

    @pytest.mark.parametrize(("level", "fits"), [(2, 1.0), (6, 1.0), (7, 0.61), (1, 0.61)])
    def test_a_level_that_is_not_taught_counts_less_the_farther_it_is(
        self, level: int, fits: float
    ) -> None:
        parts = parts_of(Student(level=level), Tutor(levels=(2, 6)))
        assert parts[Part.GOALS] == pytest.approx(fits, abs=0.01)

    def test_a_price_beyond_the_budget_counts_less(self) -> None:
        student = Side(prices=(1_000, 2_000))
        assert near_prices(student, Side(prices=(1_500, 9_000))) == 1.0
        near, far = Side(prices=(2_200, 2_200)), Side(prices=(8_000, 8_000))
        ours, theirs = near_prices(student, near), near_prices(student, far)
        assert ours is not None
        assert theirs is not None
        assert 0.8 < ours < 1
        assert theirs < 0.3

    def test_who_broke_lessons_is_trusted_less_and_who_is_known_more(self) -> None:
        steady, unsteady = Tutor(kept=20), Tutor(kept=10, broken=10)
        ours, theirs = parts_of(Student(), steady), parts_of(Student(), unsteady)
        assert ours[Part.BEHAVIOUR] > 0.9
        assert theirs[Part.BEHAVIOUR] < 0.6
        again = parts_of(Student(), replace(unsteady, times_booked=3))
        assert again[Part.BEHAVIOUR] > theirs[Part.BEHAVIOUR]

    def test_it_is_said_whether_it_was_learnt(self) -> None:
        assert not compatibility(Student(), Tutor(), AS_IT_IS).is_calibrated
        assert compatibility(Student(), Tutor(), LEARNT).is_calibrated
