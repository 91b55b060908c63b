"""One tutor who comes into question for one student: how well the two fit, from rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo

from domain.matching.compatibility import (
    Compatibility,
    Part,
    Scale,
    Student,
    Tutor,
    compatibility,
)
from domain.matching.overlap import Side, Span
from domain.matching.reasons import Known, Reason, reasons
from projections.past import MINUTES_A_DAY, Past
from projections.proposing import Wished
from projections.rating import Rated

STANDING: Final = 0.7
"""How much the order of the sources counts; compatibility counts the rest."""

MINUTES_A_WEEK: Final = 7 * MINUTES_A_DAY
PLENTY_MINUTES: Final = 240
"""Who has so much time is as good as who has more."""

COUNTED: Final = ("rating", "review_count", "lessons_given", "students", "kept", "broken")
FEATURES: Final = ("compatibility", *Part, "standing", "times_booked", *COUNTED, "p_book")
"""The names of everything that is kept of somebody who was shown."""

NEAR, FAR = 0.35, 0.9
"""Cosine distances at which words are taken to say the same, and to have nothing in common."""


@dataclass(slots=True)
class Candidate:
    """This is one tutor who comes into question.

    Attributes:
        row: what is known of them.
        fused: the ranks the sources gave them, as one number.
        standing: what their place in the order of that is worth, between 0 and 1.
        sources: what proposed them.
        rated: what the model says, where it knows them.
    """

    row: Mapping[str, Any]
    compatibility: Compatibility
    times_booked: int
    fused: float = 0.0
    standing: float = 0.0
    sources: set[str] = field(default_factory=set)
    rated: Rated | None = None

    @property
    def value(self) -> float:
        """This is what they are ranked by, between 0 and 1."""
        return STANDING * self.standing + (1 - STANDING) * self.compatibility.score

    @property
    def features(self) -> dict[str, float | None]:
        """This is what is known of the two, by name: whoever asks later is told the same."""
        parts = {part.value: value for part, value in self.compatibility.parts.items()}
        return {
            "compatibility": self.compatibility.score,
            **parts,
            "standing": self.standing,
            "times_booked": self.times_booked,
            **{name: self.row[name] for name in COUNTED},
        }


def candidate(row: Mapping[str, Any], wished: Wished, past: Past, scale: Scale) -> Candidate:
    """This is the tutor of that row, held against what the student wants and did."""
    student, tutor = _student(row, wished, past), _tutor(row, wished, past)
    return Candidate(
        row=row,
        compatibility=compatibility(student, tutor, scale),
        times_booked=tutor.times_booked,
    )


def _student(row: Mapping[str, Any], wished: Wished, past: Past) -> Student:
    wish = wished.wish
    spoken = frozenset({wish.language}) if wish.language else past.languages
    return Student(
        Side(spoken, _wanted_time(row, wished, past), _budget(row, wished, past)), wished.level
    )


def _wanted_time(row: Mapping[str, Any], wished: Wished, past: Past) -> tuple[Span, ...]:
    """This is when the student wants to learn, by the tutor's clock: as asked, or as they did."""
    wish = wished.wish
    if wish.weekday is None:
        return past.spans(row["zone"])
    midnight = (wish.weekday - 1) * MINUTES_A_DAY
    closes = MINUTES_A_DAY if wish.to_minute is None else wish.to_minute
    return ((midnight + (wish.from_minute or 0), midnight + closes),)


def _budget(row: Mapping[str, Any], wished: Wished, past: Past) -> tuple[int, int] | None:
    """This is what an hour may cost in the tutor's currency, as asked, or as it did."""
    low, high = wished.prices
    if low is None and high is None:
        return past.prices(row["currency"])
    if wished.wish.currency != row["currency"]:
        return None
    return low or 0, high if high is not None else max(low or 0, row["price_to_minor"] or 0)


def _tutor(row: Mapping[str, Any], wished: Wished, past: Past) -> Tutor:
    price_from, price_to = row["price_from_minor"], row["price_to_minor"]
    levels = row["taught"].get(wished.wish.subject or "")
    return Tutor(
        side=Side(
            languages=frozenset(row["languages"]),
            spans=_pairs(row["week"]),
            prices=None if price_from is None else (price_from, price_to),
        ),
        levels=(levels["level_lo"], levels["level_hi"]) if levels else None,
        soon=_soon(row, wished),
        goal=_closeness(row["goal_distance"]),
        style=_closeness(row["style_distance"]),
        kept=row["kept"],
        broken=row["broken"],
        times_booked=past.times_booked.get(row["tutor_id"], 0),
    )


def _soon(row: Mapping[str, Any], wished: Wished) -> float | None:
    """This is how much time the tutor ordinarily has within the days that somebody can wait."""
    if wished.within is None:
        return None
    clock = ZoneInfo(row["zone"] or "UTC")
    now = wished.within.now.astimezone(clock)
    starts = now.weekday() * MINUTES_A_DAY + now.hour * 60 + now.minute
    ends = starts + wished.within.days * MINUTES_A_DAY
    open_minutes = sum(
        max(0, min(ends, closes + later) - max(starts, opens + later))
        for later in (0, MINUTES_A_WEEK)
        for opens, closes in _pairs(row["week"])
    )
    left: float = max(open_minutes - row["taken_minutes"], 0)
    return left / PLENTY_MINUTES if left < PLENTY_MINUTES else 1.0


def _pairs(week: Sequence[int]) -> tuple[Span, ...]:
    return tuple(zip(week[::2], week[1::2], strict=True))


def _closeness(distance: float | None) -> float | None:
    if distance is None:
        return None
    return min(max((FAR - distance) / (FAR - NEAR), 0.0), 1.0)


def likeness(one: Candidate, other: Candidate) -> float:
    """This is how alike two tutors are to somebody who chooses between them."""
    ours, theirs = one.row, other.row
    same = (
        bool(set(ours["subjects"]) & set(theirs["subjects"])),
        bool(set(ours["languages"]) & set(theirs["languages"])),
        _near(ours["price_from_minor"], theirs["price_from_minor"]),
        ours["zone"] == theirs["zone"],
    )
    return float(sum(same)) / len(same)


def _near(price: int | None, other: int | None) -> bool:
    if price is None or other is None:
        return price is other
    return bool(abs(price - other) <= max(price, other) / 10)


def told_of(
    features: Mapping[str, float | None], sources: Iterable[str], *, is_new: bool
) -> tuple[Reason, ...]:
    """This is why somebody is, or was, shown: it follows from what was kept of it alone."""
    known = {name: value for name, value in features.items() if value is not None}
    return reasons(
        Known(
            parts={part: known[part] for part in Part if part in known},
            sources=frozenset(sources),
            times_booked=int(known.get("times_booked", 0)),
            rating=known.get("rating"),
            review_count=int(known.get("review_count", 0)),
            lessons_given=int(known.get("lessons_given", 0)),
            is_new=is_new,
        )
    )
