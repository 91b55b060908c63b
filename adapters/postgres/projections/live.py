"""The read model in use, all of one moment: how far it has come, and its digest there.

Where it stands may differ from partition to partition. What that leaves out is told by position,
so that it can be derived again whatever partitions there are then.
"""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from psycopg import Connection, IsolationLevel
from psycopg.sql import SQL, Identifier

from adapters.postgres.projections import layout
from adapters.postgres.projections.digest import digest_of
from adapters.postgres.projections.rebuild import Connect
from adapters.postgres.projections.store import NotBuilt
from application.consistency import Partition, Positions, Reached, partition_of
from domain.shared.event import context_of
from projections.runtime import Projection

LOOK_SECONDS: Final = 0.02
_BETWEEN = (
    "SELECT notification_id, originator_id, topic FROM log.facts"
    " WHERE notification_id > %s AND notification_id <= %s AND topic LIKE ANY(%s)"
)

Digest = Callable[["Connection[Any]", str, Projection], str]


@dataclass(frozen=True, slots=True)
class Live:
    """This is how far the read model in use has come, its digest there, and how much is parked."""

    reached: Reached
    digest: str
    parked: int


def live(
    connect: Connect,
    projection: Projection,
    partitions: int,
    digest: Digest = digest_of,
    looks: int = 1,
) -> Live:
    """This is the read model in use, as it is now.

    It looks so many times at most for a moment at which nothing is missing.

    Raises:
        NotBuilt: none of this code is in use.
    """
    with closing(connect()) as connection, layout.unswitched(connection, projection.name):
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        looking = partial(_look, connection, projection, partitions, digest)
        while (found := looking(is_last=looks <= 1)) is None:
            looks -= 1
            time.sleep(LOOK_SECONDS)
        return found


def _look(
    connection: "Connection[Any]",
    projection: Projection,
    partitions: int,
    digest: Digest,
    *,
    is_last: bool,
) -> Live | None:
    with connection.transaction():
        build = layout.build_of(connection, projection.name)
        if build is None or build.digest != projection.digest(partitions):
            raise NotBuilt(projection.name)
        reached = _reached(connection, projection, partitions)
        if reached.missing and not is_last:
            return None
        parked = parked_in(connection, projection.name)
        return Live(reached, digest(connection, projection.name, projection), parked)


def _reached(connection: "Connection[Any]", projection: Projection, partitions: int) -> Reached:
    places: Positions = layout.positions_in(connection, projection.name)
    low, high = min(places.values(), default=0), max(places.values(), default=0)
    patterns = [f"{context}.%" for context in sorted(projection.contexts)]
    return Reached(
        high,
        frozenset(
            position
            for position, stream_id, topic in connection.execute(_BETWEEN, (low, high, patterns))
            if position > places[Partition(context_of(topic), partition_of(stream_id, partitions))]
        ),
    )


def parked_in(connection: "Connection[Any]", schema: str) -> int:
    """This is how many facts could not be applied, and wait."""
    statement = SQL("SELECT count(*) FROM {}").format(Identifier(schema, "parked"))
    row = connection.execute(statement).fetchone()
    assert row is not None
    return int(row[0])
