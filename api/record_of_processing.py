"""The record of processing activities (GDPR 30), made of the facts and of what is said of them.

Nothing is written here by hand: fields and categories come from the types of the facts, purposes
and periods from `domain/shared/processing.py`, places from what follows a context. So no fact can
be missing from it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from application.automation import PROCESSES, REACTIONS
from application.delivery import TOPIC_PREFIX
from application.receipts import Controller
from domain.catalogue import FACTS
from domain.shared.activities import ACTIVITIES, GIVEN
from domain.shared.classification import PERSON, PERSONAL, classified
from domain.shared.event import Fact, context_of
from domain.shared.personal import Category
from domain.shared.processing import (
    HANDLING,
    MEASURES,
    PSEUDONYMOUS,
    UNANSWERED,
    handling,
    kept,
)
from projections.catalogue import read_models
from projections.embedding import NoEmbedder
from projections.runtime import Projection
from projections.texts import NoTextReader

AUTOMATA = (*PROCESSES, *REACTIONS)


@dataclass(frozen=True, slots=True)
class Field:
    """This is a value that a fact holds; `category` and `subject` are of what is personal."""

    name: str
    kind: str
    category: Category | None
    subject: str | None


@dataclass(frozen=True, slots=True)
class Data:
    """This is what is personal of one category: which fields, and how they are handled."""

    category: Category
    fields: tuple[str, ...]
    purpose: str
    basis: tuple[str, ...]
    retention: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """This is a fact with everything it holds."""

    topic: str
    meaning: str
    fields: tuple[Field, ...]
    personal: tuple[Data, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """This is where an activity's data lies."""

    log: str
    stream: str
    read_models: tuple[str, ...]
    processes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Processing:
    """This is one processing activity."""

    context: str
    name: str
    purpose: str
    basis: str
    people: tuple[str, ...]
    recipients: tuple[str, ...]
    categories: tuple[Category, ...]
    pseudonymous_retention: str
    stored_in: Place
    facts: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class RecordOfProcessing:
    """This is every processing activity, who answers for them, and what protects it all."""

    controller: Controller
    measures: tuple[str, ...]
    unanswered_registrations: str
    activities: tuple[Processing, ...]


@cache
def record_of_processing(controller: Controller) -> RecordOfProcessing:
    """This is the record of that controller, as the code has it."""
    contexts = sorted(set(map(context_of, FACTS)))
    views = read_models(NoEmbedder(), NoTextReader())
    erased = ", ".join(UNANSWERED.categories)
    return RecordOfProcessing(
        controller,
        MEASURES,
        f"{erased}: {UNANSWERED.words}",
        tuple(_activity(context, views) for context in contexts),
    )


def _activity(context: str, views: Sequence[Projection]) -> Processing:
    said = ACTIVITIES[context]
    facts = tuple(
        _happening(topic, fact) for topic, fact in FACTS.items() if context_of(topic) == context
    )
    found = {data.category for fact in facts for data in fact.personal}
    return Processing(
        context,
        said.name,
        said.purpose,
        said.basis,
        tuple(said.people),
        tuple(GIVEN.get(context, ())),
        tuple(category for category in Category if category in found),
        PSEUDONYMOUS,
        Place(
            "PostgreSQL, schema log",
            f"Kafka, topic {TOPIC_PREFIX}{context}",
            tuple(one.name for one in views if context in one.contexts),
            tuple(one.name for one in AUTOMATA if context in one.contexts),
        ),
        facts,
    )


def _happening(topic: str, fact: type[Fact]) -> Happening:
    fields = tuple(_field(each) for each in classified(fact))
    meaning = (fact.__doc__ or "").partition("\n")[0]
    return Happening(topic, meaning, fields, tuple(_personal(topic, fields)))


def _field(each: Any) -> Field:
    mark = each.personal
    kind = "pseudonym of a person" if each.kind == PERSON else each.kind
    return Field(each.path, kind, mark and mark.category, mark and mark.subject)


def _personal(topic: str, fields: Sequence[Field]) -> Iterator[Data]:
    for category in HANDLING:
        names = tuple(
            each.name for each in fields if each.kind == PERSONAL and each.category is category
        )
        if names:
            said = handling(topic, category)
            words = kept(category).words
            yield Data(category, names, said.purpose, said.basis, words, said.recipients)
