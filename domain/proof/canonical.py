"""Objects in canonical form: RFC 8785 (JCS), as far as what we keep needs it.

Facts hold no floating point numbers and their keys are ASCII, and for such values the form is
what `json` writes with sorted keys and nothing in between; what would need more of the RFC is
refused, never written otherwise.
"""

import json
from collections.abc import Mapping
from typing import Any, Final, NoReturn

LARGEST_NUMBER: Final = 2**53 - 1
"""Further integers are not told apart by everybody who reads JSON (RFC 7493)."""


class NotCanonical(ValueError):
    """This is a value that has no canonical form here: a float, a large number, a foreign key."""


def _refuse(text: str) -> NoReturn:
    raise NotCanonical(f"{text} is no integer")


def _whole(text: str) -> int:
    number = int(text)
    if abs(number) > LARGEST_NUMBER:
        raise NotCanonical("a number is larger than JSON carries safely")
    return number


_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)
_DECODER: Final = json.JSONDecoder(parse_float=_refuse, parse_int=_whole, parse_constant=_refuse)


def canonical(record: Mapping[str, Any]) -> bytes:
    """This is an object in canonical form, UTF-8.

    Raises:
        NotCanonical: something in it has no such form.
    """
    _check(record)
    try:
        return _ENCODER.encode(record).encode()
    except UnicodeEncodeError as reason:
        raise NotCanonical("half a surrogate pair is no text") from reason


def is_canonical(body: bytes) -> bool:
    """This tells whether bytes are an object in canonical form, to the last of them."""
    try:
        value = _DECODER.decode(body.decode())
        if not isinstance(value, dict):
            return False
        # Keys that are not ASCII would show in the bytes, so that only these need a closer look.
        return (_ENCODER.encode(value).encode() if body.isascii() else canonical(value)) == body
    except (ValueError, RecursionError):
        return False


def _check(value: Any) -> None:
    match value:
        case None | bool() | str():
            return
        case int():
            _whole(str(value))
        case Mapping():
            for key, inner in value.items():
                if not isinstance(key, str) or not key.isascii():
                    raise NotCanonical("a key is not plain ASCII")
                _check(inner)
        case list() | tuple():
            for inner in value:
                _check(inner)
        case _:
            raise NotCanonical(f"{type(value).__name__} has no canonical form")
