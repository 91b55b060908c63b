"""The log as a tree that proves, in memory and in PostgreSQL alike."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from adapters.memory.event_log import InMemoryEventLog
from adapters.memory.log_tree import InMemoryLogTree
from adapters.postgres.log_tree import PostgresLogTree
from adapters.postgres.migrate import migrate
from adapters.postgres.notary_store import PostgresNotaryStore
from adapters.postgres.pool import open_datastore
from application.log_tree import LogTree
from application.notarising import Notarising
from application.ports import Append, Change
from domain.proof.invalid import ProofInvalid
from domain.proof.merkle import EMPTY_ROOT, leaf_hash, root_of, verify_inclusion
from domain.proof.record import record_of
from tests.support.calendar import MONDAY, minutes
from tests.support.consents import granted
from tests.support.journal import journal
from tests.support.postgres_tree import add, changed
from tests.support.tree import ORIGIN, facts, key, sign, stored

FACTS = 7
MANY = 70_000
"""More than 256 tiles hold, so that there are tiles of tiles."""

FILL = """
    INSERT INTO log.facts
    SELECT n, 's-' || n, 1, 't.happened.v1', 'x', now(), 'system', 'system:Test', 'c', 'k', '{}',
           sha256(n::text::bytea) FROM generate_series(1, %s) AS n
"""
Recording = Callable[[int], Any]


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.io)])
def growing(request: pytest.FixtureRequest) -> Iterator[tuple[LogTree, Recording]]:
    """This is a log of seven facts, and what records more."""
    stream = "consent-ben-recording"
    if request.param == "memory":
        log = InMemoryEventLog()

        def record(count: int) -> None:
            at = log.head()
            new = tuple(granted() for _ in range(count))
            change = Change(stream, at, new)
            log.append(
                Append("s", str(at), "", "{}", (change,), {}, MONDAY, "system", "g", "c", "k")
            )

        record(FACTS)
        yield InMemoryLogTree(log), record
        return
    url = request.getfixturevalue("database_url")
    with journal(url) as kept, closing(open_datastore(url)) as datastore:
        kept.record(stream, *(granted() for _ in range(FACTS)))
        yield (
            PostgresLogTree(datastore),
            lambda count: kept.record(stream, *(granted() for _ in range(count))),
        )


def test_every_fact_is_proved(growing: tuple[LogTree, Recording]) -> None:
    standing = growing[0].newest()
    proved = list(standing.prove(range(1, FACTS + 1)))
    assert [one.position for one in proved] == list(range(1, FACTS + 1))
    assert len({one.leaf for one in proved}) == FACTS
    for one in proved:
        verify_inclusion(one.position - 1, standing.size, one.leaf, one.hashes, standing.root)


def test_what_grows_later_is_not_in_it(growing: tuple[LogTree, Recording]) -> None:
    tree, record = growing
    standing = tree.newest()
    record(300)
    grown = tree.newest()
    assert (standing.size, grown.size) == (FACTS, FACTS + 300)
    assert standing.root != grown.root
    for of in (standing, grown):
        proved = list(of.prove(range(1, of.size + 1)))
        assert len({one.leaf for one in proved}) == of.size
        for one in proved:
            verify_inclusion(one.position - 1, of.size, one.leaf, one.hashes, of.root)


@pytest.fixture
def url(database_url: str) -> str:
    migrate(database_url)
    return database_url


@pytest.fixture
def tree(url: str) -> Iterator[PostgresLogTree]:
    with closing(open_datastore(url)) as datastore:
        yield PostgresLogTree(datastore)


@pytest.mark.io
class TestALongLog:
    @pytest.fixture
    def leaves(self, url: str) -> list[bytes]:
        with psycopg.connect(url) as connection:
            connection.execute(FILL, (MANY,))
            connection.execute("UPDATE log.head SET position = %s", (MANY,))
            rows = connection.execute("SELECT leaf FROM log.facts ORDER BY notification_id")
            return [leaf for (leaf,) in rows]

    @pytest.mark.parametrize("signed", [0, 65_535, 65_536, 69_000, MANY])
    def test_has_the_root_of_its_leaves(
        self, url: str, tree: PostgresLogTree, leaves: list[bytes], signed: int
    ) -> None:
        if signed:
            with PostgresNotaryStore(url) as store:
                Notarising(store, ORIGIN, [key()]).sign(signed, MONDAY)
        standing = tree.newest()
        assert (standing.size, standing.root) == (MANY, root_of(leaves))
        for one in standing.prove([1, 256, 257, 65_536, 65_537, MANY]):
            index = one.position - 1
            assert one.leaf == leaves[index]
            verify_inclusion(index, MANY, one.leaf, one.hashes, standing.root)
        for size in (1, 255, 256, 257, 65_536, 65_537):
            assert tree.of(size).root == root_of(leaves[:size])

    def test_is_none_without_a_hash_that_was_stored(
        self, url: str, tree: PostgresLogTree, leaves: list[bytes]
    ) -> None:
        with PostgresNotaryStore(url) as store:
            sign(store)
        changed(url, "DELETE FROM proof.tile_hashes WHERE level = 1 AND index = 256")
        with pytest.raises(ProofInvalid):
            tree.newest()
        assert tree.of(65_536).root == root_of(leaves[:65_536])


@pytest.mark.io
class TestAnyLog:
    def test_of_nothing_has_the_root_of_nothing(self, tree: PostgresLogTree) -> None:
        for empty in (tree.newest(), tree.by(MONDAY), tree.of(0)):
            assert (empty.size, empty.root) == (0, EMPTY_ROOT)
            assert list(empty.prove([])) == []

    def test_is_none_beyond_its_end(self, url: str, tree: PostgresLogTree) -> None:
        add(url, facts(300))
        for size in (301, 512, MANY):
            with pytest.raises(ProofInvalid):
                tree.of(size)

    @pytest.mark.parametrize(
        ("time", "size"),
        [
            (MONDAY - timedelta(microseconds=1), 0),
            (MONDAY, 1),
            (MONDAY + timedelta(microseconds=1), 1),
            (MONDAY + minutes(1) - timedelta(microseconds=1), 1),
            (MONDAY + minutes(1), 4),
            (MONDAY + minutes(2), 4),
            (MONDAY + minutes(3), 6),
            (MONDAY + minutes(900), 6),
        ],
    )
    def test_holds_by_an_instant_what_was_recorded_up_to_it(
        self, url: str, tree: PostgresLogTree, time: datetime, size: int
    ) -> None:
        """Facts of one instant come together, for they may be of one command."""
        at = [MONDAY + minutes(each) for each in (0, 1, 1, 1, 3, 3)]
        kept = [stored(number, recorded_at=then) for number, then in enumerate(at, start=1)]
        add(url, kept)
        by = tree.by(time)
        assert by.size == size
        assert by.root == root_of([leaf_hash(record_of(fact)) for fact in kept[:size]])
