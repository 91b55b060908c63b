"""What is typed about the models that read texts, one function each."""

from pathlib import Path
from typing import Annotated

import typer

from application.texts import Kind

texts = typer.Typer(help="Look after the models that read texts.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]


@texts.command()
def train(
    kind: Annotated[Kind, typer.Option(help="What the model is to tell.")],
    data: Annotated[
        Path | None,
        typer.Option(help="A label, a tab and a text a line; without it some of our own."),
    ] = None,
    *,
    json: AsJson = False,
) -> None:
    """Let a model learn what texts say, and keep it under PRECEPTOR_HOME.

    Whatever reads texts has it half a minute later; `projections rebuild reviews` lets it read
    what was written before.
    """
    from api.shell.console import sentences
    from api.shell.texts.learning import learn

    with sentences():
        learn(kind, data, is_json=json)


@texts.command()
def calibrate(
    data: Annotated[Path, typer.Option(help="Ordinary texts, one a line, in any language.")],
    share: Annotated[
        float, typer.Option(help="At most so many of them count as toxic.", min=0.0, max=0.5)
    ] = 0.005,
    *,
    json: AsJson = False,
) -> None:
    """Say how sure the model of toxicity has to be, in Russian and in English.

    Without it the model accuses nobody; swearing is found by rules in any case.
    """
    from api.shell.console import sentences
    from api.shell.texts.learning import set_thresholds

    with sentences():
        set_thresholds(data, share, is_json=json)
