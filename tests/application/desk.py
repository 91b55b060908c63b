"""A desk at which commands of one context are worked on, with streams kept in a dict."""

from datetime import datetime
from typing import Any, TypeVar

from application.ports import Loaded, Ports
from application.work import Command, Decision, Handlers, Work
from domain.shared.actor import Actor
from domain.shared.event import Fact, Kind
from domain.tutor.fees import level

S = TypeVar("S")


class NoSecrets:
    """This stands where these contexts use no port at all."""

    def hash(self, password: str) -> str:
        raise NotImplementedError(password)

    def verify(self, kept: str, password: str) -> bool:
        raise NotImplementedError(kept, password)

    def of(self, value: str) -> str:
        raise NotImplementedError(value)


class Desk:
    """This works on one command after the other and keeps what was decided."""

    def __init__(self, handlers: Handlers) -> None:
        self._handlers = dict(handlers)
        self._streams: dict[str, list[Fact]] = {}

    def load(self, kind: Kind[S], identity: str) -> Loaded[S | None]:
        """This folds a stream."""
        facts = self._streams.get(kind.stream(identity), [])
        state: S | None = None
        for fact in facts:
            state = kind.evolve(state, fact)
        return Loaded(kind.stream(identity), len(facts), state)

    def ask(self, command: Command, actor: Actor, now: datetime) -> Decision:
        """This decides, and appends what was decided to the streams as they were read."""
        ports = Ports(NoSecrets(), NoSecrets(), level(1000))
        work = Work(actor, now, "key", self, ports)
        decision = self._handlers[type(command)](command, work)
        for change in decision.changes:
            known = self._streams.setdefault(change.stream_id, [])
            assert len(known) == change.expected
            known.extend(change.facts)
        return decision

    def know(self, stream_id: str, *facts: Fact) -> None:
        """This takes down what happened elsewhere."""
        self._streams.setdefault(stream_id, []).extend(facts)

    def facts(self, stream_id: str) -> list[Any]:
        """This is everything recorded in one stream."""
        return self._streams.get(stream_id, [])

    def names(self, stream_id: str) -> list[str]:
        """This is everything recorded in one stream, by name."""
        return [type(fact).__name__ for fact in self.facts(stream_id)]
