"""The marketplace in windows of time, as rows: kept by whoever counts, read by whoever asks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import LiteralString

import psycopg
from eventsourcing.postgres import PostgresDatastore
from psycopg.rows import class_row

from adapters.postgres.pool import outages
from application.analytics.asking import Asked, Figure
from application.analytics.folding import Cell, Key
from application.consistency import Partition

_KEEP: LiteralString = """
    INSERT INTO analytics.windows (
        fold, context, partition, measure, period, start, subject, country, currency,
        value, position)
    SELECT %s, told.* FROM unnest(
        %s::text[], %s::integer[], %s::text[], %s::text[], %s::timestamptz[],
        %s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint[]) AS told
    ON CONFLICT (fold, period, start, measure, subject, country, currency, context, partition)
    DO UPDATE SET value = EXCLUDED.value, position = EXCLUDED.position
    WHERE windows.position < EXCLUDED.position
"""
_MOVE: LiteralString = """
    INSERT INTO analytics.places (fold, context, partition, position)
    SELECT %s, told.* FROM unnest(%s::text[], %s::integer[], %s::bigint[]) AS told
    ON CONFLICT (fold, context, partition) DO UPDATE SET position = EXCLUDED.position
    WHERE places.position < EXCLUDED.position
"""
_FIND: LiteralString = """
    SELECT period, start, measure,
        CASE WHEN %(by_subject)s THEN subject ELSE '' END AS subject,
        CASE WHEN %(by_country)s THEN country ELSE '' END AS country,
        currency, sum(value)::bigint AS value
    FROM analytics.windows
    WHERE fold = %(fold)s AND period = %(period)s AND start >= %(first)s AND start < %(end)s
        AND (%(measure)s::text IS NULL OR measure = %(measure)s)
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(value) <> 0
    ORDER BY start, measure, 4, 5, currency
"""
_PLACES: LiteralString = """
    SELECT context, partition, position FROM analytics.places WHERE fold = %s
"""

Rows = Sequence[tuple[Partition, Key, Cell]]


class PostgresWindows:
    """This keeps figures; one that is older than what there is changes nothing.

    Every call raises `Unavailable` when PostgreSQL does not answer.
    """

    def __init__(self, url: str, fold: str) -> None:
        self._url = url
        self._fold = fold

    def keep(self, rows: Rows, places: Mapping[Partition, int]) -> None:
        """This keeps figures, and up to where partitions are in them: all or nothing."""
        with outages(), psycopg.connect(self._url) as connection:
            if rows:
                connection.execute(_KEEP, (self._fold, *_columns(rows)))
            moved = [(line.context, line.number, at) for line, at in places.items()]
            connection.execute(_MOVE, (self._fold, *_turned(moved, 3)))


class PostgresFigures:
    """This answers what was asked of the figures, through the pool of the log."""

    def __init__(self, datastore: PostgresDatastore, fold: str) -> None:
        self._datastore = datastore
        self._fold = fold

    def find(self, asked: Asked) -> list[Figure]:
        """This is every figure of those windows that is not nothing, added up."""
        values = {
            "fold": self._fold,
            "period": asked.period,
            "first": asked.start,
            "end": asked.end,
            "measure": asked.measure,
            "by_subject": asked.by_subject,
            "by_country": asked.by_country,
        }
        with (
            self._datastore.get_connection() as connection,
            connection.cursor(row_factory=class_row(Figure)) as cursor,
        ):
            return cursor.execute(_FIND, values).fetchall()

    def places(self) -> dict[Partition, int]:
        """This is up to where each partition's facts are in."""
        with self._datastore.get_connection() as connection:
            found = connection.execute(_PLACES, (self._fold,)).fetchall()
        return {Partition(row["context"], row["partition"]): row["position"] for row in found}


def _columns(rows: Rows) -> list[list[object]]:
    return _turned(((line.context, line.number, *key, *cell) for line, key, cell in rows), 10)


def _turned(rows: Iterable[tuple[object, ...]], width: int) -> list[list[object]]:
    """This is the same column by column."""
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]
