"""What led to a fact: the fact or the command that its causation names.

A command is named by the key it was asked under. The key of a process's command says which
to-do it worked off, `key:name:digest`, and as to-dos are derived from facts, folding the process
again tells after which fact the to-do was there.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from application.auditing.history import Happened, History
from application.automation import PROCESSES, REACTIONS
from application.todo import Process, Todo
from domain.shared.event import Recorded, context_of
from domain.shared.unreadable import UnreadableFact

AUTOMATA: Final = (*PROCESSES, *REACTIONS)
EVENT_ID: Final = re.compile(r"[a-z]+-[^@]+@[1-9]\d{0,17}")
_TODO: Final = re.compile(r"(?P<key>.+?):(?P<name>.+):[0-9a-f]{16}")

Dues = Mapping[tuple[str, str, str], list[Recorded[Any]]]
"""Process, key and to-do → the facts after which it was there, or was there anew."""


@dataclass(frozen=True, slots=True)
class Cause:
    """This is what led to a fact.

    Attributes:
        kind: a fact, a command, or an event id of a fact that does not exist.
        name: the fact's topic, or what the command is called.
        key: the causation id itself: the event id, or the key the command was asked under.
        todo: for a process's command, the to-do it worked off.
        event_id: the fact: the one named, or the one after which the to-do was there.
        position: where that fact stands.
    """

    kind: Literal["fact", "command", "missing"]
    name: str
    key: str
    todo: str = ""
    event_id: str | None = None
    position: int | None = None


def causes_of(
    history: History, facts: Collection[Happened], dues: Dues | None = None
) -> Mapping[int, Cause]:
    """This is what led to each of those facts, by position."""
    wanted = {
        one.recorded.causation_id for one in facts if EVENT_ID.fullmatch(one.recorded.causation_id)
    }
    places = history.places(wanted) if wanted else {}
    return {one.position: _cause(one.recorded, places, dues or {}) for one in facts}


def dues_of(facts: Iterable[Happened], keys: Collection[str]) -> Dues:
    """This is after which facts each process had something to do for those keys.

    The facts must be all there are of those keys, in order.
    """
    recorded = [one.recorded for one in facts]
    found: dict[tuple[str, str, str], list[Recorded[Any]]] = {}
    for process in AUTOMATA:
        for key in keys:
            for name, after in _dues(process, key, recorded):
                found.setdefault((process.name, key, name), []).append(after)
    return found


def _dues(
    process: Process[Any], key: str, facts: Iterable[Recorded[Any]]
) -> Iterable[tuple[str, Recorded[Any]]]:
    state = process.start(key)
    before: Mapping[str, Todo] = {}
    for recorded in facts:
        fact = recorded.fact
        is_followed = context_of(fact.TOPIC) in process.contexts
        if isinstance(fact, UnreadableFact) or not is_followed or key not in process.keys(fact):
            continue
        state = process.evolve(state, fact)
        todos = {todo.name: todo for todo in process.decide(state)}
        yield from ((name, recorded) for name, todo in todos.items() if before.get(name) != todo)
        before = todos


def _cause(recorded: Recorded[Any], places: Mapping[str, tuple[int, str]], dues: Dues) -> Cause:
    key = recorded.causation_id
    if key in places:
        position, topic = places[key]
        return Cause("fact", topic, key, event_id=key, position=position)
    command = recorded.ground.rpartition(":")[2]
    if (todo := _todo(recorded)) is not None:
        after = _last_before(dues.get(todo, ()), recorded.position)
        if after is None:
            return Cause("command", command, key, todo[2])
        return Cause("command", command, key, todo[2], after.event_id, after.position)
    if EVENT_ID.fullmatch(key):
        return Cause("missing", "", key)
    return Cause("command", command, key)


def _todo(recorded: Recorded[Any]) -> tuple[str, str, str] | None:
    """This is the to-do that a process's command worked off."""
    kind, _, process = recorded.actor.partition(":")
    found = _TODO.fullmatch(recorded.causation_id)
    if kind != "process" or found is None:
        return None
    key = recorded.correlation_id.removeprefix(f"{process}:")
    name = recorded.causation_id.removeprefix(f"{key}:").rpartition(":")[0]
    return process, key, name


def _last_before(facts: Iterable[Recorded[Any]], position: int) -> Recorded[Any] | None:
    return max(
        (fact for fact in facts if fact.position < position),
        key=lambda fact: fact.position,
        default=None,
    )
