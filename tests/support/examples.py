"""One example of anything that has a type: fixed values, the same on every machine."""

import types
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from enum import Enum
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from domain.shared.money import Money
from domain.shared.text import Decimal

T = TypeVar("T")
RATING = "4.9"
PLAIN: dict[Any, Any] = {
    int: 3,
    bool: True,
    float: 0.5,
    datetime: datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    date: date(2026, 3, 2),
    time: time(9, 30),
    Money: Money(2500, "EUR"),
}


def example(cls: type[T]) -> T:
    """This is an example of a dataclass, every field filled."""
    hints = get_type_hints(cls, include_extras=True)
    made: Any = cls
    result: T = made(
        **{field.name: _value(field.name, hints[field.name]) for field in fields(made)}
    )
    return result


def _value(name: str, hint: Any) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return RATING if hint == Decimal else _value(name, inner[0])
    if origin in (Union, types.UnionType):
        return _value(name, next(part for part in inner if part is not types.NoneType))
    if origin is tuple:
        return _tuple(name, inner)
    if hint in PLAIN:
        return PLAIN[hint]
    if hint is str:
        return f"{name} – пример"
    return _of_class(hint)


def _tuple(name: str, inner: tuple[Any, ...]) -> tuple[Any, ...]:
    parts = inner[:-1] if inner[-1] is Ellipsis else inner
    return tuple(_value(name, part) for part in parts)


def _of_class(hint: Any) -> Any:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if is_dataclass(hint):
        return example(hint)  # type: ignore[arg-type]
    raise TypeError(f"no example of {hint}")
