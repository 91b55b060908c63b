"""`preceptor bench success`: what happens to people is told, and figures say how truly."""

from pathlib import Path

from adapters.bootstrap import Container
from adapters.settings import Settings
from api.shell.console import as_json, progress, say
from api.shell.measuring.outcomes import read
from api.shell.modelling.success import tell_fairness, tell_figures, tell_gain


def measure(folder: Path, *, is_json: bool) -> None:
    """This reads a folder, runs the trial, and prints what came of it."""
    given = read(folder)
    with (
        Container.from_settings(Settings.from_environment()) as container,
        progress("Learning"),
    ):
        trial = container.success_trials.run(given.known, given.asked)
    if is_json:
        as_json(trial)
        return
    say(f"Learnt from {trial.learnt:,} rows, and told of {trial.tried:,}.")
    tell_figures(trial.figures)
    tell_gain(trial.gain, trial.figures[-2].model)
    tell_fairness(trial.fairness)
    if given.unreadable:
        say(f"{given.unreadable:,} lines are no people, and were passed over.", "red")
