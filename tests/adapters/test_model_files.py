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
    files.keep(DIGEST, CONTENTS)
    files.keep(DIGEST, CONTENTS)
    assert files.find(DIGEST) == CONTENTS


@pytest.mark.io
def test_postgres_changes_nothing_and_takes_only_what_it_is_called(database_url: str) -> None:
    migrate(database_url)
    with closing(open_datastore(database_url)) as datastore:
        files = PostgresModelFiles(datastore)
        files.keep(DIGEST, CONTENTS)
        with pytest.raises(IntegrityError):
            files.keep("a" * 64, CONTENTS)
    with psycopg.connect(database_url, autocommit=True) as connection:
        for statement in (
            "UPDATE models.files SET contents = ''",
            "DELETE FROM models.files",
            "TRUNCATE models.files",
        ):
            with pytest.raises(psycopg.Error, match="kept"):
                connection.execute(statement.encode())
