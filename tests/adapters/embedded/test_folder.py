"""The data folder: one stack at a time, and a sentence for whatever stands in the way."""

import errno
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from adapters.embedded.folder import MEBIBYTE, DataFolder
from adapters.settings import CannotStart

Usage = namedtuple("Usage", "total used free")  # noqa: PYI024 - what shutil itself returns


class TestOpening:
    def test_makes_the_folder_for_its_owner_alone(self, tmp_path: Path) -> None:
        with DataFolder.opened(tmp_path / "deep" / "home") as folder:
            assert folder.path.stat().st_mode & 0o777 == 0o700

    def test_is_refused_while_another_stack_runs_on_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("adapters.embedded.folder.LOCK_PATIENCE_SECONDS", 0.0)
        with (
            DataFolder.opened(tmp_path),
            pytest.raises(CannotStart, match=r"already runs on .* \(process \d+\)"),
            DataFolder.opened(tmp_path),
        ):
            pytest.fail("opened twice")

    def test_does_not_mind_a_lock_left_behind(self, tmp_path: Path) -> None:
        (tmp_path / "lock").write_text("4194304\n")
        with DataFolder.opened(tmp_path) as folder:
            assert folder.is_in_use()
        assert not folder.is_in_use()

    def test_is_refused_where_no_folder_can_be(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with (
            pytest.raises(CannotStart, match=r"cannot be used: Not a directory .*PRECEPTOR_HOME"),
            DataFolder.opened(tmp_path / "file" / "home"),
        ):
            pytest.fail("opened inside a file")


class TestRoom:
    def test_is_refused_on_a_full_disk(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, 7 * MEBIBYTE))
        with pytest.raises(CannotStart, match="is full: 7 MiB are free, 50 are needed"):
            DataFolder(tmp_path).check_room(50)

    def test_is_enough_when_it_is(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, 50 * MEBIBYTE))
        DataFolder(tmp_path).check_room(50)


class TestSentences:
    def test_speak_of_a_full_disk(self, tmp_path: Path) -> None:
        with pytest.raises(CannotStart, match="is full"), DataFolder(tmp_path).sentences():
            raise OSError(errno.ENOSPC, "No space left on device", str(tmp_path / "x"))

    def test_do_not_blame_the_folder_for_another_file(self, tmp_path: Path) -> None:
        folder = DataFolder(tmp_path / "home")
        with pytest.raises(CannotStart) as refused, folder.sentences():
            raise OSError(errno.EACCES, "Permission denied", "/opt/python")
        assert str(refused.value) == "/opt/python cannot be used: Permission denied."


class TestBeingInUse:
    def test_is_not_so_of_a_folder_that_cannot_be(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way")
        assert not DataFolder(tmp_path / "file" / "home").is_in_use()


class TestRemembering:
    def test_gives_back_what_was_written(self, tmp_path: Path) -> None:
        folder = DataFolder(tmp_path)
        folder.remember({"ports": {"redis_url": 20_001}})
        assert folder.remembered() == {"ports": {"redis_url": 20_001}}
        assert folder.addresses.stat().st_mode & 0o777 == 0o600

    @pytest.mark.parametrize("damage", ["", "{", "[]", "\x00"])
    def test_takes_a_damaged_file_for_none(self, damage: str, tmp_path: Path) -> None:
        folder = DataFolder(tmp_path)
        folder.addresses.write_text(damage)
        assert folder.remembered() == {}
