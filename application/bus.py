"""The one road of every command: who, whether already done, decide, append, answer.

    authorise → handle → append with its ledger line → remember → answer
                  ↑______________ moved: read again, decide again

A handler mentions none of this. An outcome is stored whichever it is, so a retry hears the
same answer, also the same no. A decision may rest on remembered states: every stream it read
is guarded by version in the append, so nothing is decided on what is no longer true.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import msgspec
from pydantic import SecretStr

from application import access
from application.fields import is_drawn
from application.ports import (
    Append,
    Appended,
    Change,
    Clock,
    EventLog,
    Loaded,
    Place,
    Ports,
    Pseudonyms,
)
from application.work import Command, Decision, Handler, Handlers, Work
from domain.audit.events import CommandRefused
from domain.shared.actor import Actor
from domain.shared.errors import NotAllowed, NotFound, Refused, RuleBroken, StreamMoved
from domain.shared.event import Kind

S = TypeVar("S")
TRIES = 12
ANONYMOUS = "anonymous"


class KeyReused(RuleBroken):
    """This Idempotency-Key was used before, for something else; choose another."""


class StillRunning(RuleBroken):
    """A command with this Idempotency-Key is still being worked on; ask again shortly."""


class TooMuchAtOnce(RuleBroken):
    """Others kept changing the same thing; nothing was recorded, try again."""


@dataclass(frozen=True, slots=True)
class Request:
    """This is a command on its way: who asks, under which key, caused by what."""

    command: Command
    actor: Actor
    key: str
    correlation_id: str
    causation_id: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """This is what became of a command: an answer, or a refusal by name, kind and detail.

    `places` is where its facts stand; `is_replay` tells that a stored outcome was given again.
    """

    answer: Mapping[str, Any]
    refusal: str = ""
    kind: str = ""
    detail: str = ""
    places: tuple[Place, ...] = ()
    is_replay: bool = False

    @property
    def accepted(self) -> bool:
        """This tells a yes from a no."""
        return not self.refusal


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


class Bus:
    """This executes commands, exactly once each, by whatever number of threads."""

    def __init__(
        self, log: EventLog, ports: Ports, clock: Clock, handlers: Sequence[Handlers]
    ) -> None:
        self._log = log
        self._ports = ports
        self._clock = clock
        self._handlers: dict[type[Command], Handler] = {
            command: handler for table in handlers for command, handler in table
        }
        self._running: set[tuple[str, str]] = set()
        self._queues: WeakValueDictionary[str, _Queue] = WeakValueDictionary()
        self._lock = threading.Lock()

    def execute(self, request: Request) -> Outcome:
        """This is the outcome of the command, from now or from when it first ran.

        Raises:
            Unavailable: the log does not answer; asking again with the same key is safe.
        """
        fingerprint = self._fingerprint(request.command)
        entry = self._entry(request, fingerprint)
        with self._alone(entry) as first:
            if not first:
                return _refusal(StillRunning())
            appended = self._decide_until_appended(request, entry)
        if appended.fingerprint != fingerprint:
            return _refusal(KeyReused())
        return _outcome(appended)

    def _decide_until_appended(self, request: Request, entry: Append) -> Appended:
        try:
            return self._attempt(request, entry, fresh=False)
        except StreamMoved as moved:
            stream_id = moved.stream_id
        for _ in range(TRIES):
            with self._queue(stream_id):
                try:
                    return self._attempt(request, entry, fresh=True)
                except StreamMoved as moved:
                    stream_id = moved.stream_id
        return Appended(True, entry.fingerprint, _encode(_refusal(TooMuchAtOnce())), ())

    def _attempt(self, request: Request, entry: Append, *, fresh: bool) -> Appended:
        reader = _Reader(self._log, fresh)
        work = Work(request.actor, entry.at, f"{entry.scope}/{entry.key}", reader, self._ports)
        command = type(request.command)
        role = ""
        try:
            role = access.check(command, request.actor)
            decision = self._handlers[command](request.command, work)
            ground = f"{role}:{command.__name__}"
            appended = self._append(entry, ground, decision, Outcome(decision.answer), reader)
        except Refused as refused:
            decision = _refused(request.command, refused, work)
            ground = f"{role}:{command.__name__}"
            reader = _Reader(self._log, fresh) if fresh else reader
            appended = self._append(entry, ground, decision, _refusal(refused), reader)
        if appended.is_new:
            self._remember(reader, decision)
        return appended

    def _append(
        self, entry: Append, ground: str, decision: Decision, outcome: Outcome, reader: _Reader
    ) -> Appended:
        """This writes what was decided, or the no to it, guarded by every stream it rests on."""
        guards = _guards(reader) | {one.stream_id: one.expected for one in decision.changes}
        return self._log.append(
            replace(
                entry,
                outcome=_encode(outcome),
                changes=decision.changes,
                guards=guards,
                ground=ground,
            )
        )

    def _remember(self, reader: _Reader, decision: Decision) -> None:
        for change in decision.changes:
            if change.stream_id in reader.seen:
                kind, loaded = reader.seen[change.stream_id]
                state = loaded.state
                for fact in change.facts:
                    state = kind.evolve(state, fact)
                self._log.remember(change.stream_id, change.expected + len(change.facts), state)

    def _entry(self, request: Request, fingerprint: str) -> Append:
        anonymous = not request.actor.roles
        scope = f"{ANONYMOUS}:{fingerprint}" if anonymous else request.actor.id
        is_ours = request.actor.is_system
        key = request.key if is_ours else kept_key(self._ports.pseudonyms, scope, request.key)
        return Append(
            scope=scope,
            key=key,
            fingerprint=fingerprint,
            outcome="",
            changes=(),
            guards={},
            at=self._clock.now(),
            actor=ANONYMOUS if anonymous else request.actor.name,
            ground="",
            correlation_id=request.correlation_id,
            causation_id=request.causation_id or key,
        )

    def _fingerprint(self, command: Command) -> str:
        shape = (type(command).__name__, command.model_dump(mode="python"))
        return self._ports.pseudonyms.of(msgspec.json.encode(shape, enc_hook=_reveal).decode())

    @contextmanager
    def _alone(self, entry: Append) -> Iterator[bool]:
        mark = (entry.scope, entry.key)
        with self._lock:
            first = mark not in self._running
            self._running.add(mark)
        try:
            yield first
        finally:
            if first:
                self._running.discard(mark)

    @contextmanager
    def _queue(self, stream_id: str) -> Iterator[None]:
        """This lets the commands that lost a race for a stream try again one after another."""
        with self._lock:
            queue = self._queues.setdefault(stream_id, _Queue())
        with queue.turn:
            yield


def kept_key(pseudonyms: Pseudonyms, scope: str, key: str) -> str:
    """This is a key as it is kept: whatever a client chose, it tells nothing of anybody."""
    return f"key-{pseudonyms.of(f'{scope}/{key}')[:32]}"


class _Queue:
    """This is the line before one contended stream."""

    def __init__(self) -> None:
        self.turn = threading.Lock()


def _guards(reader: _Reader) -> dict[str, int]:
    return {stream_id: loaded.version for stream_id, (_, loaded) in reader.seen.items()}


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


def _refusal(refused: Refused) -> Outcome:
    kinds = (NotFound, NotAllowed, RuleBroken)
    kind = next((kind.__name__ for kind in kinds if isinstance(refused, kind)), "RuleBroken")
    return Outcome({}, type(refused).__name__, kind, refused.detail)


def _encode(outcome: Outcome) -> str:
    if outcome.accepted:
        return msgspec.json.encode({"answer": outcome.answer}).decode()
    no = {"refusal": outcome.refusal, "kind": outcome.kind, "detail": outcome.detail}
    return msgspec.json.encode(no).decode()


def _outcome(appended: Appended) -> Outcome:
    stored = msgspec.json.decode(appended.outcome)
    return Outcome(
        answer=stored.get("answer", {}),
        refusal=stored.get("refusal", ""),
        kind=stored.get("kind", ""),
        detail=stored.get("detail", ""),
        places=appended.places,
        is_replay=not appended.is_new,
    )


def _reveal(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return str(value)
