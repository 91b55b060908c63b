"""Reading the read models through a pool of read-only connections."""

from collections.abc import Mapping
from typing import Any, LiteralString

from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool


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
                "row_factory": dict_row,
                "options": "-c default_transaction_read_only=on",
            },
        )

    def rows(
        self, statement: LiteralString, values: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """This is every row the statement finds, columns by name."""
        with self._pool.connection() as connection:
            return connection.execute(statement, values).fetchall()  # type: ignore[return-value]

    def row(
        self, statement: LiteralString, values: Mapping[str, Any] | None = None
    ) -> dict[str, Any] | None:
        """This is the first row the statement finds."""
        with self._pool.connection() as connection:
            return connection.execute(statement, values).fetchone()  # type: ignore[return-value]

    def close(self) -> None:
        """This closes the pool."""
        self._pool.close()
