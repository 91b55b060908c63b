"""Bringing a database up to the code: numbered files, each applied once, in order.

Only what cannot be rebuilt is migrated: read models are built anew instead.
"""

import os
import sys
from pathlib import Path

import psycopg

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 7_231_001
SILENT = "PostgreSQL does not answer, or does not let us in; look at DATABASE_URL."


def migrate(url: str) -> list[str]:
    """This applies what is missing, all or nothing, and names what it applied."""
    with psycopg.connect(url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        connection.execute(
            "CREATE TABLE IF NOT EXISTS public.migrations"
            " (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())"
        )
        rows = connection.execute("SELECT name FROM public.migrations").fetchall()
        done = {name for (name,) in rows}
        missing = [path for path in sorted(MIGRATIONS.glob("*.sql")) if path.name not in done]
        for path in missing:
            connection.execute(path.read_bytes())
            connection.execute("INSERT INTO public.migrations (name) VALUES (%s)", (path.name,))
    return [path.name for path in missing]


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
    sys.stdout.write("".join(f"applied {name}\n" for name in applied) or "nothing to apply\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
