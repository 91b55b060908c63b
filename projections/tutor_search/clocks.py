"""Wanted time as the clocks of every zone show it, to be held against hours told in wall clocks.

Hours become instants by the rules of `domain.shared.time.instant`: a wall time that a forward
shift skips is the shift itself, one that a backward shift repeats is its first occurrence. Here
the same is done the other way round, once for each zone instead of once for each tutor: a tutor
is open for all of the wanted time when their windows hold every wall minute given here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

import orjson

from domain.shared.time import instant
from projections.rows import Row

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
LONGEST_SHIFT = timedelta(hours=3)
"""Backward shifts repeat less than that, so what began before it is not repeated any more."""

Walls = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Clocks:
    """This is the wanted spans as every zone's clocks show them, in the shapes SQL takes.

    Attributes:
        alike: for every zone, at which place below stands what its clocks show; JSON.
        windows: for each place, the minutes of a week of all spans together, an
            `int4multirange[]`.
        weeks: and those of each span, as many for every place: an `int4multirange[][]`.
        spans: and every span, with those minutes, and the dates concerned with the minutes of
            both; JSON.
    """

    alike: str
    windows: str
    weeks: str
    spans: str


@lru_cache(maxsize=64)
def by_every_clock(spans: tuple[Walls, ...]) -> Clocks:
    """This is the wanted spans by every clock; they follow one another, and may overlap.

    Every branch and page of one search asks for the same time, so the last answers are kept.
    """
    alike: dict[str, int] = {}
    places: dict[timedelta | str, int] = {}
    shown: list[list[Row]] = []
    for clocks in _all_clocks():
        offset = _steady_offset(spans[0][0], spans[-1][1], clocks)
        look = clocks.key if offset is None else offset
        if look not in places:
            shown.append([_row(span, clocks) for span in spans])
            places[look] = len(shown)
        alike[clocks.key] = places[look]
    weeks = _array(_array(_quoted([row]) for row in rows) for rows in shown)
    return Clocks(_json(alike), _array(map(_quoted, shown)), weeks, _json(shown))


def _row(span: Walls, clocks: ZoneInfo) -> Row:
    days = _days(wall_times(*span, clocks))
    week = _array(day["week"] for day in days)
    return {"start": span[0], "finish": span[1], "week": week, "days": days}


def _quoted(rows: list[Row]) -> str:
    weeks = dict.fromkeys(day["week"] for row in rows for day in row["days"])
    return f'"{_array(weeks)}"'


def _array(parts: Iterable[str]) -> str:
    return f"{{{','.join(parts)}}}"


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


@cache
def _all_clocks() -> tuple[ZoneInfo, ...]:
    """This is kept, because the library forgets all but a few zones, and reads them from files."""
    return tuple(ZoneInfo(name) for name in sorted(available_timezones()))


def wall_times(start: datetime, end: datetime, clocks: ZoneInfo) -> list[Walls]:
    """This is the wall times, whole minutes without a zone, in which the tutor must be open."""
    opens, closes = _wall(start, clocks), _wall_up(end, clocks)
    if _steady_offset(start, end, clocks) is not None:
        return [(opens, closes)]
    while _instant(opens + MINUTE, clocks) <= start:
        opens += MINUTE
    while _instant(closes, clocks) < end:
        closes += MINUTE
    skipped = _skipped(start, end, clocks)
    if skipped is None:
        return [(opens, closes)]
    pieces = (opens, min(closes, skipped[0])), (max(opens, skipped[1]), closes)
    return [piece for piece in pieces if piece[0] < piece[1]]


def _days(walls: list[Walls]) -> list[Row]:
    days = []
    for day, first, last in _by_date(walls):
        midnight = day.weekday() * 24 * 60
        week = f"[{midnight + first},{midnight + last})"
        days.append({"day": day.date(), "minutes": f"[{first},{last})", "week": week})
    return days


def _by_date(walls: list[Walls]) -> Iterator[tuple[datetime, int, int]]:
    """This cuts wall times at midnight: date, first minute, and the minute behind the last."""
    for opens, closes in walls:
        day = opens.replace(hour=0, minute=0)
        while day < closes:
            yield day, max(opens - day, MINUTE * 0) // MINUTE, min(closes - day, DAY) // MINUTE
            day += DAY


def _wall(at: datetime, clocks: ZoneInfo) -> datetime:
    return at.astimezone(clocks).replace(second=0, microsecond=0, tzinfo=None, fold=0)


def _wall_up(at: datetime, clocks: ZoneInfo) -> datetime:
    """This is the first whole minute the clocks show at the end of time that lasts up to `at`."""
    return _wall(at - timedelta(microseconds=1), clocks) + MINUTE


def _offset(at: datetime, clocks: ZoneInfo) -> timedelta | None:
    return at.astimezone(clocks).utcoffset()


def _steady_offset(start: datetime, end: datetime, clocks: ZoneInfo) -> timedelta | None:
    """This is how far the clocks are ahead, or nothing when they shift around that time."""
    offset = _offset(end, clocks)
    return offset if offset == _offset(start - LONGEST_SHIFT, clocks) else None


def _instant(wall: datetime, clocks: ZoneInfo) -> datetime:
    return instant(wall.date(), wall.time(), clocks.key)


def _skipped(start: datetime, end: datetime, clocks: ZoneInfo) -> Walls | None:
    """This is the wall times that a forward shift within the wanted time leaves out, if any."""
    low, high = start, end - timedelta(microseconds=1)
    before = _offset(low, clocks)
    if before == _offset(high, clocks):
        return None
    while high - low > timedelta(microseconds=1):
        middle = low + (high - low) / 2
        if _offset(middle, clocks) == before:
            low = middle
        else:
            high = middle
    first, last = _wall_up(high, clocks), _wall(high, clocks)
    return (first, last) if first < last else None
