"""Facts of showings become sums by the day something was shown, whenever what follows is done."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC
from math import log2
from pathlib import Path
from typing import Any, Final
from zlib import crc32

from domain.drift.bins import grid
from domain.drift.calibration import STEPS
from domain.shared.event import Recorded, happened_at
from domain.showing.events import BegunEvent, ClickEvent, ShowingEvent, ShownEvent
from domain.showing.terms import MILLION, Way
from projections.rows import Row, RowKey, Rows, Table
from projections.runtime import Projection

OF_DAY: Final = ("way", "model_version", "day")
COUNTED: Final = ("showings", "named", "clicked", "booked")
SHOWN = Table("shown", key=("showing_id",), columns=(*OF_DAY, "first_place", "steps"))
DAYS = Table(
    "days",
    key=OF_DAY,
    columns=(*COUNTED, "gain", "squares"),
    blank=dict.fromkeys((*COUNTED, "gain", "squares"), 0),
)
TOLD = Table(
    "told",
    key=(*OF_DAY, "step"),
    columns=("tutors", "expected", "spread", "booked"),
    blank=dict.fromkeys(("tutors", "expected", "spread", "booked"), 0),
)
SEEN = Table("seen", key=(*OF_DAY, "feature", "bin"), columns=("showings",), blank={"showings": 0})
CHANCE: Final = "p_book"
"""The feature that says how likely a booking is, where a model says so."""

LOOKED_AT: Final = 10
NOT_SAID: Final = -1


def apply(rows: Rows, recorded: Recorded[ShowingEvent]) -> None:
    """This adds a showing to its day, or what somebody did with it."""
    fact = recorded.fact
    if isinstance(fact, ShownEvent):
        if fact.candidates:
            _show(rows, fact)
    elif isinstance(fact, ClickEvent) and fact.is_first:
        _click(rows, fact)
    elif isinstance(fact, BegunEvent):
        _book(rows, fact)


def _show(rows: Rows, fact: ShownEvent) -> None:
    way = Way(fact.TOPIC.partition(".")[0])
    day = happened_at(fact).astimezone(UTC).date()
    key = (way.value, fact.model_version, day)
    is_named = fact.student_id is not None
    # Only of a showing that says who saw it can it be told whether they booked.
    chances = _chances(fact) if is_named else [None] * len(fact.candidates)
    steps = [NOT_SAID if chance is None else _step(chance) for chance in chances]
    shown = dict(zip(OF_DAY, key, strict=True))
    places = {"first_place": fact.candidates[0].position, "steps": steps}
    rows.put(SHOWN, {"showing_id": fact.showing_id, **shown, **places})
    rows.increase(DAYS, *key, showings=1, named=int(is_named))
    for step, chance in zip(steps, chances, strict=True):
        if chance is not None:
            spread = chance * (MILLION - chance) // MILLION
            rows.increase(TOLD, *key, step, tutors=1, expected=chance, spread=spread)
    # One tutor of each showing stands for it: those shown together are alike.
    drawn = fact.candidates[crc32(fact.showing_id.encode()) % len(fact.candidates)]
    for feature, value in zip(fact.features, drawn.values_millionths, strict=True):
        rows.increase(SEEN, *key, feature, grid(value), showings=1)


def _click(rows: Rows, fact: ClickEvent) -> None:
    gain = round(MILLION / log2(fact.seat.position + 1)) if fact.seat.position <= LOOKED_AT else 0
    key = _key(_shown(rows, fact.showing_id))
    rows.increase(DAYS, *key, clicked=1, gain=gain, squares=gain * gain // MILLION)


def _book(rows: Rows, fact: BegunEvent) -> None:
    shown = _shown(rows, fact.showing_id)
    if fact.is_first:
        rows.increase(DAYS, *_key(shown), booked=1)
    step = shown["steps"][fact.seat.position - shown["first_place"]]
    if step != NOT_SAID:
        rows.increase(TOLD, *_key(shown), step, booked=1)


def _shown(rows: Rows, showing_id: str) -> Row:
    found = rows.get(SHOWN, showing_id)
    assert found is not None, "what follows a showing comes after it, in its stream"
    return found


def _key(shown: Row) -> tuple[Any, ...]:
    return tuple(shown[name] for name in OF_DAY)


def _chances(fact: ShownEvent) -> list[int | None]:
    """This is what was said of a booking of each, in their order."""
    if CHANCE not in fact.features:
        return [None] * len(fact.candidates)
    at = fact.features.index(CHANCE)
    return [each.values_millionths[at] for each in fact.candidates]


def _step(chance: int) -> int:
    return bisect_right(STEPS, chance / MILLION)


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the row of the showing; sums of a day are few, and soon at hand."""
    yield SHOWN, (recorded.fact.showing_id,)


PROJECTION = Projection(
    name="model_performance",
    version=1,
    contexts=frozenset(way.value for way in Way),
    schema=Path(__file__).with_name("schema.sql"),
    tables=(SHOWN, DAYS, TOLD, SEEN),
    apply=apply,
    keys=keys,
)
