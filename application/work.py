"""What a handler works with: who asks, when, and the streams it read on the way.

A handler loads aggregates, lets them decide, and returns a `Decision`. It writes nothing:
the bus appends all changes of a decision in one transaction, or none of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict

from application.ports import Change, Loaded, Ports
from domain.shared.actor import Actor
from domain.shared.errors import NotFound
from domain.shared.event import Fact, Kind

S = TypeVar("S")
IDENTITY = UUID("6c1f5a52-6f0e-5f57-9f1b-8d6f6b1f2f11")


class Command(BaseModel):
    """This is a request to change something, and the schema of the HTTP body that asks it."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


@dataclass(frozen=True, slots=True)
class Decision:
    """This is what a handler made of a command: changes, and the answer to the caller."""

    changes: tuple[Change, ...]
    answer: Mapping[str, Any] = field(default_factory=dict)


class Streams(Protocol):
    """This reads aggregates as of now."""

    def load(self, kind: Kind[S], identity: str) -> Loaded[S | None]:
        """This folds the stream; version 0 and no state when nothing was ever recorded."""


@dataclass(frozen=True, slots=True)
class Work:
    """This is one command being worked on.

    `now` was read once, at the edge. Identities derive from the command's own key, so a
    command that runs twice names the same things.
    """

    actor: Actor
    now: datetime
    key: str
    streams: Streams
    ports: Ports

    def new_id(self, label: str = "") -> str:
        """This is a fresh identity, the same each time this command is worked on."""
        return str(uuid5(IDENTITY, f"{self.key}/{label}"))

    def find(self, kind: Kind[S], identity: str) -> Loaded[S | None]:
        """This is the aggregate of that identity, with no state if there is none yet."""
        return self.streams.load(kind, identity)

    def after(self, changes: Iterable[Change]) -> "Work":
        """This is the same work as if those changes were recorded already.

        A decision made of several steps lets each see what the ones before it decided.
        """
        pending = {change.stream_id: change.facts for change in merged(changes)}
        return replace(self, streams=_Ahead(self.streams, pending))

    def load(self, kind: Kind[S], identity: str) -> Loaded[S]:
        """This is the aggregate of that identity.

        Raises:
            NotFound: nothing of that kind has that identity.
        """
        found = self.streams.load(kind, identity)
        if found.state is None:
            raise NotFound(f"There is no {kind.name} {identity}.")
        return Loaded(found.stream_id, found.version, found.state)


@dataclass(frozen=True, slots=True)
class _Ahead:
    """This reads streams together with facts that are decided but not recorded yet."""

    streams: Streams
    pending: Mapping[str, tuple[Fact, ...]]

    def load(self, kind: Kind[S], identity: str) -> Loaded[S | None]:
        """This folds the decided facts on top of the recorded ones."""
        loaded = self.streams.load(kind, identity)
        facts = self.pending.get(loaded.stream_id, ())
        state = loaded.state
        for fact in facts:
            state = kind.evolve(state, fact)
        return Loaded(loaded.stream_id, loaded.version + len(facts), state)


def merged(changes: Iterable[Change]) -> tuple[Change, ...]:
    """This is one change a stream: what several steps decided about it, in their order."""
    whole: dict[str, Change] = {}
    for change in changes:
        known = whole.get(change.stream_id)
        facts = change.facts if known is None else known.facts + change.facts
        expected = change.expected if known is None else known.expected
        whole[change.stream_id] = Change(change.stream_id, expected, facts)
    return tuple(whole.values())


def decided(*changes: Change, **answer: Any) -> Decision:
    """This is a decision; changes that hold no facts are left out."""
    return Decision(tuple(change for change in changes if change.facts), answer)


def append(loaded: Loaded[Any], facts: Iterable[Fact]) -> Change:
    """This is the change that adds the facts to the stream as it was read."""
    return Change(loaded.stream_id, loaded.version, tuple(facts))


Handler = Callable[[Any, Work], Decision]
Handlers = Sequence[tuple[type[Command], Handler]]
