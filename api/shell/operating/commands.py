"""What is typed to look after what runs, one function each."""

from typing import Annotated

import typer

projections = typer.Typer(help="Look at read models, build them anew.", no_args_is_help=True)
ledger = typer.Typer(help="Look at the double-entry ledger.", no_args_is_help=True)
todos = typer.Typer(help="Look at what processes have to do.", no_args_is_help=True)
topics = typer.Typer(help="Look after the topics facts travel on.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
Name = Annotated[str, typer.Argument(help="A read model or process, as `status` names it.")]


@projections.command("status")
def projections_status(*, json: AsJson = False) -> None:
    """Show position, lag and parked streams of each read model and process."""
    from api.shell.console import sentences
    from api.shell.operating import asking

    with sentences():
        asking.show_projections(is_json=json)


@projections.command("rebuild")
def projections_rebuild(
    name: Name,
    *,
    strict: Annotated[
        bool, typer.Option("--strict", help="Keep the old build if the new one differs.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Build a read model anew beside the old one, compare, and switch."""
    from api.shell.console import sentences
    from api.shell.operating import asking

    with sentences():
        asking.rebuild(name, is_strict=strict, is_json=json)


@projections.command("replay")
def projections_replay(
    name: Name,
    stream: Annotated[str, typer.Argument(help="The parked stream, as `status` names it.")],
    *,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 if something still waits.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Apply what is parked of a stream again, in order."""
    from api.shell.console import sentences
    from api.shell.operating import asking

    with sentences():
        asking.replay(name, stream, is_strict=strict, is_json=json)


@ledger.command("check")
def ledger_check(
    *,
    since: Annotated[
        str | None, typer.Option(help="Compare with the provider from then on; else all.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Derive the ledger again from the log, and hold it against its rows.

    With a key for the provider, also against what the provider has on record. Exit code 0: every
    amount is where the facts say; 1: something differs, and it is told where.
    """
    from api.shell.console import sentences
    from api.shell.operating.ledger import check

    with sentences():
        raise typer.Exit(check(since, is_json=json))


@todos.command("status")
def todos_status(*, json: AsJson = False) -> None:
    """Show what each process has left to do, and what of it fails."""
    from api.shell.console import sentences
    from api.shell.operating import asking

    with sentences():
        asking.show_todos(is_json=json)


@todos.command("retry")
def todos_retry(
    process: Annotated[str | None, typer.Argument(help="One process; else all.")] = None,
    key: Annotated[str | None, typer.Argument(help="One of its keys; else all.")] = None,
    *,
    json: AsJson = False,
) -> None:
    """Try at once what failed."""
    from api.shell.console import sentences
    from api.shell.operating import asking

    with sentences():
        asking.retry_todos(process, key, is_json=json)


@topics.command("apply")
def topics_apply(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing, and say what differs.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Make the topics that are missing, and set the others as they should be.

    Needs the broker alone. Exit code 0: all are as they should be; 1: some are not, and it is told
    in what.
    """
    from api.shell.console import sentences
    from api.shell.operating.topics import apply

    with sentences():
        raise typer.Exit(apply(is_check=check, is_json=json))
