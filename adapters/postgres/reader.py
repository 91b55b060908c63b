"""Reading the read models through a pool of read-only connections."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, LiteralString

from psycopg import OperationalError
from psycopg.errors import InvalidSchemaName, UndefinedTable
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

from domain.shared.errors import Unavailable

SETTINGS = (
    "-c default_transaction_read_only=on -c TimeZone=UTC"
    " -c jit=off"
    " -c max_parallel_workers_per_gather=0"
    " -c plan_cache_mode=force_custom_plan"
    " -c hnsw.iterative_scan=relaxed_order"
    " -c hnsw.ef_search=200"
    " -c hnsw.max_scan_tuples=100000"
)
"""Plans are made for the values at hand: a rare subject and a common one want different ones, and
a plan once prepared would keep neither that nor the settings. Starting more workers takes longer
than most answers. The index of vectors is walked on until as many are found as are asked for."""


class PostgresReader:
    """This runs the statements of the queries, each on a connection of its own from the pool."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self._pool = ConnectionPool(
            url,
            min_size=1,
            max_size=pool_size,
            open=True,
            kwargs={
                "autocommit": True,
                "options": SETTINGS,
            },
        )

    def rows(
        self, statement: LiteralString, values: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """This is every row the statement finds, columns by name.

        Raises:
            Unavailable: PostgreSQL does not answer, or the read model is not built yet.
        """
        with _outages(), self._pool.connection() as connection:
            return list(connection.cursor(row_factory=dict_row).execute(statement, values))

    def row(
        self, statement: LiteralString, values: Mapping[str, Any] | None = None
    ) -> dict[str, Any] | None:
        """This is the first row the statement finds.

        Raises:
            Unavailable: PostgreSQL does not answer, or the read model is not built yet.
        """
        with _outages(), self._pool.connection() as connection:
            return connection.cursor(row_factory=dict_row).execute(statement, values).fetchone()

    def close(self) -> None:
        """This closes the pool."""
        self._pool.close()


@contextmanager
def _outages() -> Iterator[None]:
    try:
        yield
    except (InvalidSchemaName, UndefinedTable) as reason:
        raise Unavailable("the read model is not built yet") from reason
    except (OperationalError, PoolTimeout) as reason:
        raise Unavailable("PostgreSQL does not answer") from reason
