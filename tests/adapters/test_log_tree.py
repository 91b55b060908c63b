"""The log as a tree that proves, in memory and in PostgreSQL alike."""

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from adapters.memory.event_log import InMemoryEventLog
from adapters.memory.log_tree import InMemoryLogTree
from adapters.postgres.log_tree import PostgresLogTree
from adapters.postgres.migrate import migrate
from adapters.postgres.pool import open_datastore
from adapters.postgres.tree_heads import PostgresTreeHeads
from application.packing.proving import LogTree
from application.ports import Append, Change
from domain.proof.merkle import EMPTY_ROOT, verify_inclusion
from tests.support.calendar import MONDAY
from tests.support.consents import granted
from tests.support.journal import journal

FACTS = 7
MANY = 70_000
"""More than 256 tiles hold, so that there are tiles of tiles."""

FILL = """
    INSERT INTO log.facts
    SELECT n, 's-' || n, 1, 't.happened.v1', 'x', now(), 'system', 'system:Test', 'c', 'k', '{}',
           sha256(n::text::bytea) FROM generate_series(1, %s) AS n
"""


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.io)])
def tree(request: pytest.FixtureRequest) -> Iterator[LogTree]:
    """This is a log of seven facts."""
    facts = [granted() for _ in range(FACTS)]
    if request.param == "memory":
        log = InMemoryEventLog()
        changes = (Change("consent-ben-recording", 0, tuple(facts)),)
        log.append(Append("s", "k", "", "{}", changes, {}, MONDAY, "system", "g", "c", "k"))
        yield InMemoryLogTree(log)
        return
    url = request.getfixturevalue("database_url")
    with journal(url) as kept, closing(open_datastore(url)) as datastore:
        kept.record("consent-ben-recording", *facts)
        yield PostgresLogTree(datastore)


def test_every_fact_is_proved(tree: LogTree) -> None:
    standing = tree.newest()
    proved = list(standing.prove(range(1, FACTS + 1)))
    assert [one.position for one in proved] == list(range(1, FACTS + 1))
    assert len({one.leaf for one in proved}) == FACTS
    for one in proved:
        verify_inclusion(one.position - 1, standing.size, one.leaf, one.hashes, standing.root)


def test_what_grows_later_is_not_in_it(tree: LogTree) -> None:
    standing = tree.newest()
    assert standing.size == FACTS
    assert tree.newest().root == standing.root


@pytest.mark.io
class TestALongLog:
    @pytest.fixture
    def url(self, database_url: str) -> str:
        migrate(database_url)
        return database_url

    def test_has_the_root_that_others_compute(self, url: str) -> None:
        with psycopg.connect(url) as connection:
            connection.execute(FILL, (MANY,))
            connection.execute("UPDATE log.head SET position = %s", (MANY,))
        with closing(open_datastore(url)) as datastore:
            standing = PostgresLogTree(datastore).newest()
            assert standing.root.hex() == PostgresTreeHeads(datastore).newest().root
            for one in standing.prove([1, 256, 257, 65_536, 65_537, MANY]):
                index = one.position - 1
                verify_inclusion(index, MANY, one.leaf, one.hashes, standing.root)

    def test_of_nothing_has_the_root_of_nothing(self, url: str) -> None:
        with closing(open_datastore(url)) as datastore:
            assert PostgresLogTree(datastore).newest().root == EMPTY_ROOT
