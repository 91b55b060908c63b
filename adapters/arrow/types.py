"""The columns of a topic, with the Arrow types that follow from the shape of its facts."""

from functools import cache
from typing import Any, Final

import pyarrow as pa

from application.cataloguing.schemas import Schema, public_schema
from domain.catalogue import FACTS
from domain.shared.public import PublicFact

INSTANT: Final = pa.timestamp("us", tz="UTC")
FORMATS: Final = {
    "date-time": INSTANT,
    "date": pa.date32(),
    "time": pa.time64("us"),
    "duration": pa.duration("us"),
}
PLACE: Final = (
    pa.field("log_position", pa.int64(), nullable=False),
    pa.field("log_stream", pa.string(), nullable=False),
    pa.field("log_time", INSTANT, nullable=False),
)
"""Where a fact stands in the log, under names no field has; folders tell topic and day."""


@cache
def columns_of(topic: str) -> pa.Schema:
    """This is the columns of the facts of a topic."""
    return pa.schema([*PLACE, *_fields(public_schema(FACTS[topic]))])


def row_of(fact: PublicFact) -> dict[str, Any]:
    """This is a fact as a row of those columns."""
    return {
        "log_position": fact.position,
        "log_stream": fact.stream,
        "log_time": fact.recorded_at,
        **fact.body,
    }


def _fields(schema: Schema) -> list[pa.Field]:
    return [
        pa.field(name, _type(shape), nullable="anyOf" in shape)
        for name, shape in schema["properties"].items()
    ]


def _type(shape: Schema) -> pa.DataType:
    if "anyOf" in shape:
        return _type(shape["anyOf"][0])
    match shape["type"]:
        case "object":
            return pa.struct(_fields(shape))
        case "array":
            return pa.list_(pa.field("item", _type(shape["items"]), nullable=False))
        case "integer":
            return pa.int64()
        case "boolean":
            return pa.bool_()
        case _:
            return FORMATS.get(shape.get("format", ""), pa.string())
