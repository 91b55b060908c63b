"""What analysts are given, wired: files, and the stream from any place on."""

from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.bodies.closed import closed
from adapters.postgres.fact_reader import PostgresFactReader, opener
from adapters.streaming import Streaming
from application.consistency import Portion
from application.dataset.making import Making, features_of
from application.dataset.terms import Asked, Made
from application.delivery import Progress
from application.exporting import Format
from application.ports import PositionsByTime
from projections.platform_metrics.queries import daily

if TYPE_CHECKING:
    from adapters.arrow.exporting import EventFiles
    from adapters.kafka.consumer import KafkaFactStream


class Analysing(Streaming):
    """This is the part of the composition root that hands out what happened, without any key."""

    @cached_property
    def log(self) -> PositionsByTime:
        """This is the log, to find a time in; the root opens it."""
        raise NotImplementedError

    @property
    def event_files(self) -> "EventFiles":
        """This writes facts into folders."""
        from adapters.arrow.exporting import EventFiles

        return EventFiles(self.closed_facts, self.log.position_before)

    @property
    def closed_facts(self) -> PostgresFactReader:
        """This is the log with all that is sealed left so."""
        return PostgresFactReader(self.datastore, closed())

    def oldest_on(self, contexts: frozenset[str]) -> "KafkaFactStream":
        """This brings what the broker holds of those contexts, and then what is published.

        Raises:
            Unavailable: the broker does not answer.
        """
        from adapters.kafka.consumer import Brokers, KafkaFactStream

        brokers = Brokers(self.brokers, self.settings.kafka_fetch_wait_ms)
        whole = Portion.whole(self.partitions)
        return KafkaFactStream(brokers, contexts, whole, opener(closed()), is_from_oldest=True)

    def write_rollups(self, folder: Path, kind: Format) -> tuple[Path, int]:
        """This writes the figures of every day, and answers where and how many.

        Raises:
            CannotBeDone: the folder cannot be written.
            Unavailable: PostgreSQL does not answer, or they are not built yet.
        """
        from adapters.arrow.figures import write_rollups

        found = daily(self.reader, date.min, date.max)
        return write_rollups(folder, found, kind), len(found)

    def make_training_set(self, asked: Asked, folder: Path, now: datetime, said: Progress) -> Made:
        """This writes what to learn from, of people who agree to it now.

        Raises:
            CannotBeDone: the folder holds something else, or cannot be written.
        """
        from adapters.arrow.training import write_set

        making = Making(self.closed_facts, now)
        found = making.look_ahead(asked, said)
        return write_set(
            folder, features_of(found), lambda writer: making.make(asked, found, writer, said)
        )
