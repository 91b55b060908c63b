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

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 7_231_001
SILENT = "PostgreSQL does not answer, or does not let us in; look at DATABASE_URL."


class MadeByAnotherBuild(Exception):
    """This is a database that an applied migration of other contents has made."""


def migrate(url: str) -> list[str]:
    """This applies what is missing, all or nothing, and names what it applied.

    Raises:
        MadeByAnotherBuild: the log in it is laid out otherwise than the code has it.
    """
    with psycopg.connect(url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        connection.execute(
            "CREATE TABLE IF NOT EXISTS public.migrations"
            " (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())"
        )
        connection.execute("ALTER TABLE public.migrations ADD COLUMN IF NOT EXISTS sha256 text")
        done = _applied(connection)
        missing = [path for path in sorted(MIGRATIONS.glob("*.sql")) if path.name not in done]
        for path in missing:
            connection.execute(path.read_bytes())
            connection.execute(
                "INSERT INTO public.migrations (name, sha256) VALUES (%s, %s)",
                (path.name, _digest(path)),
            )
    return [path.name for path in missing]


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
    """This migrates the database that DATABASE_URL names."""
    try:
        applied = migrate(os.environ["DATABASE_URL"])
    except KeyError:
        sys.stderr.write("Set DATABASE_URL to the database that is to be migrated.\n")
        return 1
    except psycopg.OperationalError:
        sys.stderr.write(f"{SILENT}\n")
        return 1
    except MadeByAnotherBuild as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    sys.stdout.write("".join(f"applied {name}\n" for name in applied) or "nothing to apply\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
