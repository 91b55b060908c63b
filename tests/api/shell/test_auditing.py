"""An auditor's command line: a log verified, checkpoints taken home, proofs that stand alone."""

import json
import subprocess
import sys
from pathlib import Path
from typing import LiteralString

import pytest
from typer.testing import Result

from adapters.bootstrap import Container
from domain.proof.proof_file import read_proof_file
from tests.api.shell.test_operators import agreed, followed
from tests.support.notarised import digest, grow, notarise
from tests.support.postgres_tree import changed
from tests.support.shell import type_in


@pytest.fixture
def signed(container: Container) -> Container:
    """This is a log of 300 facts, 290 of them under a checkpoint."""
    grow(container, 290)
    notarise(container)
    grow(container, 10)
    return container


def sentence(told: Result) -> str:
    """This is the one sentence that was said."""
    assert told.exit_code == 1, told.output
    assert told.stderr.endswith(".\n")
    assert told.stderr.count("\n") == 1
    return told.stderr.strip()


def taken_home(path: Path) -> Path:
    """This is the newest checkpoint in a file of the auditor's own."""
    told = type_in("audit", "checkpoint")
    assert told.exit_code == 0, told.output
    path.write_bytes(told.stdout_bytes)
    return path


class TestDigests:
    def test_are_printed_as_they_were_signed(self, container: Container, tmp_path: Path) -> None:
        agreed(container)
        for _ in range(2):
            followed(container, "audit_trail")
            digest(container)
        told = type_in("audit", "digests")
        assert told.exit_code == 0, told.output
        assert told.stdout == container.published_digests.note(2)
        assert type_in("audit", "digests", "1").stdout == container.published_digests.note(1)
        probe = {"note": told.stdout, "verifiers": list(container.log_vkeys)}
        assert type_in("audit", "verify-note", sent=json.dumps(probe).encode()).exit_code == 0
        mine = tmp_path / "digests"
        mine.write_bytes(told.stdout_bytes)
        assert sentence(type_in("audit", "verify", "--since", mine))

    def test_that_are_not_there_are_told(self, container: Container) -> None:
        assert container.partitions
        assert sentence(type_in("audit", "digests")) == (
            "No digests of read models were published yet."
        )
        assert sentence(type_in("audit", "digests", "7")) == (
            "No digests of read models were published under that number."
        )


class TestVerifying:
    def test_finds_a_log_sound(self, signed: Container) -> None:
        told = type_in("audit", "verify")
        assert told.exit_code == 0, told.output
        assert "Valid: nothing was changed, removed or reordered." in told.output
        found = json.loads(type_in("audit", "verify", "--json").stdout)
        latest = signed.tree.latest()
        assert latest is not None
        assert (found["valid"], found["size"], found["head"]) == (True, 290, 300)

    def test_finds_that_a_log_continues_an_older_checkpoint(
        self, signed: Container, tmp_path: Path
    ) -> None:
        mine = taken_home(tmp_path / "my.checkpoint")
        notarise(signed)
        told = type_in("audit", "verify", "--since", mine)
        assert told.exit_code == 0, told.output
        assert "290 facts" in told.output
        assert (
            json.loads(type_in("audit", "verify", "--since", mine, "--json").stdout)["since"] == 290
        )

    @pytest.mark.parametrize(
        ("deed", "said"),
        [
            (
                "UPDATE log.facts SET actor = 'person:eve' WHERE notification_id = 7",
                "The fact at position 7 is not the one that was recorded",
            ),
            (
                "UPDATE log.facts SET actor = 'person:eve' WHERE notification_id = 295",
                "The fact at position 295 is not the one that was recorded",
            ),
            (
                "DELETE FROM log.facts WHERE notification_id = 300",
                "The fact at position 300 is missing.",
            ),
            (
                "UPDATE proof.tile_hashes SET hash = sha256(hash)",
                "The facts at positions 1 to 256 are not those under the tree",
            ),
            (
                "UPDATE proof.checkpoints SET root = sha256(root)",
                "The first 290 facts are not those of checkpoint 1: they have another root.",
            ),
            (
                "UPDATE proof.checkpoints SET note = replace(note, '290', '289')",
                "Checkpoint 1, of 290 facts, does not open: ",
            ),
        ],
    )
    def test_says_where_something_was_changed(
        self, signed: Container, deed: LiteralString, said: str
    ) -> None:
        changed(signed.url, deed)
        assert sentence(type_in("audit", "verify")).startswith(said)
        told = type_in("audit", "verify", "--json")
        assert sentence(told).startswith(said)
        found = json.loads(told.stdout)
        assert found["valid"] is False
        assert found["difference"].startswith(said)

    def test_says_that_an_older_database_was_restored(
        self, signed: Container, tmp_path: Path
    ) -> None:
        notarise(signed)
        mine = taken_home(tmp_path / "my.checkpoint")
        for deed in (
            "DELETE FROM log.facts WHERE notification_id > 290",
            "UPDATE log.head SET position = 290",
            "DELETE FROM proof.checkpoints WHERE size > 290",
        ):
            changed(signed.url, deed)
        assert type_in("audit", "verify").exit_code == 0
        assert sentence(type_in("audit", "verify", "--since", mine)) == (
            "300 facts were signed, and there are 290."
        )

    @pytest.mark.parametrize("said", [b"", b"nonsense", b"\xff\xfe", b"a\nb\nc\n\n"])
    def test_says_that_a_file_is_no_checkpoint(
        self, signed: Container, tmp_path: Path, said: bytes
    ) -> None:
        assert signed.tree.head()
        (tmp_path / "mine").write_bytes(said)
        sentence(type_in("audit", "verify", "--since", tmp_path / "mine"))

    def test_says_that_a_checkpoint_is_not_ours(self, signed: Container, tmp_path: Path) -> None:
        mine = taken_home(tmp_path / "mine")
        mine.write_bytes(mine.read_bytes().replace(b"290", b"280"))
        assert signed.tree.head()
        assert "is wrong" in sentence(type_in("audit", "verify", "--since", mine))

    def test_says_that_a_file_is_not_there(self, signed: Container) -> None:
        assert signed.tree.head()
        told = type_in("audit", "verify", "--since", "nowhere")
        assert sentence(told) == "nowhere cannot be read: No such file or directory."

    def test_says_that_nothing_was_signed(self, container: Container) -> None:
        grow(container, 3)
        assert "the notary signs them" in sentence(type_in("audit", "verify"))
        assert sentence(type_in("audit", "checkpoint")).startswith("No checkpoint of the log")


class TestAProofTakenHome:
    def proved(self, container: Container, tmp_path: Path, position: int) -> tuple[str, ...]:
        """This is the arguments with which a proof that was taken home is checked."""
        file, record = tmp_path / "a.tlog-proof", tmp_path / "record.json"
        told = type_in("audit", "proof", str(position), "--record", record)
        assert told.exit_code == 0, told.output
        file.write_bytes(told.stdout_bytes)
        vkey = type_in("audit", "keys").stdout.split()[0]
        assert vkey == container.log_vkeys[0]
        return ("audit", "verify-proof", str(file), "--record", str(record), "--vkey", vkey)

    def test_is_checked_without_a_server(
        self, signed: Container, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        arguments = self.proved(signed, tmp_path, 7)
        monkeypatch.delenv("DATABASE_URL")
        told = type_in(*arguments)
        assert told.output == "Valid: the record stands at position 7 of the log of 290.\n"

    def test_of_another_record_is_none(self, signed: Container, tmp_path: Path) -> None:
        arguments = self.proved(signed, tmp_path, 7)
        record = tmp_path / "record.json"
        record.write_bytes(record.read_bytes().replace(b"person:ben", b"person:eve"))
        assert sentence(type_in(*arguments)) == "The proof leads to another root."

    def test_may_have_a_line_end_behind_its_record(self, signed: Container, tmp_path: Path) -> None:
        arguments = self.proved(signed, tmp_path, 290)
        record = tmp_path / "record.json"
        record.write_bytes(record.read_bytes() + b"\n")
        assert type_in(*arguments).exit_code == 0

    @pytest.mark.parametrize("said", [b"", b"c2sp.org/tlog-proof@v1\n", b"\xff", b"x" * 10_000])
    def test_that_is_no_file_of_proof_is_told(
        self, signed: Container, tmp_path: Path, said: bytes
    ) -> None:
        arguments = self.proved(signed, tmp_path, 7)
        (tmp_path / "a.tlog-proof").write_bytes(said)
        sentence(type_in(*arguments))

    def test_with_another_key_is_none(self, signed: Container, tmp_path: Path) -> None:
        *arguments, _vkey = self.proved(signed, tmp_path, 7)
        other = signed.settings.model_copy(update={"preceptor_secret": "cd" * 32})
        with Container(other) as another:
            told = type_in(*arguments, another.log_vkeys[0])
        assert sentence(told) == "None of the keys given has signed the note."

    def test_of_what_is_not_signed_yet_is_not_there(self, signed: Container) -> None:
        assert signed.tree.head() == 300
        told = type_in("audit", "proof", "291")
        assert sentence(told).startswith("The log of the last checkpoint has no fact there")

    def test_names_position_and_checkpoint(self, signed: Container) -> None:
        assert signed.tree.head()
        proof = read_proof_file(type_in("audit", "proof", "1").stdout_bytes.decode())
        assert proof.index == 0
        assert proof.checkpoint == type_in("audit", "checkpoint").stdout_bytes.decode()


class TestAnExportTakenHome:
    def checked(self, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        """This is what the printed verifier says, alone."""
        printed = type_in("audit", "verifier")
        assert printed.exit_code == 0, printed.output
        command = [sys.executable, "-I", "-", *map(str, arguments)]
        return subprocess.run(
            command, input=printed.stdout, env={}, capture_output=True, text=True, check=False
        )

    def test_is_checked_offline_against_a_kept_checkpoint(
        self, signed: Container, tmp_path: Path
    ) -> None:
        mine = taken_home(tmp_path / "my.checkpoint")
        notarise(signed)
        told = type_in("audit", "export", tmp_path / "log")
        assert told.exit_code == 0, told.output
        assert told.output.startswith("The log of 300 facts is in ")
        vkey = told.output.split()[-1]
        assert vkey == signed.log_vkeys[0]
        found = self.checked(tmp_path / "log", "--vkey", vkey, "--since", mine)
        assert (found.returncode, found.stderr) == (0, "")
        assert "records, canonical and under the root       300" in found.stdout

    def test_may_end_earlier(self, signed: Container, tmp_path: Path) -> None:
        notarise(signed)
        told = type_in("audit", "export", tmp_path / "log", "--until", "299")
        assert told.output.startswith("The log of 290 facts is in ")
        assert self.checked(tmp_path / "log").returncode == 0

    def test_tells_what_was_changed_before_it_was_taken(
        self, signed: Container, tmp_path: Path
    ) -> None:
        changed(signed.url, "UPDATE log.facts SET actor = 'person:eve' WHERE notification_id = 7")
        assert type_in("audit", "export", tmp_path / "log").exit_code == 0
        found = self.checked(tmp_path / "log")
        assert found.returncode == 1
        assert found.stderr == (
            "Invalid: The record at position 7 is not the one that was hashed.\n"
        )

    def test_needs_a_checkpoint(self, container: Container, tmp_path: Path) -> None:
        grow(container, 3)
        told = type_in("audit", "export", tmp_path / "log")
        assert sentence(told).startswith("There is no checkpoint yet")
