"""Facts written straight into the table of the log, and changes to it that nobody should make."""

from collections.abc import Iterable
from typing import LiteralString

import psycopg

from domain.proof.record import Stored

_ADD: LiteralString = """
    INSERT INTO log.facts
    SELECT f.*, log.leaf_of(log.record_of(position, stream, version, topic,
        convert_from(body, 'UTF8'), at, actor, ground, correlation, causation, subjects))
    FROM (VALUES (%s::bigint, %s::text, %s::bigint, %s::text, %s::bytea, %s::timestamptz, %s::text,
        %s::text, %s::text, %s::text, %s::text[])) AS f(position, stream, version, topic, body, at,
        actor, ground, correlation, causation, subjects)
"""
_HEAD: LiteralString = """
    UPDATE log.head SET position = (SELECT max(notification_id) FROM log.facts),
        recorded_at = (SELECT max(recorded_at) FROM log.facts)
"""


def add(url: str, facts: Iterable[Stored]) -> None:
    """This appends facts as they are, each with the leaf that PostgreSQL makes of it."""
    with psycopg.connect(url) as connection:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, [(*fact[:-1], list(fact.subjects)) for fact in facts])
        connection.execute(_HEAD)


def changed(url: str, statement: LiteralString) -> None:
    """This changes what may not be changed, as only somebody with all rights can."""
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(statement)
