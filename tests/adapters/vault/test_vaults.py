"""What every vault promises, asked of the one in memory, the file and PostgreSQL alike."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from adapters.memory.keys import InMemoryKeyVault
from adapters.vault.local_file import LocalFileKeyVault, VaultFileIsOpen
from adapters.vault.postgres import PostgresKeyVault
from application.ports import KeyVault, Wrapped
from domain.shared.errors import KeyIsGone, Unavailable
from tests.support.calendar import MONDAY

KEY = b"k" * 32
WEEK = timedelta(days=7)
LATER = MONDAY + timedelta(days=20_000)


@pytest.fixture(params=["memory", "file", pytest.param("postgres", marks=pytest.mark.io)])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KeyVault]:
    if request.param == "memory":
        yield InMemoryKeyVault()
    elif request.param == "file":
        yield LocalFileKeyVault(tmp_path / "vault" / "keys.json")
    else:
        kept = PostgresKeyVault(request.getfixturevalue("database_url"))
        kept.prepare()
        yield kept


class TestAVault:
    def test_unwraps_what_it_wrapped_in_its_context_alone(self, vault: KeyVault) -> None:
        wrapped = vault.wrap(KEY, b"anna/contact/1")
        assert KEY not in wrapped.data
        assert vault.unwrap(wrapped, b"anna/contact/1") == KEY
        with pytest.raises(KeyIsGone):
            vault.unwrap(wrapped, b"ben/contact/1")

    def test_notices_a_changed_wrapping(self, vault: KeyVault) -> None:
        wrapped = vault.wrap(KEY, b"")
        changed = bytes([wrapped.data[0] ^ 1]) + wrapped.data[1:]
        with pytest.raises(KeyIsGone):
            vault.unwrap(Wrapped(wrapped.version, changed), b"")

    def test_rotates_when_it_is_time_and_opens_what_is_older(self, vault: KeyVault) -> None:
        old = vault.wrap(KEY, b"")
        assert vault.rotate(LATER, WEEK) == old.version + 1
        assert vault.rotate(LATER + timedelta(days=6), WEEK) == old.version + 1
        assert vault.wrap(KEY, b"").version == old.version + 1
        assert vault.unwrap(old, b"") == KEY
        assert set(vault.versions()) == {old.version, old.version + 1}

    def test_destroys_a_version_and_what_it_wrapped(self, vault: KeyVault) -> None:
        old = vault.wrap(KEY, b"")
        vault.rotate(LATER, WEEK)
        for _ in range(2):
            vault.destroy(old.version, LATER)
        with pytest.raises(KeyIsGone):
            vault.unwrap(old, b"")
        assert set(vault.versions()) == {old.version + 1}

    def test_makes_one_version_however_many_ask(self, vault: KeyVault) -> None:
        with ThreadPoolExecutor(8) as threads:
            versions = set(threads.map(lambda _: vault.rotate(LATER, WEEK), range(16)))
        assert len(versions) == 1


class TestAKeyFile:
    def test_is_its_owners_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "keys.json"
        vault = LocalFileKeyVault(path)
        vault.wrap(KEY, b"")
        assert path.stat().st_mode & 0o777 == 0o600
        path.chmod(0o644)
        with pytest.raises(VaultFileIsOpen, match="chmod 600"):
            vault.wrap(KEY, b"")

    def test_lies_in_no_repository_unless_ignored(self, tmp_path: Path) -> None:
        (tmp_path / ".git").mkdir()
        with pytest.raises(VaultFileIsOpen, match="repository"):
            LocalFileKeyVault(tmp_path / "data" / "keys.json")
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / ".gitignore").write_text("*\n")
        LocalFileKeyVault(tmp_path / "data" / "keys.json").wrap(KEY, b"")

    def test_that_is_no_key_file_is_an_outage_not_an_erasure(self, tmp_path: Path) -> None:
        path = tmp_path / "keys.json"
        path.touch(mode=0o600)
        for content in ("", "[]", "{", json.dumps({"1": {"made_at": "now"}})):
            path.write_text(content)
            with pytest.raises(Unavailable):
                LocalFileKeyVault(path).unwrap(Wrapped(1, b""), b"")

    def test_is_shared_by_processes(self, tmp_path: Path) -> None:
        one, other = (LocalFileKeyVault(tmp_path / "keys.json") for _ in range(2))
        first = one.wrap(KEY, b"")
        other.rotate(LATER, WEEK)
        assert one.unwrap(other.wrap(KEY, b""), b"") == KEY
        assert other.unwrap(first, b"") == KEY


def test_postgres_keeps_no_key_of_a_destroyed_version(database_url: str) -> None:
    vault: Any = PostgresKeyVault(database_url)
    vault.prepare()
    version = vault.rotate(MONDAY, WEEK)
    vault.destroy(version, LATER)
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT key, destroyed_at FROM vault.keks").fetchone()
    assert row == (None, LATER)
