"""Bringing a database up to the code: numbered files, each applied once, in order.

Only what cannot be rebuilt is migrated: read models are built anew instead. A file that was
applied stays as it is; a database made by another one is told, and left alone.
"""

import hashlib
import os
import sys
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection

from adapters.postgres.sharing import CannotShare, share

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 7_231_001
SILENT = "PostgreSQL does not answer, or does not let us in; look at DATABASE_URL."


class MadeByAnotherBuild(Exception):
    """This is a database that an applied migration of other contents has made."""


class NotTheOwner(Exception):
    """This is a user who may not make tables, because they are another one's."""

    def __init__(self) -> None:
        super().__init__("The tables belong to another user; name that one in DATABASE_OWNER_URL.")


class PgvectorIsMissing(Exception):
    """This is a database without the extension that search by meaning needs."""

    def __init__(self) -> None:
        super().__init__(
            "The database has no pgvector; install it, and let a superuser say there:"
            " CREATE EXTENSION vector"
        )


CANNOT_MIGRATE = (MadeByAnotherBuild, NotTheOwner, PgvectorIsMissing, CannotShare)
"""What stands in the way, each in a sentence."""


def migrate(url: str, application_url: str | None = None) -> list[str]:
    """This applies what is missing, all or nothing, and names what it applied.

    Where the application has a user of its own, that one is then given what it needs.

    Raises:
        MadeByAnotherBuild: the log in it is laid out otherwise than the code has it.
        NotTheOwner: somebody else has to migrate.
        PgvectorIsMissing: the extension is not there, and the user may not add it.
        CannotShare: the application's user cannot be let in.
    """
    try:
        with psycopg.connect(url) as connection:
            applied = _applied_now(connection)
            if application_url is not None:
                share(connection, application_url)
    except psycopg.errors.InsufficientPrivilege as reason:
        raise NotTheOwner from reason
    return applied


def migrate_as(url: str, owner_url: str | None) -> list[str]:
    """This is the same, done by the owner where there is one, for the user of the other address."""
    return migrate(owner_url, url) if owner_url else migrate(url)


def _applied_now(connection: "Connection[Any]") -> list[str]:
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
    connection.execute(
        "CREATE TABLE IF NOT EXISTS public.migrations"
        " (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())"
    )
    connection.execute("ALTER TABLE public.migrations ADD COLUMN IF NOT EXISTS sha256 text")
    _have_pgvector(connection)
    done = _applied(connection)
    missing = [path for path in sorted(MIGRATIONS.glob("*.sql")) if path.name not in done]
    for path in missing:
        connection.execute(path.read_bytes())
        connection.execute(
            "INSERT INTO public.migrations (name, sha256) VALUES (%s, %s)",
            (path.name, _digest(path)),
        )
    return [path.name for path in missing]


def _have_pgvector(connection: "Connection[Any]") -> None:
    """This adds the extension while somebody is at work who may; read models only use it."""
    try:
        with connection.transaction():
            connection.execute("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public")
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported) as reason:
        raise PgvectorIsMissing from reason


def _applied(connection: "Connection[Any]") -> set[str]:
    rows = connection.execute("SELECT name, sha256 FROM public.migrations").fetchall()
    for name, digest in rows:
        if digest != _digest(MIGRATIONS / name):
            raise MadeByAnotherBuild(
                f"This database was made by another build of Preceptor: {name} differs. Start on an"
                " empty database or data folder, or use that build."
            )
    return {name for name, _digest in rows}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def main() -> int:
    """This migrates the database that DATABASE_URL names, as its owner where there is one."""
    try:
        applied = migrate_as(os.environ["DATABASE_URL"], os.environ.get("DATABASE_OWNER_URL"))
    except KeyError:
        sys.stderr.write("Set DATABASE_URL to the database that is to be migrated.\n")
        return 1
    except psycopg.OperationalError:
        sys.stderr.write(f"{SILENT}\n")
        return 1
    except CANNOT_MIGRATE as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    sys.stdout.write("".join(f"applied {name}\n" for name in applied) or "nothing to apply\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
