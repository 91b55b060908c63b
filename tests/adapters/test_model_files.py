"""What every place for model files promises, in memory and in PostgreSQL alike."""

from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from typing import Any

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError

from adapters.memory.model_files import InMemoryModelFiles
from adapters.postgres.migrate import migrate
from adapters.postgres.model_files import PostgresModelFiles
from adapters.postgres.pool import open_datastore
from tests.support.calendar import MONDAY, days

CONTENTS = bytes(range(256)) * 40
DIGEST = sha256(CONTENTS).hexdigest()


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.io)])
def files(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "memory":
        yield InMemoryModelFiles()
        return
    url = request.getfixturevalue("database_url")
    migrate(url)
    with closing(open_datastore(url)) as datastore:
        yield PostgresModelFiles(datastore)


def test_gives_back_what_was_kept_and_keeps_it_once(files: Any) -> None:
    assert files.find(DIGEST) is None
    files.keep(DIGEST, CONTENTS, MONDAY)
    files.keep(DIGEST, CONTENTS, MONDAY)
    assert files.find(DIGEST) == CONTENTS


def test_removes_what_is_old_and_not_needed(files: Any) -> None:
    old, needed, again = (sha256(name).hexdigest() for name in (b"old", b"needed", b"again"))
    for name in (b"old", b"needed", b"again"):
        files.keep(sha256(name).hexdigest(), name, MONDAY)
    files.keep(again, b"again", MONDAY + days(1))
    files.keep(again, b"again", MONDAY)
    assert files.remove(MONDAY, frozenset()) == set()
    assert files.remove(MONDAY + days(1), {needed}) == {old}
    assert (files.find(old), files.find(needed), files.find(again)) == (None, b"needed", b"again")


@pytest.mark.io
def test_postgres_changes_nothing_and_takes_only_what_it_is_called(database_url: str) -> None:
    migrate(database_url)
    with closing(open_datastore(database_url)) as datastore:
        files = PostgresModelFiles(datastore)
        files.keep(DIGEST, CONTENTS, MONDAY)
        with pytest.raises(IntegrityError):
            files.keep("a" * 64, CONTENTS, MONDAY)
    with psycopg.connect(database_url, autocommit=True) as connection:
        for statement in (
            "UPDATE models.files SET contents = ''",
            "UPDATE models.files SET digest = ''",
            "TRUNCATE models.files",
        ):
            with pytest.raises(psycopg.Error, match="kept"):
                connection.execute(statement.encode())
