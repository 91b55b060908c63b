"""Redacting: ciphertexts nobody can open any more are taken out of the log, the leaves stay.

The stricter mode of an erasure. The database itself lets no other change through, and only where
the person is fenced off. Whoever verifies the log finds the leaf in the tree, and the fact of the
erasure, in place of the record.
"""

from collections.abc import Callable, Collection
from contextlib import closing

import msgspec
import psycopg
from psycopg.sql import SQL, Identifier

from adapters.bodies.codec import encode
from adapters.bodies.sealing import MARK, seals_in

AT_ONCE = 500
_FACTS = """
    SELECT notification_id, state FROM log.facts
    WHERE subjects <> '{}' AND subjects @> ARRAY[%s] AND notification_id > %s
    ORDER BY notification_id LIMIT %s
"""
_REDACT = "UPDATE log.facts SET state = %s WHERE notification_id = %s"


def redact(
    url: str,
    person_id: str,
    categories: Collection[str],
    say: Callable[[int], None] = lambda _count: None,
    role: str | None = None,
) -> int:
    """This takes out what is sealed of the person in those categories; twice takes out nothing.

    It answers from how many facts something was taken, and frees the space they took. In a `role`
    of its own it could do nothing else.
    """
    redacted = position = 0
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        if role is not None:
            connection.execute(SQL("SET ROLE {}").format(Identifier(role)))
        while rows := connection.execute(_FACTS, (person_id, position, AT_ONCE)).fetchall():
            position = rows[-1][0]
            changed = [
                (body, at)
                for at, state in rows
                if (body := _redacted(bytes(state), person_id, categories)) != bytes(state)
            ]
            with connection.transaction(), connection.cursor() as cursor:
                cursor.executemany(_REDACT, changed)
            redacted += len(changed)
            say(redacted)
        if redacted:
            connection.execute("VACUUM log.facts")
    return redacted


def _redacted(body: bytes, person_id: str, categories: Collection[str]) -> bytes:
    if not body.startswith(MARK):
        return body
    seals = [
        msgspec.structs.replace(seal, data="")
        if seal.subject == person_id and seal.category in categories
        else seal
        for seal in seals_in(body)
    ]
    return encode({**msgspec.json.decode(body), "$sealed": seals})
