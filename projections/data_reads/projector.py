"""Every reading becomes one line; nothing else about privacy concerns it."""

from pathlib import Path
from typing import Any

from domain.reading.events import DataRead
from domain.shared.event import Recorded, context_of
from projections.rows import Rows, Table
from projections.runtime import Projection

READS = Table(
    "reads",
    key=("position",),
    columns=("person_id", "reader_id", "purpose", "categories", "route", "read_at"),
    append_only=True,
)


def apply(rows: Rows, recorded: Recorded[Any]) -> None:
    """This writes the reading's line."""
    match recorded.fact:
        case DataRead() as fact:
            rows.add(
                READS,
                {
                    "position": recorded.position,
                    "person_id": fact.person_id,
                    "reader_id": fact.reader_id,
                    "purpose": fact.purpose,
                    "categories": fact.categories,
                    "route": fact.route,
                    "read_at": fact.read_at,
                },
            )
        case _:
            return


PROJECTION = Projection(
    name="data_reads",
    version=1,
    contexts=frozenset({context_of(DataRead.TOPIC)}),
    schema=Path(__file__).with_name("schema.sql"),
    tables=(READS,),
    apply=apply,
)
