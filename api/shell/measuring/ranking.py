"""`preceptor bench ranking`: everything is ranked for everybody, and figures say how well."""

from pathlib import Path

from adapters.bootstrap import Container
from adapters.settings import Settings
from api.shell.console import as_json, progress, say, table
from api.shell.measuring.interactions import read
from application.ranking import SHOWN, Figures, Margin, Ranked

COLUMNS = ("model", f"NDCG@{SHOWN}", f"Recall@{SHOWN}", "MRR", "coverage", "new items")


def measure(folder: Path, *, is_json: bool) -> None:
    """This reads a folder, runs the trial, and prints what came of it."""
    given = read(folder)
    with (
        Container.from_settings(Settings.from_environment()) as container,
        progress("Ranking") as bar,
    ):
        task = bar.task_ids[0]
        ranked = container.ranking_trials.run(
            given.trial, lambda doing: bar.update(task, description=doing)
        )
    if is_json:
        as_json(ranked)
        return
    _tell(ranked)
    if given.unreadable:
        say(f"{given.unreadable:,} lines name no user and item, and were passed over.", "red")


def _tell(ranked: Ranked) -> None:
    say(f"{ranked.items:,} items ranked for each of {ranked.people:,} people.")
    table(COLUMNS, [_row(figures) for figures in ranked.figures])
    best, *others = ranked.margins
    say(f"The two stages over the best other model, {_margin(best)}.")
    for margin in others:
        say(f"Over {_margin(margin)}.")


def _row(figures: Figures) -> tuple[str, ...]:
    numbers = (figures.ndcg, figures.recall, figures.mrr, figures.coverage)
    new = "" if figures.new_recall is None else f"{figures.new_recall:.4f}"
    return (figures.model, *(f"{number:.4f}" for number in numbers), new)


def _margin(margin: Margin) -> str:
    interval = f"95 % interval {margin.low:+.4f} to {margin.high:+.4f}"
    return f"{margin.over}: NDCG@{SHOWN} {margin.difference:+.4f}, {interval}"
