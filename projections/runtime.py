"""The fold behind every read model: rows, fact → rows.

A projection is one `Projection`: what it is called, what it follows, which rows a fact may
concern and how the fact changes them. It is pure; checkpoints, batches, parking, rebuilding
and waiting are the work of whoever runs it, and the same for all.

A fact that cannot be applied parks its stream: later facts of that stream queue behind it, all
others flow. Nothing is ever skipped.
"""

import hashlib
import traceback
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.shared.errors import Unavailable
from domain.shared.event import Recorded
from domain.shared.unreadable import UnreadableFact
from projections.rows import Key, RowKey, Rows, Table, UnfitRow

Apply = Callable[[Rows, Recorded[Any]], None]
Keys = Callable[[Recorded[Any]], Iterable[RowKey]]
Complete = Callable[[Rows], None]


def _none(_recorded: Recorded[Any]) -> Iterable[RowKey]:
    return ()


@dataclass(frozen=True, slots=True)
class Projection:
    """This is one read model.

    Attributes:
        name: the question it answers; its folder and its PostgreSQL schema are called so too.
        version: raised whenever the same facts would now give other rows.
        contexts: the contexts whose facts it follows.
        schema: the file with its tables, in unqualified names.
        tables: those tables, as `apply` uses them.
        apply: changes rows by a fact; looks at nothing but the rows and the fact.
        keys: the rows a fact may read or change, so that a batch is fetched at once; a row
            left out is still found, by itself and slowly.
        complete: fills in what is computed for many rows at once, after each batch; raises
            `Unavailable` when the world must recover first.
    """

    name: str
    version: int
    contexts: frozenset[str]
    schema: Path
    tables: tuple[Table, ...]
    apply: Apply
    keys: Keys = _none
    complete: Complete | None = None

    def digest(self, partitions: int) -> str:
        """This names the build: other code, tables or partitions ask for another one."""
        parts = (self.schema.read_text("utf-8"), *sorted(self.contexts), self.version, partitions)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Parked:
    """This is a fact that waits, because it or an earlier one of its stream could not be applied.

    `error` says what went wrong, without any of the fact's content; facts queueing have none.
    """

    stream_id: str
    position: int
    error: str | None


def rows_of(projection: Projection, batch: Sequence[Recorded[Any]]) -> dict[Table, set[Key]]:
    """This is every row the batch may concern; a fact nobody can name rows for parks later."""
    wanted: dict[Table, set[Key]] = {}
    for recorded in batch:
        try:
            for table, key in projection.keys(recorded):
                wanted.setdefault(table, set()).add(key)
        except Exception:  # noqa: BLE001, S112 - the same fact fails again in `fold`, and parks
            continue
    return wanted


def fold(
    projection: Projection, rows: Rows, batch: Sequence[Recorded[Any]], parked: AbstractSet[str]
) -> list[Parked]:
    """This applies the batch to the rows, and answers what had to be parked.

    Raises:
        Unavailable: the rows cannot be read now; nothing is wrong with the fact.
    """
    blocked = set(parked)
    waiting: list[Parked] = []
    for recorded in batch:
        if recorded.stream_id in blocked:
            waiting.append(Parked(recorded.stream_id, recorded.position, None))
            continue
        error = _apply(projection, rows, recorded)
        if error is not None:
            rows.restore()
            blocked.add(recorded.stream_id)
            waiting.append(Parked(recorded.stream_id, recorded.position, error))
        rows.settle()
    return waiting


def _apply(projection: Projection, rows: Rows, recorded: Recorded[Any]) -> str | None:
    """This applies one fact, or says why it cannot be."""
    if isinstance(recorded.fact, UnreadableFact):
        return f"unreadable {recorded.fact.TOPIC}"
    try:
        projection.apply(rows, recorded)
    except Unavailable:
        raise
    except Exception as reason:  # noqa: BLE001 - whatever it is, it parks and is told
        return described(reason)
    return None


def complete(projection: Projection, rows: Rows) -> None:
    """This fills in what the projection computes for many rows at once.

    Raises:
        UnfitRow: some row of the batch cannot be completed.
        Unavailable: the world must recover first.
    """
    if projection.complete is not None and any(rows.changed.values()):
        try:
            projection.complete(rows)
        except Unavailable:
            raise
        except Exception as reason:
            raise UnfitRow(type(reason).__name__) from reason


def described(reason: BaseException) -> str:
    """This tells an error by its kind and place; its words may hold personal data."""
    frames = traceback.extract_tb(reason.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(reason).__name__}{where}"
