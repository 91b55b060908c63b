"""The key-encryption key rolls, keys stay, and old backups of them become worthless."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import psycopg
import pytest
from eventsourcing.postgres import PostgresDatastore

from adapters.bodies.envelope import Drawer
from adapters.memory.keys import InMemoryKeyVault
from adapters.postgres import rewrapping
from adapters.postgres.keyring import PostgresKeyring
from adapters.postgres.migrate import migrate
from adapters.postgres.pool import open_datastore
from adapters.postgres.rewrapping import KeyRolling
from domain.shared.errors import Unavailable
from tests.support.calendar import MONDAY
from tests.support.people import ANNA, BEN

DRAWERS = [Drawer(who, what) for who in (ANNA, BEN) for what in ("contact", "profile")]
DAY = timedelta(days=1)


@pytest.fixture
def datastore(database_url: str) -> Iterator[PostgresDatastore]:
    migrate(database_url)
    with closing(open_datastore(database_url)) as opened:
        yield opened


@pytest.fixture
def vault() -> InMemoryKeyVault:
    return InMemoryKeyVault()


class TestRolling:
    def test_wraps_every_key_anew_and_changes_none(
        self, datastore: PostgresDatastore, vault: InMemoryKeyVault, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rewrapping, "AT_ONCE", 3)
        before = PostgresKeyring(datastore, vault).current(DRAWERS)
        rolled = KeyRolling(datastore, vault).roll(MONDAY)
        assert (rolled.version, rolled.rewrapped) == (2, 4)
        assert PostgresKeyring(datastore, vault).current(DRAWERS) == before

    def test_does_nothing_before_it_is_time(
        self, datastore: PostgresDatastore, vault: InMemoryKeyVault
    ) -> None:
        PostgresKeyring(datastore, vault).current(DRAWERS)
        rolling = KeyRolling(datastore, vault)
        rolling.roll(MONDAY)
        rolled = rolling.roll(MONDAY + 6 * DAY)
        assert (rolled.version, rolled.rewrapped, rolled.destroyed) == (2, 0, ())

    def test_destroys_a_version_once_no_backup_is_left(
        self, datastore: PostgresDatastore, vault: InMemoryKeyVault
    ) -> None:
        PostgresKeyring(datastore, vault).current(DRAWERS)
        rolling = KeyRolling(datastore, vault)
        days = {day: rolling.roll(MONDAY + day * DAY).destroyed for day in range(50)}
        assert {day: gone for day, gone in days.items() if gone} == {
            30: (1,),
            37: (2,),
            44: (3,),
        }

    def test_makes_a_stolen_backup_of_keys_worthless(
        self, datastore: PostgresDatastore, vault: InMemoryKeyVault, database_url: str
    ) -> None:
        PostgresKeyring(datastore, vault).current(DRAWERS)
        with psycopg.connect(database_url) as connection:
            backup = connection.execute("SELECT kek, wrapped FROM keys.subject_keys").fetchall()
        rolling = KeyRolling(datastore, vault)
        for day in range(31):
            rolling.roll(MONDAY + day * DAY)
        with psycopg.connect(database_url) as connection:
            connection.execute("UPDATE keys.subject_keys SET kek = %s, wrapped = %s", backup[0])
        with pytest.raises(Unavailable, match="unwrapped"):
            PostgresKeyring(datastore, vault).current(DRAWERS)
