"""The digest of a read model is that of its rows, and of nothing else."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, LiteralString
from uuid import uuid4

import pytest
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from adapters.embeddings.hashing import HashingEmbedder
from adapters.postgres.projections import layout
from adapters.postgres.projections.digest import (
    _order,
    digest_of,
    public_digest_of,
    table_digests,
)
from adapters.postgres.projections.worker import connector
from adapters.postgres.todos.fold import projection_of
from application.automation import PROCESSES, REACTIONS
from projections.catalogue import read_models
from projections.rows import Table
from projections.runtime import Projection
from projections.texts import NoTextReader

pytestmark = pytest.mark.io

SCHEMA = """
CREATE TABLE things (
    name    text,
    number  integer,
    size    double precision,
    at      timestamptz,
    day     date,
    is_good boolean,
    tags    text[],
    more    jsonb,
    raw     bytea,
    twice   integer GENERATED ALWAYS AS (number * 2) STORED,
    PRIMARY KEY (name, number)
);
CREATE TABLE words (position bigint PRIMARY KEY, word text);
"""
THINGS = Table(
    "things", ("name", "number"), ("size", "at", "day", "is_good", "tags", "more", "raw")
)
WORDS = Table("words", ("position",), ("word",), append_only=True)
ROWS: LiteralString = """
    INSERT INTO things VALUES
    ('b', 1, 0.1, '2026-03-02T09:30:00.000001Z', '2026-03-02', true, '{x,y}', '{"b":1,"a":2}',
     '\\x00ff'),
    ('B', 1, 1e22, '2026-07-02T09:30:00Z', NULL, false, '{}', '[]', NULL),
    ('ä', 2, 1.0000000000000002, NULL, '2026-12-31', NULL, NULL, NULL, ''),
    ('a', 10, -0.0, NULL, NULL, NULL, '{"q\\"",NULL}', '"🦉"', NULL),
    ('a', 9, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    INSERT INTO words VALUES (2, 'two'), (1, E'one\\u2028\\n'), (10, NULL)
"""


@pytest.fixture
def projection(tmp_path: Path) -> Projection:
    schema = tmp_path / "schema.sql"
    schema.write_text(SCHEMA, encoding="utf-8")
    contexts = frozenset({"consent"})
    return Projection("things", 1, contexts, schema, (WORDS, THINGS), lambda _rows, _fact: None)


@pytest.fixture
def link(database_url: str) -> "Iterator[Connection[Any]]":
    with closing(connector(database_url)()) as connection:
        yield connection


def made(link: "Connection[Any]", projection: Projection, schema: str = "things") -> None:
    layout.make(link, schema, projection, 2)
    with link.transaction():
        link.execute(SQL("SET LOCAL search_path TO {}").format(Identifier(schema)))
        link.execute(ROWS)


class TestTheDigest:
    def test_is_that_of_the_same_rows_elsewhere(
        self, link: "Connection[Any]", projection: Projection
    ) -> None:
        made(link, projection)
        made(link, projection, "things_asof_1")
        found = digest_of(link, "things", projection)
        assert digest_of(link, "things_asof_1", projection) == found

    def test_does_not_depend_on_where_rows_lie(
        self, link: "Connection[Any]", projection: Projection
    ) -> None:
        made(link, projection)
        before = digest_of(link, "things", projection)
        for number in range(20):
            link.execute("UPDATE things.things SET size = %s WHERE name = 'b'", (number,))
        link.execute("UPDATE things.things SET size = 0.1 WHERE name = 'b'")
        link.execute("CREATE TABLE again AS SELECT * FROM things.words ORDER BY position DESC")
        link.execute("DELETE FROM things.words")
        link.execute("INSERT INTO things.words SELECT * FROM again")
        link.execute("VACUUM FULL things.things")
        assert digest_of(link, "things", projection) == before

    def test_does_not_depend_on_settings(
        self, link: "Connection[Any]", projection: Projection
    ) -> None:
        made(link, projection)
        before = digest_of(link, "things", projection)
        for setting in (
            "TimeZone = 'Asia/Kathmandu'",
            "DateStyle = 'German, DMY'",
            "IntervalStyle = 'postgres_verbose'",
            "extra_float_digits = -10",
            "bytea_output = 'escape'",
            "client_encoding = 'LATIN1'",
        ):
            link.execute(f"SET {setting}".encode())
        assert digest_of(link, "things", projection) == before

    def test_leaves_settings_as_they_were(
        self, link: "Connection[Any]", projection: Projection
    ) -> None:
        made(link, projection)
        link.execute("SET TimeZone = 'Asia/Kathmandu'")
        digest_of(link, "things", projection)
        assert link.execute("SHOW TimeZone").fetchone() == ("Asia/Kathmandu",)

    def test_does_not_depend_on_the_databases_collation(
        self, link: "Connection[Any]", projection: Projection, database_url: str
    ) -> None:
        """Embedded PostgreSQL knows no collation that sorts otherwise, so the order is read."""
        made(link, projection)
        order = _order(link, "things", THINGS).as_string(link)
        assert order == '"key_0" COLLATE "C", "key_1"'
        name = f"in_bytes_{uuid4().hex}"
        how = "TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'"
        link.execute(f"CREATE DATABASE {name} {how}".encode())
        try:
            url = database_url.rpartition("/")[0] + f"/{name}"
            with closing(connector(url)()) as elsewhere:
                made(elsewhere, projection)
                there = digest_of(elsewhere, "things", projection)
        finally:
            link.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
        assert there == digest_of(link, "things", projection)

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE things.things SET size = 0.1000001 WHERE name = 'b'",
            "UPDATE things.things SET at = at + interval '1 microsecond' WHERE name = 'b'",
            "UPDATE things.things SET is_good = NULL WHERE name = 'B'",
            "UPDATE things.things SET raw = '' WHERE name = 'B'",
            "UPDATE things.things SET tags = NULL WHERE name = 'B'",
            "UPDATE things.things SET name = 'A' WHERE number = 9",
            "UPDATE things.words SET word = '' WHERE position = 10",
            "DELETE FROM things.words WHERE position = 2",
            "INSERT INTO things.words VALUES (3, NULL)",
        ],
    )
    def test_is_another_one_when_a_value_is(
        self, link: "Connection[Any]", projection: Projection, change: LiteralString
    ) -> None:
        made(link, projection)
        before = digest_of(link, "things", projection)
        assert link.execute(change).rowcount == 1
        assert digest_of(link, "things", projection) != before

    def test_can_be_made_by_hand(self, link: "Connection[Any]", projection: Projection) -> None:
        """Whoever has the rows can do without PostgreSQL, as its description says."""
        made(link, projection)
        rows = [
            {"position": 1, "word": "one\u2028\n"},
            {"position": 2, "word": "two"},
            {"position": 10, "word": None},
        ]
        lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows]
        words = sha256(b"".join(sha256(line.encode()).digest() for line in lines)).hexdigest()
        things, found = table_digests(link, "things", projection)
        assert (found.table, found.rows, found.digest) == ("words", 3, words)
        text = f"things {things.rows} {things.digest}\nwords 3 {words}\n"
        whole = sha256(f"preceptor/projection/1\nthings\n{text}".encode()).hexdigest()
        assert digest_of(link, "things", projection) == whole

    def test_minds_no_name_of_a_column(self, link: "Connection[Any]", tmp_path: Path) -> None:
        """Names in the statement must not be taken for those of columns, nor the other way."""
        names = ("line", "row", "kept", "lines", "digest", "key_0")
        schema = tmp_path / "named.sql"
        schema.write_text(
            f"CREATE TABLE named (line text PRIMARY KEY, {' text, '.join(names[1:])} text)"
        )
        table = Table("named", names[:1], names[1:])
        which = Projection("named", 1, frozenset({"consent"}), schema, (table,), lambda *_: None)
        layout.make(link, "named", which, 2)
        link.execute("INSERT INTO named.named VALUES ('a', 'b', 'c', 'd', 'e', 'f')")
        (found,) = table_digests(link, "named", which)
        row = dict(sorted(zip(names, "abcdef", strict=True)))
        line = json.dumps(row, separators=(",", ":")).encode()
        assert found.digest == sha256(sha256(line).digest()).hexdigest()

    def test_can_be_taken_of_every_read_model_there_is(self, link: "Connection[Any]") -> None:
        automata = map(projection_of, (*PROCESSES, *REACTIONS))
        for which in (*read_models(HashingEmbedder(), NoTextReader()), *automata):
            layout.make(link, which.name, which, 2)
            assert len(digest_of(link, which.name, which)) == 64
            assert len(public_digest_of(link, which.name, which)) == 64

    def test_of_empty_tables_is_the_digest_of_nothing(
        self, link: "Connection[Any]", projection: Projection
    ) -> None:
        layout.make(link, "things", projection, 2)
        nothing = sha256(b"").hexdigest()
        assert [one.digest for one in table_digests(link, "things", projection)] == [nothing] * 2


class TestThePublicDigest:
    @pytest.fixture
    def partly(self, projection: Projection) -> Projection:
        """This is the same, some of it written by people, and one table only while they are."""
        things = replace(THINGS, personal={"size": "name"}, mixed=frozenset({"more", "tags"}))
        words = replace(WORDS, mixed=frozenset({"position"}))
        return replace(projection, tables=(words, things))

    def test_of_what_nobody_wrote_is_the_digest(
        self, link: "Connection[Any]", projection: Projection
    ) -> None:
        made(link, projection)
        assert public_digest_of(link, "things", projection) == digest_of(link, "things", projection)

    def test_is_the_same_whatever_people_wrote(
        self, link: "Connection[Any]", partly: Projection
    ) -> None:
        made(link, partly)
        before = public_digest_of(link, "things", partly)
        assert before != digest_of(link, "things", partly)
        link.execute("UPDATE things.things SET size = 7, more = NULL, tags = '{}'")
        link.execute("DELETE FROM things.words")
        assert public_digest_of(link, "things", partly) == before

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE things.things SET day = '2026-01-01' WHERE number = 9",
            "UPDATE things.things SET name = 'A' WHERE number = 9",
            "DELETE FROM things.things WHERE number = 9",
        ],
    )
    def test_is_another_one_when_something_else_is(
        self, link: "Connection[Any]", partly: Projection, change: LiteralString
    ) -> None:
        made(link, partly)
        before = public_digest_of(link, "things", partly)
        assert link.execute(change).rowcount == 1
        assert public_digest_of(link, "things", partly) != before

    def test_is_the_same_when_some_tables_were_digested_before(
        self, link: "Connection[Any]", partly: Projection, projection: Projection
    ) -> None:
        for which in (partly, projection):
            made(link, which)
            known = table_digests(link, "things", which)
            found = public_digest_of(link, "things", which, known)
            assert found == public_digest_of(link, "things", which)
