"""What analysts type, one function each."""

from pathlib import Path
from typing import Annotated

import typer

from application.exporting import Format

analysing = typer.Typer()
exports = typer.Typer(
    help="Write what happened, and figures of it, as files.", no_args_is_help=True
)
analysing.add_typer(exports, name="export")

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Where to; made if need be.")]
Kind = Annotated[Format, typer.Option("--format", help="What kind of files.")]
Since = Annotated[
    str | None, typer.Option("--from", help="Recorded then or later; UTC, or with zone.")
]
Before = Annotated[str | None, typer.Option("--to", help="Recorded before then; else up to now.")]
Topics = Annotated[
    str, typer.Option(help="Topics or whole contexts, with commas between; else all.")
]


@analysing.command()
def catalogue(
    to: Annotated[Path | None, typer.Option(help="Where to; else where the code keeps it.")] = None,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing, and say what differs.")
    ] = False,
) -> None:
    """Write the catalogue of facts: JSON Schemas, an AsyncAPI document, and pages.

    Needs nothing that runs. Refuses a shape that would break what is published. Exit code 0: all is
    as the code says; 1: something differs, or would break.
    """
    from api.shell.analysing.cataloguing import run
    from api.shell.console import sentences

    with sentences():
        raise typer.Exit(run(to, is_check=check))


@analysing.command()
def consume(
    since: Annotated[
        str | None,
        typer.Option("--from", help="A time, UTC or with zone, or a position; else the beginning."),
    ] = None,
    topics: Topics = "",
    *,
    json: Annotated[bool, typer.Option("--json", help="A JSON object a line.")] = False,
    follow: Annotated[bool, typer.Option("--follow", help="Go on with what happens.")] = False,
) -> None:
    """Print the stream from Kafka, from any place on; nothing of any person is in it.

    What the broker holds no more comes from the log.
    """
    from api.shell.analysing import consuming
    from api.shell.console import sentences

    with sentences():
        consuming.consume(since, _names(topics), is_json=json, is_following=follow)


@exports.command("events")
def export_events(
    folder: Folder,
    since: Since = None,
    before: Before = None,
    topics: Topics = "",
    kind: Kind = "parquet",
) -> None:
    """Write facts, a folder for each topic and day; nothing of any person is among them.

    Asked again it goes on where it was stopped, and adds what is new.
    """
    from api.shell.analysing import files
    from api.shell.console import sentences

    with sentences():
        files.events(folder, kind, _names(topics), since, before)


@exports.command("rollups")
def export_rollups(folder: Folder, kind: Kind = "parquet") -> None:
    """Write the figures of each day: how many, and how much money in minor units."""
    from api.shell.analysing import files
    from api.shell.console import sentences

    with sentences():
        files.rollups(folder, kind)


def _names(topics: str) -> list[str]:
    return [name.strip() for name in topics.split(",") if name.strip()]
