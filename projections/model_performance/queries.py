"""How what puts tutors in order does, by the day, and whether it is still what it was."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, LiteralString, TypeAlias

from domain.drift.calibration import Told
from domain.drift.figures import Mean, Share
from domain.drift.watching import Day, Watched, watch
from domain.showing.terms import MILLION
from projections.reading import Reader

OPEN: Final = timedelta(days=2)
"""Until so much later somebody may still open or book what they were shown that day."""

NOW: Final = timedelta(days=7)
BEFORE: Final = timedelta(days=28)

Model: TypeAlias = tuple[str, str]
"""A way to be shown tutors, and the version of what puts them in order there."""

Days: TypeAlias = Mapping[date, Day]
BETWEEN: LiteralString = " WHERE day >= %(first)s AND day < %(end)s"


@dataclass(frozen=True, slots=True)
class Performance:
    """This is one version of what puts tutors in order, the week before yesterday.

    Attributes:
        way: where: in search, or among recommendations.
        model_version: which.
        first: the first day of the week, `last` the last, UTC.
        is_against_itself: it is held against itself in the four weeks before; a version that was
            not there for all of them, against whatever put tutors in order then.
        watched: what it does now and did before, and what of it is an alarm.
    """

    way: str
    model_version: str
    first: date
    last: date
    is_against_itself: bool
    watched: Watched


def performance(reader: Reader, today: date) -> list[Performance]:
    """This is every version that put tutors in order that week."""
    end = today - OPEN + timedelta(days=1)
    found = _days(reader, end - NOW - BEFORE, end)
    first = end - NOW
    return [
        _judged(model, found, first, end)
        for model, days in sorted(found.items())
        if any(day >= first for day in days)
    ]


def _judged(model: Model, found: Mapping[Model, Days], first: date, end: date) -> Performance:
    days = found[model]
    own = [each for day, each in days.items() if day < first]
    is_against_itself = first - min(days) >= BEFORE
    others = [
        each
        for (way, _), theirs in found.items()
        if way == model[0]
        for day, each in theirs.items()
        if day < first
    ]
    now = [each for day, each in days.items() if day >= first]
    watched = watch(own if is_against_itself else others, now)
    return Performance(*model, first, end - timedelta(days=1), is_against_itself, watched)


def _days(reader: Reader, first: date, end: date) -> Mapping[Model, Days]:
    """This is every day of every version."""
    values = {"first": first, "end": end}
    told: dict[tuple[Any, ...], dict[int, Told]] = defaultdict(dict)
    for row in reader.rows("SELECT * FROM model_performance.told" + BETWEEN, values):
        told[_key(row)][row["step"]] = _told(row)
    seen: dict[tuple[Any, ...], dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in reader.rows("SELECT * FROM model_performance.seen" + BETWEEN, values):
        seen[_key(row)][row["feature"]][row["bin"]] = row["showings"]
    found: dict[Model, dict[date, Day]] = defaultdict(dict)
    for row in reader.rows("SELECT * FROM model_performance.days" + BETWEEN, values):
        key = _key(row)
        found[key[0], key[1]][key[2]] = _day(row, told[key], seen[key])
    return found


def _key(row: Mapping[str, Any]) -> tuple[str, str, date]:
    return row["way"], row["model_version"], row["day"]


def _told(row: Mapping[str, Any]) -> Told:
    expected, spread = row["expected"] / MILLION, row["spread"] / MILLION
    return Told(row["tutors"], expected, spread, row["booked"])


def _day(
    row: Mapping[str, Any], told: Mapping[int, Told], seen: Mapping[str, Mapping[int, int]]
) -> Day:
    showings = row["showings"]
    gain = Mean(showings, row["gain"] / MILLION, row["squares"] / MILLION)
    return Day(
        Share(showings, row["clicked"]), Share(row["named"], row["booked"]), gain, told, seen
    )


def alarms(found: Sequence[Performance]) -> tuple[str, ...]:
    """This is what of it is an alarm, in a sentence each."""
    return tuple(
        f"What puts tutors in order ({each.way}, {each.model_version}) is not what it was from"
        f" {each.first} to {each.last}: {', '.join(each.watched.alarms)}."
        for each in found
        if each.watched.alarms
    )
