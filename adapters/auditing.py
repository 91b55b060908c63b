"""What auditors ask, wired: history, replays and the examination of the log.

with Container.from_settings(settings) as container:
    container.auditing.examine(say=show)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from eventsourcing.postgres import PostgresDatastore

from adapters.bodies.closed import closed
from adapters.bodies.sealing import Keyring
from adapters.postgres.auditing.examining import examine
from adapters.postgres.auditing.history import PostgresHistory
from adapters.postgres.auditing.reading import RawLog
from adapters.postgres.fact_reader import PostgresFactReader
from adapters.postgres.pool import outages
from adapters.postgres.projections.asof import Derived, Replaying
from adapters.postgres.projections.digest import digest_over
from adapters.postgres.projections.live import Live, live
from adapters.postgres.projections.store import NotBuilt
from adapters.postgres.projections.worker import connector
from application.auditing.asking import (
    Examined,
    NothingPublished,
    NotRecordedYet,
    Replayed,
    WhichReplay,
    silent,
)
from application.auditing.comparing import Compared, compared
from application.consistency import Reached
from application.delivery import FactLog, Progress
from application.digesting import PublishedDigests
from domain.proof.digests import ProjectionDigest
from domain.shared.errors import NotFound
from projections.runtime import Projection


class NoSuchReadModel(NotFound):
    """There is no read model of that name."""


class NotInUse(NotFound):
    """No build of this code is in use, so there is nothing to compare with."""


@dataclass(frozen=True)
class PostgresAuditing:
    """This answers auditors from PostgreSQL.

    Attributes:
        url: where PostgreSQL is.
        datastore: the pool of connections of the event engine.
        facts: the log as followers read it.
        keyring: opens what is sealed, to see that it opens.
        projections: every read model and process.
        partitions: of each context's topic.
        published: what was published of read models.
    """

    url: str
    datastore: PostgresDatastore
    facts: FactLog
    keyring: Keyring
    projections: Sequence[Projection]
    partitions: int
    published: PublishedDigests

    @cached_property
    def history(self) -> PostgresHistory:
        """This finds facts."""
        return PostgresHistory(self.datastore)

    def examine(self, after: int = 0, most: int | None = None, say: Progress = silent) -> Examined:
        """This looks whether the log is sound, behind a position; at most at so many facts."""
        return examine(RawLog(self.datastore), self.keyring, after=after, most=most, say=say)

    def replay(self, which: WhichReplay, say: Progress = silent) -> Replayed:
        """This derives a read model anew, as of then, beside the one in use.

        Raises:
            NoSuchReadModel: there is none of that name.
            NotInUse: it is to be compared, and no build of this code is in use.
            NotRecordedYet: the log does not reach that far.
            NothingPublished: it was to stop where a digest was published, and none was.
            DigestsDoNotOpen: what was published there was not signed by us.
            ReplayIsRunning: somebody else is at it.
        """
        projection = self._named(which.projection)
        with outages():
            held = self._live(projection) if which.is_live else None
            place = held.reached if held else self._place(projection, which)
            facts = PostgresFactReader(self.datastore, closed()) if which.is_sealed else self.facts
            replaying = Replaying(connector(self.url), projection, self.partitions)
            derived = replaying.until(facts, place, is_kept=which.is_kept, say=say)
        published = self._compared(projection, derived, place)
        return Replayed(
            projection=projection.name,
            version=projection.version,
            position=place.position,
            recorded_at=self._recorded_at(place.position),
            is_sealed=which.is_sealed,
            tables=derived.tables,
            digest=digest_over(projection.name, derived.tables),
            public_digest=derived.public_digest,
            parked=derived.parked,
            live_digest=held.digest if held else None,
            kept_as=derived.schema,
            published=published,
            nearest=() if published else self.published.near(projection.name, place.position),
        )

    def _named(self, name: str) -> Projection:
        known = {one.name: one for one in self.projections}
        if name not in known:
            raise NoSuchReadModel(f"There is no read model {name}; there is {', '.join(known)}.")
        return known[name]

    def _live(self, projection: Projection) -> Live:
        try:
            return live(connector(self.url), projection, self.partitions)
        except NotBuilt:
            raise NotInUse from None

    def _place(self, projection: Projection, which: WhichReplay) -> Reached:
        if which.is_published:
            return self._published_place(projection, which.position)
        head = self.history.head()
        position = head if which.position is None else which.position
        if position > head:
            raise NotRecordedYet(f"The log stands at {head:,}, not yet at {position:,}.")
        if which.time is not None:
            position = self.history.position_at(which.time)
        return Reached(position)

    def _published_place(self, projection: Projection, position: int | None) -> Reached:
        near = self.published.near(projection.name, position)
        wanted = near[:1] if position is None else [position]
        told = [one for at in wanted for one in self.published.told(projection.name, at)]
        if not told:
            raise NothingPublished(_nearest_to(projection.name, near))
        return Reached(told[-1].digest.position, frozenset(told[-1].digest.missing))

    def _compared(
        self, projection: Projection, derived: Derived, place: Reached
    ) -> Sequence[Compared]:
        told = self.published.told(projection.name, place.position)
        found = ProjectionDigest(
            name=projection.name,
            version=projection.version,
            position=place.position,
            parked=derived.parked,
            digest=derived.public_digest,
            missing=tuple(sorted(place.missing)),
        )
        return compared(told, found)

    def _recorded_at(self, position: int) -> datetime | None:
        return next((one.recorded_at for one in RawLog(self.datastore).at([position])), None)


def _nearest_to(name: str, near: Sequence[int]) -> str:
    if not near:
        return f"No digest of {name} was published yet."
    places = " and ".join(f"{position:,}" for position in near)
    return f"No digest of {name} was published there; the nearest is at {places}."
