"""`preceptor bench retrieval`: search answers questions, and figures say how well."""

from pathlib import Path

from adapters.bootstrap import Container
from adapters.settings import Settings
from api.shell.console import as_json, progress, say
from api.shell.measuring.questions import read
from application.retrieval import LOOKED_AT


def measure(file: Path, *, is_json: bool) -> None:
    """This reads a file, runs the trial, and prints what came of it."""
    asked = read(file)
    with (
        Container.from_settings(Settings.from_environment()) as container,
        progress("Searching") as bar,
    ):
        task = bar.task_ids[0]
        found = container.retrieval_trials.run(
            asked.questions, lambda doing: bar.update(task, description=doing)
        )
    if is_json:
        as_json(found)
        return
    say(f"{found.questions:,} questions over {found.documents:,} documents.")
    say(f"MRR@{LOOKED_AT} {found.mrr:.4f}; {found.answered:.1%} answered among the first ten.")
    if asked.unreadable:
        say(f"{asked.unreadable:,} lines are neither question nor document.", "red")
