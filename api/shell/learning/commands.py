"""What is typed to have models learn, one function each."""

from pathlib import Path
from typing import Annotated

import typer

from api.shell.modelling.commands import modelling

learning = typer.Typer(help="Have models learn from what happened.", no_args_is_help=True)
learning.add_typer(modelling)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]


@learning.command()
def dataset(
    to: Annotated[Path, typer.Option(help="A folder: empty, or one that holds a set already.")],
    as_of: Annotated[
        str | None,
        typer.Option(help="A position of the log, or a time, UTC or with zone; else its end."),
    ] = None,
    horizon: Annotated[
        str, typer.Option(help="How long to wait for a booking: 14d, or 36h.")
    ] = "14d",
    *,
    json: AsJson = False,
) -> None:
    """Write what to learn from, as known at a place of the log, and print its digest.

    A row a tutor shown to somebody who agrees to be learned from, with what was known then, and
    whether a booking was confirmed within the horizon; a row a slot held as well. Later facts
    change no row; who is erased, or agrees no more, is in no set made from then on. Writes
    rows.parquet, train.tsv for `bench ranking`, and manifest.json. Needs no key: words are not
    in it.
    """
    from api.shell.console import sentences
    from api.shell.learning.dataset import write

    with sentences():
        write(to, as_of, horizon, is_json=json)
