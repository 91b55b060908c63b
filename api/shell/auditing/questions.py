"""`preceptor audit …`: what auditors can ask of a platform that runs, one function each."""

from typing import Annotated

import typer

questions = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
Until = Annotated[int | None, typer.Option(metavar="POSITION", help="Only facts up to there.")]


@questions.command("trace")
def trace(  # noqa: PLR0913 - each argument is an option
    *,
    stream: Annotated[str | None, typer.Option(metavar="ID", help="All of a stream.")] = None,
    subject: Annotated[str | None, typer.Option(metavar="ID", help="All about a person.")] = None,
    correlation: Annotated[
        str | None, typer.Option(metavar="ID", help="All of one request or process run.")
    ] = None,
    booking: Annotated[
        str | None, typer.Option(metavar="ID", help="A booking, its payments and calendars.")
    ] = None,
    until: Until = None,
    shape: Annotated[
        str, typer.Option("--format", metavar="table|csv|json|html", help="How it is written.")
    ] = "table",
    json: AsJson = False,
) -> None:
    """Tell everything that happened, in order: who, when, on what ground, caused by what.

    Name one of --stream, --subject, --correlation and --booking. Personal data is never shown:
    a field is `sealed`, or `erased` once its key was destroyed.
    """
    from api.shell.auditing import tracing
    from api.shell.console import sentences

    with sentences():
        named = {
            "stream": stream,
            "subject": subject,
            "correlation": correlation,
            "booking": booking,
        }
        tracing.show_trace(named, until, "json" if json else shape)


@questions.command("sample")
def sample(
    *,
    topic: Annotated[str, typer.Option(help="Such as booking.confirmed.v1.")],
    n: Annotated[int, typer.Option("--n", min=1, max=10_000, help="How many facts.")] = 25,
    seed: Annotated[str, typer.Option(help="Another seed draws another sample.")] = "42",
    until: Until = None,
    json: AsJson = False,
) -> None:
    """Draw a random sample of a topic's facts that anybody can draw again.

    The facts with the smallest SHA-256 of seed, topic and position are drawn: no generator of
    random numbers is asked, so every language draws the same.
    """
    from api.shell.auditing import sampling
    from api.shell.console import sentences

    with sentences():
        sampling.show_sample(topic, n, seed, until, is_json=json)


@questions.command("replay")
def replay(  # noqa: PLR0913 - each argument is an option
    *,
    projection: Annotated[str, typer.Option(metavar="NAME", help="A read model or process.")],
    at: Annotated[
        str | None, typer.Option(metavar="TIME", help="As of then; UTC, or with zone.")
    ] = None,
    position: Annotated[int | None, typer.Option(min=0, help="As of there in the log.")] = None,
    live: Annotated[
        bool, typer.Option("--live", help="As of where the one in use stands; compares the two.")
    ] = False,
    published: Annotated[
        bool,
        typer.Option("--published", help="As of where a digest was published: last, or there."),
    ] = False,
    sealed: Annotated[
        bool, typer.Option("--sealed", help="Open nothing personal; erasures change nothing.")
    ] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the rows in their schema.")] = False,
    compare: Annotated[
        str | None, typer.Option(metavar="DIGEST", help="Exit with 1 if the digest is another.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Derive a read model again from the facts up to then, and print its canonical digest.

    It is built beside the one in use and removed afterwards; nothing follows from it. Without
    --at, --position, --live and --published it is derived up to the head of the log. Whatever was
    published of it at that place is compared. Exit code 1: the digest is another one than it was
    compared with.
    """
    from api.shell.auditing import replaying
    from api.shell.console import sentences

    with sentences():
        asked = replaying.Asked(projection, at, position, live, published, sealed, keep)
        raise typer.Exit(replaying.show_replay(asked, compare, is_json=json))


@questions.command("access")
def access(
    *,
    subject: Annotated[str, typer.Option(metavar="ID", help="The person, by pseudonym.")],
    json: AsJson = False,
) -> None:
    """Tell who could read about a person, by route and role, and who did."""
    from api.shell.auditing import accessing
    from api.shell.console import sentences

    with sentences():
        accessing.show_access(subject, is_json=json)


@questions.command("check")
def check(*, json: AsJson = False) -> None:
    """Look whether all of it hangs together: every fact, every promise of the log.

    Exit code 0: everything holds; 1: something does not, and it is told what and where.
    """
    from api.shell.auditing import checking
    from api.shell.console import sentences

    with sentences():
        raise typer.Exit(checking.show_check(is_json=json))
