"""How everything is, asked of the servers and the tables at one moment."""

import socket
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC

import psycopg
from redis import Redis
from redis.exceptions import RedisError

from adapters.postgres.projections.status import ProjectionStatus, status
from adapters.postgres.projections.worker import connector
from adapters.postgres.proof_status import ProofStanding, proof_standing
from adapters.settings import Settings
from adapters.witnesses import name_of
from application.analytics.asking import Figures
from application.analytics.measures import CONTEXTS
from application.consistency import Positions
from application.delivery import Published, RelayPlace
from application.pace import Pace
from application.status import PartStatus, Status, StreamStatus, ViewStatus
from domain.shared.errors import Unavailable
from projections.runtime import Projection

PATIENCE_SECONDS = 1.0
FAR_BEHIND = 1_000
RELAY = "relay"


class Health:
    """This looks at PostgreSQL, the broker, Redis, the relay, the notary and every follower."""

    def __init__(
        self,
        settings: Settings,
        redis: Redis,
        published: Published,
        projections: Iterable[Projection],
        figures: Figures,
    ) -> None:
        self._connect = connector(settings.database_url or "")
        self._brokers = settings.kafka_bootstrap_servers or ""
        self._redis = redis
        self._published = published
        self._figures = figures
        self._projections = tuple(projections)
        self._partitions = settings.kafka_partitions
        self._pace = Pace()
        self._witnesses = [url for url, _vkey in settings.witnesses]

    def look(self) -> Status:
        """This is how everything is, now; it never fails, it says what does."""
        try:
            place = self._published.look()
            found, proof = self._derived(place)
            counted = _windows(place, self._figures.places())
        except (Unavailable, psycopg.Error) as reason:
            down = PartStatus("PostgreSQL", False, True, type(reason).__name__)
            return Status(0, (down, self._broker(), self._cache()), ())
        up = PartStatus("PostgreSQL", True, True)
        servers = (up, self._broker(), self._cache())
        witnesses = [_witness(url, proof) for url in self._witnesses]
        own = (_relay(place), counted, _notary(place.head, proof), _ledger(proof))
        parts = (*servers, *own, *witnesses)
        views, stream = self._moving(place, found)
        return Status(place.head, parts, views, proof.alarms, proof.ledger, stream)

    def _derived(self, place: RelayPlace) -> tuple[list[ProjectionStatus], ProofStanding]:
        """This is how everything stands that is made of the log."""
        with closing(self._connect()) as connection:
            proof = proof_standing(connection)
            found = [
                status(connection, projection, self._partitions, place.partitions)
                for projection in self._projections
            ]
        return found, proof

    def _moving(
        self, place: RelayPlace, found: Sequence[ProjectionStatus]
    ) -> tuple[tuple[ViewStatus, ...], StreamStatus]:
        """This is how far everybody is behind, and how fast they are."""
        foremost = {one.name: one.foremost for one in found}
        rates = self._pace.note(time.monotonic(), {RELAY: place.position, **foremost})
        views = tuple(_view(one, rates[one.name]) for one in found)
        lag = max(0, place.head - place.position)
        return views, StreamStatus(place.position, lag, place.waits_seconds, rates[RELAY])

    def _broker(self) -> PartStatus:
        host, _, port = self._brokers.split(",")[0].rpartition(":")
        try:
            socket.create_connection((host, int(port)), PATIENCE_SECONDS).close()
        except OSError as reason:
            return PartStatus("Kafka", False, detail=type(reason).__name__)
        return PartStatus("Kafka", True)

    def _cache(self) -> PartStatus:
        try:
            self._redis.ping()
        except RedisError as reason:
            return PartStatus("Redis", False, detail=type(reason).__name__)
        return PartStatus("Redis", True)


def _view(one: ProjectionStatus, rate: float) -> ViewStatus:
    partitions = {f"{context}.{number}": behind for (context, number), behind in one.lags.items()}
    position, parked = max(one.position, 0), len(one.parked)
    return ViewStatus(one.name, position, one.behind, parked, partitions, rate)


def _relay(place: RelayPlace) -> PartStatus:
    told = f"published {place.position} of {place.head}"
    return PartStatus(RELAY, place.head - place.position < FAR_BEHIND, detail=told)


def _windows(place: RelayPlace, counted: Positions) -> PartStatus:
    """This is how far the windows have counted what was published and counts."""
    published = {line: at for line, at in place.partitions.items() if line.context in CONTEXTS}
    behind = {line: at - counted.get(line, 0) for line, at in published.items()}
    waiting = [line for line, lag in behind.items() if lag > 0]
    lag = max(behind.values(), default=0)
    told = f"{len(waiting)} of {len(published)} partitions behind, at most {max(lag, 0)}"
    return PartStatus("windows", lag < FAR_BEHIND, detail=told)


def _notary(head: int, proof: ProofStanding) -> PartStatus:
    told = f"signed {proof.signed} of {head}, checked again {proof.checked}"
    return PartStatus("notary", not proof.is_late, detail=told)


def _ledger(proof: ProofStanding) -> PartStatus:
    found = proof.ledger
    if found.checked_at is None:
        return PartStatus("ledger", True, detail="not checked yet")
    when = f"{found.checked_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    told = f"checked up to {found.position} at {when}: {found.findings} findings"
    return PartStatus("ledger", not found.findings, detail=told)


def _witness(url: str, proof: ProofStanding) -> PartStatus:
    seen, trouble = proof.witnesses.get(url, (0, "Nothing was brought to it yet."))
    told = trouble or f"cosigned {seen}"
    return PartStatus(f"witness {name_of(url)}", not trouble, detail=told)
