"""The log in PostgreSQL, as the application and the streams see it."""

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, LiteralString, TypeVar

import msgspec
import psycopg
from eventsourcing.postgres import PostgresDatastore

from adapters.bodies.fitting import check_fits
from adapters.bodies.sealing import Body, Sealing
from adapters.postgres.appending import GroupAppends
from adapters.postgres.arrays import bigint, instant, integer, literal, text, utf8
from adapters.postgres.committer import Committer
from adapters.postgres.entry import Entry, Verdict
from adapters.postgres.memory import Memory
from adapters.postgres.recorder import FactRecorder, StoredFact, recorded
from application.ports import Append, Appended, Loaded, Pending, Place
from domain.shared.errors import PersonIsErased, StreamMoved
from domain.shared.event import Kind, Recorded, context_of
from domain.shared.personal import subjects_of

S = TypeVar("S")
SNAPSHOT_EVERY = 100
REMEMBERED = 10_000


class PostgresEventLog:
    """This is the log: appends in groups, reads by stream, by position and as of then."""

    def __init__(
        self,
        datastore: PostgresDatastore,
        sealing: Sealing,
        on_group: Callable[[int], None] = lambda _size: None,
    ) -> None:
        self._datastore = datastore
        self._sealing = sealing
        self._recorder = FactRecorder(datastore)
        self._memory = Memory(REMEMBERED)
        self._on_group = on_group
        self._appends = GroupAppends(self._connect)
        self._committer: Committer | None = None
        self._starting = threading.Lock()

    def append(self, entry: Append) -> Appended:
        """This writes the facts and the ledger line, or finds the line that is there."""
        return self._appended(entry, self._group().append(self._entry(entry)))

    def begin(self, entry: Append, tell: Callable[[Pending], None]) -> None:
        """This leaves it to the committer, which tells."""
        appending = self._entry(entry)
        appending.tell = lambda answered: tell(_Pending(self._appended, entry, answered))
        self._group().begin(appending)

    def _appended(self, entry: Append, verdict: Verdict) -> Appended:
        if verdict.kind == "fenced":
            raise PersonIsErased
        if verdict.kind == "moved":
            assert verdict.stream_id is not None
            self._memory.forget(verdict.stream_id)
            raise StreamMoved(verdict.stream_id)
        if verdict.kind == "seen":
            assert verdict.fingerprint is not None
            assert verdict.outcome is not None
            return Appended(False, verdict.fingerprint, verdict.outcome, self._places(verdict))
        places = _places(entry, verdict.first_position or 0)
        return Appended(True, entry.fingerprint, entry.outcome, places)

    def load(self, kind: Kind[S], identity: str, *, fresh: bool = True) -> Loaded[S | None]:
        """This folds a stream, from its last snapshot where there is one."""
        stream_id = kind.stream(identity)
        known = None if fresh else self._memory.get(stream_id)
        if known is not None:
            return Loaded(stream_id, known[0], known[1])
        version, state = self._snapshot(kind, stream_id)
        tail = self._recorder.select_stream(stream_id, after=version)
        for stored in tail:
            state = kind.evolve(state, recorded(stored, self._sealing).fact)
            version = stored.originator_version
        if len(tail) >= SNAPSHOT_EVERY and state is not None:
            self._keep_snapshot(kind, stream_id, version, state)
        self.remember(stream_id, version, state)
        return Loaded(stream_id, version, state)

    def load_as_of(
        self,
        kind: Kind[S],
        identity: str,
        *,
        position: int | None = None,
        time: datetime | None = None,
    ) -> Loaded[S | None]:
        """This folds only what was recorded up to the position, and up to the time."""
        stream_id = kind.stream(identity)
        state: S | None = None
        version = 0
        for stored in self._recorder.select_stream(stream_id, until=position):
            if time is not None and stored.recorded_at > time:
                break
            state = kind.evolve(state, recorded(stored, self._sealing).fact)
            version = stored.originator_version
        return Loaded(stream_id, version, state)

    def remember(self, stream_id: str, version: int, state: object) -> None:
        """This keeps a state for the next command on the same stream."""
        self._memory.put(stream_id, version, state)

    def forget(self) -> None:
        """This drops every state at hand: what was erased may be among them."""
        self._memory.forget_all()

    def head(self) -> int:
        """This is the position of the newest fact, 0 in an empty log."""
        return self._recorder.max_notification_id() or 0

    def position_before(self, time: datetime) -> int:
        """This is behind which position everything was recorded at that time or later."""
        return self._recorder.position_before(time)

    def read(
        self, after: int, limit: int, contexts: frozenset[str] | None = None
    ) -> list[Recorded[Any]]:
        """This is the next facts behind a position, decoded, of those contexts or all."""
        return [recorded(stored, self._sealing) for stored in self.stored(after, limit, contexts)]

    def stored(
        self, after: int, limit: int, contexts: frozenset[str] | None = None
    ) -> list[StoredFact]:
        """This is the next facts behind a position, as they lie in the log."""
        return self._recorder.select_facts(after + 1, limit, sorted(contexts or ()))

    def read_positions(self, positions: Sequence[int]) -> list[Recorded[Any]]:
        """This is the facts at exactly those positions, in order."""
        return [
            recorded(stored, self._sealing) for stored in self._recorder.select_positions(positions)
        ]

    def read_stream(self, stream_id: str) -> list[Recorded[Any]]:
        """This is the whole history of one stream."""
        return [
            recorded(stored, self._sealing) for stored in self._recorder.select_stream(stream_id)
        ]

    def close(self) -> None:
        """This commits what is waiting and ends the committer."""
        if self._committer is not None:
            self._committer.close()
        self._appends.close()

    def _group(self) -> Committer:
        if self._committer is None:
            with self._starting:
                if self._committer is None:
                    self._committer = Committer(self._appends, self._on_group)
        return self._committer

    def _entry(self, entry: Append) -> Entry:
        facts = [
            (change.stream_id, change.expected + offset, fact)
            for change in entry.changes
            for offset, fact in enumerate(change.facts, start=1)
        ]
        sealed = self._sealing.seal(
            [(f"{stream_id}@{version}", fact.TOPIC, fact) for stream_id, version, fact in facts]
        )
        for known, one in zip(facts, sealed, strict=True):
            check_fits(entry, *known, one.body)
        return Entry(
            command=(
                text(entry.scope),
                text(entry.key),
                text(entry.fingerprint),
                text(entry.outcome),
                integer(len(facts)),
                instant(entry.at),
                text(entry.actor),
                text(entry.ground),
                text(entry.correlation_id),
                text(entry.causation_id),
            ),
            guards=[(text(name), bigint(version)) for name, version in entry.guards.items()],
            drawers=[text(drawer) for drawer in {str(d) for one in sealed for d in one.drawers}],
            facts=[
                (
                    text(stream_id),
                    integer(nth),
                    bigint(version),
                    text(fact.TOPIC),
                    utf8(one.body),
                    literal(subjects_of(fact)),
                )
                for nth, ((stream_id, version, fact), one) in enumerate(
                    zip(facts, sealed, strict=True)
                )
            ],
        )

    def _connect(self) -> "psycopg.Connection[Any]":
        given = self._datastore.pool.kwargs
        assert isinstance(given, dict)
        options = {key: value for key, value in given.items() if key != "row_factory"}
        return psycopg.connect(autocommit=True, **options)

    def _places(self, verdict: Verdict) -> tuple[Place, ...]:
        if verdict.first_position is None or verdict.last_position is None:
            return ()
        wanted = range(verdict.first_position, verdict.last_position + 1)
        found = self._recorder.select_positions(wanted)
        return tuple(
            Place(context_of(stored.topic), str(stored.originator_id), stored.id)
            for stored in found
        )

    def _snapshot(self, kind: Kind[Any], stream_id: str) -> tuple[int, Any]:
        statement: LiteralString = (
            "SELECT originator_version AS version, state FROM log.snapshots"
            " WHERE originator_id = %s AND topic = %s ORDER BY originator_version DESC LIMIT 1"
        )
        with self._datastore.get_connection() as connection:
            row = connection.execute(statement, (stream_id, _topic(kind)), prepare=True).fetchone()
        if row is None:
            return 0, None
        body = Body(stream_id, row["version"], _topic(kind), bytes(row["state"]))
        return row["version"], self._sealing.open_state(body, kind.state)

    def _keep_snapshot(self, kind: Kind[S], stream_id: str, version: int, state: S) -> None:
        statement: LiteralString = (
            "INSERT INTO log.snapshots (originator_id, originator_version, topic, state)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
        )
        topic = _topic(kind)
        (sealed,) = self._sealing.seal([(f"{stream_id}@{version}", topic, state)])
        with self._datastore.get_connection() as connection:
            connection.execute(statement, (stream_id, version, topic, sealed.body))


@dataclass(frozen=True, slots=True)
class _Pending:
    """This is an append with its answer from the committer."""

    found: Callable[[Append, Verdict], Appended]
    append: Append
    entry: Entry

    @property
    def is_new(self) -> bool:
        """This is true when it was written now."""
        return self.entry.is_appended

    def appended(self) -> Appended:
        """This is what the ledger holds."""
        return self.found(self.append, self.entry.verdict())


@cache
def _topic(kind: Kind[Any]) -> str:
    """This names snapshots by the shape of the state, so that another shape is never read."""
    shape = msgspec.json.encode(msgspec.json.schema(kind.state), order="deterministic")
    return f"{kind.name}.snapshot.{hashlib.sha256(shape).hexdigest()[:12]}"


def _places(entry: Append, first: int) -> tuple[Place, ...]:
    facts = [(change.stream_id, fact) for change in entry.changes for fact in change.facts]
    return tuple(
        Place(context_of(fact.TOPIC), stream_id, position)
        for position, (stream_id, fact) in enumerate(facts, start=first)
    )
