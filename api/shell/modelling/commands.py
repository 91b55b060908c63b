"""What is typed about models, one function each."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from domain.model.terms import Purpose, Why

modelling = typer.Typer()

Kind = Annotated[Purpose, typer.Option(help="What the model is for.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
Version = Annotated[str, typer.Argument(metavar="VERSION", help="As `ml list` names it.")]
Maybe = Annotated[
    str | None, typer.Argument(metavar="VERSION", help="As `ml list` names it; else the live one.")
]


@modelling.command()
def train(
    before: Annotated[
        datetime | None, typer.Option(help="Learn from what was done before then, UTC.")
    ] = None,
    kind: Kind = Purpose.RECOMMENDATION,
    *,
    json: AsJson = False,
) -> None:
    """Train a model from what all did who agree to it, and take it in as a candidate.

    Recommendation learns from bookings; what it has learnt is of tutors, and of nobody who booked
    them. Success learns who goes on learning; what it has learnt is a page of numbers. Figures are
    of what was held back: the last quarter of time.
    """
    from api.shell.console import sentences
    from api.shell.modelling.showing import train as begin

    with sentences():
        begin(kind, before.replace(tzinfo=UTC) if before else None, is_json=json)


@modelling.command()
def evaluate(
    version: Version, kind: Kind = Purpose.RECOMMENDATION, *, json: AsJson = False
) -> None:
    """Hold a model against the live one, by what was done after both were trained."""
    from api.shell.console import sentences
    from api.shell.modelling.showing import evaluate as hold

    with sentences():
        hold(kind, version, is_json=json)


@modelling.command()
def promote(
    version: Version,
    why: Annotated[
        Why | None, typer.Option(help="Why it should be, whatever the rule says.")
    ] = None,
    kind: Kind = Purpose.RECOMMENDATION,
) -> None:
    """Let a model one step forward: candidate, shadow, canary, live.

    By itself the rule decides from the canary on: better than the live one by a margin whose 95 %
    interval lies above nothing, for fifty people at least, with probabilities no worse.
    """
    from api.shell.console import sentences
    from api.shell.modelling.showing import promote as forward

    with sentences():
        forward(kind, version, why)


@modelling.command()
def retire(
    version: Version,
    why: Annotated[Why, typer.Option(help="Why it should not be used any more.")],
    kind: Kind = Purpose.RECOMMENDATION,
) -> None:
    """Take a model out that is not live: nobody is shown anything by it any more.

    By itself the rule retires a canary that was worse than the live one by a margin whose 95 %
    interval lies below nothing, for fifty people at least. From the live one, go back.
    """
    from api.shell.console import sentences
    from api.shell.modelling.showing import retire as take_out

    with sentences():
        take_out(kind, version, why)


@modelling.command()
def rollback(
    why: Annotated[Why, typer.Option(help="Why the live one should not be used any more.")],
    kind: Kind = Purpose.RECOMMENDATION,
) -> None:
    """Go back to the model that was live before, or to none."""
    from api.shell.console import sentences
    from api.shell.modelling.showing import roll_back

    with sentences():
        roll_back(kind, why)


@modelling.command("list")
def list_all(kind: Kind = Purpose.RECOMMENDATION, *, json: AsJson = False) -> None:
    """List all models and how far each has come, the last trained first."""
    from api.shell.console import sentences
    from api.shell.modelling.showing import list_models

    with sentences():
        list_models(kind, is_json=json)


@modelling.command()
def card(
    version: Maybe = None, kind: Kind = Purpose.RECOMMENDATION, *, json: AsJson = False
) -> None:
    """Show a model's card: from what it was trained, how good it is, and what it is not for."""
    from api.shell.console import sentences
    from api.shell.modelling.showing import show_card

    with sentences():
        show_card(kind, version, is_json=json)


@modelling.command()
def explain(
    version: Maybe = None, kind: Kind = Purpose.RECOMMENDATION, *, json: AsJson = False
) -> None:
    """Tell what a model rests on: the part of each feature in all it says."""
    from api.shell.console import sentences
    from api.shell.modelling.showing import explain as tell

    with sentences():
        tell(kind, version, is_json=json)
