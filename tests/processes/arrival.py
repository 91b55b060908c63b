"""Given facts, then what is left to do: processes, in every order in which facts may arrive.

given(held, submitted).seen_by(BOOKING_PAYMENT).then_todos("request-payment")

A fact of one stream never overtakes another of the same; streams among themselves may. All ways
to interleave them form a lattice, with one point for each number of facts seen of each stream;
`in_every_order` walks all of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

import msgspec

from adapters.postgres.todos.fold import row_of
from application.todo import Process, Todo
from application.work import Command
from domain.shared.event import Fact, Recorded, context_of

Streams = Sequence[Sequence[Recorded[Any]]]
Point = tuple[int, ...]
Deed = tuple[str, str, datetime | None]


@dataclass(frozen=True, slots=True)
class Seen:
    """This is what a process has seen of one key."""

    process: Process[Any]
    state: Any

    def todos(self) -> Mapping[str, Todo]:
        """This is everything left to do, by name; two things never share one."""
        todos = self.process.decide(self.state)
        named = {todo.name: todo for todo in todos}
        assert len(named) == len(todos), [todo.name for todo in todos]
        return named

    def then_todos(self, *names: str) -> Mapping[str, Todo]:
        """This holds when exactly these are left to do."""
        todos = self.todos()
        assert sorted(todos) == sorted(names)
        return todos

    def then_nothing(self) -> None:
        """This holds when nothing is left to do."""
        self.then_todos()


@dataclass(frozen=True, slots=True)
class Given:
    """This is what happened, in this order, to one key."""

    facts: tuple[Fact, ...]
    key: str = ""

    def seen_by(self, process: Process[Any]) -> Seen:
        """This shows it to a process; the key is that of the first fact unless one is given."""
        followed = [fact for fact in self.facts if context_of(fact.TOPIC) in process.contexts]
        key = self.key or next(iter(process.keys(followed[0])))
        state = process.start(key)
        for fact in followed:
            assert key in process.keys(fact)
            state = process.evolve(state, fact)
        return Seen(process, state)


def given(*facts: Fact, key: str = "") -> Given:
    """This starts a test of a process: what had happened."""
    return Given(facts, key)


def streams_by_key(
    process: Process[Any], history: Iterable[Recorded[Any]]
) -> dict[str, list[list[Recorded[Any]]]]:
    """This is, for each key of the process, the streams whose facts concern it."""
    found: dict[str, dict[str, list[Recorded[Any]]]] = {}
    for recorded in history:
        if context_of(recorded.fact.TOPIC) in process.contexts:
            for key in process.keys(recorded.fact):
                streams = found.setdefault(key, {})
                streams.setdefault(recorded.stream_id, []).append(recorded)
    return {key: list(streams.values()) for key, streams in found.items()}


def in_every_order(process: Process[Any], key: str, streams: Streams) -> Seen:
    """This is what the process has seen in the end, whichever way the streams interleave.

    - The state depends on what has been seen, never on the order of different streams.
    - A state survives being stored, and every act it decides on is a valid command or call.
    - A deed that left the list after its time had come does not come back: it may have been
      done, and then its key in the ledger is spent.
    """
    roads: dict[Point, list[Point]] = {}
    states: dict[Point, Any] = {}
    deeds: dict[Point, frozenset[Deed]] = {}
    times: dict[Point, datetime | None] = {}
    decided: dict[bytes, frozenset[Deed]] = {}
    for point in product(*(range(len(stream) + 1) for stream in streams)):
        moved = [at for at, seen in enumerate(point) if seen]
        last = [streams[at][point[at] - 1] for at in moved]
        roads[point] = [_before(point, at) for at in moved]
        reached = [
            process.evolve(states[before], recorded.fact)
            for before, recorded in zip(roads[point], last, strict=True)
        ] or [process.start(key)]
        assert all(state == reached[0] for state in reached), f"{process.name}: order matters"
        states[point], stored = _stored(process, reached[0])
        if stored not in decided:
            decided[stored] = frozenset(_deeds(Seen(process, states[point])))
        deeds[point] = decided[stored]
        times[point] = max((recorded.recorded_at for recorded in last), default=None)
    for deed in frozenset[Deed]().union(*deeds.values()):
        assert not _comes_back(deed, roads, deeds, times), f"{process.name}: {deed[0]} comes back"
    return Seen(process, states[tuple(len(stream) for stream in streams)])


def _before(point: Point, stream: int) -> Point:
    return tuple(seen - (at == stream) for at, seen in enumerate(point))


def _stored(process: Process[Any], state: Any) -> tuple[Any, bytes]:
    stored = msgspec.json.encode(state)
    read = msgspec.json.decode(stored, type=process.state)
    assert read == state
    return read, stored


def _deeds(seen: Seen) -> Iterator[Deed]:
    acts = {act.__name__: act for act in seen.process.acts}
    for todo in seen.todos().values():
        row = row_of(todo)
        assert acts[row["act"]].model_validate_json(row["body"]) == todo.act
        if isinstance(todo.act, Command):
            assert type(todo.act).model_validate(todo.act.model_dump()) == todo.act
        yield todo.name, row["digest"], todo.due_at


def _comes_back(
    deed: Deed,
    roads: Mapping[Point, Sequence[Point]],
    deeds: Mapping[Point, frozenset[Deed]],
    times: Mapping[Point, datetime | None],
) -> bool:
    """This is true when some road through the lattice has it, then not, then again."""
    has_it = {point: deed in found for point, found in deeds.items()}
    was_before = dict(has_it)
    for point, came_over in roads.items():
        was_before[point] |= any(was_before[one] for one in came_over)
    comes_after = dict(has_it)
    for point in reversed(list(roads)):
        if comes_after[point]:
            comes_after.update(dict.fromkeys(roads[point], True))
    due_at = deed[2]
    return any(
        was_before[point] and comes_after[point]
        for point, has in has_it.items()
        if not has and (due_at is None or due_at <= (times[point] or due_at))
    )
