"""The one road of every command: who, whether already done, decide, append, answer.

    authorise → handle → append with its ledger line → remember → answer
                  ↑______________ moved: read again, decide again

A handler mentions none of this. An outcome is stored whichever it is, so a retry hears the
same answer, also the same no. A decision may rest on remembered states: every stream it read
is guarded by version in the append, so nothing is decided on what is no longer true.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import msgspec
from pydantic import SecretStr

from application.deciding import Decided, Decider
from application.ports import (
    Append,
    Appended,
    Clock,
    EventLog,
    Pending,
    Place,
    Ports,
    Pseudonyms,
)
from application.turns import Claim, Turns
from application.work import Command, Handlers
from domain.shared.actor import Actor
from domain.shared.errors import NotAllowed, NotFound, Refused, RuleBroken, StreamMoved

TRIES: Final = 12
ANONYMOUS: Final = "anonymous"


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


@dataclass(frozen=True, slots=True)
class Underway:
    """This is a command that was decided, and that the log has answered.

    `outcome` is what became of it; it may take its time, unless the command is settled.
    """

    outcome: Callable[[], Outcome]
    is_settled: bool


class Bus:
    """This executes commands, exactly once each, by whatever number of threads."""

    def __init__(
        self, log: EventLog, ports: Ports, clock: Clock, handlers: Sequence[Handlers]
    ) -> None:
        self._log = log
        self._pseudonyms = ports.pseudonyms
        self._clock = clock
        self._decider = Decider(log, ports, handlers)
        self._turns = Turns()

    def execute(self, request: Request) -> Outcome:
        """This is the outcome of the command, from now or from when it first ran.

        Raises:
            Unavailable: the log does not answer; asking again with the same key is safe.
        """
        entry = self._entry(request)
        claim = self._turns.claim((entry.scope, entry.key))
        if claim is None:
            return _refusal(StillRunning())
        try:
            return _answered(entry, self._decide_until_appended(request, entry))
        finally:
            self._turns.give_back((entry.scope, entry.key))

    def begin(self, request: Request, tell: Callable[[Underway], None]) -> None:
        """This decides the command and leaves it to the log, so that no thread has to wait.

        `tell` is called once, by any thread, when the log has answered; it must be quick and
        must not fail.

        Raises:
            Unavailable: the log does not answer; asking again with the same key is safe.
        """
        entry = self._entry(request)
        claim = self._turns.claim((entry.scope, entry.key))
        if claim is None:
            tell(Underway(partial(_refusal, StillRunning()), is_settled=True))
            return
        try:
            decided = self._decide(request, entry, fresh=False)
            try:
                self._begin(request, entry, decided, claim, tell)
            except Refused as refused:
                self._begin(request, entry, decided.saying_no(refused), claim, tell)
        except BaseException:
            self._turns.give_back((entry.scope, entry.key))
            raise

    def _begin(
        self,
        request: Request,
        entry: Append,
        decided: Decided,
        claim: Claim,
        tell: Callable[[Underway], None],
    ) -> None:
        def answered(pending: Pending) -> None:
            ended = partial(self._ended, request, entry, decided, pending, claim)
            tell(Underway(ended, pending.is_new))

        self._log.begin(_written(entry, decided), answered)

    def _ended(
        self, request: Request, entry: Append, decided: Decided, pending: Pending, _claim: Claim
    ) -> Outcome:
        """This is the outcome of a command that was begun; overtaken, it is decided again."""
        try:
            return _answered(entry, self._appended(request, entry, decided, pending))
        finally:
            self._turns.give_back((entry.scope, entry.key))

    def _appended(
        self, request: Request, entry: Append, decided: Decided, pending: Pending
    ) -> Appended:
        try:
            return self._remembered(decided, pending.appended())
        except StreamMoved as moved:
            return self._decide_again(request, entry, moved.stream_id)
        except Refused:
            return self._decide_until_appended(request, entry)

    def _decide_until_appended(self, request: Request, entry: Append) -> Appended:
        try:
            return self._attempt(request, entry, fresh=False)
        except StreamMoved as moved:
            return self._decide_again(request, entry, moved.stream_id)

    def _decide_again(self, request: Request, entry: Append, stream_id: str) -> Appended:
        for _ in range(TRIES):
            with self._turns.queue(stream_id):
                try:
                    return self._attempt(request, entry, fresh=True)
                except StreamMoved as moved:
                    stream_id = moved.stream_id
        return Appended(True, entry.fingerprint, _encode(_refusal(TooMuchAtOnce())), ())

    def _attempt(self, request: Request, entry: Append, *, fresh: bool) -> Appended:
        decided = self._decide(request, entry, fresh=fresh)
        try:
            appended = self._log.append(_written(entry, decided))
        except Refused as refused:
            decided = decided.saying_no(refused)
            appended = self._log.append(_written(entry, decided))
        return self._remembered(decided, appended)

    def _decide(self, request: Request, entry: Append, *, fresh: bool) -> Decided:
        name = f"{entry.scope}/{entry.key}"
        return self._decider.decide(request.command, request.actor, entry.at, name, fresh=fresh)

    def _remembered(self, decided: Decided, appended: Appended) -> Appended:
        if appended.is_new:
            for stream_id, version, state in decided.states():
                self._log.remember(stream_id, version, state)
        return appended

    def _entry(self, request: Request) -> Append:
        """This is the command's line in the ledger, with everything that is not decided yet."""
        fingerprint = self._fingerprint(request.command)
        anonymous = not request.actor.roles
        scope = f"{ANONYMOUS}:{fingerprint}" if anonymous else request.actor.id
        is_ours = request.actor.is_system
        key = request.key if is_ours else kept_key(self._pseudonyms, scope, request.key)
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
        return self._pseudonyms.of(msgspec.json.encode(shape, enc_hook=_reveal).decode())


def kept_key(pseudonyms: Pseudonyms, scope: str, key: str) -> str:
    """This is a key as it is kept: whatever a client chose, it tells nothing of anybody."""
    return f"key-{pseudonyms.of(f'{scope}/{key}')[:32]}"


def _written(entry: Append, decided: Decided) -> Append:
    """This is the ledger's line with what was decided, or with the no."""
    refused, answer = decided.refused, decided.decision.answer
    return entry._replace(
        outcome=_encode(Outcome(answer) if refused is None else _refusal(refused)),
        changes=decided.decision.changes,
        guards=decided.guards,
        ground=decided.ground,
    )


def _answered(entry: Append, appended: Appended) -> Outcome:
    """This is the outcome as the ledger has it, unless it is that of something else."""
    if appended.fingerprint != entry.fingerprint:
        return _refusal(KeyReused())
    return _outcome(appended)


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
