"""`preceptor`: what it can be asked on the command line, one function each.

What a command does stands in `api/shell/`; each is imported when it is asked for, so that
starting is quick.
"""

from pathlib import Path
from typing import Annotated

import typer

from api.shell.analysing.commands import analysing
from api.shell.auditing.commands import audit
from api.shell.experiments.commands import experiment
from api.shell.learning.commands import learning
from api.shell.measuring.commands import measuring
from api.shell.operating.commands import ledger, projections, todos, topics
from api.shell.texts.commands import texts

app = typer.Typer(
    name="preceptor",
    help="The event-sourced core of a tutoring marketplace.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
imports = typer.Typer(help="Bring in what another marketplace has.", no_args_is_help=True)
app.add_typer(imports, name="import")
app.add_typer(projections, name="projections")
app.add_typer(ledger, name="ledger")
app.add_typer(todos, name="todos")
app.add_typer(topics, name="topics")
app.add_typer(audit, name="audit")
app.add_typer(measuring, name="bench")
app.add_typer(texts, name="text")
app.add_typer(analysing)
app.add_typer(experiment, name="experiment")
app.add_typer(learning, name="ml")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]


@app.command()
def up(
    *,
    demo: Annotated[
        bool,
        typer.Option(help="Fill an empty store with a demonstration and make one booking."),
    ] = True,
) -> None:
    """Start everything, keep it alive until Ctrl-C, and show where it is."""
    from api.shell.console import sentences
    from api.shell.starting import start

    with sentences():
        start(shows_demonstration=demo)


@app.command()
def status(
    *,
    partitions: Annotated[
        bool, typer.Option("--partitions", help="Also each partition that is behind.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Show what runs, how far facts are published and taken in, and how fast.

    Exit code 0: all that is needed answers; 1: something does not.
    """
    from api.shell.console import sentences
    from api.shell.status import show

    with sentences():
        raise typer.Exit(show(with_partitions=partitions, is_json=json))


@app.command()
def people() -> None:
    """List the invented people of the demonstration, with the passwords they were given."""
    from api.shell.connected import connected
    from api.shell.console import sentences
    from api.shell.demonstration.showing import show_people

    with sentences(), connected() as container:
        show_people(container)


@app.command()
def witness(
    state: Annotated[Path, typer.Option(help="What the witness has seen; made if need be.")],
    vkey: Annotated[
        list[str], typer.Option(help="A key of a log to watch, as name+id+base64; repeatable.")
    ],
    name: Annotated[str, typer.Option(help="What the witness is called in its signatures.")] = (
        "preceptor.invalid/witness"
    ),
    host: Annotated[str, typer.Option(help="Where it listens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="And at which port; 0 for any.", min=0, max=65_535)] = (
        8090
    ),
) -> None:
    """Watch a log as a second party, and cosign each checkpoint that continues the last.

    Serves C2SP tlog-witness until Ctrl-C. Needs no database and nothing else of the platform.
    """
    from api.shell.console import sentences
    from api.shell.witness.serving import serve

    with sentences():
        serve(state, name, vkey, host, port)


@app.command()
def migrate() -> None:
    """Bring the tables of the log up to the code."""
    from api.shell.console import sentences
    from api.shell.operating import asking

    with sentences():
        asking.migrate()


@app.command()
def redact(
    request_id: Annotated[str, typer.Argument(metavar="REQUEST", help="A completed erasure.")],
) -> None:
    """Take what nobody can open any more out of the log as well: the stricter mode of an erasure.

    The leaves stay, so every proof goes on holding; what was taken out can never be shown again.
    """
    from api.shell import redacting
    from api.shell.console import sentences

    with sentences():
        redacting.redact(request_id)


@app.command()
def state(
    kind: Annotated[str, typer.Argument(help="Such as booking, tutor or payment.")],
    identity: Annotated[str, typer.Argument(metavar="ID", help="What follows in the stream's id.")],
    at_position: Annotated[int | None, typer.Option(help="As it stood there in the log.")] = None,
    at_time: Annotated[
        str | None, typer.Option(help="As it stood then; UTC, or with zone.")
    ] = None,
) -> None:
    """Print one thing as it stands, or as it stood, as JSON."""
    from api.shell.console import sentences
    from api.shell.operating import asking

    with sentences():
        asking.show_state(kind, identity, at_position, at_time)


@imports.command("tutors")
def import_tutors(
    file: Annotated[Path, typer.Argument(help="Tutors, a JSON object a line.")],
    courses: Annotated[
        Path | None, typer.Option(help="Their courses; else courses.jsonl beside FILE.")
    ] = None,
    hours: Annotated[
        str, typer.Option(help="The week assumed of each, by their own clock; or `none`.")
    ] = "mon-fri 09:00-18:00",
    report: Annotated[
        Path | None, typer.Option(help="Where bad lines are told; else FILE.report.jsonl here.")
    ] = None,
    source: Annotated[
        str, typer.Option(help="What the other marketplace is called, in small letters.")
    ] = "elsewhere",
) -> None:
    """Bring in tutors of another marketplace, with their courses.

    Asked again it goes on where it stopped and passes over whom it has. Exit code 0: all is in;
    1: some lines could not be used, and the report says which and why.
    """
    from api.shell.console import sentences
    from api.shell.importing.tutors import Wanted
    from api.shell.importing.tutors import import_tutors as bring

    with sentences():
        raise typer.Exit(bring(Wanted(file, courses, hours, report, source)))


if __name__ == "__main__":
    app(prog_name="preceptor")
