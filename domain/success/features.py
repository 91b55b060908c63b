"""What is known of how somebody's learning goes, at a moment: of what was recorded by then alone.

All of it is about lessons and money. Age, country and language are no features: what they would
add is what groups differ in, and nobody is to be told their prospects by the group they are in.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from math import nan
from statistics import median
from typing import Final

from domain.success.deeds import ENDED, Deed, Done

FEATURES: Final = (
    "days_since_lesson",
    "days_between_lessons",
    "overdue",
    "lessons",
    "lessons_lately",
    "lessons_ahead",
    "days_learning",
    "called_off_lately",
    "missed_lately",
    "let_down_lately",
    "complaints_lately",
    "failed_payments_lately",
    "credits_left",
    "tutors",
    "stars",
)
"""Their names, in the order in which values stand."""

LATELY: Final = timedelta(days=60)
ACTIVE: Final = timedelta(days=90)
"""Who has had no lesson for so long does not learn now, and nothing is said of them."""

GAPS: Final = 6
"""So many of the last lessons say how often somebody learns."""

DAY: Final = timedelta(days=1)
COUNTED: Final = {
    Deed.CALLED_OFF: "called_off_lately",
    Deed.MISSED: "missed_lately",
    Deed.LET_DOWN: "let_down_lately",
    Deed.COMPLAINED: "complaints_lately",
    Deed.PAYMENT_FAILED: "failed_payments_lately",
}

Values = tuple[float, ...]
"""This is a value for each feature; what is not known is no number."""


def known_at(done: Iterable[Done], at: datetime) -> Values | None:
    """This is what is known of one student at that moment, if they learn at all."""
    by_then = [each for each in done if each.at <= at]
    lessons = sorted(each.at for each in by_then if each.deed is Deed.LEARNT)
    if not lessons or at - lessons[-1] > ACTIVE:
        return None
    found = {**_rhythm(lessons, at), **_counted(by_then, at), **_standing(by_then, at)}
    return tuple(found[name] for name in FEATURES)


def named(values: Values) -> Mapping[str, float]:
    """This is the same by name."""
    return dict(zip(FEATURES, values, strict=True))


def _rhythm(lessons: Sequence[datetime], at: datetime) -> dict[str, float]:
    since = (at - lessons[-1]) / DAY
    last = lessons[-GAPS:]
    gaps = [(later - one) / DAY for one, later in pairwise(last)]
    usual = median(gaps) if gaps else nan
    return {
        "days_since_lesson": since,
        "days_between_lessons": usual,
        "overdue": since / max(usual, 1.0),
        "lessons": float(len(lessons)),
        "lessons_lately": float(sum(at - each <= LATELY for each in lessons)),
        "days_learning": (at - lessons[0]) / DAY,
    }


def _counted(done: Sequence[Done], at: datetime) -> dict[str, float]:
    found = Counter(each.deed for each in done if at - each.at <= LATELY)
    return {name: float(found[deed]) for deed, name in COUNTED.items()}


def _standing(done: Sequence[Done], at: datetime) -> dict[str, float]:
    stars = _stars(done)
    return {
        "lessons_ahead": float(sum(1 for _ in _ahead(done, at))),
        "credits_left": float(
            max(sum(each.value for each in done if each.deed is Deed.CREDITED), 0)
        ),
        "tutors": float(len({each.tutor_id for each in done if each.deed is Deed.LEARNT})),
        "stars": sum(stars) / len(stars) if stars else nan,
    }


def _ahead(done: Sequence[Done], at: datetime) -> Iterator[datetime]:
    """This is when the lessons are that were agreed, and neither held nor ended by then."""
    times: dict[str, datetime] = {}
    for each in done:
        if each.deed in ENDED:
            times.pop(each.about, None)
        elif each.lesson_at:
            times[each.about] = each.lesson_at
    yield from (time for time in times.values() if time > at)


def _stars(done: Sequence[Done]) -> list[int]:
    """This is what the student gave in reviews that everybody may see."""
    given: dict[str, int] = {}
    for each in done:
        if each.deed is Deed.REVIEWED:
            given[each.about] = each.value
        elif each.deed is Deed.REVIEW_HIDDEN:
            given.pop(each.about, None)
    return list(given.values())
