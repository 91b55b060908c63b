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
from adapters.postgres.projections.asof import Live, live, replay_until
from adapters.postgres.projections.digest import digest_over
from adapters.postgres.projections.store import NotBuilt
from adapters.postgres.projections.worker import connector
from application.auditing.asking import (
    Examined,
    NotRecordedYet,
    Replayed,
    WhichReplay,
    silent,
)
from application.consistency import Positions, all_partitions
from application.delivery import FactLog, Progress
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
    """

    url: str
    datastore: PostgresDatastore
    facts: FactLog
    keyring: Keyring
    projections: Sequence[Projection]
    partitions: int

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
            ReplayIsRunning: somebody else is at it.
        """
        projection = self._named(which.projection)
        with outages():
            compared = self._live(projection) if which.is_live else None
            until = compared.positions if compared else self._until(projection, which)
            facts = PostgresFactReader(self.datastore, closed()) if which.is_sealed else self.facts
            derived = replay_until(
                connector(self.url), projection, facts, until, is_kept=which.is_kept, say=say
            )
        position = max(until.values(), default=0)
        return Replayed(
            projection=projection.name,
            version=projection.version,
            position=position,
            recorded_at=self._recorded_at(position),
            is_sealed=which.is_sealed,
            tables=derived.tables,
            digest=digest_over(projection.name, derived.tables),
            parked=derived.parked,
            live_digest=compared.digest if compared else None,
            kept_as=derived.schema,
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

    def _until(self, projection: Projection, which: WhichReplay) -> Positions:
        head = self.history.head()
        position = head if which.position is None else which.position
        if position > head:
            raise NotRecordedYet(f"The log stands at {head:,}, not yet at {position:,}.")
        if which.time is not None:
            position = self.history.position_at(which.time)
        return dict.fromkeys(all_partitions(projection.contexts, self.partitions), position)

    def _recorded_at(self, position: int) -> datetime | None:
        return next((one.recorded_at for one in RawLog(self.datastore).at([position])), None)
