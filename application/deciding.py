"""From a command to what the log takes down: a decision, or the no to it.

    authorise → handle → decision, guarded by every stream it rests on

A no is guarded too while it may rest on remembered states; decided on fresh reads it stands as
it is, for what has moved since was true a moment ago.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from application import access
from application.fields import is_drawn
from application.ports import Change, EventLog, Loaded, Ports
from application.work import Command, Decision, Handler, Handlers, Work
from domain.audit.events import CommandRefused
from domain.shared.actor import Actor
from domain.shared.errors import Refused
from domain.shared.event import Kind

S = TypeVar("S")
Seen = Mapping[str, tuple[Kind[Any], Loaded[Any]]]
NOTHING = Decision(())


@dataclass(slots=True)
class _Reader:
    """This reads streams for one decision and takes down what it rests on."""

    log: EventLog
    fresh: bool
    seen: dict[str, tuple[Kind[Any], Loaded[Any]]] = field(default_factory=dict)

    def load(self, kind: Kind[S], identity: str) -> Loaded[S | None]:
        """This is the aggregate; a stream is read once a decision."""
        known = self.seen.get(kind.stream(identity))
        if known is not None:
            return known[1]
        loaded = self.log.load(kind, identity, fresh=self.fresh)
        self.seen[loaded.stream_id] = (kind, loaded)
        return loaded


@dataclass(frozen=True, slots=True)
class Decided:
    """This is what was decided, by what right, and what it rests on; `refused` where it is a no."""

    command: Command
    work: Work
    role: str
    seen: Seen
    is_fresh: bool
    decision: Decision = NOTHING
    refused: Refused | None = None

    @property
    def ground(self) -> str:
        """This is by what right it was asked, and what."""
        return f"{self.role}:{type(self.command).__name__}"

    @property
    def guards(self) -> dict[str, int]:
        """This is every stream it rests on, with the version it was read at."""
        read = {stream_id: loaded.version for stream_id, (_, loaded) in self.seen.items()}
        return read | {change.stream_id: change.expected for change in self.decision.changes}

    def saying_no(self, refused: Refused) -> "Decided":
        """This is the no in place of whatever was decided."""
        decision = _refused(self.command, refused, self.work)
        seen = {} if self.is_fresh else self.seen
        return replace(self, decision=decision, refused=refused, seen=seen)

    def states(self) -> Iterator[tuple[str, int, object]]:
        """This is every stream read and changed, as it stands once the decision is recorded."""
        for change in self.decision.changes:
            if change.stream_id in self.seen:
                kind, loaded = self.seen[change.stream_id]
                state = loaded.state
                for fact in change.facts:
                    state = kind.evolve(state, fact)
                yield change.stream_id, change.expected + len(change.facts), state


class Decider:
    """This decides commands on what the log holds."""

    def __init__(self, log: EventLog, ports: Ports, handlers: Sequence[Handlers]) -> None:
        self._log = log
        self._ports = ports
        self._handlers: dict[type[Command], Handler] = {
            command: handler for table in handlers for command, handler in table
        }

    def decide(
        self, command: Command, actor: Actor, at: datetime, name: str, *, fresh: bool
    ) -> Decided:
        """This is the decision; what is made on the way is named after the command's name."""
        reader = _Reader(self._log, fresh)
        work = Work(actor, at, name, reader, self._ports)
        role = ""
        try:
            role = access.check(type(command), actor)
            decision = self._handlers[type(command)](command, work)
        except Refused as refused:
            return Decided(command, work, role, reader.seen, fresh).saying_no(refused)
        return Decided(command, work, role, reader.seen, fresh, decision)


def _refused(command: Command, refused: Refused, work: Work) -> Decision:
    """This is what the log keeps of a no; of ids that people named, only those we drew."""
    named = command.model_dump(include=_identities(type(command))).values()
    about = [
        str(value) for value in named if value and (work.actor.is_system or is_drawn(str(value)))
    ]
    fact = CommandRefused(
        command=type(command).__name__, refusal=type(refused).__name__, about=tuple(about)
    )
    return Decision((Change(f"refusal-{work.new_id('refusal')}", 0, (fact,)),))


def _identities(command: type[Command]) -> set[str]:
    return {name for name in command.model_fields if name.endswith("_id")}
