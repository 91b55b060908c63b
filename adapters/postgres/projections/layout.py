"""The PostgreSQL schema of a projection: making it, naming its build, switching, comparing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from psycopg import Connection
from psycopg.sql import SQL, Identifier

from application.consistency import Partition, Positions, Token, all_partitions
from projections.rows import Table
from projections.runtime import Projection

CHANNEL = "preceptor_projection"
TOLD_AT_ONCE = 50
"""A notification holds less than 8,000 bytes."""

WORKER_SETTINGS = "-c synchronous_commit=off -c enable_seqscan=off -c jit=off"
"""Look-ups stay on their indexes while tables grow faster than their statistics."""

_OWN_TABLES = """
CREATE TABLE checkpoint (
    context   text     NOT NULL,
    partition smallint NOT NULL,
    position  bigint   NOT NULL,
    PRIMARY KEY (context, partition)
) WITH (fillfactor = 50);
CREATE TABLE parked (
    stream_id text        NOT NULL,
    position  bigint      NOT NULL,
    error     text,
    parked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (stream_id, position)
);
CREATE TABLE build (
    version  int         NOT NULL,
    digest   text        NOT NULL,
    built_at timestamptz NOT NULL DEFAULT now(),
    state    uuid        NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Build:
    """This is which build of a projection stands in a schema.

    `state` is another one after every switch and every replay, so that the running worker
    knows when what it remembers is no longer true.
    """

    version: int
    digest: str
    state: UUID


@dataclass(frozen=True, slots=True)
class Difference:
    """This is a table that a rebuild gave other rows than it had."""

    table: str
    rows_before: int
    rows_after: int


def make(
    connection: "Connection[Any]", schema: str, projection: Projection, partitions: int
) -> None:
    """This makes the empty schema of a projection; one of that name goes first."""
    with connection.transaction():
        drop(connection, schema)
        connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(schema)))
        path = SQL("SET LOCAL search_path TO {}, public").format(Identifier(schema))
        connection.execute(path)
        connection.execute(projection.schema.read_bytes())
        connection.execute(_OWN_TABLES)
        connection.execute(
            "INSERT INTO build (version, digest, state) VALUES (%s, %s, %s)",
            (projection.version, projection.digest(partitions), uuid4()),
        )
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO checkpoint (context, partition, position) VALUES (%s, %s, 0)",
                all_partitions(projection.contexts, partitions),
            )


def drop(connection: "Connection[Any]", schema: str) -> None:
    """This removes a schema and all in it, if it is there."""
    connection.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(schema)))


def rename(connection: "Connection[Any]", schema: str, to: str) -> None:
    """This gives a schema another name; readers see it when the transaction ends."""
    statement = SQL("ALTER SCHEMA {} RENAME TO {}").format(Identifier(schema), Identifier(to))
    connection.execute(statement)


def exists(connection: "Connection[Any]", schema: str) -> bool:
    """This is true when the schema holds a build."""
    found = connection.execute("SELECT to_regclass(%s)", (f'"{schema}".build',)).fetchone()
    return found is not None and found[0] is not None


def build_of(connection: "Connection[Any]", schema: str) -> Build | None:
    """This is the build in the schema, if there is one."""
    if not exists(connection, schema):
        return None
    statement = SQL("SELECT version, digest, state FROM {}").format(Identifier(schema, "build"))
    row = connection.execute(statement).fetchone()
    return Build(*row) if row else None


def touch(connection: "Connection[Any]", schema: str) -> None:
    """This tells the running worker that somebody else has changed the rows."""
    statement = SQL("UPDATE {} SET state = %s").format(Identifier(schema, "build"))
    connection.execute(statement, (uuid4(),))


def positions_in(connection: "Connection[Any]", schema: str) -> dict[Partition, int]:
    """This is up to where each partition is in."""
    statement = SQL("SELECT context, partition, position FROM {}").format(
        Identifier(schema, "checkpoint")
    )
    return {
        Partition(context, number): position
        for context, number, position in connection.execute(statement)
    }


def tell(connection: "Connection[Any]", schema: str, positions: Positions) -> None:
    """This tells listeners, when the transaction commits, up to where partitions are in."""
    lines = iter(positions.items())
    while part := dict(islice(lines, TOLD_AT_ONCE)):
        said = f"{schema} {Token(part).encode()}"
        connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, said))


def write_lock(connection: "Connection[Any]", name: str) -> None:
    """This keeps all others from changing a projection's rows until the transaction ends."""
    connection.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"preceptor write {name}",)
    )


def switch_lock(connection: "Connection[Any]", name: str) -> None:
    """This waits for whoever reads the build in use, so that another may take its place."""
    connection.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"preceptor switch {name}",)
    )


@contextmanager
def unswitched(connection: "Connection[Any]", name: str) -> Iterator[None]:
    """This keeps the build in use in its place while it is read in a snapshot.

    Names are looked up as of now, rows as of the snapshot: of a later build none would be seen.
    """
    key = (f"preceptor switch {name}",)
    connection.execute("SELECT pg_advisory_lock_shared(hashtextextended(%s, 0))", key)
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("SELECT pg_advisory_unlock_shared(hashtextextended(%s, 0))", key)


def take_ownership(connection: "Connection[Any]", schema: str) -> bool:
    """This makes the session the one that fills the schema, unless another one is."""
    found = connection.execute(
        "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (f"preceptor own {schema}",)
    ).fetchone()
    return found is not None and bool(found[0])


@contextmanager
def ownership(connection: "Connection[Any]", schema: str) -> Iterator[bool]:
    """This owns the schema for a while, or says that somebody else does."""
    is_owner = take_ownership(connection, schema)
    try:
        yield is_owner
    finally:
        if is_owner and not connection.closed:
            connection.execute("SELECT pg_advisory_unlock_all()")


def differences(
    connection: "Connection[Any]", before: str, after: str, projection: Projection
) -> list[Difference]:
    """This compares two builds of a projection, table by table: rows and their digest."""
    found = []
    for table in projection.tables:
        old = _fingerprint(connection, before, table)
        new = _fingerprint(connection, after, table)
        if old != new:
            found.append(Difference(table.name, old[0], new[0]))
    return found


def _fingerprint(connection: "Connection[Any]", schema: str, table: Table) -> tuple[int, Any]:
    """This is the number of rows and a digest of them that does not depend on their order."""
    columns = SQL(", ").join(map(Identifier, table.all_columns))
    statement = SQL(
        "SELECT count(*), sum(hashtextextended(ROW({})::text, 0)::numeric) FROM {}"
    ).format(columns, Identifier(schema, table.name))
    row = connection.execute(statement).fetchone()
    assert row is not None
    return row[0], row[1]


def suspend_indexes(connection: "Connection[Any]", schema: str) -> list[str]:
    """This drops the schema's indexes that guard no rule, and answers how to make them again."""
    rows = connection.execute(
        "SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname), pg_get_indexdef(c.oid)"
        " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %s AND NOT i.indisunique AND NOT i.indisprimary"
        " AND NOT i.indisexclusion",
        (schema,),
    ).fetchall()
    for name, _definition in rows:
        connection.execute(SQL("DROP INDEX {}").format(SQL(name)))
    return [definition for _name, definition in rows]
