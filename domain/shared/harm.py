"""The kinds of harm that words may do, as services outside tell them apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Harm(StrEnum):
    """This is a kind of harm; whatever a service calls it, here it is called this."""

    HATE = "hate"
    HARASSMENT = "harassment"
    THREAT = "threat"
    SEXUAL = "sexual"
    SEXUAL_MINORS = "sexual_minors"
    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    CRIME = "crime"
    PERSONAL_DETAILS = "personal_details"


@dataclass(frozen=True, slots=True)
class Score:
    """This is how likely words do one kind of harm, in basis points."""

    harm: Harm
    basis_points: int


def scored(found: Mapping[Harm, int]) -> tuple[Score, ...]:
    """This is what was found, in the order of our list, whatever order it came in."""
    return tuple(Score(harm, found[harm]) for harm in Harm if harm in found)
