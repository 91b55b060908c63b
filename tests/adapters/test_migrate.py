"""Migrating: what a database needs that nobody prepared."""

from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from adapters.embedded.servers import EmbeddedServers
from adapters.postgres.migrate import NotTheOwner, PgvectorIsMissing, main, migrate
from adapters.postgres.sharing import redaction_role
from tests.support.databases import address, fresh_database

pytestmark = pytest.mark.io


@pytest.fixture
def bare(servers: EmbeddedServers) -> Iterator[str]:
    """This is a database as PostgreSQL makes it, without any extension."""
    with fresh_database(str(servers.settings.database_owner_url), "template0") as url:
        yield url


@pytest.fixture
def somebody(bare: str) -> Iterator[str]:
    """This is the same for a user who owns the database, and is no superuser."""
    user = f"owner_{uuid4().hex[:8]}"
    name = Identifier(user)
    with psycopg.connect(bare, autocommit=True) as connection:
        before = Identifier(connection.info.user)
        database = Identifier(connection.info.dbname)
        connection.execute(SQL("CREATE ROLE {} LOGIN PASSWORD 'word'").format(name))
        connection.execute(SQL("ALTER DATABASE {} OWNER TO {}").format(database, name))
        yield address(bare, user, "word")
        connection.execute(SQL("REASSIGN OWNED BY {} TO {}").format(name, before))
        connection.execute(SQL("DROP OWNED BY {}").format(name))
        connection.execute(SQL("DROP ROLE {}").format(name))


def test_adds_pgvector_where_it_may(bare: str) -> None:
    assert migrate(bare)
    with psycopg.connect(bare) as connection:
        found = connection.execute("SELECT '[1,2]'::vector <-> '[1,4]'::vector").fetchone()
    assert found == (2.0,)
    assert migrate(bare) == []


def test_says_that_pgvector_is_missing(bare: str, somebody: str) -> None:
    with pytest.raises(PgvectorIsMissing, match="CREATE EXTENSION vector"):
        migrate(somebody)
    with psycopg.connect(bare) as connection:
        connection.execute("CREATE EXTENSION vector")
    assert migrate(somebody)


def test_is_for_the_owner(bare: str, somebody: str) -> None:
    migrate(bare)
    with psycopg.connect(bare) as connection:
        name = Identifier(connection.info.dbname)
        connection.execute(SQL("ALTER DATABASE {} OWNER TO CURRENT_USER").format(name))
    with pytest.raises(NotTheOwner):
        migrate(somebody)


class TestAsACommand:
    def test_one_user_may_be_named_elsewhere(
        self, bare: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """PostgreSQL takes user and password from the environment, and from files, as well."""
        parts = urlsplit(bare)
        monkeypatch.setenv("PGUSER", str(parts.username))
        monkeypatch.setenv("PGPASSWORD", str(parts.password))
        nameless = parts._replace(netloc=f"{parts.hostname}:{parts.port}").geturl()
        monkeypatch.setenv("DATABASE_URL", nameless)
        monkeypatch.setenv("DATABASE_OWNER_URL", "")
        assert main() == 0
        assert "applied 0001_log.sql" in capsys.readouterr().out
        assert main() == 0
        assert capsys.readouterr().out == "nothing to apply\n"
        monkeypatch.setenv("DATABASE_OWNER_URL", bare)
        monkeypatch.setenv("PGUSER", "somebody")
        assert main() == 1
        assert capsys.readouterr().err.startswith("Name the user in DATABASE_URL")

    def test_both_addresses_may_be_the_same(
        self, bare: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", bare)
        monkeypatch.setenv("DATABASE_OWNER_URL", bare)
        assert main() == 0
        assert redaction_role(bare, bare) is None
        assert redaction_role(bare, None) is None
