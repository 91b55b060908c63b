"""A process as a projection: its states and its to-dos are rows like any others.

So a process has a checkpoint, parks what it cannot apply and can be rebuilt, by the same
runtime as every read model. Who works the lists off stands elsewhere: `streams/dispatcher.py`.
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from application.todo import Process, Todo
from domain.shared.event import Recorded
from projections.rows import RowKey, Rows, Table
from projections.runtime import Projection

SCHEMA = Path(__file__).with_name("schema.sql")
STATES = Table("states", ("key",), ("body",))
TODOS = Table("todos", ("key", "name"), ("act", "body", "digest", "due_at"))


def projection_of(process: Process[Any]) -> Projection:
    """This is the projection that keeps the process's states and to-dos."""
    return Projection(
        name=process.name,
        version=process.version,
        contexts=process.contexts,
        schema=SCHEMA,
        tables=(STATES, TODOS),
        apply=partial(_apply, process),
        keys=partial(_keys, process),
    )


def _keys(process: Process[Any], recorded: Recorded[Any]) -> Iterable[RowKey]:
    return [(STATES, (key,)) for key in process.keys(recorded.fact)]


def _apply(process: Process[Any], rows: Rows, recorded: Recorded[Any]) -> None:
    for key in process.keys(recorded.fact):
        row = rows.get(STATES, key)
        state = (
            process.start(key)
            if row is None
            else msgspec.json.decode(row["body"].encode(), type=process.state)
        )
        before = {} if row is None else _by_name(process, state)
        state = process.evolve(state, recorded.fact)
        rows.put(STATES, {"key": key, "body": msgspec.json.encode(state).decode()})
        _revise(rows, key, before, _by_name(process, state))


def _by_name(process: Process[Any], state: Any) -> Mapping[str, Todo]:
    return {todo.name: todo for todo in process.decide(state)}


def _revise(rows: Rows, key: str, before: Mapping[str, Todo], after: Mapping[str, Todo]) -> None:
    for name in before.keys() - after.keys():
        rows.delete(TODOS, key, name)
    for name, todo in after.items():
        if before.get(name) != todo:
            rows.put(TODOS, {"key": key, **row_of(todo)})


def row_of(todo: Todo) -> dict[str, Any]:
    """This is a to-do as a row; its digest stands for the act and its contents."""
    act, body = type(todo.act).__name__, todo.act.model_dump_json()
    return {
        "name": todo.name,
        "act": act,
        "body": body,
        "digest": hashlib.sha256(f"{act} {body}".encode()).hexdigest()[:16],
        "due_at": todo.due_at,
    }
