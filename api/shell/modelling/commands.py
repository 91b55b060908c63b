"""What is typed about models, one function each."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from domain.model.terms import Why

modelling = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
Version = Annotated[str, typer.Argument(metavar="VERSION", help="As `ml list` names it.")]
Maybe = Annotated[
    str | None, typer.Argument(metavar="VERSION", help="As `ml list` names it; else the live one.")
]


@modelling.command()
def train(
    before: Annotated[
        datetime | None, typer.Option(help="Learn from what was booked before then, UTC.")
    ] = None,
    *,
    json: AsJson = False,
) -> None:
    """Train a model from the bookings of all who agree to it, and take it in as a candidate.

    Figures are of what was held back: the last quarter of time. What it has learnt is of tutors,
    and of nobody who booked them.
    """
    from api.shell.console import sentences
    from api.shell.modelling.showing import train as begin

    with sentences():
        begin(before.replace(tzinfo=UTC) if before else None, is_json=json)


@modelling.command()
def evaluate(version: Version, *, json: AsJson = False) -> None:
    """Hold a model against the live one, by what was booked after both were trained."""
    from api.shell.console import sentences
    from api.shell.modelling.showing import evaluate as hold

    with sentences():
        hold(version, is_json=json)


@modelling.command()
def promote(
    version: Version,
    why: Annotated[
        Why | None, typer.Option(help="Why it should be, whatever the rule says.")
    ] = None,
) -> None:
    """Let a model one step forward: candidate, shadow, canary, live.

    By itself the rule decides from the canary on: better than the live one by a margin whose 95 %
    interval lies above nothing, for fifty people at least, with probabilities no worse.
    """
    from api.shell.console import sentences
    from api.shell.modelling.showing import promote as forward

    with sentences():
        forward(version, why)


@modelling.command()
def rollback(
    why: Annotated[Why, typer.Option(help="Why the live one should not be used any more.")],
) -> None:
    """Go back to the model that was live before, or to none."""
    from api.shell.console import sentences
    from api.shell.modelling.showing import roll_back

    with sentences():
        roll_back(why)


@modelling.command("list")
def list_all(*, json: AsJson = False) -> None:
    """List all models and how far each has come, the last trained first."""
    from api.shell.console import sentences
    from api.shell.modelling.showing import list_models

    with sentences():
        list_models(is_json=json)


@modelling.command()
def card(version: Maybe = None, *, json: AsJson = False) -> None:
    """Show a model's card: from what it was trained, how good it is, and what it is not for."""
    from api.shell.console import sentences
    from api.shell.modelling.showing import show_card

    with sentences():
        show_card(version, is_json=json)


@modelling.command()
def explain(version: Maybe = None, *, json: AsJson = False) -> None:
    """Tell what a model's order rests on: the part of each feature in all it decides."""
    from api.shell.console import sentences
    from api.shell.modelling.showing import explain as tell

    with sentences():
        tell(version, is_json=json)
