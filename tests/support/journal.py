"""A log in PostgreSQL that tests write straight into, and the road that begins there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from uuid import uuid4

from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.migrate import migrate
from adapters.postgres.pool import open_datastore
from application.consistency import Token
from application.ports import Append, Change
from domain.shared.event import Fact
from tests.support.calendar import MONDAY
from tests.support.keys import sealing_on
from tests.support.road import Road

PARTITIONS = 2


class Journal:
    """This appends facts as commands would, and knows the road they take."""

    def __init__(self, url: str, kafka: str) -> None:
        migrate(url)
        self._datastore = open_datastore(url)
        self._log = PostgresEventLog(self._datastore, sealing_on(self._datastore))
        self._versions: dict[str, int] = {}
        self._keys = count()
        self.road = Road(
            url, self._datastore, kafka, PARTITIONS, refill=50, prefix=f"t{uuid4().hex[:8]}."
        )

    def record(self, stream_id: str, *facts: Fact, at: datetime = MONDAY) -> Token:
        """This appends facts to a stream at that time, and tells where they stand."""
        version = self._versions.get(stream_id, 0)
        self._versions[stream_id] = version + len(facts)
        entry = Append(
            scope="test",
            key=str(next(self._keys)),
            fingerprint="",
            outcome="{}",
            changes=(Change(stream_id, version, facts),),
            guards={stream_id: version},
            at=at,
            actor="system",
            ground="system:Test",
            correlation_id="correlation",
            causation_id="causation",
        )
        return Token.of(self._log.append(entry).places, PARTITIONS)

    def head(self) -> int:
        """This is the position of the newest fact."""
        return self._log.head()

    def close(self) -> None:
        """This closes the log."""
        self._log.close()
        self._datastore.close()


@contextmanager
def journal(url: str, kafka: str = "127.0.0.1:1") -> Iterator[Journal]:
    """This is a journal in that database until the block ends."""
    made = Journal(url, kafka)
    try:
        yield made
    finally:
        made.close()
