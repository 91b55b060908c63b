"""The shape of a fact's body as JSON Schema 2020-12, made of its type.

Two shapes: as the body lies in the log and travels in Kafka, where what is personal is ciphertext
under `$sealed`, and as analysts see it. A field says its kind in `x-kind`, and in `x-personal`
whose it is. Shapes are open: fields and choices may be added, and a reader passes over what it does
not know.
"""

from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

from domain.shared.classification import CHOICE, PERSON, PERSONAL, VALUES
from domain.shared.event import Fact
from domain.shared.personal import Category, Personal, is_person, personal_fields
from domain.shared.public import public_fields
from domain.shared.text import Plain

Schema = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
SEALED: Final = "$sealed"
NULL: Final[Schema] = {"type": "null"}
SHAPES: Final[dict[type, Schema]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    time: {"type": "string", "format": "time"},
    timedelta: {"type": "string", "format": "duration"},
}


def stored_schema(fact: type[Fact]) -> Schema:
    """This is the shape of the body as it is stored and published."""
    return {"$schema": DIALECT, "$id": urn(fact.TOPIC), **_object(fact, _names_of(fact))}


def public_schema(fact: type[Fact]) -> Schema:
    """This is the shape of what analysts see of the body."""
    urn_of_public = f"{urn(fact.TOPIC)}:public"
    return {
        "$schema": DIALECT,
        "$id": urn_of_public,
        **_object(fact, public_fields(fact), is_public=True),
    }


def urn(topic: str) -> str:
    """This is what the shape of a topic is called, wherever it is read."""
    return f"urn:preceptor:fact:{topic}"


def meaning_of(cls: Any) -> str:
    """This is what a class stands for, as its docstring says it, without line breaks."""
    paragraphs = (cls.__doc__ or "").split("\n\n")
    return "\n\n".join(" ".join(each.split()) for each in paragraphs).strip()


def _names_of(cls: Any) -> tuple[str, ...]:
    """This is the fields of a dataclass."""
    return tuple(field.name for field in fields(cls))


def _object(cls: Any, names: tuple[str, ...], *, is_public: bool = False) -> Schema:
    hints = get_type_hints(cls, include_extras=True)
    personal = {} if is_public else personal_fields(cls)
    properties = {name: _of_hint(hints[name], is_public=is_public) for name in names}
    if personal:
        properties = {SEALED: _seals(tuple(personal)), **properties}
    return {
        "title": cls.__name__,
        "description": meaning_of(cls),
        "type": "object",
        "properties": properties,
        "required": [
            field.name
            for field in fields(cls)
            if field.name in names and field.name not in personal and field.default is MISSING
        ],
    }


def _of_hint(hint: Any, *, is_public: bool) -> Schema:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _of_marked(inner[0], inner[1:], is_public=is_public)
    if origin in (Union, UnionType):
        return _or_nothing(*(_of_hint(part, is_public=is_public) for part in inner))
    if origin is tuple:
        return {"type": "array", "items": _of_hint(inner[0], is_public=is_public)}
    if hint is NoneType:
        return NULL
    return _of_class(hint, is_public=is_public)


def _of_marked(hint: Any, marks: tuple[Any, ...], *, is_public: bool) -> Schema:
    for mark in marks:
        match mark:
            case Personal():
                return _sealed(hint, mark)
            case Plain():
                return {"type": "string", "pattern": f"^(?:{mark.form})$", "x-kind": mark.kind}
            case _ if is_person(mark):
                return {"type": "string", "x-kind": PERSON}
    return _of_hint(hint, is_public=is_public)


def _of_class(hint: Any, *, is_public: bool) -> Schema:
    if hint in SHAPES:
        return {**SHAPES[hint], "x-kind": VALUES[hint]}
    if issubclass(hint, Enum):
        values = [member.value for member in hint]
        words = meaning_of(hint)
        return {"type": "string", "description": words, "enum": values, "x-kind": CHOICE}
    assert is_dataclass(hint)
    names = public_fields(hint) if is_public else _names_of(hint)
    return _object(hint, names, is_public=is_public)


def _or_nothing(*shapes: Schema) -> Schema:
    (something,) = (shape for shape in shapes if shape != NULL)
    return {"anyOf": [something, NULL]}


def _sealed(hint: Any, mark: Personal) -> Schema:
    """This is a personal field outside of its seal, where only what is absent lies."""
    is_optional = NoneType in get_args(hint)
    return {
        "type": ["string", "null"] if is_optional else "string",
        "maxLength": 0,
        "x-kind": PERSONAL,
        "x-personal": {"subject": mark.subject, "category": mark.category.value},
    }


def _seals(names: tuple[str, ...]) -> Schema:
    text: Schema = {"type": "string"}
    properties: Schema = {
        "alg": {"type": "integer"},
        "category": {"type": "string", "enum": [each.value for each in Category]},
        "data": {**text, "contentEncoding": "base64"},
        "fields": {"type": "array", "items": {"type": "string", "enum": sorted(names)}},
        "subject": text,
        "version": {"type": "integer"},
    }
    return {
        "description": "What is personal, one ciphertext for each person and category.",
        "type": "array",
        "items": {"type": "object", "properties": properties, "required": list(properties)},
    }


def values_in(schema: Schema, path: str = "") -> Iterator[tuple[str, Schema]]:
    """This is every value of a shape with its path, fields inside others behind dots."""
    for name, shape in schema.get("properties", {}).items():
        if name == SEALED:
            continue
        here = f"{path}{name}"
        inner = _inside(shape)
        if "properties" in inner:
            yield from values_in(inner, f"{here}.")
        else:
            yield here, shape


def _inside(shape: Schema) -> Schema:
    """This is the shape of what a field holds, be it one, many or absent."""
    while "anyOf" in shape or shape.get("type") == "array":
        shape = shape["anyOf"][0] if "anyOf" in shape else shape["items"]
    return shape
