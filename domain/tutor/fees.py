"""The fee ladder: the more a tutor has taught, the less of a price the platform keeps.

A step begins with so many hours taught. What a booking or its payment has copied stands, whatever
step the tutor comes to later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from domain.shared.currency import BASIS_POINTS
from domain.tutor.events import FeeChanged, TutorEvent
from domain.tutor.state import TutorState


class NoLadder(ValueError):
    """These are steps that nobody could climb."""


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """This is the fee from so many hours taught on."""

    hours: int
    basis_points: int


@dataclass(frozen=True, slots=True)
class FeeLadder:
    """This is every step, the first from no hours on; the fee never rises.

    Raises:
        NoLadder: there is no first step, or they do not lead down.
    """

    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        if not self.steps or self.steps[0].hours != 0:
            raise NoLadder("the first step begins at 0 hours")
        if any(not 0 <= step.basis_points <= BASIS_POINTS for step in self.steps):
            raise NoLadder(f"a fee lies between 0 and {BASIS_POINTS} basis points")
        for lower, higher in pairwise(self.steps):
            if higher.hours <= lower.hours or higher.basis_points > lower.basis_points:
                raise NoLadder("each step takes more hours, and costs no more, than the last")

    def after(self, hours: int) -> int:
        """This is the fee of somebody who has taught so many hours, in basis points."""
        return next(step.basis_points for step in reversed(self.steps) if step.hours <= hours)


def level(basis_points: int) -> FeeLadder:
    """This is a ladder of one step: the same fee for everybody."""
    return FeeLadder((Step(0, basis_points),))


@dataclass(frozen=True, slots=True)
class Climbing(TutorState):
    """This is a tutor on the fee ladder."""

    def fee_on(self, ladder: FeeLadder) -> int:
        """This is the fee for what is agreed on from now on, in basis points."""
        return ladder.after(0) if self.fee_basis_points is None else self.fee_basis_points

    def note_hours(self, hours: int, ladder: FeeLadder, now: datetime) -> Sequence[TutorEvent]:
        """This brings the tutor to the step of so many hours taught, if it is another one."""
        basis_points = ladder.after(hours)
        if hours < self.hours_taught or basis_points == self.fee_on(ladder):
            return ()
        return (
            FeeChanged(
                tutor_id=self.tutor_id,
                basis_points=basis_points,
                hours_taught=hours,
                changed_at=now,
            ),
        )
