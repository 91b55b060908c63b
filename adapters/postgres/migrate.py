"""Bringing a database up to the code: numbered files, each applied once, in order.

Only what cannot be rebuilt is migrated: read models are built anew instead.
"""

import os
import sys
from pathlib import Path

import psycopg

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 7_231_001


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


if __name__ == "__main__":
    applied = migrate(os.environ["DATABASE_URL"])
    sys.stdout.write("".join(f"applied {name}\n" for name in applied) or "nothing to apply\n")
