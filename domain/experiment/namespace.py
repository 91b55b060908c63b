"""Namespace: experiments that exclude one another, because each has a lane of it for itself.

Rules, in plain language:

- An experiment has its lane from being started to being over, also while it is paused.
- No two experiments have a lane in common, so nobody is ever in two of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from domain.experiment.events import LaneEvent, LaneReleased, LaneReserved
from domain.experiment.terms import Lane
from domain.shared.errors import RuleBroken
from domain.shared.event import Kind
from domain.shared.text import Code, Identity


class TheLaneIsTaken(RuleBroken):
    """Another experiment of this namespace has a part of that lane; wait for its end."""


@dataclass(frozen=True, slots=True)
class Taken:
    """This is a lane, and the experiment that has it."""

    experiment_id: Identity
    lane: Lane


@dataclass(frozen=True, slots=True)
class Namespace:
    """This is one namespace, and what of it is taken."""

    name: Code
    taken: tuple[Taken, ...] = ()

    def reserve(self, experiment_id: str, lane: Lane, now: datetime) -> Sequence[LaneEvent]:
        """This gives the lane to an experiment.

        Raises:
            TheLaneIsTaken: another one has a part of it.
        """
        if any(each.lane.overlaps(lane) for each in self.taken):
            raise TheLaneIsTaken
        return (LaneReserved(experiment_id=experiment_id, lane=lane, reserved_at=now),)

    def release(self, experiment_id: str, now: datetime) -> Sequence[LaneEvent]:
        """This takes back what the experiment has, if it has anything."""
        return tuple(
            LaneReleased(experiment_id=experiment_id, lane=each.lane, released_at=now)
            for each in self.taken
            if each.experiment_id == experiment_id
        )


def evolve(state: Namespace | None, fact: LaneEvent) -> Namespace:
    """This is the namespace after the fact; it asks no question and reads no clock."""
    known = state or Namespace(fact.lane.namespace)
    match fact:
        case LaneReserved():
            taken = Taken(fact.experiment_id, fact.lane)
            return replace(known, taken=(*known.taken, taken))
        case LaneReleased():
            left = (each for each in known.taken if each.experiment_id != fact.experiment_id)
            return replace(known, taken=tuple(left))
        case _:
            assert_never(fact)


NAMESPACE = Kind("namespace", Namespace, evolve)
