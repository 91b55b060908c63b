"""`preceptor bench text`: models tell what texts say, and figures say how well."""

from pathlib import Path

from adapters.bootstrap import Container
from adapters.settings import Settings
from api.shell.console import as_json, progress, say, table
from api.shell.measuring.labels import read
from application.texts import Task, TextFigures, TextTrial, Told

COLUMNS = ("model", "accuracy", "weighted F1", "AUC", "ECE", "Brier")


def measure(task: Task, train: Path, test: Path, *, is_json: bool) -> None:
    """This reads both files, runs the trial, and prints what came of it."""
    given = read(train, test)
    known, hidden = given.files
    with (
        Container.from_settings(Settings.from_environment()) as container,
        progress("Learning") as bar,
    ):
        shown = bar.task_ids[0]
        told = container.text_trials.run(
            TextTrial(task, known, hidden), lambda doing: bar.update(shown, description=doing)
        )
    if is_json:
        as_json(told)
        return
    _tell(told)
    if given.unreadable:
        say(f"{given.unreadable:,} lines are no label and text, and were passed over.", "red")


def _tell(told: Told) -> None:
    say(f"Learnt from {told.known:,} texts, held against {told.hidden:,}.")
    if told.positive is not None:
        others = ", ".join(label for label in told.labels if label != told.positive)
        say(f"Looked for is {told.positive}; the other label is {others}.")
    else:
        say(f"Labels: {', '.join(told.labels)}; AUC is the mean of each against the rest.")
    table(COLUMNS, [_row(figures) for figures in told.figures])
    if told.too_rare:
        say(f"Too rare to be learnt: {', '.join(told.too_rare)}.", "red")


def _row(figures: TextFigures) -> tuple[str, ...]:
    numbers = (figures.accuracy, figures.weighted_f1, figures.auc, figures.ece, figures.brier)
    return (figures.model, *("" if one is None else f"{one:.4f}" for one in numbers))
