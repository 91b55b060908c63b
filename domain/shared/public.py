"""The public part of a fact: what an analyst sees of it, which is nothing of any person.

Sealed or not, what is personal is left out. So is what leads to a person: pseudonyms and handles,
which whoever may look them up turns into a name, what others call their things, and digests, by
which something of somebody's is known again. What happened, when, how often and for how
much is left, under names of things alone. Only kinds named here pass, so that a new kind of text
is hidden until somebody has thought about it.
"""

from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, Final

from domain.shared.classification import CHOICE, VALUES, Classified, classified
from domain.shared.event import Fact, Recorded
from domain.shared.unreadable import UnreadableFact

PUBLIC_KINDS: Final = frozenset(
    {
        *VALUES.values(),
        CHOICE,
        "code",
        "currency",
        "decimal",
        "identity",
        "month",
        "route",
        "version",
        "zone",
    }
)

AS_IT_IS: Final = frozenset({NoneType, bool, datetime, int, str})
"""What most values are; asking this first makes it twice as fast."""


@dataclass(frozen=True, slots=True)
class PublicFact:
    """This is a fact as analysts see it: what happened, where in the log, when, and its values."""

    position: int
    topic: str
    stream: str
    recorded_at: datetime
    body: dict[str, Any]


def public_fact(recorded: Recorded[Any]) -> PublicFact:
    """This is what an analyst sees of a fact; of one that cannot be read, only that it is there."""
    body = public_body(recorded.fact)
    name, _, identity = recorded.stream_id.partition("-")
    is_shown = bool(identity) and identity in body.values()
    return PublicFact(
        recorded.position,
        recorded.fact.TOPIC,
        recorded.stream_id if is_shown else name,
        recorded.recorded_at,
        body,
    )


def public_body(fact: Fact) -> dict[str, Any]:
    """This is the values that say nothing of a person; choices by what they are stored as."""
    return {} if isinstance(fact, UnreadableFact) else _plain(fact)


def is_public(value: Classified) -> bool:
    """This is true when analysts see that value."""
    return value.kind in PUBLIC_KINDS


def public_fields(cls: Any) -> tuple[str, ...]:
    """This is the fields of a fact, or of a part of one, of which analysts see something."""
    return _public_fields(cls)


@cache
def _public_fields(cls: Any) -> tuple[str, ...]:
    found = {value.path.partition(".")[0] for value in classified(cls) if is_public(value)}
    return tuple(field.name for field in fields(cls) if field.name in found)


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in AS_IT_IS:
        return value
    if kind is tuple:
        return [_plain(each) for each in value]
    if is_dataclass(kind):
        return {name: _plain(getattr(value, name)) for name in _public_fields(kind)}
    return value.value if isinstance(value, Enum) else value
