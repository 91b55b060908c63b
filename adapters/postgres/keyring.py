"""The keys of people: made when first needed, remembered for a minute, destroyed for good.

A key is 32 random bytes for one person and category. It lies in `keys.subject_keys`, wrapped by
the vault, bound to its name. What was destroyed is known as destroyed; a key that is neither
there nor destroyed is an outage (a key table older than the log), never taken for an erasure.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from eventsourcing.postgres import PostgresDatastore

from adapters.bodies.envelope import Drawer, KeyName, fingerprint
from adapters.vault.wrapping import fresh_key
from application.ports import KeyVault, Wrapped
from domain.shared.errors import KeyIsGone, PersonIsErased, Unavailable

REMEMBERED = 20_000
REMEMBERED_SECONDS = 60.0

_FIND = """
    SELECT w.subject, w.category, w.version, k.kek, k.wrapped, d.version IS NOT NULL AS is_destroyed
    FROM unnest(%s::text[], %s::text[], %s::int[]) AS w(subject, category, version)
    LEFT JOIN keys.subject_keys k USING (subject, category, version)
    LEFT JOIN keys.destroyed d USING (subject, category, version)
"""
_NEWEST = """
    SELECT DISTINCT ON (subject, category) subject, category, version, kek, wrapped
    FROM keys.subject_keys
    JOIN unnest(%s::text[], %s::text[]) AS w(subject, category) USING (subject, category)
    ORDER BY subject, category, version DESC
"""
_FENCED = "SELECT drawer FROM log.fences WHERE drawer = ANY(%s) LIMIT 1"
_ADD = """
    INSERT INTO keys.subject_keys (subject, category, version, kek, wrapped, fingerprint)
    SELECT * FROM unnest(%s::text[], %s::text[], %s::int[], %s::int[], %s::bytea[], %s::text[])
    ON CONFLICT DO NOTHING
"""


class Remembered:
    """This keeps what was read for a minute at most; what was read first goes first.

    Looking takes no lock: every writer looks for every fact, and would wait for all others.
    """

    def __init__(self, clock: Callable[[], float], room: int = REMEMBERED) -> None:
        self._clock = clock
        self._room = room
        self._kept: dict[Any, tuple[float, Any]] = {}
        self._lock = threading.Lock()
        self._forgotten = clock()
        self.is_on = True

    def get(self, name: Any, default: Any = None) -> Any:
        """This is what is kept under the name, unless it is too old."""
        found = self._kept.get(name)
        if found is None or self._clock() - found[0] >= REMEMBERED_SECONDS:
            return default
        return found[1]

    def put(self, name: Any, value: Any, since: float) -> None:
        """This keeps what was read; `since` is when the reading began."""
        with self._lock:
            if self.is_on and since >= self._forgotten:
                self._kept.pop(name, None)
                self._kept[name] = (since, value)
                if len(self._kept) > self._room:
                    del self._kept[next(iter(self._kept))]

    def forget_all(self) -> None:
        """This drops everything, and what is being read at this moment."""
        with self._lock:
            self._forgotten = self._clock()
            self._kept.clear()


class PostgresKeyring:
    """This finds and makes keys, and keeps them at hand while it may."""

    def __init__(
        self,
        datastore: PostgresDatastore,
        vault: KeyVault,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._datastore = datastore
        self._vault = vault
        self._clock = clock
        self._remembered = Remembered(clock)
        self._others: list[Callable[[], None]] = []

    def current(self, drawers: Iterable[Drawer]) -> Mapping[Drawer, tuple[int, bytes]]:
        """This is the newest key of each drawer with its version; one is made where none is.

        Raises:
            PersonIsErased: a drawer is fenced off.
        """
        found: dict[Drawer, tuple[int, bytes]] = {}
        missing = []
        for drawer in drawers:
            known = self._remembered.get(drawer)
            if known is None:
                missing.append(drawer)
            else:
                found[drawer] = known
        if missing:
            since = self._clock()
            there = self._newest(missing)
            if len(there) < len(missing):
                self._make([drawer for drawer in missing if drawer not in there])
                there = self._newest(missing)
            for drawer, kept in there.items():
                self._remembered.put(drawer, kept, since)
            found |= there
        return found

    def find(self, names: Iterable[KeyName]) -> Mapping[KeyName, bytes | None]:
        """This is the keys of those names; None for one that was destroyed.

        Raises:
            Unavailable: a key is neither there nor destroyed, or the vault does not open it.
        """
        found: dict[KeyName, bytes | None] = {}
        missing = []
        for name in names:
            known = self._remembered.get(name, self)
            if known is self:
                missing.append(name)
            else:
                found[name] = known
        if missing:
            since = self._clock()
            for name, key in self._select(missing).items():
                self._remembered.put(name, key, since)
                found[name] = key
        return found

    def forget(self) -> None:
        """This drops every key at hand, what is being read at this moment, and what others keep."""
        self._remembered.forget_all()
        for forget in self._others:
            forget()

    def also(self, forget: Callable[[], None]) -> None:
        """This makes somebody forget whenever keys are forgotten: they keep what was opened."""
        self._others.append(forget)

    def remember(self) -> None:
        """This keeps keys at hand from now on."""
        self._remembered.is_on = True

    def remember_nothing(self) -> None:
        """This drops every key at hand and keeps none until told to."""
        self._remembered.is_on = False
        self._remembered.forget_all()

    def _newest(self, drawers: list[Drawer]) -> dict[Drawer, tuple[int, bytes]]:
        columns = ([one.subject for one in drawers], [one.category for one in drawers])
        with self._datastore.get_connection() as connection:
            rows = connection.execute(_NEWEST, columns, prepare=True).fetchall()
        return {
            (name := _name(row)).drawer: (row["version"], self._unwrapped(name, row))
            for row in rows
        }

    def _select(self, names: list[KeyName]) -> dict[KeyName, bytes | None]:
        columns = (
            [name.drawer.subject for name in names],
            [name.drawer.category for name in names],
            [name.version for name in names],
        )
        with self._datastore.get_connection() as connection:
            rows = connection.execute(_FIND, columns, prepare=True).fetchall()
        return {_name(row): self._found(row) for row in rows}

    def _found(self, row: dict[str, Any]) -> bytes | None:
        if row["is_destroyed"]:
            return None
        if row["wrapped"] is None:
            raise Unavailable("a key is missing: the table of keys is older than the log")
        return self._unwrapped(_name(row), row)

    def _unwrapped(self, name: KeyName, row: dict[str, Any]) -> bytes:
        try:
            return self._vault.unwrap(Wrapped(row["kek"], bytes(row["wrapped"])), context_of(name))
        except KeyIsGone as reason:
            raise Unavailable(f"a key cannot be unwrapped: {reason}") from reason

    def _make(self, drawers: list[Drawer]) -> None:
        """This makes first keys; of two processes that do, the first one's count."""
        lines = []
        for drawer in drawers:
            key = fresh_key()
            wrapped = self._vault.wrap(key, context_of(KeyName(drawer, 1)))
            line = (drawer.subject, drawer.category, 1, wrapped.version, wrapped.data)
            lines.append((*line, fingerprint(key)))
        columns = [list(column) for column in zip(*lines, strict=True)]
        with self._datastore.transaction(commit=True) as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended('fences', 0))")
            fenced = cursor.execute(_FENCED, ([str(drawer) for drawer in drawers],)).fetchone()
            if fenced is not None:
                raise PersonIsErased
            cursor.execute(_ADD, columns)


def context_of(name: KeyName) -> bytes:
    """This is what a wrapping is bound to: whose key, of which category, in which version."""
    return f"{name.drawer}/{name.version}".encode()


def _name(row: Mapping[str, Any]) -> KeyName:
    return KeyName(Drawer(row["subject"], row["category"]), row["version"])
