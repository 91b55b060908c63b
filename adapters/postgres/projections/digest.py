"""The canonical digest of a read model: the same for the same rows, wherever they lie.

A row is JSON of its columns, sorted by name, as PostgreSQL writes it under fixed settings. The
digest of a table is SHA-256 over the SHA-256 of each row, in the order of the table's key, text
compared byte by byte. Columns that PostgreSQL generates are left out: they follow from the
others. The digest of the read model is SHA-256 over the UTF-8 text

    preceptor/projection/1 LF <name> LF

and, for each table in the order of its name, `<table> <rows> <digest> LF`. Neither the place of
rows on disk, nor a server's locale or settings, nor the schema's name make a difference. While a
table is digested PostgreSQL holds 32 bytes a row.

The public digest is the same over the public columns alone; a table without any is left out. It
does not depend on what somebody wrote, and so not on whether they were erased since.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, Final

from psycopg import Connection
from psycopg.sql import SQL, Composed, Identifier

from application.auditing.asking import TableDigest
from projections.rows import Table
from projections.runtime import Projection

FORMAT: Final = "preceptor/projection/1"
_SETTINGS: Final = (
    ("TimeZone", "UTC"),
    ("DateStyle", "ISO, YMD"),
    ("IntervalStyle", "iso_8601"),
    ("extra_float_digits", "1"),
    ("bytea_output", "hex"),
    ("enable_seqscan", "on"),
)
_ROW: Final = Identifier("the row")
"""No column is called so: it would be taken for the row."""

_TEXT: Final = frozenset({"text", "character varying", "character"})


def digest_of(connection: "Connection[Any]", schema: str, projection: Projection) -> str:
    """This is the canonical digest of the projection's rows in a schema, in hexadecimal."""
    return digest_over(projection.name, table_digests(connection, schema, projection))


def public_digest_of(
    connection: "Connection[Any]",
    schema: str,
    projection: Projection,
    whole: Iterable[TableDigest] = (),
) -> str:
    """This is the public digest; tables digested `whole` that are all public are not read again."""
    known = {one.table: one for one in whole}
    tables = [table for table in projection.tables if table.public_columns]
    same = [
        table
        for table in tables
        if table.name in known and table.public_columns == table.all_columns
    ]
    read = [(table, table.public_columns) for table in tables if table not in same]
    found = [known[table.name] for table in same]
    return digest_over(projection.name, [*found, *_digests(connection, schema, read)])


def digest_over(name: str, tables: Iterable[TableDigest]) -> str:
    """This is the digest of a projection whose tables are digested already."""
    ordered = sorted(tables, key=lambda one: one.table)
    lines = "".join(f"{one.table} {one.rows} {one.digest}\n" for one in ordered)
    return sha256(f"{FORMAT}\n{name}\n{lines}".encode()).hexdigest()


def table_digests(
    connection: "Connection[Any]", schema: str, projection: Projection
) -> Sequence[TableDigest]:
    """This is each table of the projection, all as of one moment, in the order of their names."""
    tables = sorted(projection.tables, key=lambda one: one.name)
    return _digests(connection, schema, [(table, table.all_columns) for table in tables])


def _digests(
    connection: "Connection[Any]", schema: str, tables: Iterable[tuple[Table, Sequence[str]]]
) -> list[TableDigest]:
    with connection.transaction():
        for setting in _SETTINGS:
            connection.execute("SELECT set_config(%s, %s, true)", setting)
        return [_digested(connection, schema, table, columns) for table, columns in tables]


def _digested(
    connection: "Connection[Any]", schema: str, table: Table, columns: Sequence[str]
) -> TableDigest:
    statement = SQL(
        "SELECT count(*), encode(sha256(coalesce("
        "string_agg(digest, ''::bytea ORDER BY {order}), ''::bytea)), 'hex') FROM ("
        "SELECT sha256(convert_to(row_to_json({row})::text, 'UTF8')) AS digest, {keys}"
        " FROM {table} AS kept CROSS JOIN LATERAL (SELECT {columns}) AS {row}) AS lines"
    ).format(
        row=_ROW,
        order=_order(connection, schema, table),
        keys=SQL(", ").join(
            SQL("{} AS {}").format(Identifier("kept", name), Identifier(f"key_{at}"))
            for at, name in enumerate(table.key)
        ),
        table=Identifier(schema, table.name),
        columns=SQL(", ").join(Identifier("kept", name) for name in sorted(columns)),
    )
    row = connection.execute(statement).fetchone()
    assert row is not None
    return TableDigest(table.name, row[0], row[1])


def _order(connection: "Connection[Any]", schema: str, table: Table) -> Composed:
    """This is the key's order; text by its bytes, whatever the database's collation says."""
    types: dict[str, str] = dict(
        connection.execute(
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
            " WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped",
            (Identifier(schema, table.name).as_string(connection),),
        ).fetchall()
    )
    return SQL(", ").join(
        SQL('{} COLLATE "C"' if types[name] in _TEXT else "{}").format(Identifier(f"key_{at}"))
        for at, name in enumerate(table.key)
    )
