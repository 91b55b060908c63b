"""A log in PostgreSQL that tests write into and damage, with the keys of its people."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import count
from typing import Any, LiteralString

import psycopg

from adapters.bodies.sealing import Sealing
from adapters.memory.keys import InMemoryKeyVault
from adapters.postgres.auditing.history import PostgresHistory
from adapters.postgres.auditing.reading import RawLog
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.fact_reader import PostgresFactReader
from adapters.postgres.forgetting import PostgresKeyDestruction
from adapters.postgres.keyring import PostgresKeyring
from adapters.postgres.migrate import migrate
from adapters.postgres.pool import open_datastore
from application.ports import Append, Change
from domain.shared.event import Fact
from domain.shared.personal import Category
from tests.support.calendar import MONDAY
from tests.support.keys import KEK

ALL = tuple(Category)


class Archive:
    """This is a log, its keys, and every way of looking at it that auditors have."""

    def __init__(self, url: str) -> None:
        migrate(url)
        self.url = url
        self._open = ExitStack()
        self.datastore = self._open.enter_context(closing(open_datastore(url)))
        self.keyring = PostgresKeyring(self.datastore, InMemoryKeyVault(KEK))
        self.sealing = Sealing(self.keyring)
        self.log = self._open.enter_context(closing(PostgresEventLog(self.datastore, self.sealing)))
        self.facts = PostgresFactReader(self.datastore, self.sealing)
        self.raw = RawLog(self.datastore)
        self.history = PostgresHistory(self.datastore)
        self.destruction = PostgresKeyDestruction(self.datastore)
        self._versions: dict[str, int] = {}
        self._keys = count(1)

    def record(self, stream_id: str, *facts: Fact, **envelope: Any) -> int:
        """This appends facts as one command would, and answers where the last one stands."""
        version = self._versions.get(stream_id, 0)
        self._versions[stream_id] = version + len(facts)
        key = f"key-{next(self._keys)}"
        told: dict[str, Any] = {
            "scope": "system",
            "key": key,
            "fingerprint": "f",
            "outcome": "{}",
            "at": MONDAY,
            "actor": "system",
            "ground": "system:Test",
            "correlation_id": f"request-{key}",
            "causation_id": key,
        }
        changes = (Change(stream_id, version, facts),)
        guards = {stream_id: version}
        appended = self.log.append(Append(changes=changes, guards=guards, **{**told, **envelope}))
        return appended.places[-1].position

    def erase(self, person_id: str) -> None:
        """This fences somebody off and destroys their keys."""
        self.destruction.fence(person_id, ALL, "request-1")
        self.destruction.destroy(person_id, ALL)
        self.keyring.forget()

    def damage(self, statement: LiteralString, *values: Any) -> None:
        """This changes what is stored as nobody may: the triggers are off meanwhile."""
        with psycopg.connect(self.url) as connection:
            connection.execute("ALTER TABLE log.facts DISABLE TRIGGER ALL")
            changed = connection.execute(statement, values or None)
            connection.execute("ALTER TABLE log.facts ENABLE TRIGGER ALL")
        assert changed.rowcount != 0, "the damage hit nothing"
        self.keyring.forget()

    def close(self) -> None:
        """This closes what was opened."""
        self._open.close()


@contextmanager
def archive(url: str) -> Iterator[Archive]:
    """This is an archive in that database until the block ends."""
    with closing(Archive(url)) as opened:
        yield opened
