"""How everything is, asked of the servers and the tables at one moment."""

import socket
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC

import psycopg
from redis import Redis
from redis.exceptions import RedisError

from adapters.postgres.projections.status import status
from adapters.postgres.projections.worker import connector
from adapters.postgres.proof_status import ProofStanding, proof_standing
from adapters.settings import Settings
from adapters.witnesses import name_of
from application.delivery import Published, RelayPlace
from application.status import PartStatus, Status, ViewStatus
from domain.shared.errors import Unavailable
from projections.runtime import Projection

PATIENCE_SECONDS = 1.0
FAR_BEHIND = 1_000


class Health:
    """This looks at PostgreSQL, the broker, Redis, the relay, the notary and every follower."""

    def __init__(
        self,
        settings: Settings,
        redis: Redis,
        published: Published,
        projections: Iterable[Projection],
    ) -> None:
        self._connect = connector(settings.database_url or "")
        self._brokers = settings.kafka_bootstrap_servers or ""
        self._redis = redis
        self._published = published
        self._projections = tuple(projections)
        self._partitions = settings.kafka_partitions
        self._witnesses = [url for url, _vkey in settings.witnesses]

    def look(self) -> Status:
        """This is how everything is, now; it never fails, it says what does."""
        try:
            place = self._published.look()
            views, proof = self._derived(place)
        except (Unavailable, psycopg.Error) as reason:
            down = PartStatus("PostgreSQL", False, True, type(reason).__name__)
            return Status(0, (down, self._broker(), self._cache()), ())
        up = PartStatus("PostgreSQL", True, True)
        servers = (up, self._broker(), self._cache())
        witnesses = [_witness(url, proof) for url in self._witnesses]
        parts = (*servers, _relay(place), _notary(place.head, proof), _ledger(proof), *witnesses)
        return Status(place.head, parts, views, proof.alarms, proof.ledger)

    def _derived(self, place: RelayPlace) -> tuple[tuple[ViewStatus, ...], ProofStanding]:
        """This is how everything stands that is made of the log."""
        with closing(self._connect()) as connection:
            proof = proof_standing(connection)
            found = [
                status(connection, projection, self._partitions, place.partitions)
                for projection in self._projections
            ]
        views = tuple(
            ViewStatus(one.name, max(one.position, 0), one.behind, len(one.parked)) for one in found
        )
        return views, proof

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


def _relay(place: RelayPlace) -> PartStatus:
    told = f"published {place.position} of {place.head}"
    return PartStatus("relay", place.head - place.position < FAR_BEHIND, detail=told)


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
