"""What is known of a student at a moment, and what never changes of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from math import isnan

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from domain.success.deeds import Deed, Done
from domain.success.examples import HORIZON, WEEK, examples
from domain.success.features import ACTIVE, known_at, named
from tests.support.calendar import MONDAY
from tests.support.learners import learners
from tests.support.people import ANNA, IVAN
from tests.support.tries import tried

DAY = timedelta(days=1)


def did(deed: Deed, day: float, about: str = "b", **more: object) -> Done:
    """This is a deed of that day."""
    return Done(int(day * 1000), deed, MONDAY + day * DAY, ANNA, about, **more)  # type: ignore[arg-type]


def known(*done: Done, day: float) -> dict[str, float]:
    """This is what is known on that day."""
    found = known_at(done, MONDAY + day * DAY)
    assert found is not None
    return dict(named(found))


LESSONS = tuple(did(Deed.LEARNT, day, f"b{day}") for day in (0, 7, 14, 28))


class TestALearner:
    def test_has_a_rhythm_and_may_be_behind_it(self) -> None:
        found = known(*LESSONS, day=42)
        assert found["days_since_lesson"] == 14
        assert found["days_between_lessons"] == 7
        assert found["overdue"] == 2
        assert (found["lessons"], found["lessons_lately"]) == (4, 4)
        assert found["days_learning"] == 42

    def test_has_none_after_one_lesson(self) -> None:
        assert isnan(known(LESSONS[0], day=1)["days_between_lessons"])

    def test_is_nobody_before_the_first_lesson_or_long_after_the_last(self) -> None:
        assert known_at([did(Deed.AGREED, 0)], MONDAY + DAY) is None
        assert known_at(LESSONS[:1], MONDAY + ACTIVE) is not None
        assert known_at(LESSONS[:1], MONDAY + ACTIVE + DAY) is None

    def test_has_lessons_ahead_until_they_are_held_or_come_to_nothing(self) -> None:
        agreed = did(Deed.AGREED, 20, "next", lesson_at=MONDAY + 30 * DAY)
        moved = did(Deed.MOVED, 21, "next", lesson_at=MONDAY + 33 * DAY)
        off = did(Deed.CALLED_OFF, 22, "next")
        assert known(*LESSONS, agreed, day=29)["lessons_ahead"] == 1
        assert known(*LESSONS, agreed, day=31)["lessons_ahead"] == 0
        assert known(*LESSONS, agreed, moved, day=31)["lessons_ahead"] == 1
        assert known(*LESSONS, agreed, moved, off, day=31)["lessons_ahead"] == 0

    def test_is_told_of_what_went_wrong_lately(self) -> None:
        kinds = (Deed.CALLED_OFF, Deed.MISSED, Deed.LET_DOWN, Deed.COMPLAINED, Deed.PAYMENT_FAILED)
        wrong = [did(kind, at, f"w{at}") for at, kind in enumerate(kinds)]
        lately = [name for name in known(*LESSONS, day=29) if name.endswith("_lately")]
        early, late = known(*LESSONS, *wrong, day=29), known(*LESSONS, *wrong, day=65)
        assert [early[name] for name in lately] == [4, 1, 1, 1, 1, 1]
        assert [late[name] for name in lately] == [3, 0, 0, 0, 0, 0]

    def test_has_credits_tutors_and_stars_that_are_shown(self) -> None:
        bought = did(Deed.CREDITED, 1, "p", value=5), did(Deed.CREDITED, 2, "p", value=-1)
        stars = did(Deed.REVIEWED, 3, "b0", value=5), did(Deed.REVIEWED, 4, "b7", value=2)
        other = replace(did(Deed.LEARNT, 29, "else"), tutor_id=IVAN)
        found = known(*LESSONS, *bought, *stars, other, day=30)
        assert (found["credits_left"], found["tutors"], found["stars"]) == (4, 2, 3.5)
        hidden = known(*LESSONS, *stars, did(Deed.REVIEW_HIDDEN, 5, "b7"), day=30)
        assert hidden["stars"] == 5
        assert isnan(known(*LESSONS, day=30)["stars"])


def lives(seed: int) -> dict[str, Sequence[Done]]:
    return dict(learners(np.random.default_rng(seed), 6, 26))


class TestAnExample:
    def test_is_a_monday_and_what_came_of_it(self) -> None:
        found = list(examples({"s": LESSONS[:3]}, MONDAY + 70 * DAY))
        days = [(each.at - MONDAY) // DAY for each in found]
        assert [each % 7 for each in days] == [days[0] % 7] * len(days)
        assert len(days) == len(set(days))
        assert {day: each.went_on for day, each in zip(days, found, strict=True)}[days[0]]
        assert not found[-1].went_on

    def test_is_none_before_its_weeks_are_over(self) -> None:
        lesson = [did(Deed.LEARNT, 0.5)]
        first = next(examples({"s": lesson}, MONDAY + 90 * DAY)).at
        assert not list(examples({"s": lesson}, first + HORIZON - DAY))
        assert list(examples({"s": lesson}, first + HORIZON))

    @tried(30)
    @given(st.integers(0, 10_000), st.integers(5, 26))
    def test_is_changed_by_nothing_that_is_recorded_later(self, seed: int, weeks: int) -> None:
        everything = lives(seed)
        until = MONDAY + weeks * WEEK
        by_then = {
            student: [each for each in done if each.at <= until]
            for student, done in everything.items()
        }
        assert repr(list(examples(everything, until))) == repr(list(examples(by_then, until)))
        later = list(examples(everything, until + 10 * WEEK))
        known_then = [each for each in later if each.at + HORIZON <= until]
        assert repr(known_then) == repr(list(examples(by_then, until)))
