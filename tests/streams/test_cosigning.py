"""A witness beside the notary, over HTTP and PostgreSQL: cosigned, silent, or seeing otherwise."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from structlog.testing import capture_logs

from adapters.bootstrap import Container
from adapters.embedded.ports import free_port
from adapters.embedded.servers import EmbeddedServers
from adapters.postgres.migrate import migrate
from api.shell.witness.serving import Door
from application.rederiving import Rederiving
from domain.proof.note import open_note
from streams import cosigning
from streams.cosigning import Messenger
from tests.support.databases import fresh_database
from tests.support.notarised import grow, notarise
from tests.support.postgres_tree import add
from tests.support.processes import soon
from tests.support.tree import stored
from tests.support.witnesses import witness

pytestmark = pytest.mark.io
SECRET = "ab" * 32


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cosigning, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(cosigning, "STANDBY_SECONDS", 0.01)
    monkeypatch.setattr(cosigning, "REFUSED_SECONDS", 0.01)


class Installation:
    """This is a log with one witness; its database can be exchanged for an older one."""

    def __init__(self, servers: EmbeddedServers, state: Path) -> None:
        self._given = servers.settings.model_copy(update={"preceptor_secret": SECRET})
        self._state = state
        self._port = free_port()
        with Container(self._given) as container:
            self._keys = container.log_vkeys
        with self.witnessed() as door:
            self._witness_key = door.vkey

    @contextmanager
    def witnessed(self) -> Iterator[Door]:
        """This lets the witness answer until the block ends; what it saw it keeps."""
        with witness(self._state, *self._keys, port=self._port) as door:
            yield door

    @contextmanager
    def running(self, url: str) -> Iterator[Container]:
        """This lets a messenger go from that database to the witness until the block ends."""
        told = {
            "database_url": url,
            "database_owner_url": None,
            "witness_urls": f"http://127.0.0.1:{self._port}",
            "witness_vkeys": self._witness_key,
        }
        stop = threading.Event()
        with Container.from_settings(self._given.model_copy(update=told)) as container:
            (one,) = container.witnesses
            messenger = Messenger(one.name, one.errand, one.call, one.verifier)
            thread = threading.Thread(target=messenger.run, args=[stop])
            thread.start()
            try:
                yield container
            finally:
                stop.set()
                thread.join()


@pytest.fixture
def ours(servers: EmbeddedServers, tmp_path: Path) -> Installation:
    return Installation(servers, tmp_path / "witness.json")


@pytest.fixture
def url(database_url: str) -> str:
    migrate(database_url)
    return database_url


def is_cosigned(container: Container) -> bool:
    """This is true when the checkpoint that is served bears the witness's signature."""
    (one,) = container.witnesses
    note = open_note(
        container.published_log.checkpoint(),
        [one.verifier, *map(container.note_verifier, container.log_vkeys)],
    )
    return len(note.verified) == 2


def alarm_of(container: Container) -> str:
    return "".join(container.health.look().alarms)


def trouble_of(container: Container) -> str:
    parts = container.health.look().parts
    return next(part.detail for part in parts if part.name.startswith("witness"))


def other_facts(container: Container, count: int) -> None:
    """This appends facts that the log before it was exchanged has not."""
    head = container.tree.head()
    positions = range(head + 1, head + count + 1)
    add(container.url, [stored(position, actor="person:eve") for position in positions])


class TestAWitness:
    def test_cosigns_every_checkpoint(self, ours: Installation, url: str) -> None:
        with ours.witnessed(), ours.running(url) as container:
            for count in (300, 5, 400):
                grow(container, count)
                notarise(container)
                assert soon(lambda: is_cosigned(container), 10)
            assert (alarm_of(container), trouble_of(container)) == ("", "cosigned 705")

    def test_is_not_asked_again_what_it_cosigned(self, ours: Installation, url: str) -> None:
        with ours.witnessed(), ours.running(url) as container:
            grow(container, 300)
            number = notarise(container).number
            assert soon(lambda: is_cosigned(container), 10)
            before = container.tree.cosignatures(number)
        with ours.witnessed(), ours.running(url) as container:
            assert not soon(lambda: container.tree.cosignatures(number) != before, 0.3)

    def test_that_is_silent_stops_nobody(self, ours: Installation, url: str) -> None:
        with capture_logs() as logs, ours.running(url) as container:
            grow(container, 300)
            signed = notarise(container)
            assert soon(lambda: "does not answer" in trouble_of(container), 10)
            assert container.published_log.checkpoint() == signed.note
            assert alarm_of(container) == ""
            with ours.witnessed():
                assert soon(lambda: is_cosigned(container), 10)
                assert trouble_of(container) == "cosigned 300"
        assert any(line["event"] == "not_cosigned" for line in logs)

    def test_is_found_again_after_its_restart(self, ours: Installation, url: str) -> None:
        with ours.running(url) as container:
            for count in (300, 5):
                grow(container, count)
                notarise(container)
                with ours.witnessed():
                    assert soon(lambda: is_cosigned(container), 10)


class TestAnOlderDatabaseRestored:
    def test_is_refused_by_the_witness(
        self, ours: Installation, url: str, servers: EmbeddedServers
    ) -> None:
        """By itself such a log is sound: it was, and it goes on to sign."""
        with ours.witnessed():
            with ours.running(url) as container:
                grow(container, 300)
                notarise(container)
                assert soon(lambda: is_cosigned(container), 10)
            name = urlsplit(url).path[1:]
            with fresh_database(str(servers.settings.database_owner_url), name) as older:
                with ours.running(url) as container:
                    grow(container, 300)
                    notarise(container)
                    assert soon(lambda: is_cosigned(container), 10)
                with capture_logs() as logs, ours.running(older) as container:
                    other_facts(container, 100)
                    notarise(container)
                    assert soon(lambda: "It saw 600 facts" in alarm_of(container), 10)
                    other_facts(container, 300)
                    notarise(container)
                    assert soon(lambda: "It saw another history" in alarm_of(container), 10)
                    assert not is_cosigned(container)
                    assert "another history" in trouble_of(container)
                    sound = Rederiving(container.tree, container.log_verifiers)
                    sound.advance(700)
                    assert sound.end().size == 700
        told = [line for line in logs if line["event"] == "witness_saw_otherwise"]
        assert {line["log_level"] for line in told} == {"error"}
