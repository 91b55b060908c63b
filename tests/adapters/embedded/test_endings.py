"""Why a server ended: its last words, turned into a sentence."""

from pathlib import Path

import pytest

from adapters.embedded.child import Child
from adapters.embedded.endings import why

STAMP = "2026-03-02 09:00:00.000 UTC [42] "


def sentence(said: str, folder: Path) -> str:
    log = folder / "server.log"
    log.write_text(said)
    return str(why("PostgreSQL", "database_url", Child("server", (), log, folder)))


class TestASentence:
    @pytest.mark.parametrize(
        ("said", "told"),
        [
            ("FATAL:  could not write lock file: No space left on device", "is full"),
            ("could not open file: Read-only file system", "read-only disk"),
            ("could not create shared memory segment: No space left on device", "at least 64 MiB"),
            ("/lib/libc.so.6: version `GLIBC_2.28' not found", "does not fit this machine"),
            ("postgres: Exec format error", "does not fit this machine"),
        ],
    )
    def test_names_what_is_known(self, said: str, told: str, tmp_path: Path) -> None:
        assert told in sentence(f"{STAMP}LOG:  starting\n{STAMP}{said}\n", tmp_path)

    def test_quotes_what_is_not(self, tmp_path: Path) -> None:
        said = f"{STAMP}FATAL:  the moon is full\n{STAMP}LOG:  database system is shut down\n"
        assert sentence(said, tmp_path) == (
            "PostgreSQL ended while starting: FATAL:  the moon is full "
            f"(more in {tmp_path / 'server.log'})."
        )

    def test_says_so_when_nothing_was_said(self, tmp_path: Path) -> None:
        assert "exit code" in sentence("", tmp_path)
