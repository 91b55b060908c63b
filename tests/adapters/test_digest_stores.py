"""What every store of published digests promises, in memory and in PostgreSQL alike."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any, LiteralString, NamedTuple

import psycopg
import pytest

from adapters.memory.digests import InMemoryDigests
from adapters.postgres.digest_store import PostgresDigestDesk, PostgresDigestShelf
from adapters.postgres.migrate import migrate
from adapters.postgres.pool import open_datastore
from domain.proof.digests import Digests, ProjectionDigest
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.tree import ORIGIN

ROOT = bytes(32)


class Store(NamedTuple):
    """This is both sides: where digests are signed, and where they are read."""

    desk: Any
    shelf: Any


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.io)])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "memory":
        made = InMemoryDigests()
        yield Store(made, made)
        return
    url = request.getfixturevalue("database_url")
    migrate(url)
    with PostgresDigestDesk(url) as desk, closing(open_datastore(url)) as datastore:
        yield Store(desk, PostgresDigestShelf(datastore))


def told(size: int, **positions: int) -> Digests:
    """This is digests of read models at those positions."""
    lines = [ProjectionDigest(name, 1, at, 0, "a" * 64) for name, at in sorted(positions.items())]
    return Digests(ORIGIN, size, ROOT, tuple(lines))


class TestEveryStore:
    def test_is_empty_at_first(self, store: Store) -> None:
        assert store.desk.take_over()
        assert store.desk.head() == 0
        assert store.desk.latest() is None
        assert store.desk.latest_digests() is None
        assert store.shelf.digests(1) is None
        assert store.shelf.digests_before(None, 5) == []
        assert list(store.shelf.told_near("calendar", None)) == []

    def test_gives_back_what_was_kept(self, store: Store) -> None:
        store.desk.keep_digests(told(9, calendar=7, directory=8), MONDAY, "one")
        kept = store.desk.latest_digests()
        assert (kept.number, kept.position, kept.size) == (1, 8, 9)
        assert (kept.signed_at, kept.note) == (MONDAY, "one")
        assert store.shelf.digests(1) == kept
        assert store.shelf.digests(2) is None

    def test_lists_the_newest_first(self, store: Store) -> None:
        for number in range(1, 6):
            store.desk.keep_digests(told(9, calendar=number), MONDAY, str(number))
        assert [one.note for one in store.shelf.digests_before(None, 3)] == ["5", "4", "3"]
        assert [one.note for one in store.shelf.digests_before(3, 3)] == ["2", "1"]
        assert store.desk.latest_digests().note == "5"

    def test_finds_what_tells_of_a_read_model_somewhere(self, store: Store) -> None:
        store.desk.keep_digests(told(9, calendar=7, directory=8), MONDAY, "one")
        store.desk.keep_digests(told(10, calendar=7, directory=10), TUESDAY, "two")
        assert [one.note for one in store.shelf.digests_of("calendar", 7)] == ["one", "two"]
        assert [one.note for one in store.shelf.digests_of("directory", 10)] == ["two"]
        assert list(store.shelf.digests_of("calendar", 8)) == []

    @pytest.mark.parametrize(
        ("position", "near"),
        [(None, [30]), (5, [10]), (10, [10, 20]), (15, [10, 20]), (30, [30]), (31, [30])],
    )
    def test_tells_what_lies_near(
        self, store: Store, position: int | None, near: list[int]
    ) -> None:
        for at in (10, 20, 30):
            store.desk.keep_digests(told(40, calendar=at, directory=at + 5), MONDAY, "note")
        assert list(store.shelf.told_near("calendar", position)) == near


@pytest.mark.io
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE proof.digests SET note = ''",
        "DELETE FROM proof.digest_places",
        "UPDATE proof.digest_places SET position = 1",
        "TRUNCATE proof.digests CASCADE",
    ],
)
def test_postgres_lets_nobody_change_them(database_url: str, change: LiteralString) -> None:
    migrate(database_url)
    with PostgresDigestDesk(database_url) as desk:
        desk.keep_digests(told(9, calendar=7), MONDAY, "one")
    with (
        psycopg.connect(database_url) as connection,
        pytest.raises(psycopg.errors.RaiseException, match="what was signed stays"),
    ):
        connection.execute(change)


@pytest.mark.io
def test_postgres_lets_one_process_sign(database_url: str) -> None:
    migrate(database_url)
    with PostgresDigestDesk(database_url) as one, PostgresDigestDesk(database_url) as other:
        assert one.take_over()
        assert not other.take_over()
