"""The lines of a trace in words: for tables, for spreadsheets and for pages."""

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any, Final

import msgspec

from application.auditing.causes import Cause
from application.auditing.tracing import TraceLine
from application.packing.tables import inert

COLUMNS: Final = (
    "position",
    "recorded at",
    "what happened",
    "where",
    "who",
    "ground",
    "caused by",
    "what it says",
    "proof",
)


class Depths:
    """This tells how deep each line stands below the fact that led to it."""

    def __init__(self) -> None:
        self._depths: dict[int, int] = {}

    def of(self, line: TraceLine) -> int:
        """This is 0 for what nothing in the trace led to, and one more at each step."""
        cause = line.cause.position
        depth = self._depths[cause] + 1 if cause in self._depths else 0
        self._depths[line.position] = depth
        return depth


def row(line: TraceLine, depth: int) -> tuple[Any, ...]:
    """This is a line for a table; what was led to stands indented."""
    return (
        line.position,
        instant(line),
        f"{'  ' * depth}{line.topic}",
        line.event_id,
        line.actor,
        line.ground,
        cause_in_words(line.cause),
        "; ".join(said(line)),
        line.proof,
    )


def record(line: TraceLine) -> dict[str, str]:
    """This is a line for a spreadsheet, which shall not compute any of it."""
    cause = line.cause
    cells = {
        "position": f"{line.position}",
        "recorded_at": line.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "event_id": line.event_id,
        "topic": line.topic,
        "actor": line.actor,
        "ground": line.ground,
        "correlation_id": line.correlation_id,
        "cause": cause.kind,
        "cause_name": cause.name,
        "cause_key": cause.key,
        "cause_todo": cause.todo,
        "cause_event_id": cause.event_id or "",
        "cause_position": "" if cause.position is None else f"{cause.position}",
        "public": _json(line.public),
        "hidden": _json(line.hidden),
        "about": " ".join(line.about),
        "proof": line.proof,
    }
    return {name: inert(cell) for name, cell in cells.items()}


def instant(line: TraceLine) -> str:
    """This is when it was recorded, to the millisecond."""
    return f"{line.recorded_at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"[:-3] + "Z"


def cause_in_words(cause: Cause) -> str:
    """This is what led to it, as people say it."""
    where = "" if cause.position is None else f" at {cause.position}"
    match cause.kind:
        case "fact":
            return f"{cause.name}{where}"
        case "missing":
            return f"{cause.key}, which does not exist"
        case _ if cause.todo:
            since = f", due since {cause.position}" if cause.position else ""
            return f"{cause.name}: to-do {cause.todo}{since}"
        case _:
            return f"{cause.name} ({cause.key})"


def said(line: TraceLine) -> Iterator[str]:
    """This is each field of the fact; of hidden ones, why they are."""
    for name, value in line.public.items():
        yield f"{name}={value if isinstance(value, str) else _json(value)}"
    for name, why in line.hidden.items():
        yield f"{name}: {why}"


def _json(value: object) -> str:
    shown = dict(value) if isinstance(value, Mapping) else value
    return msgspec.json.encode(shown).decode()
