"""`preceptor export`: what happened, and figures of it, as files that others can use."""

from pathlib import Path

from api.shell.connected import connected
from api.shell.console import progress, say
from api.shell.operating.asking import instant_of
from application.exporting import Exported, Format, Wanted


def events(
    folder: Path, kind: Format, names: list[str], since: str | None, before: str | None
) -> None:
    """This writes facts, and goes on where it was stopped."""
    wanted = Wanted(kind, tuple(names), instant_of(since), instant_of(before))
    with (
        connected() as container,
        container.operating.reachable(),
        progress("Exporting facts") as bar,
    ):
        task = bar.task_ids[0]
        found = container.event_files.export(
            folder, wanted, lambda done, size: bar.update(task, completed=done, total=size)
        )
    _tell(folder, found)


def rollups(folder: Path, kind: Format) -> None:
    """This writes the figures of every day."""
    with connected() as container:
        path, count = container.write_rollups(folder, kind)
    say(f"{count:,} figures are in {path}.")


def _tell(folder: Path, found: Exported) -> None:
    say(f"{found.facts:,} facts are in {folder}, in {found.files:,} files, up to position")
    say(f"{found.position:,}. Asked again, what is new is added.")
    if found.unreadable:
        say(f"{found.unreadable:,} facts cannot be read by this code, and are left out.", "red")
