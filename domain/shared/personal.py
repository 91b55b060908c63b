"""Personal data says so in its type.

    email: Annotated[str, Personal("account_id", Category.CONTACT)]

reads: this field is personal data of the person whose id stands in the field `account_id`.
The log derives from it whose data a fact carries; sealing and erasure hang on the same mark.
Personal fields are text: what was erased reads as `ERASED`, which is text as well, and empty.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Final, TypeVar, get_args, get_origin, get_type_hints

from domain.shared.event import Fact

T = TypeVar("T")


class Erased(str):
    """This stands where something personal was, whose key has been destroyed."""

    __slots__ = ()


ERASED: Final = Erased()


class Category(StrEnum):
    """This is the drawer a personal field lies in; each can be kept or destroyed by itself."""

    PROFILE = "profile"
    CONTACT = "contact"
    LEARNING = "learning"
    MESSAGES = "messages"
    BILLING = "billing"
    SAFEGUARDING = "safeguarding"


@dataclass(frozen=True, slots=True)
class Personal:
    """This marks a field as personal data, and names the field that holds its subject's id."""

    subject: str
    category: Category


@dataclass(frozen=True, slots=True)
class _Person:
    """This marks a field as the pseudonym of a person."""


PersonId = Annotated[str, _Person()]
"""The random pseudonym of a person: says nothing about them, and is never reused."""


def personal_fields(cls: Any) -> dict[str, Personal]:
    """This is every personal field of a dataclass, with its mark."""
    return _personal_fields(cls)


@cache
def _personal_fields(cls: Any) -> dict[str, Personal]:
    return {
        name: mark
        for name, marks in _marks(cls).items()
        for mark in marks
        if isinstance(mark, Personal)
    }


@cache
def person_fields(cls: Any) -> tuple[str, ...]:
    """This is every field of a dataclass that holds the pseudonym of a person."""
    return tuple(
        name for name, marks in _marks(cls).items() if any(is_person(mark) for mark in marks)
    )


def is_person(mark: object) -> bool:
    """This is true of the mark that makes a field the pseudonym of a person."""
    return isinstance(mark, _Person)


def subjects_of(fact: Fact) -> tuple[str, ...]:
    """This is whose personal data the fact carries, sorted; absent values carry none."""
    cls: Any = type(fact)
    marks = personal_fields(cls)
    found = {
        getattr(fact, mark.subject)
        for name, mark in marks.items()
        if getattr(fact, name) not in (None, "", ())
    }
    return tuple(sorted(found))


def erased(thing: T, names: Iterable[str]) -> T:
    """This is a fact or a state as it reads once the key of those fields is gone."""
    dataclass: Any = thing
    changed: T = replace(dataclass, **dict.fromkeys(names, ERASED))
    return changed


def people_in(fact: Fact) -> tuple[str, ...]:
    """This is everybody the fact is about, by pseudonym, sorted."""
    cls: Any = type(fact)
    found = {getattr(fact, name) for name in person_fields(cls)}
    return tuple(sorted(person for person in found if person))


def _marks(cls: type[Any]) -> dict[str, tuple[object, ...]]:
    hints = get_type_hints(cls, include_extras=True)
    return {field.name: tuple(_annotations(hints[field.name])) for field in fields(cls)}


def _annotations(hint: object) -> Iterator[object]:
    if get_origin(hint) is Annotated:
        yield from get_args(hint)[1:]
    for inner in get_args(hint):
        yield from _annotations(inner)
