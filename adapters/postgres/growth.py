"""When the log has grown, as PostgreSQL tells."""

from types import TracebackType
from typing import Any, Self

import psycopg

from adapters.postgres.pool import outages
from adapters.postgres.relay_state import LOG_CHANNEL


class LogGrowth:
    """This listens on a connection of its own, while it is open."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> Self:
        with outages():
            self._connection: psycopg.Connection[Any] = psycopg.connect(
                self._url, autocommit=True, application_name="preceptor live"
            )
            self._connection.execute(f"LISTEN {LOG_CHANNEL}")
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _reason: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def wait(self, seconds: float) -> None:
        """This returns when the log has grown, or after so many seconds.

        Raises:
            Unavailable: the connection is lost.
        """
        with outages():
            for _ in self._connection.notifies(timeout=seconds, stop_after=1):
                return
