"""What the catalogue says of each fact: its shape, an example, who decides it and who reads it."""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from adapters.bodies.upcasts import UPCASTS
from api.catalogue.code import facts_decided_by, facts_named_by
from application.access import ACCESS
from application.automation import PROCESSES, REACTIONS
from application.cataloguing.examples import example_of
from application.cataloguing.schemas import Schema, public_schema, values_in
from application.commands import COMMANDS
from domain.catalogue import FACTS
from domain.shared.activities import ACTIVITIES
from domain.shared.actor import Role
from domain.shared.event import context_of
from domain.shared.public import PUBLIC_KINDS
from projections.catalogue import read_models
from projections.embedding import NoEmbedder
from projections.texts import NoTextReader


@dataclass(frozen=True, slots=True)
class Field:
    """This is a value of a fact; `category` and `subject` are of what is personal."""

    path: str
    kind: str
    shape: str
    is_required: bool
    is_public: bool
    category: str | None
    subject: str | None


@dataclass(frozen=True, slots=True)
class Decider:
    """This is a command by which a fact may come about, and who may ask it."""

    command: str
    who: str


@dataclass(frozen=True, slots=True)
class Entry:
    """This is a version of a fact; of an older one `next` is the version it is read as."""

    topic: str
    name: str
    meaning: str
    schema: Schema
    fields: tuple[Field, ...]
    example: Mapping[str, Any]
    public: Mapping[str, Any] | None
    deciders: tuple[Decider, ...]
    readers: tuple[str, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """This is a context with its facts, which travel on one topic in Kafka."""

    context: str
    name: str
    purpose: str
    entries: tuple[Entry, ...]


def chapters(schemas: Mapping[str, Schema]) -> tuple[Chapter, ...]:
    """This is the whole catalogue, given the shape of each version."""
    return tuple(
        Chapter(
            context,
            ACTIVITIES[context].name,
            ACTIVITIES[context].purpose,
            tuple(
                _entry(topic, schema)
                for topic, schema in sorted(schemas.items())
                if context_of(topic) == context
            ),
        )
        for context in sorted(set(map(context_of, schemas)))
    )


def who_may(roles: frozenset[Role] | None) -> str:
    """This is who may ask a command of those roles, in a phrase."""
    if roles is None:
        return "anybody"
    if roles == {Role.SYSTEM}:
        return "the business itself"
    people = sorted(roles - {Role.SYSTEM})
    return "anybody signed in" if len(people) == len(Role) - 1 else ", ".join(people)


def _entry(topic: str, schema: Schema) -> Entry:
    fact = FACTS.get(topic)
    name = schema["title"]
    return Entry(
        topic=topic,
        name=name,
        meaning=schema["description"],
        schema=schema,
        fields=tuple(_fields(schema)),
        example=example_of(schema),
        public=example_of(public_schema(fact)) if fact else None,
        deciders=_deciders().get(name, ()) if fact else (),
        readers=tuple(who for who, named in _readers() if name in named) if fact else (),
        next=UPCASTS[topic][0] if topic in UPCASTS else None,
    )


def _fields(schema: Schema) -> Iterator[Field]:
    for path, shape in values_in(schema):
        inner = shape
        while "anyOf" in inner or inner.get("type") == "array":
            inner = inner["anyOf"][0] if "anyOf" in inner else inner["items"]
        personal = inner.get("x-personal", {})
        yield Field(
            path,
            inner["x-kind"],
            _words(shape),
            path.partition(".")[0] in schema["required"],
            inner["x-kind"] in PUBLIC_KINDS,
            personal.get("category"),
            personal.get("subject"),
        )


def _words(shape: Schema) -> str:
    """This is what a value looks like, in a phrase."""
    if "anyOf" in shape:
        return f"{_words(shape['anyOf'][0])}, or null"
    if shape.get("type") == "array":
        return f"list of: {_words(shape['items'])}"
    if "enum" in shape:
        return " | ".join(shape["enum"])
    if "x-personal" in shape:
        return "text, sealed"
    return str(shape.get("format") or shape["type"])


@cache
def _deciders() -> Mapping[str, tuple[Decider, ...]]:
    found: dict[str, tuple[Decider, ...]] = {}
    for table in COMMANDS:
        for command, handler in table:
            decider = Decider(command.__name__, who_may(ACCESS[command]))
            for name in facts_decided_by(handler):
                found[name] = (*found.get(name, ()), decider)
    return found


@cache
def _readers() -> tuple[tuple[str, frozenset[str]], ...]:
    """This is every read model and process, with the facts it reads; one takes all there are."""
    everything = frozenset(map(context_of, FACTS))
    names = frozenset(fact.__name__ for fact in FACTS.values())
    views = [
        (view.name, view.contexts, list(view.schema.parent.glob("*.py")))
        for view in read_models(NoEmbedder(), NoTextReader())
    ]
    automata = [
        (each.name, each.contexts, [Path(inspect.getfile(each.evolve))])
        for each in (*PROCESSES, *REACTIONS)
    ]
    return tuple(
        (name, names if contexts == everything else facts_named_by(modules))
        for name, contexts, modules in (*views, *automata)
    )
