"""What every field of a fact or a state is, read from its type.

Types that can hold no text classify themselves: choices, numbers, instants, days, amounts, and
whatever is made of those. Text has to say what it is: `Personal`, `PersonId`, or one of the plain
kinds of `text.py`. What says nothing is unclassified, and a fact with such a field is a mistake.

What is personal is sealed by the name of its field, so it lies at the top of a fact or a state,
and is text: what was erased reads as `ERASED`, which is text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

from domain.shared.personal import Personal, is_person
from domain.shared.text import Plain

VALUES: Final = {
    bool: "flag",
    int: "number",
    datetime: "instant",
    date: "day",
    time: "wall time",
    timedelta: "duration",
}
"""Types that can hold no text, and what to call what they hold."""

PERSONAL: Final = "personal"
PERSON: Final = "person"
CHOICE: Final = "choice"
UNCLASSIFIED: Final = "unclassified"


@dataclass(frozen=True, slots=True)
class Classified:
    """This is one value of a fact: where it stands, what kind it is, and its mark, if personal.

    `path` is the field, with the fields inside it behind dots; `form` is of plain text alone.
    """

    path: str
    kind: str
    personal: Personal | None = None
    form: str = ""
    is_misplaced: bool = False


def classified(cls: Any) -> tuple[Classified, ...]:
    """This is every value of a dataclass, in the order of its fields."""
    return _classified(cls)


@cache
def _classified(cls: Any) -> tuple[Classified, ...]:
    hints = get_type_hints(cls, include_extras=True)
    return tuple(
        found for field in fields(cls) for found in _of_hint(field.name, hints[field.name])
    )


def unclassified(cls: Any) -> tuple[str, ...]:
    """This is where something stands of which nobody said what it is."""
    return tuple(each.path for each in classified(cls) if each.kind == UNCLASSIFIED)


def misplaced(cls: Any) -> tuple[str, ...]:
    """This is what is personal and cannot be sealed: no text, or not at the top."""
    return tuple(each.path for each in classified(cls) if each.is_misplaced)


def _of_hint(path: str, hint: Any) -> Iterator[Classified]:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        yield from _of_marked(path, inner[0], inner[1:])
    elif origin in (Union, UnionType, tuple):
        parts = dict.fromkeys(part for part in inner if part not in (NoneType, Ellipsis))
        inside = origin is tuple
        for part in parts:
            yield from (_inside(found) if inside else found for found in _of_hint(path, part))
    else:
        yield from _of_class(path, hint)


def _of_marked(path: str, hint: Any, marks: tuple[Any, ...]) -> Iterator[Classified]:
    for mark in marks:
        match mark:
            case Personal():
                is_text = set(get_args(hint) or (hint,)) <= {str, NoneType}
                yield Classified(path, PERSONAL, mark, is_misplaced=not is_text)
                return
            case Plain():
                yield Classified(path, mark.kind, form=mark.form)
                return
            case _ if is_person(mark):
                yield Classified(path, PERSON)
                return
    yield from _of_hint(path, hint)


def _of_class(path: str, hint: Any) -> Iterator[Classified]:
    if hint in VALUES:
        yield Classified(path, VALUES[hint])
    elif isinstance(hint, type) and issubclass(hint, Enum):
        yield Classified(path, CHOICE)
    elif is_dataclass(hint):
        for found in classified(hint):
            yield _inside(replace(found, path=f"{path}.{found.path}"))
    else:
        yield Classified(path, UNCLASSIFIED)


def _inside(found: Classified) -> Classified:
    """This is the same within something else, where nothing personal can be sealed."""
    return replace(found, is_misplaced=found.is_misplaced or found.personal is not None)
