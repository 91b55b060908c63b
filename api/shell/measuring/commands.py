"""What is typed to measure, one function each."""

from pathlib import Path
from typing import Annotated

import typer

from application.texts import Task

measuring = typer.Typer(
    help="Measure, on data of your own, how good finding and ranking is.", no_args_is_help=True
)


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]


@measuring.command()
def ranking(
    data: Annotated[
        Path,
        typer.Option(help="A folder with train.tsv and test.tsv, and with items.tsv if need be."),
    ],
    *,
    json: AsJson = False,
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


@measuring.command()
def retrieval(
    data: Annotated[Path, typer.Option(help="Questions and documents, a JSON object a line.")],
    *,
    json: AsJson = False,
) -> None:
    """Let the product's own search answer questions of which the answers are known.

    A line has `query`, `relevant` (names of documents) and `documents`: a list of objects with `id`
    and `text`, or an object of texts by name. Lines without documents share those of all lines.
    Search runs in a PostgreSQL of its own, which is gone afterwards.
    """
    from api.shell.console import sentences
    from api.shell.measuring.retrieval import measure

    with sentences():
        measure(data, is_json=json)


@measuring.command()
def text(
    task: Annotated[Task, typer.Option(help="What is asked of a text.")],
    train: Annotated[Path, typer.Option(help="Texts to learn from: a label, a tab, a text.")],
    test: Annotated[Path, typer.Option(help="Texts to be held against, written the same way.")],
    *,
    json: AsJson = False,
) -> None:
    """Let the product's own model of texts learn labels, and tell those of other texts.

    Files may have names on top. Labels may be called anything, and there may be more than two.
    Beside it stand the most frequent label, and words with a logistic regression.
    """
    from api.shell.console import sentences
    from api.shell.measuring.texts import measure

    with sentences():
        measure(task, train, test, is_json=json)


@measuring.command()
def success(
    data: Annotated[Path, typer.Option(help="A folder with train.tsv and test.tsv.")],
    *,
    json: AsJson = False,
) -> None:
    """Let what learns who goes on learning tell what happened to other people.

    Lines are a person, 0 or 1 for whether it happened, and numbers that are known of them, with
    tabs between and names on top; an empty one is not known. A column whose name begins with
    `group:` is no feature: people are held against one another by it.
    """
    from api.shell.console import sentences
    from api.shell.measuring.success import measure

    with sentences():
        measure(data, is_json=json)
