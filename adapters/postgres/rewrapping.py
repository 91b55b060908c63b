"""Rolling the key-encryption key: every week a new one, every old one destroyed after a month.

Only keys are wrapped anew, one a person and category; facts are never touched. A copy of the key
table in a backup is worth nothing once the versions that wrapped it are destroyed, so backups of
erased keys die by themselves after the backup window.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from eventsourcing.postgres import PostgresDatastore

from adapters.bodies.envelope import Drawer, KeyName
from adapters.postgres.keyring import context_of
from application.ports import KeyVault, Wrapped

ROLL_EVERY = timedelta(days=7)
BACKUP_WINDOW = timedelta(days=30)
AT_ONCE = 500

_OLDER = """
    SELECT subject, category, version, kek, wrapped FROM keys.subject_keys
    WHERE kek <> %s LIMIT %s FOR UPDATE SKIP LOCKED
"""
_REWRAP = """
    UPDATE keys.subject_keys k SET kek = w.kek, wrapped = w.wrapped
    FROM unnest(%s::text[], %s::text[], %s::int[], %s::int[], %s::bytea[])
        AS w(subject, category, version, kek, wrapped)
    WHERE (k.subject, k.category, k.version) = (w.subject, w.category, w.version)
"""
_IN_USE = "SELECT DISTINCT kek FROM keys.subject_keys"


@dataclass(frozen=True, slots=True)
class Rolled:
    """This is what came of rolling: the version in use, keys wrapped anew, versions destroyed."""

    version: int
    rewrapped: int
    destroyed: tuple[int, ...]


class KeyRolling:
    """This rolls the key-encryption key when it is time; asking more often does nothing."""

    def __init__(self, datastore: PostgresDatastore, vault: KeyVault) -> None:
        self._datastore = datastore
        self._vault = vault

    def roll(self, now: datetime) -> Rolled:
        """This makes a new version when it is time, wraps all keys in it, destroys what is old.

        Raises:
            Unavailable: the vault does not answer.
            KeyIsGone: a key cannot be unwrapped; nothing is destroyed then.
        """
        version = self._vault.rotate(now, ROLL_EVERY)
        rewrapped = 0
        while count := self._rewrap(version):
            rewrapped += count
        return Rolled(version, rewrapped, self._destroy_old(version, now))

    def _rewrap(self, version: int) -> int:
        with self._datastore.transaction(commit=True) as cursor:
            rows = cursor.execute(_OLDER, (version, AT_ONCE)).fetchall()
            if rows:
                lines = [self._anew(row) for row in rows]
                columns = [list(column) for column in zip(*lines, strict=True)]
                cursor.execute(_REWRAP, columns)
        return len(rows)

    def _anew(self, row: Mapping[str, Any]) -> tuple[str, str, int, int, bytes]:
        name = KeyName(Drawer(row["subject"], row["category"]), row["version"])
        context = context_of(name)
        key = self._vault.unwrap(Wrapped(row["kek"], bytes(row["wrapped"])), context)
        wrapped = self._vault.wrap(key, context)
        return (*_words(name), wrapped.version, wrapped.data)

    def _destroy_old(self, newest: int, now: datetime) -> tuple[int, ...]:
        """This destroys versions that were replaced longer ago than any backup is kept."""
        with self._datastore.get_connection() as connection:
            used = {row["kek"] for row in connection.execute(_IN_USE).fetchall()}
        made = self._vault.versions()
        old = [
            version
            for version in sorted(made)
            if version not in used
            and version != newest
            and made[min(later for later in made if later > version)] + BACKUP_WINDOW <= now
        ]
        for version in old:
            self._vault.destroy(version, now)
        return tuple(old)


def _words(name: KeyName) -> tuple[str, str, int]:
    return name.drawer.subject, name.drawer.category, name.version
