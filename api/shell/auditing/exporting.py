"""The log to take home: a folder that anybody can check offline, and what checks it."""

from pathlib import Path

import typer

from adapters.verifier.assembling import assembled
from api.shell.connected import connected
from api.shell.console import progress, say


def export(folder: Path, until: int | None) -> None:
    """This writes the log into a folder.

    Raises:
        CannotBeDone: nothing was signed yet, or the folder cannot be written.
    """
    with (
        connected() as container,
        container.operating.reachable(),
        progress("Exporting the log") as bar,
    ):
        task = bar.task_ids[0]
        manifest = container.exporting.export(
            folder,
            container.clock.now(),
            until,
            lambda done, size: bar.update(task, completed=done, total=size),
        )
        key = container.log_vkeys[0]
    say(f"The log of {manifest.size:,} facts is in {folder}. Whoever has it checks it with")
    say(f"  python3 -I verify.py {folder} --vkey {key}")


def verifier() -> None:
    """This prints the verifier of exports."""
    typer.echo(assembled().encode(), nl=False)
