"""The clock of a consent: an agreement given for a time ends when that time is over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from application.consent import ExpireConsent
from application.todo import Process, Todo
from domain.consent.events import AnswerEvent, ConsentGranted, Purpose
from domain.shared.event import Fact


@dataclass(frozen=True, slots=True)
class ConsentClock:
    """This is until when a person agreed to a purpose; the key is `<person>/<purpose>`."""

    key: str
    granted_at: datetime | None = None
    expires_at: datetime | None = None


def evolve(state: ConsentClock, fact: Fact) -> ConsentClock:
    """This is the state after the fact."""
    if isinstance(fact, ConsentGranted):
        return replace(state, granted_at=fact.granted_at, expires_at=fact.expires_at)
    return replace(state, granted_at=None, expires_at=None)


def decide(state: ConsentClock) -> Sequence[Todo]:
    """This is the end of the agreement, at its time; each agreement has an end of its own."""
    if state.granted_at is None or state.expires_at is None:
        return ()
    person_id, _, purpose = state.key.rpartition("/")
    expire = ExpireConsent(person_id=person_id, purpose=Purpose(purpose))
    granted = state.granted_at.isoformat()
    return (Todo(f"expire-granted-{granted}", expire, due_at=state.expires_at),)


def _keys(fact: Fact) -> Iterable[str]:
    return (f"{fact.person_id}/{fact.purpose}",) if isinstance(fact, AnswerEvent) else ()


CONSENT_CLOCK: Process[Any] = Process(
    name="consent_clock",
    version=2,
    contexts=frozenset({"consent"}),
    keys=_keys,
    state=ConsentClock,
    start=ConsentClock,
    evolve=evolve,
    decide=decide,
    acts=(ExpireConsent,),
)
