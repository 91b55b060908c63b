"""Days, and sums over all of them."""

from dataclasses import dataclass
from datetime import date

from projections.reading import Reader


@dataclass(frozen=True, slots=True)
class Rollup:
    """This is one figure of one day; money is in minor units of its currency."""

    day: date
    metric: str
    currency: str
    value: int


@dataclass(frozen=True, slots=True)
class Sum:
    """This is one figure over all days."""

    metric: str
    currency: str
    value: int


@dataclass(frozen=True, slots=True)
class Imported:
    """This is what came from one other marketplace."""

    source: str
    tutor_count: int
    course_count: int


@dataclass(frozen=True, slots=True)
class Totals:
    """This is how much there is: sums since the beginning, and what is on offer now."""

    sums: tuple[Sum, ...]
    tutor_count: int
    listed_tutor_count: int
    bookable_tutor_count: int
    course_count: int
    imported: tuple[Imported, ...]


def daily(reader: Reader, first: date, last: date) -> list[Rollup]:
    """This is every figure of the days from `first` to `last`, both included, UTC."""
    found = reader.rows(
        "SELECT day, metric, currency, value FROM platform_metrics.rollups"
        " WHERE day BETWEEN %(first)s AND %(last)s ORDER BY day, metric, currency",
        {"first": first, "last": last},
    )
    return [Rollup(**row) for row in found]


def totals(reader: Reader) -> Totals:
    """This is all there is; imported counts can be held against the file they came from."""
    sums = reader.rows(
        "SELECT metric, currency, sum(value)::bigint AS value FROM platform_metrics.rollups"
        " GROUP BY metric, currency ORDER BY metric, currency"
    )
    there = reader.row(
        "SELECT count(*) AS tutor_count,"
        " count(*) FILTER (WHERE is_listed) AS listed_tutor_count,"
        " count(*) FILTER (WHERE is_bookable) AS bookable_tutor_count,"
        " coalesce(sum(course_count), 0)::bigint AS course_count FROM platform_metrics.tutors"
    )
    imported = reader.rows(
        "SELECT source, count(*) AS tutor_count,"
        " sum(imported_course_count)::bigint AS course_count"
        " FROM platform_metrics.tutors WHERE source IS NOT NULL GROUP BY source ORDER BY source"
    )
    return Totals(
        sums=tuple(Sum(**row) for row in sums),
        imported=tuple(Imported(**row) for row in imported),
        **(there or {}),
    )
