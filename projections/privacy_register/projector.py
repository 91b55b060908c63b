"""Facts of requests, of people and of breaches: each stream into rows of its own."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from domain.breach.events import BreachEvent
from domain.privacy.erasure_events import ErasureEvent
from domain.privacy.events import (
    AnswerEvent,
    ArrivalEvent,
    PrivacyRequestReceived,
    RequestEvent,
)
from domain.privacy.subject_events import SubjectEvent
from domain.shared.event import Recorded
from projections.privacy_register import breaches, people, requests
from projections.privacy_register.tables import (
    BREACHES,
    HANDOVERS,
    HOLDS,
    KEYS,
    NOTIFICATIONS,
    PEOPLE,
    RECIPIENTS,
    REQUESTS,
    STORES,
)
from projections.rows import RowKey, Rows
from projections.runtime import Projection


def apply(rows: Rows, recorded: Recorded[Any]) -> None:
    """This changes the rows of the fact's stream; who read what is asked elsewhere."""
    fact = recorded.fact
    if isinstance(fact, BreachEvent):
        breaches.note(rows, fact)
    elif isinstance(fact, SubjectEvent):
        people.note(rows, fact)
    elif isinstance(fact, PrivacyRequestReceived):
        requests.begin(rows, fact)
    elif isinstance(fact, ArrivalEvent):
        requests.note_arrival(rows, fact)
    elif isinstance(fact, AnswerEvent):
        requests.note_answer(rows, fact)
    elif isinstance(fact, ErasureEvent):
        requests.note_erasure(rows, fact)


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the main row of the fact's stream; what lies beside it is rare."""
    fact = recorded.fact
    if isinstance(fact, BreachEvent):
        yield BREACHES, (fact.breach_id,)
    elif isinstance(fact, SubjectEvent):
        yield PEOPLE, (fact.person_id,)
    elif isinstance(fact, RequestEvent):
        yield REQUESTS, (fact.request_id,)


PROJECTION = Projection(
    name="privacy_register",
    version=2,
    contexts=frozenset({"breach", "privacy"}),
    schema=Path(__file__).with_name("schema.sql"),
    tables=(REQUESTS, HOLDS, RECIPIENTS, HANDOVERS, KEYS, STORES, PEOPLE, BREACHES, NOTIFICATIONS),
    apply=apply,
    keys=keys,
)
