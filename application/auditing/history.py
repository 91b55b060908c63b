"""The history as auditors see it: every fact with its envelope, and nothing personal in clear."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any, Protocol

from domain.audit.events import CommandRefused
from domain.shared.event import Fact, Recorded
from domain.shared.personal import erased, people_in, personal_fields
from domain.shared.unreadable import UnreadableFact

AT_ONCE = 500


class Hidden(StrEnum):
    """This is why a field is not shown.

    Sealed: its person's key would open it. Erased: that key was destroyed. Withheld: it is
    personal and lies in the body unsealed, which is a mistake to be found elsewhere.
    """

    SEALED = "sealed"
    ERASED = "erased"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Happened:
    """This is a fact as an auditor sees it.

    Attributes:
        recorded: the fact in its envelope; every personal field reads as if it were erased.
        public: its fields that are nobody's personal data, as they lie in the body.
        hidden: its other fields, and why each is not shown.
        about: everybody it is about, by pseudonym; of a refused command, every id it named.
    """

    recorded: Recorded[Any]
    public: Mapping[str, Any]
    hidden: Mapping[str, Hidden]
    about: tuple[str, ...]

    @property
    def position(self) -> int:
        """This is its place in the log."""
        return self.recorded.position

    @property
    def names(self) -> frozenset[str]:
        """This is every id that its public fields name, and everybody it is about."""
        ids = (value for field, value in self.public.items() if field.endswith("_id"))
        return frozenset(self.about).union(str(value) for value in ids if value)


class History(Protocol):
    """This finds facts for auditors: first where they stand, in order, then what they say."""

    def head(self) -> int:
        """This is the position of the newest fact, 0 in an empty log."""

    def position_at(self, time: datetime) -> int:
        """This is the position of the last fact recorded at that time or before it, else 0."""

    def in_stream(self, stream_id: str) -> Sequence[int]:
        """This is where the facts of a stream stand."""

    def in_correlation(self, correlation_id: str) -> Sequence[int]:
        """This is where the facts of one request or process run stand."""

    def about(self, name: str) -> Sequence[int]:
        """This is where the facts about a person stand, and refused commands that named the id."""

    def of_topic(self, topic: str, after: int, until: int) -> Sequence[int]:
        """This is where the facts of a topic stand, in a stretch of the log."""

    def saying(self, topic: str, said: tuple[str, str], after: int, limit: int) -> Sequence[int]:
        """This is where facts of a topic stand that say so of a field, the first so many of them.

        `said` is the field and the text in it.
        """

    def at(self, positions: Collection[int]) -> Sequence[Happened]:
        """This is the facts at those positions, in order."""

    def places(self, event_ids: Collection[str]) -> Mapping[str, tuple[int, str]]:
        """This is position and topic of each of those facts that exists, by event id."""


def told(history: History, positions: Iterable[int]) -> Iterator[Happened]:
    """This is the facts at those positions, however many; few of them are at hand at once."""
    rest = iter(positions)
    while some := list(islice(rest, AT_ONCE)):
        yield from history.at(some)


def about_of(fact: Fact) -> tuple[str, ...]:
    """This is everybody a fact is about; of a refused command, every id it named."""
    match fact:
        case CommandRefused():
            return fact.about
        case UnreadableFact():
            return ()
        case _:
            return people_in(fact)


def unopened(fact: Fact) -> Fact:
    """This is the fact with each personal field as if it were erased."""
    if isinstance(fact, UnreadableFact):
        return fact
    cls: Any = type(fact)
    return erased(fact, [name for name in personal_fields(cls) if getattr(fact, name)])
