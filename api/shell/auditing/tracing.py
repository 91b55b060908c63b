"""`preceptor audit trace`: a timeline as table, CSV, JSON or one page of HTML.

All but the table are written line by line, however long the history is.
"""

import csv
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from api.shell.auditing.asking import asking
from api.shell.auditing.lines import COLUMNS, Depths, cause_in_words, instant, record, row, said
from api.shell.console import say, table
from application.auditing.tracing import Thread, TraceLine, trace
from application.delivery import Progress
from application.status import CannotBeDone


@dataclass(frozen=True, slots=True)
class Heading:
    """This is what a trace is about."""

    thread: Thread
    name: str
    until: int
    size: int

    @property
    def words(self) -> str:
        """This is the same for people."""
        what = {Thread.SUBJECT: "about", Thread.CORRELATION: "of request"}.get(self.thread, "of")
        kind = "booking " if self.thread is Thread.BOOKING else ""
        return f"{self.size:,} facts {what} {kind}{self.name}, up to position {self.until:,}"


Lines = Iterator[TraceLine]


def show_trace(named: Mapping[str, str | None], until: int | None, shape: str) -> None:
    """This prints what happened along the one thread that was named.

    Raises:
        CannotBeDone: none or several were named, the shape is unknown, or nothing happened.
    """
    thread, name = _thread(named)
    if shape not in SHAPES:
        raise CannotBeDone(f"There is no format {shape}; there is {', '.join(SHAPES)}.")
    with asking(f"Tracing {name}") as (container, on_progress):
        history = container.auditing.history
        head = history.head()
        upto = head if until is None else min(until, head)
        found = trace(history, thread, name, until=upto)
        if not found.size:
            raise CannotBeDone(f"Nothing happened to {thread} {name} up to position {upto:,}.")
        heading = Heading(thread, name, upto, found.size)
        SHAPES[shape](heading, _counted(found.lines, found.size, on_progress))


def _thread(named: Mapping[str, str | None]) -> tuple[Thread, str]:
    given = [(Thread(thread), name) for thread, name in named.items() if name]
    if len(given) != 1:
        raise CannotBeDone("Name one thing: --stream, --subject, --correlation or --booking.")
    return given[0]


def _counted(lines: Lines, size: int, on_progress: Progress) -> Lines:
    for number, line in enumerate(lines, start=1):
        on_progress(number, size)
        yield line


def _as_table(heading: Heading, lines: Lines) -> None:
    depths = Depths()
    rows = [row(line, depths.of(line)) for line in lines]
    table(COLUMNS, rows)
    say()
    say(f"{heading.words}.")


def _as_csv(_heading: Heading, lines: Lines) -> None:
    writer: csv.DictWriter[str] | None = None
    for line in lines:
        cells = record(line)
        if writer is None:
            writer = csv.DictWriter(sys.stdout, cells.keys(), lineterminator="\n")
            writer.writeheader()
        writer.writerow(cells)


def _as_json(heading: Heading, lines: Lines) -> None:
    begun = msgspec.json.encode(heading).decode().removesuffix("}")
    sys.stdout.write(f'{begun},"lines":[')
    for number, line in enumerate(lines):
        sys.stdout.write(("," if number else "") + "\n" + msgspec.json.encode(line).decode())
    sys.stdout.write("\n]}\n")


def _as_html(heading: Heading, lines: Lines) -> None:
    environment = Environment(
        loader=PackageLoader("api"), autoescape=select_autoescape(), undefined=StrictUndefined
    )
    css = files("api").joinpath("templates", "page.css").read_text("utf-8")
    words: dict[str, Callable[..., object]] = {
        "cause_in_words": cause_in_words,
        "instant": instant,
        "said": said,
        "depth": Depths().of,
    }
    page = environment.get_template("trace.html")
    for piece in page.generate(css=css, heading=heading, columns=COLUMNS, lines=lines, **words):
        sys.stdout.write(piece)


SHAPES: Final[Mapping[str, Callable[[Heading, Lines], None]]] = {
    "table": _as_table,
    "csv": _as_csv,
    "json": _as_json,
    "html": _as_html,
}
