"""The rules of models, for which nobody is asked: who comes forward, who goes, who is looked at."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from domain.model.terms import Compared, Known, State

FEWEST_PEOPLE: Final = 50
WORSE: Final = 20_000
"""Probabilities may be that much farther from what happens, in millionths."""

MOST_CHALLENGERS: Final = 7
"""So many of those in the shadow stand against the live one, the newest: a week of nights."""

MONTH: Final = timedelta(days=30)


def is_better(known: Known, live: Known | None) -> bool:
    """This is the rule by which a model comes forward."""
    compared = _with_live(known, live)
    if compared is None:
        return False
    before = compared.calibration_before
    return compared.low > 0 and (before is None or compared.calibration <= before + WORSE)


def is_worse(known: Known, live: Known | None) -> bool:
    """This is the rule by which the canary is retired."""
    compared = _with_live(known, live)
    return known.state is State.CANARY and compared is not None and compared.high < 0


def challengers(known: Sequence[Known], live: Known | None, state: State) -> Sequence[Known]:
    """This is who in that state stands against the live model: the newest first, and none older.

    Without a live one it is the newest, for whoever is to say that it should be used.
    """
    found = [
        each
        for each in reversed(known)
        if each.state is state and (live is None or each.trained.until > live.trained.until)
    ]
    return found[: MOST_CHALLENGERS if live else 1]


def outlived(known: Sequence[Known], live: Known | None, now: datetime) -> Sequence[Known]:
    """This is the rule by which those are retired who stand against nobody a month later."""
    looked_at = challengers(known, live, State.SHADOW)
    return [
        each
        for each in known
        if each.state in {State.CANDIDATE, State.SHADOW}
        and each not in looked_at
        and now - each.trained_at >= MONTH
    ]


def _with_live(known: Known, live: Known | None) -> Compared | None:
    """This is how it did against the model in use, if enough people were asked."""
    compared = known.compared
    if compared is None or live is None or compared.against != live.trained.version:
        return None
    return compared if compared.people >= FEWEST_PEOPLE else None
