"""Who was erased stays erased: fenced off, unreadable everywhere, and told from a lost key."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from adapters.bodies.envelope import Drawer
from adapters.bodies.sealing import Sealing
from adapters.memory.keys import InMemoryKeyVault
from adapters.postgres.clearing import DerivedStores
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.fact_reader import PostgresFactReader
from adapters.postgres.forgetting import Forgetful, PostgresKeyDestruction
from adapters.postgres.keyring import PostgresKeyring
from adapters.postgres.migrate import migrate
from adapters.postgres.pool import open_datastore
from application.ports import Append, Change
from domain.account.events import PasswordSet
from domain.shared.errors import PersonIsErased, Unavailable
from domain.shared.personal import Category, Erased
from tests.support.calendar import MONDAY
from tests.support.consents import granted
from tests.support.keys import KEK
from tests.support.people import ANNA, BEN
from tests.support.processes import soon

ALL = tuple(Category)
SECRET = PasswordSet(account_id=ANNA, password_hash="$argon2id$of-anna", set_at=MONDAY)


class Place:
    """This is one process's view of the log: its own pool, keyring and cache."""

    def __init__(self, url: str, *, watched: bool = True) -> None:
        self._open = ExitStack()
        self.datastore = self._open.enter_context(closing(open_datastore(url)))
        self.keyring = PostgresKeyring(self.datastore, InMemoryKeyVault(KEK))
        if watched:
            self.keyring.remember_nothing()
            watch = self._open.enter_context(closing(Forgetful(url, self.keyring)))
            watch.start()
        sealing = Sealing(self.keyring)
        self.log = self._open.enter_context(closing(PostgresEventLog(self.datastore, sealing)))
        self.facts = PostgresFactReader(self.datastore, sealing)
        self.destruction = PostgresKeyDestruction(self.datastore)

    def record(self, key: str, fact: Any, stream_id: str, expected: int) -> None:
        self.log.append(
            Append(
                scope=ANNA,
                key=key,
                fingerprint="f",
                outcome="{}",
                changes=(Change(stream_id, expected, (fact,)),),
                guards={stream_id: expected},
                at=MONDAY,
                actor="system",
                ground="system:Test",
                correlation_id="c",
                causation_id="k",
            )
        )

    def read(self) -> list[Any]:
        return [recorded.fact for recorded in self.facts.read(0, 1_000)]

    def close(self) -> None:
        self._open.close()


@contextmanager
def place(url: str, *, watched: bool = True) -> Iterator[Place]:
    with closing(Place(url, watched=watched)) as opened:
        yield opened


@pytest.fixture
def here(database_url: str) -> Iterator[Place]:
    migrate(database_url)
    with place(database_url) as opened:
        yield opened


def erase(here: Place) -> None:
    here.destruction.fence(ANNA, ALL, "request-1")
    here.destruction.destroy(ANNA, ALL)


class TestErasing:
    def test_makes_unreadable_what_was_recorded_and_keeps_the_rest(self, here: Place) -> None:
        here.record("a", SECRET, f"account-{ANNA}", 0)
        here.record("b", replace(SECRET, account_id=BEN), f"account-{BEN}", 0)
        erase(here)
        annas, bens = here.read()
        assert isinstance(annas.password_hash, Erased)
        assert (annas.account_id, annas.set_at) == (ANNA, MONDAY)
        assert bens.password_hash == SECRET.password_hash

    def test_names_the_streams_that_have_to_forget(self, here: Place) -> None:
        here.record("a", SECRET, f"account-{ANNA}", 0)
        here.record("b", granted(), "consent-x", 0)
        found = here.destruction.fence(ANNA, ALL, "request-1")
        assert found == (f"account-{ANNA}",)

    def test_lets_nothing_personal_in_afterwards(self, here: Place, database_url: str) -> None:
        here.record("a", SECRET, f"account-{ANNA}", 0)
        erase(here)
        with pytest.raises(PersonIsErased):
            here.record("b", SECRET, f"account-{ANNA}", 1)
        with psycopg.connect(database_url) as connection:
            keys = connection.execute("SELECT count(*) FROM keys.subject_keys").fetchone()
        assert keys == (0,)
        here.record("c", granted(), "consent-x", 0)

    def test_stops_at_the_fence_what_was_sealed_before_it(self, here: Place) -> None:
        """The key is at hand, so only the fence inside the append can still say no."""
        here.record("a", SECRET, f"account-{ANNA}", 0)
        here.destruction.fence(ANNA, ALL, "request-1")
        with pytest.raises(PersonIsErased):
            here.record("b", SECRET, f"account-{ANNA}", 1)

    def test_may_spare_a_category(self, here: Place) -> None:
        here.record("a", SECRET, f"account-{ANNA}", 0)
        others = [category for category in Category if category is not Category.CONTACT]
        here.destruction.fence(ANNA, others, "request-1")
        assert here.destruction.destroy(ANNA, others) == ()
        assert here.read() == [SECRET]
        here.record("b", SECRET, f"account-{ANNA}", 1)

    def test_twice_is_once_and_tells_the_same(self, here: Place) -> None:
        here.record("a", SECRET, f"account-{ANNA}", 0)
        told = []
        for _ in range(2):
            streams = here.destruction.fence(ANNA, ALL, "request-1")
            told.append((streams, here.destruction.destroy(ANNA, ALL)))
        assert told[0] == told[1]
        assert [key.category for key in told[0][1]] == [Category.CONTACT]

    def test_returns_when_every_process_has_forgotten(self, here: Place, database_url: str) -> None:
        here.record("a", SECRET, f"account-{ANNA}", 0)
        with place(database_url) as elsewhere:
            soon(lambda: elsewhere.read() == [SECRET] and _remembers(elsewhere))
            erase(here)
            (fact,) = elsewhere.read()
            assert isinstance(fact.password_hash, Erased)

    def test_is_not_undone_by_a_key_brought_back(self, here: Place, database_url: str) -> None:
        here.record("a", SECRET, f"account-{ANNA}", 0)
        with psycopg.connect(database_url) as connection:
            saved = connection.execute("SELECT * FROM keys.subject_keys").fetchall()
        erase(here)
        with psycopg.connect(database_url) as connection:  # noqa: SIM117 - one fails inside
            with pytest.raises(psycopg.errors.RaiseException, match="destroyed"):
                connection.execute(
                    "INSERT INTO keys.subject_keys VALUES (%s, %s, %s, %s, %s, %s, %s)", saved[0]
                )


class TestARace:
    def test_loses_nothing_acknowledged_and_keeps_nothing_personal(
        self, here: Place, database_url: str
    ) -> None:
        """Somebody goes on recording while they are erased, from another process."""
        acknowledged: list[int] = []
        refused = threading.Event()

        def go_on(elsewhere: Place) -> None:
            for version in range(1_000):
                try:
                    elsewhere.record(f"k{version}", SECRET, f"account-{ANNA}", version)
                except PersonIsErased:
                    refused.set()
                    return
                acknowledged.append(version)

        with place(database_url) as elsewhere:
            thread = threading.Thread(target=go_on, args=(elsewhere,))
            thread.start()
            soon(lambda: len(acknowledged) > 20)
            erase(here)
            thread.join(timeout=60)
        assert refused.is_set()
        facts = here.read()
        assert len(facts) == len(acknowledged)
        assert all(isinstance(fact.password_hash, Erased) for fact in facts)


class TestAKeyThatIsMissing:
    def test_is_an_outage_when_nobody_destroyed_it(self, here: Place, database_url: str) -> None:
        here.record("a", SECRET, f"account-{ANNA}", 0)
        with psycopg.connect(database_url) as connection:
            connection.execute("DELETE FROM keys.subject_keys")
        here.keyring.forget()
        with pytest.raises(Unavailable, match="older than the log"):
            here.read()

    def test_is_an_outage_when_the_vault_lost_it(self, here: Place) -> None:
        here.record("a", SECRET, f"account-{ANNA}", 0)
        other = PostgresKeyring(here.datastore, InMemoryKeyVault())
        reader = PostgresFactReader(here.datastore, Sealing(other))
        with pytest.raises(Unavailable, match="unwrapped"):
            reader.read(0, 10)


class TestRemembering:
    def test_ends_after_a_minute(self, here: Place) -> None:
        now = 0.0
        keyring = PostgresKeyring(here.datastore, InMemoryKeyVault(KEK), lambda: now)
        drawer = Drawer(ANNA, "contact")
        (first,) = keyring.current([drawer]).values()
        with here.datastore.transaction(commit=True) as cursor:
            cursor.execute("DELETE FROM keys.subject_keys")
        now = 59.9
        assert keyring.current([drawer]) == {drawer: first}
        now = 60.0
        assert keyring.current([drawer]) != {drawer: first}

    def test_waits_for_the_watch(self, here: Place) -> None:
        soon(lambda: _remembers(here))
        here.keyring.remember_nothing()
        assert not _remembers(here)


def test_a_first_key_is_the_same_for_all_who_ask_at_once(here: Place) -> None:
    drawer = Drawer(BEN, "contact")
    found = []

    def ask() -> None:
        keyring = PostgresKeyring(here.datastore, InMemoryKeyVault(KEK), time.monotonic)
        found.append(keyring.current([drawer])[drawer])

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1


def test_a_snapshot_keeps_nothing_of_the_erased(here: Place, database_url: str) -> None:
    from domain.account.aggregate import ACCOUNT

    stream_id = f"account-{ANNA}"
    for version in range(101):
        here.record(f"k{version}", SECRET, stream_id, version)
    here.log.load(ACCOUNT, ANNA)
    with psycopg.connect(database_url) as connection:
        (state,) = connection.execute("SELECT state FROM log.snapshots").fetchone() or ()
    assert b"argon2id" not in state
    with place(database_url) as elsewhere:
        loaded = elsewhere.log.load(ACCOUNT, ANNA)
        assert loaded.state is not None
        assert loaded.state.password_hash == SECRET.password_hash
    erase(here)
    with place(database_url) as elsewhere:
        loaded = elsewhere.log.load(ACCOUNT, ANNA)
        assert loaded.state is not None
        assert isinstance(loaded.state.password_hash, Erased)
    cleared = list(DerivedStores(database_url, ()).clear(ANNA))
    assert [(one.name, one.erased, one.remaining) for one in cleared] == [("log.snapshots", 1, 0)]


def _remembers(here: Place) -> bool:
    drawer = Drawer(BEN, "profile")
    here.keyring.current([drawer])
    return here.keyring._remembered.get(drawer) is not None
