"""Who does not agree to be measured any more, or has gone, leaves all experiments.

What was counted of them is taken out of every result. Agreeing that ends by itself, because its
time is over or its text was replaced, ends counting but takes nothing out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from application.participation import EndParticipation
from application.todo import Process, Todo
from domain.account.events import AccountClosed, AccountErased
from domain.consent.events import ConsentDenied, ConsentObjected, ConsentWithdrawn, Purpose
from domain.experiment.events import ParticipationEnded, PersonExposed
from domain.shared.event import Fact, happened_at


@dataclass(frozen=True, slots=True)
class Leaving:
    """This is whether somebody is in experiments, since when, and when they last wanted out."""

    person_id: str
    is_in: bool = False
    exposed_at: datetime | None = None
    wants_out_at: datetime | None = None


def evolve(state: Leaving, fact: Fact) -> Leaving:
    """This is the state after the fact."""
    match fact:
        case PersonExposed():
            return replace(state, is_in=True, exposed_at=fact.exposed_at)
        case ParticipationEnded():
            return replace(state, is_in=False)
        case _:
            known, at = state.wants_out_at, happened_at(fact)
            return replace(state, wants_out_at=max(known or at, at))


def decide(state: Leaving) -> Sequence[Todo]:
    """This is their end in all experiments, where they are in one."""
    out, exposed = state.wants_out_at, state.exposed_at
    if not state.is_in or out is None or exposed is None or exposed > out:
        return ()
    return (Todo(f"end-{out.isoformat()}", EndParticipation(person_id=state.person_id)),)


def _keys(fact: Fact) -> Iterable[str]:
    match fact:
        case PersonExposed() | ParticipationEnded():
            return (fact.person_id,)
        case ConsentWithdrawn() | ConsentDenied() | ConsentObjected():
            return (fact.person_id,) if fact.purpose is Purpose.ANALYTICS else ()
        case AccountClosed() | AccountErased():
            return (fact.account_id,)
        case _:
            return ()


LEAVING_EXPERIMENTS: Process[Any] = Process(
    name="leaving_experiments",
    version=1,
    contexts=frozenset({"account", "consent", "experiment"}),
    keys=_keys,
    state=Leaving,
    start=Leaving,
    evolve=evolve,
    decide=decide,
    acts=(EndParticipation,),
)
