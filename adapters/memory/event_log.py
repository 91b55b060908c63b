"""The log in memory: the same promises, for tests that must not touch a disk."""

import threading
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from adapters.bodies.codec import encode
from adapters.bodies.fitting import check_fits
from adapters.bodies.sealing import Sealing
from adapters.memory.keys import InMemoryKeyring
from application.consistency import Portion, partition_of
from application.ports import Append, Appended, Loaded, Pending, Place
from domain.proof.record import LARGEST_RECORD
from domain.shared.errors import PersonIsErased, Refused, StreamMoved, Unavailable
from domain.shared.event import Kind, Recorded, context_of
from domain.shared.personal import Category, personal_fields, subjects_of

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class _Answered:
    """This is an append with its answer."""

    found: Appended | Exception

    @property
    def is_new(self) -> bool:
        """This is true when it was written now."""
        return isinstance(self.found, Appended) and self.found.is_new

    def appended(self) -> Appended:
        """This is what the ledger holds."""
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


class InMemoryEventLog:
    """This keeps facts and the command ledger in lists and dicts, under one lock."""

    def __init__(self) -> None:
        self.facts: list[Recorded[Any]] = []
        self.fenced: set[tuple[str, Category]] = set()
        self._streams: dict[str, list[int]] = {}
        self._ledger: dict[tuple[str, str], Appended] = {}
        self._sealing = Sealing(InMemoryKeyring())
        self._lock = threading.Lock()

    def append(self, entry: Append) -> Appended:
        """This writes the facts and the ledger line, or finds the line that is there."""
        with self._lock:
            seen = self._ledger.get((entry.scope, entry.key))
            if seen is not None:
                return seen
            for stream_id, expected in entry.guards.items():
                if len(self._streams.get(stream_id, ())) != expected:
                    raise StreamMoved(stream_id)
            if any(self._is_fenced(fact) for one in entry.changes for fact in one.facts):
                raise PersonIsErased
            self._check_fits(entry)
            places = self._write(entry)
            line = (entry.fingerprint, entry.outcome, places)
            self._ledger[entry.scope, entry.key] = Appended(False, *line)
            return Appended(True, *line)

    def begin(self, entry: Append, tell: Callable[[Pending], None]) -> None:
        """This appends at once, and tells at once."""
        found: Appended | Exception
        try:
            found = self.append(entry)
        except (StreamMoved, Refused, Unavailable) as reason:
            found = reason
        tell(_Answered(found))

    def load(self, kind: Kind[S], identity: str, *, fresh: bool = True) -> Loaded[S | None]:  # noqa: ARG002
        """This folds a stream; it remembers nothing, so every read is fresh."""
        return self._fold(kind, identity, lambda _: True)

    def load_as_of(
        self,
        kind: Kind[S],
        identity: str,
        *,
        position: int | None = None,
        time: datetime | None = None,
    ) -> Loaded[S | None]:
        """This folds only what was recorded up to the position, and up to the time."""
        return self._fold(
            kind,
            identity,
            lambda known: (
                (position is None or known.position <= position)
                and (time is None or known.recorded_at <= time)
            ),
        )

    def remember(self, stream_id: str, version: int, state: object) -> None:
        """This forgets at once: there is nothing to save."""

    def head(self) -> int:
        """This is the position of the newest fact, 0 in an empty log."""
        return len(self.facts)

    def position_before(self, time: datetime) -> int:
        """This is behind which position everything was recorded at that time or later."""
        return bisect_left(self.facts, time, key=lambda known: known.recorded_at)

    def read(
        self,
        after: int,
        limit: int,
        contexts: frozenset[str] | None = None,
        portion: Portion | None = None,
    ) -> list[Recorded[Any]]:
        """This is the next facts behind a position, of those contexts or all, of a portion."""
        wanted = (
            known
            for known in self.facts[after:]
            if (not contexts or context_of(known.fact.TOPIC) in contexts)
            and (portion is None or partition_of(known.stream_id, portion.of) in portion.numbers)
        )
        return [known for known, _ in zip(wanted, range(limit), strict=False)]

    def read_positions(self, positions: Sequence[int]) -> list[Recorded[Any]]:
        """This is the facts at exactly those positions, in order."""
        return [self.facts[position - 1] for position in sorted(positions)]

    def read_stream(self, stream_id: str) -> list[Recorded[Any]]:
        """This is the whole history of one stream."""
        return [self.facts[at] for at in self._streams.get(stream_id, ())]

    def _fold(
        self, kind: Kind[S], identity: str, wanted: Callable[[Recorded[Any]], bool]
    ) -> Loaded[S | None]:
        stream_id = kind.stream(identity)
        state: S | None = None
        version = 0
        for known in self.read_stream(stream_id):
            if not wanted(known):
                break
            state = kind.evolve(state, known.fact)
            version = known.version
        return Loaded(stream_id, version, state)

    def _is_fenced(self, fact: Any) -> bool:
        marks = personal_fields(type(fact)).items()
        return any(
            (getattr(fact, mark.subject), mark.category) in self.fenced
            for name, mark in marks
            if getattr(fact, name)
        )

    def _check_fits(self, entry: Append) -> None:
        """This measures what would be stored: what is personal grows when it is sealed."""
        for change in entry.changes:
            for version, fact in enumerate(change.facts, start=change.expected + 1):
                body = encode(fact)
                if len(body) > LARGEST_RECORD // 2:
                    thing = (f"{change.stream_id}@{version}", fact.TOPIC, fact)
                    body = self._sealing.seal([thing])[0].body
                check_fits(entry, change.stream_id, version, fact, body)

    def _write(self, entry: Append) -> tuple[Place, ...]:
        places: list[Place] = []
        at = max(entry.at, self.facts[-1].recorded_at) if self.facts else entry.at
        for change in entry.changes:
            for version, fact in enumerate(change.facts, start=change.expected + 1):
                recorded: Recorded[Any] = Recorded(
                    position=len(self.facts) + 1,
                    stream_id=change.stream_id,
                    version=version,
                    fact=fact,
                    recorded_at=at,
                    actor=entry.actor,
                    ground=entry.ground,
                    correlation_id=entry.correlation_id,
                    causation_id=entry.causation_id,
                    subjects=subjects_of(fact),
                )
                self.facts.append(recorded)
                self._streams.setdefault(change.stream_id, []).append(len(self.facts) - 1)
                context = context_of(fact.TOPIC)
                places.append(Place(context, change.stream_id, recorded.position))
        return tuple(places)
