"""The published log, PostgreSQL behind it: what is read checks out, and nothing else is read."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from adapters.bootstrap import Container
from adapters.embedded.servers import EmbeddedServers
from adapters.postgres.migrate import migrate
from api.app import create_app
from application.digesting import Digesting
from application.tokens import Access
from domain.proof.bundles import entries_in
from domain.proof.checkpoint import Checkpoint, read_checkpoint
from domain.proof.digests import ProjectionDigest, read_digests
from domain.proof.merkle import leaf_hash, root_of, verify_consistency
from domain.proof.note import open_note
from domain.proof.proof_file import read_proof_file
from domain.proof.record import record_of
from domain.proof.spelling import decoded
from domain.proof.tiles import nodes_in
from domain.shared.actor import Actor, Role
from tests.api.world import Lagging, World, client_of, one
from tests.domain.proof.trees import bundles_of, tiles_of
from tests.support.calendar import MONDAY
from tests.support.databases import fresh_database
from tests.support.notarised import grow, notarise
from tests.support.people import AS_BEN
from tests.support.shell import type_in
from tests.support.tree import ORIGIN, facts, key, sign, verifier

SIZES = (3, 256, 700)
SIZE = SIZES[-1]
WAITING = 5
FACTS = list(facts(SIZE + WAITING))
AUDITOR = one(Role.AUDITOR)


class Reader:
    """This is somebody at the door of the real wiring, with or without a token."""

    def __init__(self, container: Container) -> None:
        self.container = container
        self.client = client_of(create_app(container))

    def get(self, path: str, actor: Actor | None = None, **headers: str) -> Any:
        """This reads something below the log's address."""
        if actor is not None:
            now = self.container.clock.now()
            token = self.container.access_tokens.issue(Access(actor.id, "s", actor.roles), now)
            headers["Authorization"] = f"Bearer {token}"
        return self.client.get(f"/v1/log/{path}", headers=headers)


@pytest.fixture(scope="module")
def reader(servers: EmbeddedServers) -> Iterator["Reader"]:
    with fresh_database(str(servers.settings.database_owner_url)) as url:
        migrate(url)
        given = servers.settings.model_copy(
            update={
                "database_url": url,
                "database_owner_url": None,
                "checkpoint_key_generation": 2,
            }
        )
        with Container(given, waiting=Lagging(), limits=None) as made:
            for size in SIZES:
                grow(made, size - made.tree.head())
                notarise(made)
            grow(made, WAITING)
            yield Reader(made)


def checkpoint(reader: Reader) -> Checkpoint:
    keys = reader.get("keys").text.splitlines()
    known = [reader.container.note_verifier(vkey) for vkey in keys]
    return read_checkpoint(open_note(reader.get("checkpoint").text, known).text)


def leaves() -> list[bytes]:
    return [leaf_hash(record_of(fact)) for fact in FACTS[:SIZE]]


class TestTheCheckpoint:
    def test_is_signed_by_both_last_keys(self, reader: Reader) -> None:
        said = checkpoint(reader)
        assert (said.origin, said.size) == ("preceptor.invalid/log", SIZE)
        assert said.root == root_of(leaves())
        keys = reader.get("keys").text.splitlines()
        assert len(keys) == 2
        for vkey in keys:
            assert open_note(
                reader.get("checkpoint").text, [reader.container.note_verifier(vkey)]
            ).verified

    def test_is_asked_for_anew_each_time(self, reader: Reader) -> None:
        answer = reader.get("checkpoint")
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-cache"
        again = reader.get("checkpoint", **{"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


class TestTiles:
    def test_make_up_the_tree_that_was_signed(self, reader: Reader) -> None:
        said = checkpoint(reader)
        read = {tile: reader.get(tile.path).content for tile in tiles_of(said.size)}
        assert len(read) == 4
        node = nodes_in(said.size, read.__getitem__)
        assert [node(0, index) for index in range(said.size)] == leaves()

    def test_are_there_for_every_checkpoint_ever_signed(self, reader: Reader) -> None:
        for size in SIZES:
            for tile in tiles_of(size):
                assert len(reader.get(tile.path).content) == 32 * tile.width

    def test_may_lie_in_any_cache_for_ever(self, reader: Reader) -> None:
        answer = reader.get("tile/0/000")
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"

    @pytest.mark.parametrize(
        "path",
        [
            "tile/0/003",
            "tile/0/002",
            f"tile/0/002.p/{SIZE - 512 + 1}",
            "tile/0/002.p/256",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/1/000",
            "tile/1/000.p/3",
            "tile/2/000.p/1",
            "tile/63/000.p/1",
            "tile/64/000",
            "tile/0/x999/x999/x999/x999/x999/x999/999",
            "tile/0/0",
            "tile/0/0000",
            "tile/00/000",
            "tile/0/000/",
            "tile//0/000",
            "tile/0/000%00",
            "tile/-1/000",
            "tile/\u0660/000",
            "tile/0/000.p/\u0661",
            "tile/" + "0" * 200,
            "tile/",
            "tile",
        ],
    )
    def test_that_are_none_are_not_found(self, reader: Reader, path: str) -> None:
        answer = reader.get(path)
        assert answer.status_code in (404, 422), answer.text
        assert answer.headers["Content-Type"] == "application/problem+json"


class TestRecords:
    def test_are_exactly_the_bytes_that_were_hashed(self, reader: Reader) -> None:
        for bundle in bundles_of(SIZE):
            answer = reader.get(bundle.path, AUDITOR)
            tile = reader.get(bundle.path.replace("entries", "0")).content
            entries = entries_in(answer.content, bundle.width)
            assert b"".join(map(leaf_hash, entries)) == tile

    def test_are_for_auditors(self, reader: Reader) -> None:
        assert reader.get("tile/entries/000").status_code == 401
        assert reader.get("tile/entries/000", AS_BEN).status_code == 403
        assert reader.get("tile/%65ntries/000").status_code == 401
        assert reader.get("tile/entries/000", one(Role.ADMIN)).status_code == 200

    def test_lie_in_no_cache_but_their_reader_s(self, reader: Reader) -> None:
        headers = reader.get("tile/entries/000", AUDITOR).headers
        assert headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert headers["Vary"] == "Authorization"

    @pytest.mark.parametrize(
        "path", ["entries/003", "entries/002", f"entries/002.p/{SIZE - 512 + 1}", "entries/0", "e"]
    )
    def test_that_are_none_are_not_found(self, reader: Reader, path: str) -> None:
        assert reader.get(f"tile/{path}", AUDITOR).status_code == 404


class TestAProof:
    @pytest.mark.parametrize("position", [1, 255, 256, 257, 512, SIZE])
    def test_is_a_file_that_stands_alone(self, reader: Reader, position: int) -> None:
        answer = reader.get(f"proof/{position}")
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        known = [reader.container.note_verifier(vkey) for vkey in reader.container.log_vkeys]
        leaf = leaf_hash(record_of(FACTS[position - 1]))
        found = read_proof_file(answer.text).verify(leaf, "preceptor.invalid/log", known)
        assert found.size == SIZE

    @pytest.mark.parametrize(
        ("position", "status"), [(SIZE + 1, 404), (2**61, 404), (0, 422), (-1, 422), ("x", 422)]
    )
    def test_of_what_is_not_signed_is_not_found(
        self, reader: Reader, position: object, status: int
    ) -> None:
        assert reader.get(f"proof/{position}").status_code == status


class TestConsistency:
    @pytest.mark.parametrize(
        "asked", [f"from={one}&to={two}" for one in SIZES for two in SIZES if one <= two]
    )
    def test_is_proved_between_any_two_sizes(self, reader: Reader, asked: str) -> None:
        said = reader.get(f"consistency?{asked}").json()
        proof = [decoded(each) for each in said["proof"]]
        root1, root2 = decoded(said["root1"]), decoded(said["root2"])
        verify_consistency(said["size1"], said["size2"], root1, root2, proof)
        assert root2 == root_of(leaves()[: said["size2"]])

    def test_is_proved_up_to_the_checkpoint_when_nothing_else_is_asked(
        self, reader: Reader
    ) -> None:
        answer = reader.get("consistency?from=5")
        assert answer.json()["size2"] == SIZE
        told = type_in("audit", "verify-consistency", sent=orjson.dumps(answer.json()))
        assert told.output == f"Valid: the tree of {SIZE} continues the tree of 5.\n"

    @pytest.mark.parametrize(
        ("asked", "status", "kind"),
        [
            (f"from=1&to={SIZE + 1}", 404, "no-such-size"),
            (f"from={SIZE + 1}", 404, "no-such-size"),
            ("from=5&to=4", 400, "sizes-run-backwards"),
            ("from=0", 422, "request-is-invalid"),
            ("from=-1", 422, "request-is-invalid"),
            ("to=5", 422, "request-is-invalid"),
            ("size1=5", 422, "request-is-invalid"),
            ("from=9999999999999999999999", 422, "request-is-invalid"),
        ],
    )
    def test_of_other_sizes_is_refused(
        self, reader: Reader, asked: str, status: int, kind: str
    ) -> None:
        answer = reader.get(f"consistency?{asked}")
        assert (answer.status_code, answer.json()["type"]) == (status, kind)


class TestDigests:
    @pytest.fixture
    def published(self, world: World) -> World:
        world.tree.add(*facts(10))
        sign(world.tree)
        work = Digesting(world.tree, ORIGIN, [key()])
        for position in (7, 8, 9):
            line = ProjectionDigest("calendar", 1, position, 0, "a" * 64)
            assert work.signed([line], MONDAY) is not None
        return world

    def test_are_listed_the_newest_first(self, published: World) -> None:
        first = published.get("/v1/log/digests?limit=2", None).json()
        assert first["items"][0] == {
            "number": 3,
            "position": 9,
            "size": 10,
            "signed_at": "2026-03-02T09:00:00Z",
        }
        assert [one["number"] for one in first["items"]] == [3, 2]
        second = published.get(f"/v1/log/digests?limit=2&after={first['next']}", None).json()
        assert ([one["number"] for one in second["items"]], second["next"]) == ([1], None)

    def test_are_a_note_that_stays(self, published: World) -> None:
        answer = published.get("/v1/log/digests/2", None)
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        said = read_digests(open_note(answer.text, [verifier()]).text)
        assert (said.size, said.projections[0].position) == (10, 8)

    @pytest.mark.parametrize(
        ("path", "status"), [("digests/4", 404), ("digests/0", 422), ("digests/x", 422)]
    )
    def test_that_are_none_are_not_found(self, published: World, path: str, status: int) -> None:
        assert published.get(f"/v1/log/{path}", None).status_code == status


class TestBeforeAnythingWasSigned:
    def test_only_the_keys_are_there(self, world: World) -> None:
        for path in ("checkpoint", "proof/1", "consistency?from=1", "tile/0/000.p/1", "digests/1"):
            assert world.get(f"/v1/log/{path}", None).status_code == 404, path
        assert world.get("/v1/log/tile/entries/000.p/1", AUDITOR).status_code == 404
        assert world.get("/v1/log/keys", None).text.splitlines() == list(world.log_vkeys)
