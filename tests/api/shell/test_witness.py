"""A witness as a log meets it over HTTP: every case of C2SP tlog-witness, and restarts."""

import http.client
import json
import signal
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.crypto.notes import Ed25519CosignatureVerifier, Ed25519NoteSigner
from adapters.memory.tree import InMemoryTree
from api.shell.witness.memory import Memory
from application.status import CannotBeDone
from domain.proof.checkpoint import Checkpoint
from domain.proof.merkle import EMPTY_ROOT
from domain.proof.note import open_note, sign_note
from domain.proof.submission import LONGEST_SUBMISSION, Submission
from tests.support.shell import type_in, typed
from tests.support.tree import ORIGIN, facts, key, sign, stored
from tests.support.witnesses import NAME, signed, submission, witness

pytestmark = pytest.mark.io
SIZES = (100, 256, 600)


@dataclass
class Told:
    """This is an answer of the witness."""

    status: int
    media: str
    body: str


class Log:
    """This is a log that goes to a witness."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.port = 0
        self.vkey = ""

    def brings(
        self, raw: bytes, path: str = "/add-checkpoint", method: str = "POST", **headers: str
    ) -> Told:
        """This is one request on a connection of its own."""
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            asking.request(method, path, raw, headers)
            answer = asking.getresponse()
            return Told(answer.status, answer.headers["Content-Type"], answer.read().decode())
        finally:
            asking.close()

    def note_of(self, tree: InMemoryTree, told: Told) -> None:
        """This holds when the answer is a cosignature of the newest checkpoint."""
        assert told.status == 200, told
        verifier = Ed25519CosignatureVerifier(self.vkey)
        assert open_note(tree.checkpoints[-1].note + told.body, [verifier]).verified


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    made = Log(tmp_path / "witness.json")
    with witness(made.state) as door:
        made.port, made.vkey = door.server_address[1], door.vkey
        yield made


@pytest.fixture
def tree() -> InMemoryTree:
    return signed(*SIZES)


class TestACheckpoint:
    def test_is_cosigned_when_it_is_the_first(self, log: Log, tree: InMemoryTree) -> None:
        told = log.brings(submission(tree, 0))
        assert told.media == "text/plain; charset=utf-8"
        assert told.body.startswith(f"— {NAME} ")
        log.note_of(tree, told)

    def test_is_cosigned_when_it_continues_the_last(self, log: Log, tree: InMemoryTree) -> None:
        old = 0
        for checkpoint in tree.checkpoints:
            assert log.brings(submission(tree, old, checkpoint)).status == 200
            old = checkpoint.size

    def test_is_cosigned_again_when_it_is_the_same(self, log: Log, tree: InMemoryTree) -> None:
        log.brings(submission(tree, 0))
        log.note_of(tree, log.brings(submission(tree, 600)))

    def test_is_cosigned_with_the_next_key_of_the_log(self, tmp_path: Path) -> None:
        tree = signed(100)
        tree.add(*facts(100, after=100))
        sign(tree, 2, 1)
        with witness(tmp_path / "w.json", key(1).vkey, key(2).vkey) as door:
            log = Log(tmp_path)
            log.port, log.vkey = door.server_address[1], door.vkey
            log.note_of(tree, log.brings(submission(tree, 0)))

    def test_of_an_empty_log_may_be_first(self, log: Log, tree: InMemoryTree) -> None:
        empty = sign_note(Checkpoint(ORIGIN, 0, EMPTY_ROOT).text, [key()])
        assert log.brings(Submission(0, (), empty).text.encode()).status == 200
        assert log.brings(submission(tree, 0)).status == 200


class TestANo:
    def test_says_what_it_saw_last(self, log: Log, tree: InMemoryTree) -> None:
        assert log.brings(submission(tree, 100)).body == "0\n"
        log.brings(submission(tree, 0, tree.checkpoints[1]))
        told = log.brings(submission(tree, 100))
        assert (told.status, told.media, told.body) == (409, "text/x.tlog.size", "256\n")

    def test_is_given_to_an_older_state(self, log: Log, tree: InMemoryTree) -> None:
        log.brings(submission(tree, 0))
        for old, first in ((0, 0), (100, 0), (256, 1), (100, 1)):
            if old <= tree.checkpoints[first].size:
                told = log.brings(submission(tree, old, tree.checkpoints[first]))
                assert (told.status, told.body) == (409, "600\n")

    def test_is_given_to_another_history_of_the_same_size(
        self, log: Log, tree: InMemoryTree
    ) -> None:
        log.brings(submission(tree, 0))
        other = InMemoryTree()
        other.add(stored(1, actor="person:eve"), *facts(599, after=1))
        sign(other)
        told = log.brings(submission(other, 600))
        assert (told.status, told.body) == (409, "600\n")

    def test_is_given_to_another_history_that_is_longer(self, log: Log, tree: InMemoryTree) -> None:
        log.brings(submission(tree, 0))
        other = InMemoryTree()
        other.add(stored(1, actor="person:eve"), *facts(699, after=1))
        sign(other)
        assert log.brings(submission(other, 600)).status == 422
        assert log.brings(submission(tree, 600)).status == 200

    def test_is_given_to_a_proof_that_is_none(self, log: Log, tree: InMemoryTree) -> None:
        log.brings(submission(tree, 0, tree.checkpoints[0]))
        note = tree.checkpoints[-1].note
        for proof in ((), (bytes(32),), (bytes(32),) * 9):
            assert log.brings(Submission(100, proof, note).text.encode()).status == 422

    def test_is_given_to_a_proof_where_there_is_nothing_to_prove(
        self, log: Log, tree: InMemoryTree
    ) -> None:
        note = tree.checkpoints[-1].note
        assert log.brings(Submission(0, (bytes(32),), note).text.encode()).status == 422

    def test_is_given_to_a_log_it_does_not_watch(self, log: Log) -> None:
        other = Ed25519NoteSigner("example.org/other", bytes(32))
        note = sign_note(Checkpoint(other.name, 5, bytes(32)).text, [other])
        assert log.brings(Submission(0, (), note).text.encode()).status == 404

    @pytest.mark.parametrize("generation", [2, 3])
    def test_is_given_to_who_is_not_the_log(self, log: Log, generation: int) -> None:
        tree = InMemoryTree()
        tree.add(*facts(9))
        sign(tree, generation)
        assert log.brings(submission(tree, 0)).status == 403

    def test_is_given_to_a_wrong_signature(self, log: Log, tree: InMemoryTree) -> None:
        raw = submission(tree, 0).replace(b"\n600\n", b"\n601\n")
        assert log.brings(raw).status == 403

    def test_is_given_to_an_old_size_beyond_the_new_one(self, log: Log, tree: InMemoryTree) -> None:
        assert log.brings(submission(tree, 601)).status == 400

    @pytest.mark.parametrize("raw", [b"", b"old 0\n\n", b"nonsense", b"\xff", b"old 0\n\na\n1\n\n"])
    def test_is_given_to_what_cannot_be_read(self, log: Log, raw: bytes) -> None:
        assert log.brings(raw).status == 400

    def test_changes_nothing(self, log: Log, tree: InMemoryTree) -> None:
        log.brings(submission(tree, 0, tree.checkpoints[0]))
        before = log.state.read_bytes()
        self.test_is_given_to_a_log_it_does_not_watch(log)
        self.test_is_given_to_an_old_size_beyond_the_new_one(log, tree)
        log.brings(submission(tree, 256))
        assert log.state.read_bytes() == before

    def test_of_http_is_given_to_anything_else(self, log: Log, tree: InMemoryTree) -> None:
        raw = submission(tree, 0)
        assert log.brings(raw, "/").status == 404
        assert log.brings(b"", "/nowhere", "GET").status == 404
        assert log.brings(raw, method="PUT").status == 501
        assert log.brings(b"", "/", "GET").body == f"{log.vkey}\n"
        length = str(LONGEST_SUBMISSION + 1)
        assert log.brings(b"", **{"Content-Length": length}).status == 413
        assert log.brings(b"", **{"Content-Length": "-1"}).status == 411
        assert log.brings(b"", **{"Content-Length": "1" * 5_000}).status == 413


class TestManyAtOnce:
    def test_are_seen_one_after_another(self, log: Log, tree: InMemoryTree) -> None:
        """Of two that both continue the last, the second must continue the first."""
        log.brings(submission(tree, 0, tree.checkpoints[0]))
        told: list[Told] = []
        raws = [submission(tree, 100, each) for each in tree.checkpoints[1:]] * 8
        threads = [
            threading.Thread(target=lambda raw=raw: told.append(log.brings(raw))) for raw in raws
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(each.status for each in told) == [200] + [409] * 15

    def test_may_come_on_one_connection(self, log: Log, tree: InMemoryTree) -> None:
        asking = http.client.HTTPConnection("127.0.0.1", log.port, timeout=10)
        for _ in range(3):
            asking.request("POST", "/add-checkpoint", submission(tree, 7))
            answer = asking.getresponse()
            assert (answer.status, answer.read()) == (409, b"0\n")
        asking.close()


class TestWhatItHasSeen:
    def test_survives_a_restart(self, tmp_path: Path, tree: InMemoryTree) -> None:
        state, log = tmp_path / "w.json", Log(tmp_path)
        with witness(state) as door:
            log.port, before = door.server_address[1], door.vkey
            log.brings(submission(tree, 0))
        assert state.stat().st_mode & 0o777 == 0o600
        with witness(state) as door:
            log.port, log.vkey = door.server_address[1], door.vkey
            assert door.vkey == before
            assert log.brings(submission(tree, 0, tree.checkpoints[0])).body == "600\n"
            log.note_of(tree, log.brings(submission(tree, 600)))

    def test_is_safe_before_it_answers(
        self, log: Log, tree: InMemoryTree, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as broken:
            broken.setattr("os.fsync", full)
            told = log.brings(submission(tree, 0))
            assert (told.status, "—" in told.body) == (500, False)
        assert log.brings(submission(tree, 600)).body == "0\n"
        left = {path.name for path in log.state.parent.iterdir()}
        assert left == {"witness.json", "witness.json.lock"}

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "{}",
            "[]",
            '{"name": "witness.example/w1", "seed": "AAAA", "logs": {}}',
            '{"name": "witness.example/w1", "seed": 7, "logs": {}}',
            '{"name": "witness.example/w1", "seed": "%s=", "logs": {"a": "b"}}' % ("A" * 43),
        ],
    )
    def test_is_never_begun_anew_silently(self, tmp_path: Path, text: str) -> None:
        state = tmp_path / "w.json"
        state.write_text(text)
        state.chmod(0o600)
        with (
            pytest.raises(CannotBeDone, match="does not hold what a witness has seen"),
            Memory.opened(state, NAME),
        ):
            pass

    def test_is_for_its_owner_s_eyes(self, tmp_path: Path) -> None:
        state = tmp_path / "w.json"
        with Memory.opened(state, NAME):
            pass
        state.chmod(0o640)
        with pytest.raises(CannotBeDone, match="Others can read"), Memory.opened(state, NAME):
            pass

    def test_is_of_one_witness_at_a_time(self, log: Log) -> None:
        with (
            pytest.raises(CannotBeDone, match="Another witness works with"),
            Memory.opened(log.state, NAME),
        ):
            pass

    def test_is_of_one_witness_by_name(self, tmp_path: Path) -> None:
        with Memory.opened(tmp_path / "w.json", NAME):
            pass
        with (
            pytest.raises(CannotBeDone, match=r"is of the witness witness\.example/w1"),
            Memory.opened(tmp_path / "w.json", "another"),
        ):
            pass


class TestTheCommand:
    def test_runs_until_it_is_told_to_stop(self, tmp_path: Path, tree: InMemoryTree) -> None:
        state = tmp_path / "w.json"
        arguments = ("witness", "--state", state, "--vkey", key().vkey, "--port", "0")
        with typed(*arguments, HOME=str(tmp_path)) as us:
            assert us.stdout is not None
            first, second, _ = (us.stdout.readline() for _ in range(3))
            log = Log(state)
            log.port, log.vkey = int(first.partition(":")[2].rpartition(":")[2].split(";")[0]), ""
            log.vkey = second.strip()
            log.note_of(tree, log.brings(submission(tree, 0)))
            us.send_signal(signal.SIGTERM)
            assert us.wait(timeout=10) == 0
        assert json.loads(state.read_text())["logs"].keys() == {ORIGIN}

    def test_needs_no_database(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PRECEPTOR_PORT", "nonsense")
        arguments = ("witness", "--state", tmp_path / "w.json", "--vkey", key().vkey, "--port", "0")
        with typed(*arguments) as us:
            assert us.stdout is not None
            first, *_ = (us.stdout.readline() for _ in range(3))
            assert first.startswith("The witness preceptor.invalid/witness listens")
            us.send_signal(signal.SIGINT)
            assert us.wait(timeout=10) == 0

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("--vkey", "nonsense"), "A key is written name+id+base64"),
            (("--vkey", key().vkey, "--name", "a b"), "A witness is called by letters"),
        ],
    )
    def test_says_what_it_cannot_use(
        self, tmp_path: Path, arguments: tuple[str, ...], said: str
    ) -> None:
        told = type_in("witness", "--state", tmp_path / "w.json", *arguments)
        assert told.exit_code == 1
        assert told.stderr.startswith(said)

    def test_says_that_a_port_is_taken(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            told = type_in(
                "witness", "--state", tmp_path / "w.json", "--vkey", key().vkey, "--port", port
            )
        assert told.exit_code == 1
        assert "cannot be used: Address already in use." in told.stderr
