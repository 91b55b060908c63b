"""Pages of a long list: the answer names the next one by a cursor nobody has to understand."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, Final

import orjson
from pydantic import BaseModel, Field, create_model

from domain.shared.errors import Refused

LARGEST: Final = 2**63 - 1
Cursor = Annotated[str, Field(max_length=1_000, pattern="^[A-Za-z0-9_-]+$")]
"""Where a page begins, as the page before told it in `next`."""

Limit = Annotated[int, Field(ge=1, le=100)]
"""At most so many items."""


class CursorIsNotOurs(Refused):
    """The cursor is not one we gave; send `next` as it came, or start without one."""


@dataclass(frozen=True, slots=True)
class Page:
    """This is some items of a list, and the place behind the last when there may be more.

    `beside` is what else the answer says. `headers` say what is another thing each time, so that
    the same items stay the same answer.
    """

    items: Sequence[Any]
    place: Sequence[Any] | None = None
    beside: Mapping[str, Any] = field(default_factory=dict, kw_only=True)
    headers: Mapping[str, str] = field(default_factory=dict, kw_only=True)

    @classmethod
    def of(cls, items: Sequence[Any], limit: int, *names: str) -> "Page":
        """This is a page whose next one begins behind those fields of its last item."""
        if len(items) < limit:
            return cls(items)
        return cls(items, [getattr(items[-1], name) for name in names])

    @property
    def answer(self) -> dict[str, Any]:
        """This is the page as it goes out."""
        place = None if self.place is None else encode(self.place)
        return {"items": self.items, "next": place, **self.beside}


@cache
def page_of(item: Any) -> type[BaseModel]:
    """This documents a page of such items."""
    return create_model(
        f"{item.__name__}Page",
        __doc__="One page; `next`, sent as `after`, gives the following.",
        items=(list[item], ...),
        next=(str | None, ...),
    )


def encode(place: Sequence[Any]) -> str:
    """This is a place in a list as an opaque word."""
    return base64.urlsafe_b64encode(orjson.dumps(place)).rstrip(b"=").decode("ascii")


def decode(cursor: str | None, *kinds: type) -> Any:
    """This is the place a cursor names: values of exactly those types; none for the start.

    Raises:
        CursorIsNotOurs: it names no place.
    """
    if cursor is None:
        return None
    try:
        place = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(place, list):
            raise CursorIsNotOurs
        return tuple(_value(kind, value) for kind, value in zip(kinds, place, strict=True))
    except (ValueError, binascii.Error):
        raise CursorIsNotOurs from None


def _value(kind: type, value: Any) -> Any:
    match value:
        case str() if kind is datetime:
            at = datetime.fromisoformat(value)
            return at if at.tzinfo else at.replace(tzinfo=UTC)
        case str() if kind is str and "\0" not in value:
            return value
        case float() if kind is float:
            return value
        case int() if kind is int and 0 <= value <= LARGEST:
            return value
        case _:
            raise CursorIsNotOurs
