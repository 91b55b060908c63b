"""What is encoded here is what PostgreSQL reads."""

from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.pq import Format

from adapters.postgres.arrays import (
    BIGINTS,
    INSTANTS,
    INTEGERS,
    TEXTS,
    Arrays,
    bigint,
    instant,
    integer,
    literal,
    text,
    utf8,
)

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
INSTANT = st.datetimes(datetime(1900, 1, 1), datetime(2300, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.io
def test_is_read_as_it_was_meant(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:

        def read(arrays: Arrays, elements: list[bytes], as_what: str) -> Any:
            statement = f"SELECT to_json($1::{as_what})".encode()
            given = [arrays.of(elements)]
            libpq = connection.pgconn
            result = libpq.exec_params(statement, given, [arrays.whole], [Format.BINARY])
            assert result.ntuples == 1, result.error_message
            found = result.get_value(0, 0)
            assert found is not None
            return connection.execute("SELECT %s::jsonb", (found.decode(),)).fetchone()

        @given(st.lists(WORDS), st.lists(st.integers(-(2**31), 2**31 - 1)))
        def texts_and_integers(words: list[str], numbers: list[int]) -> None:
            assert read(TEXTS, [text(word) for word in words], "text[]") == (words,)
            assert read(TEXTS, [utf8(word.encode()) for word in words], "text[]") == (words,)
            assert read(INTEGERS, [integer(one) for one in numbers], "int[]") == (numbers,)

        @given(st.lists(st.integers(-(2**63), 2**63 - 1)), st.lists(INSTANT))
        def bigints_and_instants(numbers: list[int], instants: list[datetime]) -> None:
            assert read(BIGINTS, [bigint(one) for one in numbers], "bigint[]") == (numbers,)
            (found,) = read(INSTANTS, [instant(one) for one in instants], "timestamptz[]")
            assert [datetime.fromisoformat(one) for one in found] == instants

        @given(st.lists(WORDS))
        def arrays_in_arrays(words: list[str]) -> None:
            (found,) = read(TEXTS, [literal(words)], "text[]")[0]
            assert connection.execute("SELECT %s::text[]", (found,)).fetchone() == (words,)

        texts_and_integers()
        bigints_and_instants()
        arrays_in_arrays()
