"""What every stored tree promises, asked of the one in memory and of PostgreSQL alike."""

from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any, LiteralString

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.memory.tree import InMemoryTree
from adapters.postgres.migrate import migrate
from adapters.postgres.notary_store import PostgresNotaryStore
from adapters.postgres.pool import open_datastore
from adapters.postgres.proof_status import proof_standing
from adapters.postgres.self_check_store import PostgresSelfCheckStore
from adapters.postgres.tree import PostgresTree, TreeRows
from application.notarising import DoesNotContinue, Notarising
from application.rederiving import HistoryDiffers, Rederiving
from domain.proof.growth import TileHash
from domain.proof.merkle import leaf_hash, root_of
from domain.proof.note import NoteVerifier
from domain.proof.record import record_of
from domain.proof.tiles import Tile
from domain.shared.errors import Unavailable
from tests.support.calendar import MONDAY
from tests.support.postgres_tree import add, changed
from tests.support.tree import ORIGIN, facts, key, sign, stored, verifier
from tests.support.tries import tried

FACTS = list(facts(600))


def keys(_origin: str) -> list[NoteVerifier]:
    return [verifier()]


LEAVES = [leaf_hash(record_of(fact)) for fact in FACTS]


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.io)])
def tree(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "memory":
        made = InMemoryTree()
        made.add(*FACTS)
        yield made
        return
    url = request.getfixturevalue("database_url")
    migrate(url)
    add(url, FACTS)
    with PostgresNotaryStore(url) as store:
        yield store


class TestReading:
    def test_gives_leaves_in_order(self, tree: Any) -> None:
        assert tree.head() == 600
        assert tree.leaves(0, 600) == LEAVES
        assert tree.leaves(598, 700) == LEAVES[598:]
        assert tree.leaves(600, 700) == []

    @pytest.mark.parametrize("tile", [Tile(0, 0), Tile(0, 1, 7), Tile(0, 2, 88), Tile(1, 0, 2)])
    def test_gives_hashes_of_tiles(self, tree: Any, tile: Tile) -> None:
        sign(tree)
        span = 256**tile.level
        firsts = range(256 * tile.index * span, 256 * tile.index * span + tile.width * span, span)
        due = b"".join(root_of(LEAVES[first : first + span]) for first in firsts)
        assert tree.hashes(tile) == due

    def test_gives_no_more_hashes_than_there_are(self, tree: Any) -> None:
        assert tree.hashes(Tile(0, 2)) == b"".join(LEAVES[512:])
        assert tree.hashes(Tile(1, 0)) == tree.hashes(Tile(0, 9)) == b""


class TestKeeping:
    def test_keeps_what_was_signed(self, tree: Any) -> None:
        assert tree.latest() is None
        first = sign(tree)
        assert tree.latest() == first
        assert sign(tree, 2, 1).number > first.number

    def test_tells_what_was_signed_of_some_sizes(self, tree: Any) -> None:
        work = Notarising(tree, ORIGIN, [key()])
        made = [work.sign(count, MONDAY) for count in (100, 200, 300)]
        again = sign(tree, 2)
        assert tree.signed(0, 600) == [*made, again]
        assert tree.signed(100, 300) == [made[1]]
        assert tree.signed(300, 599) == []

    def test_keeps_all_of_it_or_nothing(self, tree: Any) -> None:
        with suppress(ZeroDivisionError), tree.transaction():
            tree.keep_hashes([TileHash(1, 0, LEAVES[0])])
            _ = 1 / 0
        assert tree.hashes(Tile(1, 0)) == b""

    def test_never_keeps_a_hash_twice(self, tree: Any) -> None:
        tree.keep_hashes([TileHash(1, 0, LEAVES[0])])
        with pytest.raises(DoesNotContinue):
            tree.keep_hashes([TileHash(1, 0, LEAVES[0])])

    def test_lets_one_notary_work(self, tree: Any) -> None:
        assert tree.take_over()


@pytest.fixture
def url(database_url: str) -> str:
    migrate(database_url)
    return database_url


@pytest.mark.io
class TestPostgresAlone:
    def test_hashes_the_record_that_we_write(self, url: str) -> None:
        add(url, FACTS)
        with closing(open_datastore(url)) as datastore:
            tree = PostgresTree(datastore)
            read = tree.stored(0, 600)
            assert [record_of(fact) for fact in read] == [record_of(fact) for fact in FACTS]
            assert [leaf_hash(record_of(fact)) for fact in read] == LEAVES
            assert tree.hashes(Tile(0, 0)) == b"".join(LEAVES[:256])

    @tried(200)
    @given(words=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"))))
    def test_writes_every_text_as_we_do(self, servers: Any, words: list[str]) -> None:
        """RFC 8785 leaves one way to write a text; PostgreSQL must not have another."""
        with psycopg.connect(servers.settings.database_owner_url) as connection:
            row = connection.execute("SELECT array_to_json(%s::text[])::text", (words,)).fetchone()
        ours = record_of(stored(1, subjects=words)).decode()
        assert row is not None
        assert f'"subjects":{row[0]},' in ours

    def test_lets_no_second_notary_work(self, url: str) -> None:
        with PostgresNotaryStore(url) as one, PostgresNotaryStore(url) as other:
            assert one.take_over()
            assert not other.take_over()
            with PostgresNotaryStore(url) as third:
                assert not third.take_over()

    def test_hands_over_when_a_notary_is_gone(self, url: str) -> None:
        with PostgresNotaryStore(url) as one:
            assert one.take_over()
        with PostgresNotaryStore(url) as other:
            assert other.take_over()

    @pytest.mark.parametrize("table", ["checkpoints", "tile_hashes", "cosignatures"])
    @pytest.mark.parametrize("deed", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
    def test_keeps_what_was_signed_for_good(self, url: str, table: str, deed: str) -> None:
        add(url, FACTS)
        with PostgresNotaryStore(url) as store:
            sign(store)
        with (
            psycopg.connect(url) as connection,
            pytest.raises(psycopg.errors.RaiseException, match="what was signed stays"),
        ):
            connection.execute(deed.format(f"proof.{table}").encode())

    def test_refuses_a_log_that_somebody_with_all_rights_changed(self, url: str) -> None:
        add(url, FACTS)
        with PostgresNotaryStore(url) as store:
            sign(store)
            changed(url, "UPDATE log.facts SET leaf = sha256(leaf) WHERE notification_id = 590")
            with pytest.raises(DoesNotContinue):
                Notarising(store, ORIGIN, [key()])

    @pytest.mark.parametrize(
        "deed",
        [
            "UPDATE log.facts SET actor = 'person:eve'",
            "UPDATE log.facts SET leaf = sha256(leaf)",
            "UPDATE log.facts SET subjects = '{ben}'",
            "UPDATE log.facts SET recorded_at = recorded_at + interval '1 microsecond'",
            "UPDATE log.facts SET originator_version = originator_version + 1000",
            "DELETE FROM log.facts",
        ],
    )
    def test_finds_what_somebody_with_all_rights_changed(
        self, url: str, deed: LiteralString
    ) -> None:
        add(url, FACTS)
        with PostgresNotaryStore(url) as store:
            sign(store)
            changed(url, deed + " WHERE notification_id = 7")
            with pytest.raises(HistoryDiffers, match="The fact at position 7 is"):
                Rederiving(store, keys).advance(600)

    def test_finds_what_was_changed_together_with_what_makes_leaves(self, url: str) -> None:
        """Who owns the database owns its functions too: none of them may be asked."""
        add(url, FACTS)
        with PostgresNotaryStore(url) as store:
            sign(store)
            changed(
                url,
                "CREATE OR REPLACE FUNCTION log.leaf_of(record text) RETURNS bytea LANGUAGE sql"
                " IMMUTABLE AS $$ SELECT leaf FROM log.facts WHERE notification_id = 7 $$;"
                "UPDATE log.facts SET actor = 'person:eve' WHERE notification_id = 7",
            )
            with pytest.raises(HistoryDiffers, match="The fact at position 7 is"):
                Rederiving(store, keys).advance(600)

    def test_tells_how_far_it_is_checked_again(self, url: str) -> None:
        with (
            psycopg.connect(url, autocommit=True) as connection,
            PostgresSelfCheckStore(url) as place,
        ):
            assert place.take_over()
            with PostgresSelfCheckStore(url) as another, PostgresNotaryStore(url) as notary:
                assert not another.take_over()
                assert notary.take_over()
            place.advance(17)
            place.complete(MONDAY)
            assert proof_standing(connection).checked == 17
            row = connection.execute("SELECT ended_at FROM proof.self_check").fetchone()
            assert row == (MONDAY,)

    def test_tells_how_far_it_is_signed(self, url: str) -> None:
        add(url, FACTS)
        with psycopg.connect(url, autocommit=True) as connection, PostgresNotaryStore(url) as store:
            assert proof_standing(connection).is_late
            sign(store)
            store.raise_alarm("notary", "Something differs.")
            store.raise_alarm("notary", "It differs still.")
            standing = proof_standing(connection)
            assert (standing.signed, standing.is_late) == (600, False)
            assert standing.alarms == ("notary: It differs still.",)
            store.end_alarm("notary")
            assert proof_standing(connection).alarms == ()

    def test_tells_an_outage(self) -> None:
        with pytest.raises(Unavailable), PostgresNotaryStore("postgresql://127.0.0.1:1/none"):
            pass

    def test_reads_through_any_connection(self, url: str) -> None:
        add(url, FACTS[:3])
        with psycopg.connect(url, options="-c TimeZone=Asia/Tokyo") as connection:
            (first, *_) = TreeRows(connection).stored(0, 1)
        assert record_of(first) == record_of(FACTS[0])
        assert first.recorded_at == MONDAY + (FACTS[0].recorded_at - MONDAY)
