"""How the projections stand: up to where, how far behind, what waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.sql import SQL, Identifier

from adapters.postgres.projections import layout
from adapters.postgres.projections.parking import ParkedStream, parked_streams
from application.consistency import Partition, Positions
from projections.runtime import Projection


@dataclass(frozen=True, slots=True)
class ProjectionStatus:
    """This is how one projection stands.

    Attributes:
        name: the projection.
        version: the version in use; absent when it was never built.
        is_current: whether the build in use is of the code that asks.
        built_at: when it was put together.
        position: up to where all of its partitions are in.
        foremost: up to where the farthest of them is in.
        lags: by how many positions each partition is behind what is published.
        parked: the streams that wait.
    """

    name: str
    version: int | None
    is_current: bool
    built_at: datetime | None
    position: int
    foremost: int
    lags: Mapping[Partition, int]
    parked: tuple[ParkedStream, ...]

    @property
    def behind(self) -> int:
        """This is how many positions its slowest partition is behind."""
        return max(self.lags.values(), default=0)

    @property
    def lag(self) -> dict[Partition, int]:
        """This is the partitions that are behind."""
        return {partition: behind for partition, behind in self.lags.items() if behind}


def status(
    connection: "Connection[Any]",
    projection: Projection,
    partitions: int,
    published: Positions,
) -> ProjectionStatus:
    """This is how the projection stands, measured against what the relay has published."""
    build = layout.build_of(connection, projection.name)
    if build is None:
        return ProjectionStatus(projection.name, None, False, None, 0, 0, {}, ())
    positions = layout.positions_in(connection, projection.name)
    return ProjectionStatus(
        name=projection.name,
        version=build.version,
        is_current=build.digest == projection.digest(partitions),
        built_at=_built_at(connection, projection.name),
        position=min(positions.values(), default=0),
        foremost=max(positions.values(), default=0),
        lags=_lags(positions, published),
        parked=tuple(parked_streams(connection, projection.name)),
    )


def _lags(positions: Positions, published: Positions) -> dict[Partition, int]:
    return {
        partition: max(0, published.get(partition, 0) - position)
        for partition, position in positions.items()
    }


def _built_at(connection: "Connection[Any]", name: str) -> datetime | None:
    statement = SQL("SELECT built_at FROM {}").format(Identifier(name, "build"))
    row = connection.execute(statement).fetchone()
    return row[0] if row else None
