"""The verifier: finds whatever was done to an export, in this tree and in one file alone."""

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.memory.tree import InMemoryTree
from adapters.verifier import assembling
from adapters.verifier.assembling import MODULES, NameIsTaken, assembled
from domain.proof.bundles import bundle_of, entries_in
from domain.proof.export import FILES, MANIFEST, Manifest, line_of, read_manifest
from domain.proof.invalid import ProofInvalid
from domain.proof.note import open_note, sign_note
from domain.proof.record import record_of
from tests.support.exports import check, export, exported, names_in
from tests.support.tree import facts, key, sign, stored, verifier
from tests.support.tries import tried

SIZES = (100, 256, 600)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This is an export that nobody touches."""
    folder = tmp_path_factory.mktemp("whole")
    exported(folder, *SIZES)
    return folder


@pytest.fixture(scope="module")
def spoilt(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This is a copy in which one bit is wrong at a time."""
    return Path(shutil.copytree(whole, tmp_path_factory.mktemp("spoilt") / "export"))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This is the verifier in one file, in a folder of its own."""
    path = tmp_path_factory.mktemp("alone") / "verify.py"
    path.write_text(assembled(), encoding="utf-8")
    return path


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """This is a copy of it to do something to."""
    return Path(shutil.copytree(whole, tmp_path / "export"))


def listed_anew(folder: Path, **changed: object) -> None:
    """This signs a changed export as we would: only what it says may give it away now."""
    names = [line.partition("  ")[2] for line in (folder / FILES).read_text().splitlines()]
    raw = "".join(
        line_of(sha256((folder / name).read_bytes()).hexdigest(), name) for name in names
    ).encode()
    (folder / FILES).write_bytes(raw)
    resigned(folder, files=sha256(raw).hexdigest(), **changed)


def resigned(folder: Path, **changed: object) -> None:
    said = read_manifest(open_note((folder / MANIFEST).read_bytes(), [verifier()]).text)
    values = {name: getattr(said, name) for name in Manifest.__slots__} | changed
    manifest = Manifest(**values)
    (folder / MANIFEST).write_text(sign_note(manifest.text, [key()]))


class TestASoundExport:
    def test_is_told_what_it_is(self, whole: Path) -> None:
        sound = check(whole)
        assert (sound.history.size, sound.history.streams) == (600, 7)
        assert sound.signers == [f"example.org/log {key().key_id.hex()}"]

    def test_continues_every_older_checkpoint(self, tmp_path: Path) -> None:
        tree = exported(tmp_path, *SIZES)
        assert check(tmp_path, *(each.note for each in tree.checkpoints))


class TestAFile:
    @tried(80)
    @given(st.data())
    def test_is_found_whichever_bit_of_it_was_flipped(
        self, spoilt: Path, data: st.DataObject
    ) -> None:
        path = spoilt / data.draw(st.sampled_from(names_in(spoilt)))
        kept = path.read_bytes()
        bit = data.draw(st.integers(0, 8 * len(kept) - 1))
        raw = bytearray(kept)
        raw[bit // 8] ^= 1 << bit % 8
        path.write_bytes(raw)
        with pytest.raises(ProofInvalid):
            check(spoilt)
        path.write_bytes(kept)

    def test_is_missed_whichever_is_gone(self, folder: Path) -> None:
        for name in names_in(folder):
            raw = (folder / name).read_bytes()
            (folder / name).unlink()
            with pytest.raises(ProofInvalid, match="cannot be read"):
                check(folder)
            (folder / name).write_bytes(raw)
        assert check(folder)

    def test_is_found_when_it_is_endless(self, folder: Path) -> None:
        with (folder / "tile/0/000").open("r+b") as file:
            file.truncate(2**40)
        with pytest.raises(ProofInvalid, match="larger than any such file"):
            check(folder)

    def test_of_the_reader_s_own_is_counted(self, folder: Path) -> None:
        (folder / "my notes").write_text("read")
        assert check(folder).more == 1


class TestAnExportSignedAnew:
    """Who holds our keys and changed something still has to make it fit together."""

    def entries(self, folder: Path, name: str = "tile/entries/000") -> list[bytes]:
        return entries_in((folder / name).read_bytes(), 256)

    def written(self, folder: Path, entries: list[bytes]) -> None:
        (folder / "tile/entries/000").write_bytes(bundle_of(entries))
        listed_anew(folder)

    def test_is_found_sound_when_nothing_was_changed(self, folder: Path) -> None:
        listed_anew(folder)
        assert check(folder)

    def test_is_found_when_a_record_was_changed(self, folder: Path) -> None:
        entries = self.entries(folder)
        entries[6] = record_of(stored(7, actor="person:eve"))
        self.written(folder, entries)
        with pytest.raises(ProofInvalid, match="The record at position 7 is not the one that was"):
            check(folder)

    def test_is_found_when_records_changed_places(self, folder: Path) -> None:
        entries = self.entries(folder)
        entries[6], entries[7] = entries[7], entries[6]
        self.written(folder, entries)
        with pytest.raises(ProofInvalid, match="The record at position 7 is not the one"):
            check(folder)

    def test_is_found_when_a_record_is_gone(self, folder: Path) -> None:
        self.written(folder, self.entries(folder)[:-1])
        with pytest.raises(ProofInvalid, match="The bundle has 255 entries in place of 256"):
            check(folder)

    def test_is_found_when_a_leaf_was_changed(self, folder: Path) -> None:
        path = folder / "tile/0/000"
        path.write_bytes(bytes(32) + path.read_bytes()[32:])
        listed_anew(folder)
        with pytest.raises(ProofInvalid, match="The record at position 1 is not the one"):
            check(folder)

    def test_is_found_when_a_tile_was_changed(self, folder: Path) -> None:
        path = folder / "tile/1/000.p/2"
        path.write_bytes(bytes(32) + path.read_bytes()[32:])
        listed_anew(folder)
        with pytest.raises(ProofInvalid, match="is not the tile above the records at positions 1"):
            check(folder)

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"size": 599}, "tell different sizes"),
            ({"origin": "example.org/other"}, "another log"),
            ({"topics": ("consent.withdrawn.v1",)}, "At position 1 stands a topic nobody knows"),
            ({"files": "ab" * 32}, "not the one that was signed"),
        ],
    )
    def test_is_found_when_the_manifest_says_otherwise(
        self, folder: Path, changed: dict[str, object], said: str
    ) -> None:
        resigned(folder, **changed)
        with pytest.raises(ProofInvalid, match=said):
            check(folder)

    def test_is_found_when_everything_under_the_checkpoint_is_another(
        self, folder: Path, tmp_path: Path
    ) -> None:
        other = InMemoryTree()
        other.add(stored(1, actor="person:eve"), *facts(599, after=1))
        sign(other)
        export(other, tmp_path / "other")
        shutil.copy(folder / "checkpoint", tmp_path / "other" / "checkpoint")
        listed_anew(tmp_path / "other")
        with pytest.raises(ProofInvalid, match="The first 600 records are not those of the check"):
            check(tmp_path / "other")

    def test_is_found_when_it_ends_early(self, folder: Path, tmp_path: Path) -> None:
        tree = exported(tmp_path / "shorter", 256)
        (folder / "checkpoint").write_text(tree.checkpoints[-1].note)
        listed_anew(folder, size=256)
        with pytest.raises(ProofInvalid, match=r"should name tile/1/000\.p/1 next"):
            check(folder)

    def test_is_found_when_it_lists_more(self, folder: Path) -> None:
        with (folder / FILES).open("a") as file:
            file.write(line_of("ab" * 32, "tile/0/003.p/1"))
        resigned(folder, files=sha256((folder / FILES).read_bytes()).hexdigest())
        with pytest.raises(ProofInvalid, match="names more files"):
            check(folder)

    def test_is_found_when_it_is_another_history(self, folder: Path, tmp_path: Path) -> None:
        """All of it was made anew by us: only a checkpoint kept elsewhere tells."""
        other = InMemoryTree()
        other.add(stored(1, actor="person:eve"), *facts(599, after=1))
        sign(other)
        export(other, tmp_path / "other")
        assert check(tmp_path / "other")
        kept = exported(tmp_path / "mine", *SIZES).checkpoints
        assert check(folder, kept[0].note)
        with pytest.raises(ProofInvalid, match="The first 100 records are not those of the check"):
            check(tmp_path / "other", kept[0].note)

    def test_is_found_when_it_is_older_than_what_was_kept(self, tmp_path: Path) -> None:
        tree = exported(tmp_path, *SIZES)
        export(tree, tmp_path, until=300)
        with pytest.raises(ProofInvalid, match="The older checkpoint is of 600 records"):
            check(tmp_path, tree.checkpoints[-1].note)

    def test_is_found_when_another_key_signed(self, whole: Path) -> None:
        with pytest.raises(ProofInvalid, match="None of the keys"):
            check(whole, generation=2)


class TestAHistory:
    """What is wrong with the records themselves, though the tree over them is right."""

    def found(self, tmp_path: Path, *records: object) -> str:
        tree = InMemoryTree()
        tree.add(*records)  # type: ignore[arg-type]
        sign(tree)
        export(tree, tmp_path)
        with pytest.raises(ProofInvalid) as found:
            check(tmp_path)
        return str(found.value)

    def test_misses_a_version(self, tmp_path: Path) -> None:
        said = self.found(tmp_path, *facts(8), stored(9, version=3))
        assert said == "The record at position 9 is version 3 of its stream, and 2 is due."

    def test_misses_a_position(self, tmp_path: Path) -> None:
        assert self.found(tmp_path, *facts(8), stored(10)).startswith("The record at position 9")

    def test_sees_time_run_backwards(self, tmp_path: Path) -> None:
        said = self.found(tmp_path, *facts(8), stored(9, recorded_at=stored(1).recorded_at))
        assert said == "At position 9 time runs backwards."

    def test_sees_a_topic_that_nobody_knows(self, tmp_path: Path) -> None:
        assert "'magic.v1'" in self.found(tmp_path, *facts(8), stored(9, topic="magic.v1"))

    def test_sees_a_record_that_is_not_canonical(self, tmp_path: Path) -> None:
        said = self.found(tmp_path, *facts(8), stored(9, body=b'{"b":1,"a":2}'))
        assert "canonical" in said


class TestACiphertextThatIsGone:
    def redacted(self, folder: Path, person: bytes) -> None:
        tree = InMemoryTree()
        tree.add(
            stored(1, body=b'{"$sealed":[{"data":"c2VjcmV0","subject":"ben"}]}'),
            stored(2, body=b'{"person_id":"%b"}' % person, topic="privacy.keys_destroyed.v1"),
            *facts(300, after=2),
        )
        sign(tree)
        tree.facts[0] = stored(1, body=b'{"$sealed":[{"data":"","subject":"ben"}]}')
        export(tree, folder)

    def test_is_right_when_an_erasure_is_on_record(self, tmp_path: Path) -> None:
        self.redacted(tmp_path, b"ben")
        history = check(tmp_path).history
        assert (history.redacted, history.erased) == (1, 1)

    def test_is_found_when_none_is(self, tmp_path: Path) -> None:
        self.redacted(tmp_path, b"olga")
        with pytest.raises(ProofInvalid, match="position 1 lost a ciphertext of a person of whom"):
            check(tmp_path)


class TestTheOneFile:
    def run(self, file: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """This runs it far from the project, which it cannot import."""
        command = [sys.executable, "-I", str(file), *map(str, arguments)]
        return subprocess.run(
            command, cwd=file.parent, env={}, capture_output=True, text=True, check=False
        )

    def test_runs_alone(self, file: Path, whole: Path, tmp_path: Path) -> None:
        mine = tmp_path / "mine"
        mine.write_text(exported(tmp_path / "again", *SIZES).checkpoints[0].note)
        told = self.run(file, whole, "--vkey", key().vkey, "--since", mine)
        assert (told.returncode, told.stderr) == (0, "")
        assert told.stdout.endswith("Valid: nothing was changed, removed or reordered.\n")
        assert "as you gave them" in told.stdout
        told = self.run(file, whole, "--json", "--since", mine)
        found = json.loads(told.stdout)
        assert (found["valid"], found["older checkpoints, all continued"]) == (True, 1)
        assert "compare them with those you know" in found["keys"]

    def test_finds_what_was_changed(self, file: Path, folder: Path) -> None:
        path = folder / "tile/entries/000"
        path.write_bytes(path.read_bytes().replace(b"person:ben", b"person:eve", 1))
        told = self.run(file, folder, "--vkey", key().vkey, "--json")
        assert told.returncode == 1
        assert told.stderr == "Invalid: tile/entries/000 is not the file that was listed.\n"
        assert json.loads(told.stdout)["valid"] is False

    @pytest.mark.parametrize(
        "arguments", [["--vkey", "nonsense"], ["--since", "nowhere"], ["--vkey", key(2).vkey]]
    )
    def test_says_what_it_cannot_use(self, file: Path, whole: Path, arguments: list[str]) -> None:
        told = self.run(file, whole, *arguments)
        assert told.returncode == 1
        assert told.stderr.startswith("Invalid: ")
        assert "Traceback" not in told.stderr

    def test_lies_in_every_export(self, file: Path, whole: Path) -> None:
        assert (whole / "verify.py").read_bytes() == file.read_bytes()
        told = self.run(whole / "verify.py")
        assert told.returncode == 0, told.stderr

    def test_imports_nothing_of_ours(self, file: Path) -> None:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        roots = {root for node in ast.walk(tree) for root in _roots(node)}
        assert roots - set(sys.stdlib_module_names) == {"cryptography"}

    def test_is_the_modules_word_for_word(self, file: Path) -> None:
        whole = [ast.dump(node) for node in ast.parse(file.read_text(encoding="utf-8")).body]
        for module in MODULES:
            tree = ast.parse(assembling._source(module))
            own = [ast.dump(node) for node in tree.body if not any(_roots(node))]
            at = whole.index(own[0])
            assert whole[at : at + len(own)] == own, module

    def test_cannot_be_made_of_modules_that_share_a_name(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(assembling, "MODULES", ("one", "other"))
        monkeypatch.setattr(assembling, "_source", lambda module: f"KEYS = {module!r}")
        with pytest.raises(NameIsTaken, match="KEYS is in one and in other"):
            assembled()


def _roots(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield (node.module or "").partition(".")[0]
