"""What the commands print: sentences, tables for people, JSON for machines, and how far it is."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from adapters.settings import CannotStart
from application.status import CannotBeDone
from domain.shared.errors import Refused, Unavailable

FAILED = 1
INTERRUPTED = 130

UNBOUND = 10_000

OUT = Console(highlight=False, soft_wrap=True)
ERR = Console(highlight=False, soft_wrap=True, stderr=True)


def say(text: str = "", style: str = "") -> None:
    """This prints one line as it is."""
    OUT.print(text, style=style or None, markup=False)


@contextmanager
def sentences() -> Iterator[None]:
    """This ends a command that cannot go on with one sentence, and never with a trace."""
    try:
        yield
    except (CannotStart, CannotBeDone, Refused) as reason:
        _give_up(reason.detail if isinstance(reason, Refused) else str(reason))
    except Unavailable as reason:
        _give_up(f"This cannot be done now: {reason}.")
    except KeyboardInterrupt:
        ERR.print("Interrupted.", markup=False)
        raise typer.Exit(INTERRUPTED) from None


def _give_up(sentence: str) -> None:
    ERR.print(sentence, style="red", markup=False)
    raise typer.Exit(FAILED)


def as_json(found: Any) -> None:
    """This prints anything as JSON, for machines."""
    text = msgspec.json.format(msgspec.json.encode(found), indent=2)
    OUT.print(text.decode(), markup=False, soft_wrap=True)


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """This prints rows for people; numbers stand to the right. In a pipe no row is broken."""
    shown = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for at, column in enumerate(columns):
        is_number = bool(rows) and all(type(row[at]) is int for row in rows)
        side: Literal["left", "right"] = "right" if is_number else "left"
        shown.add_column(column, justify=side, overflow="fold", no_wrap=at == 0)
    for row in rows:
        shown.add_row(*(Text(_cell(value)) for value in row))
    (OUT if OUT.is_terminal else Console(width=UNBOUND)).print(shown, soft_wrap=False)


def _cell(value: Any) -> str:
    match value:
        case None | "":
            return "–"
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        case _:
            return str(value)


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """This is a bar that people see move; nothing of it is left when it is done, or in a pipe."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}", markup=False),
    )
    is_seen = ERR.is_terminal
    with Progress(*columns, console=ERR, transient=True, disable=not is_seen) as shown:
        shown.add_task(label, total=None, note="")
        yield shown
