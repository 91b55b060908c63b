"""The log as the eventsourcing library sees it, with our envelope around each event.

`FactRecorder` is the library's PostgreSQL recorder over `log.facts`: its notification log,
subscriptions and stream reads work on our table. Only inserting is ours: positions are
handed out in commit order by `log.append_group`, see `committer.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from eventsourcing.persistence import Mapper, Notification, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.rows import class_row

from adapters.bodies.sealing import Body, Sealing
from domain.shared.event import Fact, Recorded

COLUMNS: LiteralString = (
    "notification_id AS id, originator_id, originator_version, topic, state, recorded_at,"
    " actor, ground, correlation_id, causation_id, subjects"
)


@dataclass(frozen=True)
class StoredFact(Notification):
    """This is a fact as it lies in the log: the library's notification and our envelope."""

    recorded_at: datetime
    actor: str
    ground: str
    correlation_id: str
    causation_id: str
    subjects: list[str]


class FactMapper(Mapper[str]):
    """This turns recorded facts into stored ones and back, by topic and never by module path.

    The upcasting loop of the library lives in `codec.decode`. No transcoder is needed: facts are
    typed, so their types are the schema. Sealing takes the place of the library's cipher.
    """

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing

    def to_stored_event(self, domain_event: Any) -> StoredFact:
        """This is the stored form of a `Recorded`."""
        recorded: Recorded[Any] = domain_event
        topic = recorded.fact.TOPIC
        (sealed,) = self._sealing.seal([(recorded.event_id, topic, recorded.fact)])
        return StoredFact(
            originator_id=recorded.stream_id,
            originator_version=recorded.version,
            topic=topic,
            state=sealed.body,
            id=recorded.position,
            recorded_at=recorded.recorded_at,
            actor=recorded.actor,
            ground=recorded.ground,
            correlation_id=recorded.correlation_id,
            causation_id=recorded.causation_id,
            subjects=list(recorded.subjects),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """This is the `Recorded` of a stored fact, upcast to what the code knows today."""
        assert isinstance(stored_event, StoredFact)
        return recorded(stored_event, self._sealing)


def recorded(stored: StoredFact, sealing: Sealing) -> Recorded[Any]:
    """This is the stored fact, opened, in its envelope."""
    return enveloped(stored, sealing.open_one(body_of(stored)))


def body_of(stored: StoredFact) -> Body:
    """This is the body of a stored fact, where it lies."""
    stream_id, version = str(stored.originator_id), stored.originator_version
    return Body(stream_id, version, stored.topic, bytes(stored.state))


def enveloped(stored: StoredFact, fact: Fact) -> Recorded[Any]:
    """This is a fact in the envelope it was stored in."""
    return Recorded(
        position=stored.id,
        stream_id=str(stored.originator_id),
        version=stored.originator_version,
        fact=fact,
        recorded_at=stored.recorded_at,
        actor=stored.actor,
        ground=stored.ground,
        correlation_id=stored.correlation_id,
        causation_id=stored.causation_id,
        subjects=tuple(stored.subjects),
    )


class FactRecorder(PostgresApplicationRecorder):
    """This reads `log.facts` the way the library reads its own table."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        super().__init__(datastore, events_table_name="facts")
        self.channel_name = "preceptor_log"

    def create_table(self) -> None:
        """This does nothing: the table is made by migration, with our columns."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """This is refused: facts enter through the committer, which keeps their order."""
        raise NotImplementedError("append through the event log")

    def select_facts(
        self, start: int, limit: int, contexts: Sequence[str] = ()
    ) -> list[StoredFact]:
        """This is up to `limit` facts from position `start` on, of those contexts or all."""
        pattern = [f"{context}.%" for context in contexts]
        chosen: LiteralString = "AND topic LIKE ANY(%s)" if pattern else "AND %s::text[] = '{}'"
        statement: LiteralString = (
            f"SELECT {COLUMNS} FROM log.facts WHERE notification_id >= %s {chosen}"
            " ORDER BY notification_id LIMIT %s"
        )
        return self._facts(statement, (start, pattern, limit))

    def select_stream(
        self, stream_id: str, *, after: int = 0, until: int | None = None
    ) -> list[StoredFact]:
        """This is the stream behind version `after`, up to the position `until`."""
        statement: LiteralString = (
            f"SELECT {COLUMNS} FROM log.facts WHERE originator_id = %s"
            " AND originator_version > %s AND notification_id <= %s ORDER BY originator_version"
        )
        return self._facts(statement, (stream_id, after, 2**62 if until is None else until))

    def select_positions(self, positions: Sequence[int]) -> list[StoredFact]:
        """This is the facts at exactly those positions, in order."""
        statement: LiteralString = (
            f"SELECT {COLUMNS} FROM log.facts WHERE notification_id = ANY(%s)"
            " ORDER BY notification_id"
        )
        return self._facts(statement, (list(positions),))

    def position_before(self, time: datetime) -> int:
        """This is behind which position everything was recorded at that time or later."""
        statement: LiteralString = "SELECT log.position_before(%s) AS position"
        with self.datastore.get_connection() as connection:
            row = connection.execute(statement, (time,), prepare=True).fetchone()
        assert row is not None
        return int(row["position"])

    def _facts(self, statement: LiteralString, values: tuple[Any, ...]) -> list[StoredFact]:
        with (
            self.datastore.get_connection() as connection,
            connection.cursor(row_factory=class_row(StoredFact), binary=True) as cursor,
        ):
            return cursor.execute(statement, values, prepare=True).fetchall()
