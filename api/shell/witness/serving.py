"""`preceptor witness`: listens where logs bring their checkpoints, until it is told to stop."""

import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from adapters.bootstrap import Container
from api.shell.auditing.reading import judged
from api.shell.console import say
from api.shell.witness.memory import Memory
from api.shell.witness.seeing import TEXT, Answer, Witness
from application.status import CannotBeDone
from domain.proof.keys import is_name, read_vkey
from domain.proof.note import NoteVerifier
from domain.proof.submission import LONGEST_SUBMISSION

PATH = "/add-checkpoint"
PATIENCE_SECONDS = 30


def serve(state: Path, name: str, vkeys: Sequence[str], host: str, port: int) -> None:
    """This runs a witness until Ctrl-C or SIGTERM.

    Raises:
        CannotBeDone: the name, the file, a key or the address cannot be used.
    """
    if not is_name(name) or not name.isprintable():
        raise CannotBeDone("A witness is called by letters, with neither spaces nor plus.")
    with (
        _told() as told,
        Memory.opened(state, name) as memory,
        listening(memory, name, vkeys, host, port) as door,
    ):
        say(f"The witness {name} listens on {door.url}; its key is")
        say(f"  {door.vkey}")
        say("Give address and key to the logs that it watches: WITNESS_URLS, WITNESS_VKEYS.")
        told.wait()


class Door(ThreadingHTTPServer):
    """This is where checkpoints are brought to a witness."""

    daemon_threads = True
    # The library's five would turn the sixth log away that comes in the same moment.
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], witness: Witness, vkey: str) -> None:
        super().__init__(address, Visitor)
        self.witness = witness
        self.vkey = vkey

    @property
    def url(self) -> str:
        """This is what logs are told."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"


class Visitor(BaseHTTPRequestHandler):
    """This answers one log after another on one connection."""

    server: Door
    protocol_version = "HTTP/1.1"
    timeout: ClassVar[int] = PATIENCE_SECONDS

    def do_GET(self) -> None:
        """This tells the witness's key."""
        if self.path != "/":
            self._answer(Answer(HTTPStatus.NOT_FOUND, "There is nothing here.\n"))
        else:
            self._answer(Answer(HTTPStatus.OK, f"{self.server.vkey}\n"))

    def do_POST(self) -> None:
        """This takes a checkpoint."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or not length.isascii():
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "Say how long it is.\n")
        elif int(length[:12]) > LONGEST_SUBMISSION:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That is too long.\n")
        elif self.path != PATH:
            self.rfile.read(int(length))
            self._answer(Answer(HTTPStatus.NOT_FOUND, f"Checkpoints are brought to {PATH}.\n"))
        else:
            self._answer(self.server.witness.add_checkpoint(self.rfile.read(int(length))))

    def log_message(self, *_told: Any) -> None:
        """This tells nothing but what was cosigned."""

    def _refuse(self, status: HTTPStatus, words: str) -> None:
        """This answers without reading on, and so hangs up."""
        self.close_connection = True
        self._answer(Answer(status, words))

    def _answer(self, answer: Answer) -> None:
        raw = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media or TEXT)
        self.send_header("Content-Length", str(len(raw)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(raw)


@contextmanager
def listening(
    memory: Memory, name: str, vkeys: Sequence[str], host: str, port: int
) -> Iterator[Door]:
    """This is a witness that answers until the block ends.

    Raises:
        CannotBeDone: a key or the address cannot be used.
    """
    with judged():
        signer = Container.cosigner(name, memory.seed, lambda: int(time.time()))
        logs = _logs(vkeys)
    try:
        door = Door((host, port), Witness(memory, logs, signer), signer.vkey)
    except OSError as reason:
        raise CannotBeDone(f"Port {port} on {host} cannot be used: {reason.strerror}.") from reason
    thread = threading.Thread(target=door.serve_forever, name="witness", daemon=True)
    thread.start()
    try:
        yield door
    finally:
        door.shutdown()
        door.server_close()
        thread.join()


def _logs(vkeys: Sequence[str]) -> Mapping[str, Sequence[NoteVerifier]]:
    """This is the keys by the name of their log: a log's keys go by its origin."""
    found: dict[str, list[NoteVerifier]] = {}
    for vkey in vkeys:
        origin, _key = read_vkey(vkey)
        found.setdefault(origin, []).append(Container.note_verifier(vkey))
    return found


@contextmanager
def _told() -> Iterator[threading.Event]:
    """This is set when the witness is to stop, also when that is said before it has begun."""
    told = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: told.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
