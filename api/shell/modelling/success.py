"""Models of success in a terminal: how true they are, and how groups of students fare."""

from collections.abc import Sequence
from typing import Final

from api.shell.console import say, table
from application.success import Figures, Gain, Held
from domain.success.groups import Fairness, Gap

USE: Final = """\
For: telling a student, and whom they agree to, how likely it is that they go on learning, and why.
Not for: deciding anything about anybody: prices, places, help given or refused.
It knows lessons, what became of them, money and stars; no age, no country, no words. Who does not
agree to profiling is in nothing it learnt from.
Known limits: it tells of the next 28 days, of who had a lesson in the last 90; whether a student
reaches a goal it cannot tell, for nobody says what theirs is."""
COLUMNS: Final = ("model", "AUC", "Brier", "log loss", "calibration error", "by chance")
GROUPS: Final = ("group", "students", "told", "happened", "told more by", "told too much by")


def tell_figures(figures: Sequence[Figures]) -> None:
    """This prints how true each model is."""
    rows = [
        (one.model, one.auc, one.brier, one.log_loss, one.error, one.error_by_chance)
        for one in figures
    ]
    table(COLUMNS, [(name, *(f"{value:.4f}" for value in values)) for name, *values in rows])


def tell_gain(gain: Gain, over: str) -> None:
    """This prints by how much the model is better."""
    interval = f"95 % interval {gain.low:+.4f} to {gain.high:+.4f}"
    say(f"Its Brier score is better than that of {over} by {gain.difference:+.4f}, {interval}.")


def tell_fairness(found: Sequence[Fairness]) -> None:
    """This prints how each group fares against all others, and which differences are certain."""
    if not found:
        say("No group of students is large enough to be held against the others.")
        return
    table(GROUPS, [_row(each) for each in found])
    unfair = [f"{each.kind} {each.group}" for each in found if each.calibration.is_certain]
    if unfair:
        say(
            f"Told what then does not happen, by more than chance: {', '.join(unfair)}.",
            "red",
        )


def tell_held(held: Held) -> None:
    """This prints how a model did against another, on what both had not seen."""
    say(f"{held.students:,} students, looked at after both were trained.")
    tell_figures((held.other, held.own))
    tell_gain(held.gain, held.other.model)
    tell_fairness(held.fairness)
    if held.drifted:
        say(f"Not what it was when it learnt: {', '.join(held.drifted)}.", "red")


def _row(found: Fairness) -> tuple[str, ...]:
    return (
        f"{found.kind} {found.group}",
        f"{found.students:,}",
        f"{found.told:.1%}",
        f"{found.happened:.1%}",
        _gap(found.rate),
        _gap(found.calibration),
    )


def _gap(gap: Gap) -> str:
    return f"{gap.value:+.1%} ({gap.low:+.1%} to {gap.high:+.1%})"
