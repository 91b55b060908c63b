"""The history for auditors: found by the log's indexes and the audit trail, never opened.

Who a fact is about is known to the audit trail. What it has not come to, or has parked, is looked
through here, so that a trace is whole however far behind the trail is.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, LiteralString

from eventsourcing.postgres import PostgresDatastore

from adapters.bodies.closed import closed
from adapters.bodies.codec import Unreadable
from adapters.bodies.envelope import KeyName
from adapters.bodies.sealing import Body, Seal
from adapters.postgres.auditing.bodies import fields_of, seals_or_none
from adapters.postgres.auditing.reading import RawLog
from application.auditing.history import Happened, Hidden, about_of, unopened
from domain.catalogue import FACTS
from domain.proof.record import Stored
from domain.shared.event import Fact, Recorded
from domain.shared.personal import personal_fields
from domain.shared.unreadable import UnreadableFact, unreadable

_IN_STREAM: LiteralString = (
    "SELECT notification_id FROM log.facts WHERE originator_id = %s ORDER BY originator_version"
)
_IN_CORRELATION: LiteralString = (
    "SELECT notification_id FROM log.facts WHERE correlation_id = %s ORDER BY notification_id"
)
_OF_TOPIC: LiteralString = (
    "SELECT notification_id FROM log.facts WHERE topic = %s AND notification_id > %s"
    " AND notification_id <= %s ORDER BY notification_id"
)
_SAYING: LiteralString = (
    "SELECT notification_id FROM log.facts WHERE topic = %s AND notification_id > %s"
    " AND position(to_json(%s::text) || ':' || to_json(%s::text)"
    " IN convert_from(state, 'UTF8')) > 0"
    " ORDER BY notification_id LIMIT %s"
)
_PLACES: LiteralString = (
    "SELECT originator_id || '@' || originator_version, notification_id, topic"
    " FROM unnest(%s::text[], %s::bigint[]) AS w(stream, version)"
    " JOIN log.facts ON originator_id = w.stream AND originator_version = w.version"
)
_TRAIL_IS_BUILT: LiteralString = "SELECT to_regclass('audit_trail.checkpoint') IS NOT NULL"
_TRAIL: LiteralString = "SELECT coalesce(min(position), 0) FROM audit_trail.checkpoint"
_ABOUT: LiteralString = (
    "SELECT position FROM audit_trail.entries WHERE about @> ARRAY[%s::text] AND position <= %s"
)
_PARKED: LiteralString = "SELECT position FROM audit_trail.parked WHERE position <= %s"
_DESTROYED: LiteralString = (
    "SELECT subject, category, version FROM keys.destroyed"
    " JOIN unnest(%s::text[], %s::text[], %s::int[]) AS w(subject, category, version)"
    " USING (subject, category, version)"
)


class PostgresHistory:
    """This finds facts and shows them, nothing personal among what it shows."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        self._log = RawLog(datastore)

    def head(self) -> int:
        """This is the position of the newest fact, 0 in an empty log."""
        return self._log.head()

    def position_at(self, time: datetime) -> int:
        """This is the position of the last fact recorded at that time or before it, else 0."""
        return self._log.position_at(time)

    def in_stream(self, stream_id: str) -> Sequence[int]:
        """This is where the facts of a stream stand."""
        return self._positions(_IN_STREAM, stream_id)

    def in_correlation(self, correlation_id: str) -> Sequence[int]:
        """This is where the facts of one request or process run stand."""
        return self._positions(_IN_CORRELATION, correlation_id)

    def of_topic(self, topic: str, after: int, until: int) -> Sequence[int]:
        """This is where the facts of a topic stand, in a stretch of the log."""
        return self._positions(_OF_TOPIC, topic, after, until)

    def saying(self, topic: str, said: tuple[str, str], after: int, limit: int) -> Sequence[int]:
        """This is where facts of a topic stand that say so of a field, the first so many of them.

        Bodies are canonical, so that what is looked for is written one way only.
        """
        return self._positions(_SAYING, topic, after, *said, limit)

    def about(self, name: str) -> Sequence[int]:
        """This is where the facts about a person stand, and refused commands that named the id."""
        reached = self._reached()
        found: set[int] = set()
        parked: Sequence[int] = ()
        if reached:
            found.update(self._positions(_ABOUT, name, reached))
            parked = self._positions(_PARKED, reached)
        found.update(self._about_among(self._log.at(list(parked)), name))
        for batch in self._log.batches(reached, self._log.head()):
            found.update(self._about_among((row.kept for row in batch), name))
        return sorted(found)

    def at(self, positions: Collection[int]) -> Sequence[Happened]:
        """This is the facts at those positions, in order."""
        kept = self._log.at(list(positions))
        seals = [seals_or_none(one.body) or () for one in kept]
        destroyed = self._destroyed({seal.key for found in seals for seal in found})
        facts = _facts(kept)
        return [
            _happened(one, fact, of, destroyed)
            for one, fact, of in zip(kept, facts, seals, strict=True)
        ]

    def places(self, event_ids: Collection[str]) -> Mapping[str, tuple[int, str]]:
        """This is position and topic of each of those facts that exists, by event id."""
        parts = [event_id.rpartition("@") for event_id in event_ids]
        columns = ([part[0] for part in parts], [int(part[2]) for part in parts])
        return {row[0]: (row[1], row[2]) for row in self._log.rows(_PLACES, columns)}

    def _positions(self, statement: LiteralString, *values: Any) -> list[int]:
        return [position for (position,) in self._log.rows(statement, values)]

    def _reached(self) -> int:
        ((is_built,),) = self._log.rows(_TRAIL_IS_BUILT)
        if not is_built:
            return 0
        ((position,),) = self._log.rows(_TRAIL)
        return int(position)

    def _about_among(self, kept: Iterable[Stored], name: str) -> Iterable[int]:
        rows = list(kept)
        return [
            one.position
            for one, fact in zip(rows, _facts(rows), strict=True)
            if name in about_of(fact) or (isinstance(fact, UnreadableFact) and name in _texts(one))
        ]

    def _destroyed(self, names: set[KeyName]) -> set[KeyName]:
        if not names:
            return set()
        columns = (
            [name.drawer.subject for name in names],
            [name.drawer.category for name in names],
            [name.version for name in names],
        )
        gone = {tuple(row) for row in self._log.rows(_DESTROYED, columns)}
        return {n for n in names if (n.drawer.subject, n.drawer.category, n.version) in gone}


def _facts(kept: Sequence[Stored]) -> list[Fact]:
    bodies = [Body(one.stream, one.version, one.topic, one.body) for one in kept]
    return [
        unreadable(body.topic)() if isinstance(fact, Unreadable) else fact
        for body, fact in zip(bodies, closed().open(bodies), strict=True)
    ]


def _happened(
    kept: Stored, fact: Fact, seals: Sequence[Seal], destroyed: Collection[KeyName]
) -> Happened:
    lying = _fields(kept)
    shown = _shown_names(kept.topic, lying)
    sealed = {
        field: Hidden.ERASED if seal.key in destroyed else Hidden.SEALED
        for seal in seals
        for field in seal.fields
    }
    return Happened(
        recorded=_enveloped(kept, unopened(fact)),
        public={name: value for name, value in lying.items() if name in shown},
        hidden={**dict.fromkeys(sorted(lying.keys() - shown), Hidden.WITHHELD), **sealed},
        about=about_of(fact),
    )


def _enveloped(kept: Stored, fact: Fact) -> Recorded[Any]:
    return Recorded(
        kept.position,
        kept.stream,
        kept.version,
        fact,
        kept.recorded_at,
        kept.actor,
        kept.ground,
        kept.correlation,
        kept.causation,
        tuple(kept.subjects),
    )


def _shown_names(topic: str, lying: Mapping[str, Any]) -> frozenset[str]:
    """This is the fields that may be shown: nobody's personal data, or nothing at all in them."""
    cls: Any = FACTS.get(topic)
    if cls is None:
        return frozenset()
    personal = {name for name in personal_fields(cls) if lying.get(name) not in (None, "", [])}
    return frozenset(field.name for field in fields(cls)) - personal


def _fields(kept: Stored) -> dict[str, Any]:
    """This is the body's fields without its ciphertexts; none when it is not what bodies are."""
    found = fields_of(kept.body) or {}
    found.pop("$sealed", None)
    return found


def _texts(kept: Stored) -> set[str]:
    """This is every text that a body says, of a fact that nobody can read any more closely."""
    texts: set[str] = set()
    waiting: list[Any] = [_fields(kept)]
    while waiting:
        match waiting.pop():
            case str() as text:
                texts.add(text)
            case dict() as inner:
                waiting.extend(inner.values())
            case list() as inner:
                waiting.extend(inner)
    return texts
