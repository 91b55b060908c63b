"""An example of a body, made of its shape: the same on every machine, and as the shape demands."""

from base64 import b64encode
from hashlib import sha256
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from application.cataloguing.schemas import SEALED, Schema

CIPHERTEXT: Final = b64encode(b"ciphertext").decode()
FORMATS: Final = {
    "date-time": "2026-03-02T09:30:00Z",
    "date": "2026-03-02",
    "time": "09:30:00",
    "duration": "PT1H",
}
WORDS: Final = {
    "code": "english",
    "currency": "EUR",
    "decimal": "4.9",
    "month": "2026-03",
    "reference": "re_3Nq7",
    "route": "GET /v1/bookings/{booking_id}",
    "statement": "What we wrote, word for word.",
    "unsealed": "grammar",
    "version": "2026-03",
    "zone": "Europe/Berlin",
}
LATER: Final = "2026-03-02T10:30:00Z"
ENDS: Final = frozenset({"end", "expires_at", "answer_by", "settles_at"})


def example_of(schema: Schema) -> dict[str, Any]:
    """This is an example of a body of that shape."""
    made: dict[str, Any] = _value("", schema)
    return made


def _value(name: str, shape: Schema) -> Any:
    if "anyOf" in shape:
        return _value(name, shape["anyOf"][0])
    match shape["type"]:
        case "object":
            return _object(shape)
        case "array":
            return [_value(name, shape["items"])]
        case "boolean":
            return False
        case "integer":
            return 2500 if name.endswith("minor") else 3
        case _:
            return _text(name, shape)


def _object(shape: Schema) -> dict[str, Any]:
    personal = {name for name, one in shape["properties"].items() if "x-personal" in one}
    made = {
        name: _value(name, one)
        for name, one in shape["properties"].items()
        if name not in personal and name != SEALED
    }
    seals = _seals(shape, made)
    return {SEALED: seals, **made} if seals else made


def _seals(shape: Schema, made: dict[str, Any]) -> list[dict[str, Any]]:
    drawers: dict[tuple[str, str], list[str]] = {}
    for name, one in sorted(shape["properties"].items()):
        if "x-personal" in one:
            whose = one["x-personal"]
            drawers.setdefault((made[whose["subject"]], whose["category"]), []).append(name)
    return [
        {
            "alg": 1,
            "category": category,
            "data": CIPHERTEXT,
            "fields": names,
            "subject": subject,
            "version": 1,
        }
        for (subject, category), names in sorted(drawers.items())
    ]


def _text(name: str, shape: Schema) -> str:
    if "enum" in shape:
        return str(shape["enum"][0])
    if "format" in shape:
        return LATER if name in ENDS else FORMATS[shape["format"]]
    kind = shape["x-kind"]
    if kind in {"digest", "pseudonym"}:
        return sha256(name.encode()).hexdigest()
    return WORDS.get(kind) or str(uuid5(NAMESPACE_URL, f"preceptor/{name}"))
