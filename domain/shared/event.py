"""Facts, and the envelope in which the log keeps them."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar, dataclass_transform

F = TypeVar("F", bound="Fact")
F_co = TypeVar("F_co", bound="Fact", covariant=True)
S = TypeVar("S")


class Fact:
    """This is something that happened, as the log keeps it: immutable, in the past tense."""

    __slots__ = ()
    TOPIC: ClassVar[str]


@dataclass_transform(frozen_default=True, kw_only_default=True)
def fact(topic: str) -> Callable[[type[F]], type[F]]:
    """This makes a class a fact stored under `topic`, written `context.what_happened.vN`.

    The topic is chosen once and outlives every renaming of the class, because the log
    stores topics and never module paths.
    """

    def declare(cls: type[F]) -> type[F]:
        made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        made.TOPIC = topic
        return made

    return declare


def happened_at(fact: Fact) -> datetime:
    """This is when it happened, by the fact itself."""
    kind: Any = type(fact)
    found: datetime = getattr(fact, own_time(kind))
    return found


@cache
def own_time(kind: Any) -> str:
    """This is the field that says when it happened; times it merely announces come later."""
    names = (field.name for field in fields(kind))
    return next(name for name in names if name == "at" or name.endswith("_at"))


def context_of(topic: str) -> str:
    """This is the context a topic belongs to: the part before its first dot."""
    return topic.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Recorded(Generic[F_co]):
    """This is a fact together with where, when, by whom and why it was recorded.

    Attributes:
        position: place in the whole log, 1, 2, 3 … without gaps, in commit order.
        stream_id: the stream it belongs to, `name-identity`.
        version: place in its stream, 1, 2, 3 … without gaps.
        recorded_at: when it was decided, UTC; never earlier than the fact before it.
        actor: pseudonym of who caused it, `person:<id>`, `process:<name>` or `system`.
        ground: on what ground, `<role>:<Command>`.
        correlation_id: the request or process run that everything it led to shares.
        causation_id: id of the fact or command that directly led to it.
        subjects: ids of the people whose personal data the fact carries.
    """

    position: int
    stream_id: str
    version: int
    fact: F_co
    recorded_at: datetime
    actor: str
    ground: str
    correlation_id: str
    causation_id: str
    subjects: tuple[str, ...] = ()

    @property
    def event_id(self) -> str:
        """This identifies the fact for ever: its stream and its version there."""
        return f"{self.stream_id}@{self.version}"

    @property
    def identity(self) -> str:
        """This is the identity within the stream's id: the part behind its name."""
        return self.stream_id.partition("-")[2]


@dataclass(frozen=True, slots=True)
class Kind(Generic[S]):
    """This is what the log must know to fold a stream: its name, its state, its `evolve`.

    `name` is the prefix of the stream ids, so that `Kind("booking", …).stream("7")` is
    `booking-7`. `state` is the type a snapshot is stored as.
    """

    name: str
    state: type[S]
    evolve: Callable[[S | None, Any], S]

    def stream(self, identity: str) -> str:
        """This is the id of the stream that holds the aggregate of that identity."""
        return f"{self.name}-{identity}"
