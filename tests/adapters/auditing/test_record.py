"""The record made in Python is, to the byte, the record that PostgreSQL made the leaf of."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection

from adapters.postgres.migrate import migrate
from domain.account.events import PasswordSet
from domain.proof.canonical import canonical
from domain.proof.merkle import leaf_hash
from domain.proof.record import Stored, record_of
from tests.support.archive import Archive
from tests.support.consents import granted
from tests.support.people import ANNA

pytestmark = pytest.mark.io

AWKWARD = (
    "".join(map(chr, range(1, 32))),
    'quotes " and \\ and /',
    "\u007f\u0080\u009f",
    "line\u2028paragraph\u2029",
    "🦉 emoji, 👩‍👩‍👧 joined, \U0010ffff last",
    "é e\u0301 ﬁ Å",
    "\ufeff\ufffe\uffff\u200b\u202e",
    "</script>\u00a0&amp;",
    "",
)
RECORD = "SELECT log.record_of(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"))
KEPT = st.builds(
    Stored,
    position=st.integers(1, 2**53 - 1),
    stream=TEXT,
    version=st.integers(1, 2**53 - 1),
    topic=TEXT,
    body=st.dictionaries(st.text(st.characters(codec="ascii"), max_size=3), TEXT).map(canonical),
    recorded_at=st.datetimes(
        datetime(1000, 1, 1),  # noqa: DTZ001 - the zone is given beside it
        datetime(9000, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    actor=TEXT,
    ground=TEXT,
    correlation=TEXT,
    causation=TEXT,
    subjects=st.lists(TEXT, max_size=3).map(tuple),
)


def made_in_sql(connection: "Connection[Any]", kept: Stored) -> bytes:
    values = (*kept[:4], kept.body.decode(), *kept[5:10], list(kept.subjects))
    row = connection.execute(RECORD, values).fetchone()
    assert row is not None
    return str(row[0]).encode()


def test_is_the_same_for_whatever_text(database_url: str) -> None:
    migrate(database_url)
    with psycopg.connect(database_url) as connection:

        @settings(deadline=None, suppress_health_check=list(HealthCheck))
        @given(KEPT)
        def is_the_same(kept: Stored) -> None:
            assert record_of(kept) == made_in_sql(connection, kept)

        is_the_same()


@pytest.mark.parametrize("text", AWKWARD)
def test_is_the_same_for_awkward_text(database_url: str, text: str) -> None:
    migrate(database_url)
    at = datetime(2026, 3, 2, 9, 30, 0, 1, tzinfo=UTC)
    body = canonical({"text": text, "texts": [text, {"a": text}]})
    kept = Stored(1, text, 2, text, body, at, text, text, text, text, (text, text))
    with psycopg.connect(database_url) as connection:
        assert record_of(kept) == made_in_sql(connection, kept)


def test_is_the_same_whatever_the_sessions_settings(database_url: str) -> None:
    migrate(database_url)
    at = datetime(2026, 7, 2, 9, 30, 0, 1, tzinfo=UTC)
    kept = Stored(1, "s", 2, "t", b"{}", at, "a", "g", "c", "k", ())
    with psycopg.connect(database_url) as connection:
        connection.execute("SET TimeZone = 'Asia/Kathmandu'")
        connection.execute("SET DateStyle = 'SQL, DMY'")
        assert record_of(kept) == made_in_sql(connection, kept)


def test_of_a_stored_fact_is_what_its_leaf_proves(kept: Archive) -> None:
    awkward = replace(granted(), text_version='\x1f\u2028🦉\\"')
    kept.record("consent-1", awkward, granted())
    secret = PasswordSet(account_id=ANNA, password_hash="$argon2id$", set_at=awkward.granted_at)
    kept.record(f"account-{ANNA}", secret, correlation_id="\t'\"=1+1")
    rows = [row for batch in kept.raw.batches(0, 10) for row in batch]
    assert len(rows) == 3
    assert [leaf_hash(record_of(row.kept)) for row in rows] == [row.leaf for row in rows]
