"""The history in memory, over the log in memory, for tests without a disk."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec

from adapters.memory.event_log import InMemoryEventLog
from application.auditing.history import Happened, Hidden, about_of, unopened
from domain.shared.event import Recorded
from domain.shared.personal import personal_fields


class InMemoryHistory:
    """This finds facts by looking at all of them."""

    def __init__(self, log: InMemoryEventLog) -> None:
        self._log = log

    def head(self) -> int:
        """This is the position of the newest fact, 0 in an empty log."""
        return self._log.head()

    def position_at(self, time: datetime) -> int:
        """This is the position of the last fact recorded at that time or before it, else 0."""
        return max(self._where(lambda known: known.recorded_at <= time), default=0)

    def in_stream(self, stream_id: str) -> Sequence[int]:
        """This is where the facts of a stream stand."""
        return self._where(lambda known: known.stream_id == stream_id)

    def in_correlation(self, correlation_id: str) -> Sequence[int]:
        """This is where the facts of one request or process run stand."""
        return self._where(lambda known: known.correlation_id == correlation_id)

    def about(self, name: str) -> Sequence[int]:
        """This is where the facts about a person stand, and refused commands that named the id."""
        return self._where(lambda known: name in about_of(known.fact))

    def of_topic(self, topic: str, after: int, until: int) -> Sequence[int]:
        """This is where the facts of a topic stand, in a stretch of the log."""
        return self._where(
            lambda known: topic == known.fact.TOPIC and after < known.position <= until
        )

    def saying(self, topic: str, said: tuple[str, str], after: int, limit: int) -> Sequence[int]:
        """This is where facts of a topic stand that say so of a field, the first of them."""
        field, text = said
        found = self._where(
            lambda known: (
                topic == known.fact.TOPIC
                and known.position > after
                and getattr(known.fact, field, None) == text
            )
        )
        return found[:limit]

    def at(self, positions: Collection[int]) -> Sequence[Happened]:
        """This is the facts at those positions, in order."""
        known = [at for at in sorted(positions) if 0 < at <= self._log.head()]
        return [_happened(recorded) for recorded in self._log.read_positions(known)]

    def places(self, event_ids: Collection[str]) -> Mapping[str, tuple[int, str]]:
        """This is position and topic of each of those facts that exists, by event id."""
        return {
            known.event_id: (known.position, known.fact.TOPIC)
            for known in self._log.facts
            if known.event_id in event_ids
        }

    def _where(self, test: Callable[[Recorded[Any]], bool]) -> Sequence[int]:
        return [known.position for known in self._log.facts if test(known)]


def _happened(recorded: Recorded[Any]) -> Happened:
    fact = recorded.fact
    cls: Any = type(fact)
    personal = [name for name in personal_fields(cls) if getattr(fact, name)]
    said = msgspec.to_builtins(fact)
    return Happened(
        recorded=replace(recorded, fact=unopened(fact)),
        public={name: value for name, value in said.items() if name not in personal},
        hidden=dict.fromkeys(personal, Hidden.SEALED),
        about=about_of(fact),
    )
