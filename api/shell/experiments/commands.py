"""`preceptor experiment`: what can be asked of experiments on the command line."""

from enum import StrEnum
from typing import Annotated

import typer

experiment = typer.Typer(help="Look at experiments, and plan one.", no_args_is_help=True)


class Language(StrEnum):
    """This is a language the product speaks."""

    ENGLISH = "en"
    RUSSIAN = "ru"


InLanguage = Annotated[Language, typer.Option("--language", help="In which words.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]


@experiment.command("list")
def list_all(*, language: InLanguage = Language.ENGLISH, json: AsJson = False) -> None:
    """List experiments and where they stand, the last planned first."""
    from api.shell.console import sentences
    from api.shell.experiments.showing import list_experiments

    with sentences():
        list_experiments(language, is_json=json)


@experiment.command("show")
def show(
    experiment_id: Annotated[str, typer.Argument(metavar="ID", help="As `list` names it.")],
    *,
    language: InLanguage = Language.ENGLISH,
    json: AsJson = False,
    html: Annotated[bool, typer.Option("--html", help="Print a page to hand over.")] = False,
) -> None:
    """Show what an experiment tells: who was shown what, and what is certain by now."""
    from api.shell.console import sentences
    from api.shell.experiments.showing import show_experiment

    with sentences():
        show_experiment(experiment_id, language, "json" if json else "html" if html else "table")


@experiment.command("size")
def size(
    deviation: Annotated[
        float, typer.Option(help="Standard deviation of what one person does.", min=0)
    ],
    effect: Annotated[float, typer.Option(help="The smallest difference that matters.", min=0)],
    daily: Annotated[float, typer.Option(help="How many people come on a day.", min=0)],
    variations: Annotated[int, typer.Option(help="With the control.", min=2, max=10)] = 2,
    correlation: Annotated[
        float, typer.Option(help="Of what people do with what they did before.", min=0, max=0.99)
    ] = 0,
    span_days: Annotated[int, typer.Option(help="How long one counts.", min=1, max=90)] = 14,
) -> None:
    """Tell how many people an experiment takes, and how many days. Needs nothing that runs."""
    from api.shell.console import sentences
    from api.shell.experiments.showing import tell_size
    from application.status import CannotBeDone
    from domain.experiment.planning import Aim

    with sentences():
        if not (deviation and effect and daily):
            raise CannotBeDone("Deviation, effect and daily are above nothing.")
        tell_size(Aim(deviation, effect, variations, correlation), daily, span_days)
