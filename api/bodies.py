"""What a request carries: a small JSON body, a query, a key; each read with suspicion."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request
from starlette.types import Scope

from api.errors import (
    BodyIsCutShort,
    BodyIsNotJson,
    BodyIsTooLarge,
    ContentTypeIsNotJson,
    IdempotencyKeyIsMissing,
    RequestIsInvalid,
)

LARGEST_BODY = 256 * 1024
MOST_PARAMETERS = 50
KEY_PATTERN = "^[!-~]{8,200}$"
KEY = re.compile(rb"[!-~]{8,200}")
NUL = "\0"
NUL_DIGITS = b"u0000"
ESCAPED_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""A backslash that is not itself escaped, and `u0000` behind it."""


async def body_of(request: Request) -> dict[str, Any]:
    """This is the JSON object in the body; no body is an empty one.

    Raises:
        BodyIsTooLarge: it is over 256 KiB, whatever its header says.
        BodyIsCutShort: the caller went away.
        ContentTypeIsNotJson: it is said to be something else.
        BodyIsNotJson: it is not JSON in UTF-8.
        RequestIsInvalid: it is not an object, or text in it holds NUL.
    """
    raw = await bytes_of(request)
    if not raw:
        return {}
    if not request.headers.get("content-type", "").lower().startswith("application/json"):
        raise ContentTypeIsNotJson
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise BodyIsNotJson from None
    if not isinstance(found, dict):
        raise RequestIsInvalid([wrong("body", "dict_type", "The body should be an object")])
    if NUL_DIGITS in raw and ESCAPED_NUL.search(raw):
        raise RequestIsInvalid([wrong("body", "nul", "Text cannot hold NUL")])
    return found


async def bytes_of(request: Request) -> bytes:
    """This is the body as it came.

    Raises:
        BodyIsTooLarge: it is over 256 KiB, whatever its header says.
        BodyIsCutShort: the caller went away.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:12]) > LARGEST_BODY:
        raise BodyIsTooLarge
    received = bytearray()
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise BodyIsCutShort
        received += message.get("body", b"")
        if len(received) > LARGEST_BODY:
            raise BodyIsTooLarge
        if not message.get("more_body"):
            return bytes(received)


def key_of(scope: Scope) -> str:
    """This is the Idempotency-Key, which every request that changes something must have.

    Raises:
        IdempotencyKeyIsMissing: there is none, or it is not 8 to 200 visible characters.
    """
    for name, value in scope["headers"]:
        if name == b"idempotency-key":
            if KEY.fullmatch(value):
                return str(value, "ascii")
            break
    raise IdempotencyKeyIsMissing


def path_of(request: Request) -> Mapping[str, str]:
    """This is the parameters in the path.

    Raises:
        RequestIsInvalid: one of them holds NUL.
    """
    parameters: Mapping[str, str] = request.path_params
    _check_no_nul(parameters.items())
    return parameters


def query_of(request: Request, lists: frozenset[str]) -> dict[str, Any]:
    """This is the parameters behind the question mark; those in `lists` may come repeatedly.

    Raises:
        RequestIsInvalid: they cannot be read, or one that is single comes twice.
    """
    text = request.scope["query_string"].decode("latin-1")
    if not text:
        return {}
    try:
        pairs = parse_qsl(text, True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise RequestIsInvalid([wrong("query", "unreadable", "The query is no UTF-8")]) from None
    _check_no_nul(pairs)
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in lists:
            found.setdefault(name, []).append(value)
        elif name in found:
            raise RequestIsInvalid([wrong(name[:80], "repeated", "This comes once")])
        else:
            found[name] = value
    return found


def _check_no_nul(pairs: Iterable[tuple[str, str]]) -> None:
    for name, value in pairs:
        if NUL in value or NUL in name:
            raise RequestIsInvalid([wrong("address", "nul", "Text cannot hold NUL")])


def wrong(field: str, rule: str, message: str) -> dict[str, str]:
    """This is what is wrong with one field, as `RequestIsInvalid` tells it."""
    return {"field": field, "rule": rule, "message": message}
