"""What is typed to measure, one function each."""

from pathlib import Path
from typing import Annotated

import typer

measuring = typer.Typer(
    help="Measure, on data of your own, how good finding and ranking is.", no_args_is_help=True
)


@measuring.command()
def ranking(
    data: Annotated[
        Path,
        typer.Option(help="A folder with train.tsv and test.tsv, and with items.tsv if need be."),
    ],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,
) -> None:
    """Rank all items for everybody in test.tsv, by the product's own two stages and by others.

    Lines of train.tsv and test.tsv are user, item, rating and unix time, with tabs between; the
    last two may be missing. Whatever the rating, it was chosen. Lines of items.tsv are item and
    text. What somebody is known to have chosen is not ranked for them again.
    """
    from api.shell.console import sentences
    from api.shell.measuring.ranking import measure

    with sentences():
        measure(data, is_json=json)
