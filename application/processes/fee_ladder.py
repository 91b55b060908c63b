"""A tutor's way down the fee ladder: hours taught are counted, and noted as each is full.

Hours are those of settled lessons. Whether an hour leads to another step, the ladder of the day
decides when it is noted; if it does not, nothing is recorded, and the to-do stays in the list as
done until there is another hour. So a ladder that was changed counts from the next hour on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from application.fees import NoteHoursTaught
from application.todo import Process, Todo
from domain.booking.outcomes import BookingSettled
from domain.shared.event import Fact

HOUR = 60
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Taught:
    """This is how long a tutor has taught."""

    tutor_id: str
    minutes: int = 0


def evolve(state: Taught, fact: Fact) -> Taught:
    """This is the state after the fact."""
    if isinstance(fact, BookingSettled):
        return replace(state, minutes=state.minutes + (fact.end - fact.start) // MINUTE)
    return state


def decide(state: Taught) -> Sequence[Todo]:
    """This is the last full hour, to be noted."""
    hours = state.minutes // HOUR
    if not hours:
        return ()
    return (Todo(f"hour-{hours}", NoteHoursTaught(tutor_id=state.tutor_id, hours=hours)),)


def _keys(fact: Fact) -> Iterable[str]:
    return (fact.tutor_id,) if isinstance(fact, BookingSettled) else ()


FEE_LADDER: Process[Any] = Process(
    name="fee_ladder",
    version=1,
    contexts=frozenset({"booking"}),
    keys=_keys,
    state=Taught,
    start=Taught,
    evolve=evolve,
    decide=decide,
    acts=(NoteHoursTaught,),
)
