"""Many numbers looked at together, and an alarm only where there is one.

A look at a hundred features finds something by chance every day if each is judged alone. Here all
of a look share one risk: where nothing changed, one look in a hundred alarms, however many numbers
are in it. And with very many people any change is certain, also one that does not matter.
"""

from collections.abc import Mapping
from typing import Final

from domain.drift.features import Change
from domain.shared.chance import together

FALSE_ALARMS: Final = 0.01
"""So many looks alarm where nothing changed."""

FEWEST: Final = 100
"""With fewer people nothing is said."""

MATTERS: Final = 0.02
"""A stability index beyond chance below that matters to nobody: a shift by a seventh of the
standard deviation."""


def alarming(chances: Mapping[str, float]) -> tuple[str, ...]:
    """This is the numbers of one look that differ by more than chance, by name."""
    adjusted = together(list(chances.values()))
    return tuple(name for name, p in zip(chances, adjusted, strict=True) if p < FALSE_ALARMS)


def drifted(changes: Mapping[str, Change]) -> tuple[str, ...]:
    """This is the features of one look that are not what they were, and in a way that matters."""
    seen = {name: each for name, each in changes.items() if each.people >= FEWEST}
    certain = alarming({name: each.p for name, each in seen.items()})
    return tuple(name for name in certain if seen[name].beyond_chance >= MATTERS)
