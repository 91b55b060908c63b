"""An export is written whole, goes on where it stopped, and holds nothing of an older one."""

from pathlib import Path

import pytest

from adapters.memory.tree import InMemoryTree
from application.status import CannotBeDone
from domain.proof.export import FILES, MANIFEST
from domain.proof.record import Stored
from tests.support.calendar import MONDAY
from tests.support.exports import check, export, exported, exporting, names_in
from tests.support.tree import facts, sign


class Interrupted(Exception):
    """This is somebody pressing Ctrl-C."""


class TestAnExport:
    @pytest.mark.parametrize("size", [1, 255, 256, 257, 700])
    def test_checks_out(self, tmp_path: Path, size: int) -> None:
        exported(tmp_path, size)
        sound = check(tmp_path)
        assert (sound.history.size, sound.checkpoint.size) == (size, size)
        assert sound.more == 0
        assert sound.files == len(names_in(tmp_path)) - 2

    def test_ends_with_the_last_checkpoint(self, tmp_path: Path) -> None:
        tree = InMemoryTree()
        tree.add(*facts(300))
        sign(tree)
        tree.add(*facts(50, after=300))
        assert export(tree, tmp_path).size == 300

    @pytest.mark.parametrize(("until", "size"), [(700, 700), (699, 300), (300, 300), (299, 100)])
    def test_ends_with_a_checkpoint_of_before_when_that_was_asked(
        self, tmp_path: Path, until: int, size: int
    ) -> None:
        tree = exported(tmp_path, 100, 300, 700)
        assert export(tree, tmp_path, until).size == size
        sound = check(tmp_path)
        assert (sound.checkpoint.size, sound.more) == (size, 0)

    def test_needs_a_checkpoint(self, tmp_path: Path) -> None:
        tree = InMemoryTree()
        tree.add(*facts(9))
        with pytest.raises(CannotBeDone, match="no checkpoint yet"):
            export(tree, tmp_path)
        sign(tree)
        with pytest.raises(CannotBeDone, match="no checkpoint yet"):
            export(tree, tmp_path, 8)

    def test_says_that_the_folder_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way")
        with pytest.raises(CannotBeDone, match="cannot be written: Not a directory"):
            exported(tmp_path / "file" / "folder", 9)

    def test_is_for_the_eyes_of_its_owner(self, tmp_path: Path) -> None:
        exported(tmp_path / "made", 9)
        assert (tmp_path / "made").stat().st_mode & 0o777 == 0o700


class TestGoingOn:
    def interrupted(self, tree: InMemoryTree, folder: Path, at: int) -> None:
        """This begins an export and is told to stop."""

        def stop(done: int, _size: int) -> None:
            if done >= at:
                raise Interrupted

        with pytest.raises(Interrupted):
            exporting(tree).export(folder, MONDAY, None, stop)

    def signed(self, size: int) -> InMemoryTree:
        tree = InMemoryTree()
        tree.add(*facts(size))
        sign(tree)
        return tree

    def test_uses_what_is_there(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        tree = self.signed(1_000)
        self.interrupted(tree, tmp_path, at=512)
        assert MANIFEST not in names_in(tmp_path)
        read: list[int] = []
        stored = tree.stored

        def counted(after: int, upto: int) -> list[Stored]:
            read.append(after)
            return stored(after, upto)

        monkeypatch.setattr(tree, "stored", counted)
        export(tree, tmp_path)
        assert read == [512, 768]
        assert check(tmp_path).more == 0

    def test_uses_nothing_that_is_wrong(self, tmp_path: Path) -> None:
        tree = self.signed(1_000)
        self.interrupted(tree, tmp_path, at=512)
        for path in tmp_path.rglob("*/000"):
            path.write_bytes(path.read_bytes()[:-1])
        export(tree, tmp_path)
        assert check(tmp_path)

    def test_takes_away_what_was_partial_then(self, tmp_path: Path) -> None:
        tree = exported(tmp_path, 300)
        before = names_in(tmp_path)
        tree.add(*facts(300, after=300))
        sign(tree)
        export(tree, tmp_path)
        gone = set(before) - set(names_in(tmp_path))
        assert gone == {"tile/0/001.p/44", "tile/entries/001.p/44", "tile/1/000.p/1"}
        assert check(tmp_path).more == 0

    def test_is_no_export_before_it_is_done(self, tmp_path: Path) -> None:
        tree = exported(tmp_path, 300)
        tree.add(*facts(300, after=300))
        sign(tree)
        self.interrupted(tree, tmp_path, at=300)
        assert MANIFEST not in names_in(tmp_path)

    def test_lets_everything_else_lie(self, tmp_path: Path) -> None:
        (tmp_path / "tile").mkdir()
        (tmp_path / "tile" / "notes.txt").write_text("mine")
        exported(tmp_path, 300)
        assert "tile/notes.txt" in names_in(tmp_path)
        assert check(tmp_path).more == 1

    def test_writes_the_list_as_sha256sum_does(self, tmp_path: Path) -> None:
        exported(tmp_path, 300)
        lines = (tmp_path / FILES).read_text().splitlines()
        assert all(len(line.partition("  ")[0]) == 64 for line in lines)
