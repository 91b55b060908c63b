"""Every fact of every context becomes one line; none is left out, whatever it says."""

from pathlib import Path
from typing import Any

from domain.audit.events import CommandRefused
from domain.catalogue import FACTS
from domain.shared.event import Recorded, context_of
from domain.shared.personal import people_in
from projections.rows import Rows, Table
from projections.runtime import Projection

ENTRIES = Table(
    "entries",
    key=("position",),
    columns=(
        "stream_id",
        "version",
        "topic",
        "recorded_at",
        "actor",
        "ground",
        "correlation_id",
        "causation_id",
        "refusal",
        "about",
        "subjects",
    ),
    append_only=True,
)


def apply(rows: Rows, recorded: Recorded[Any]) -> None:
    """This writes the fact's line."""
    refusal, about = _refused(recorded.fact)
    rows.add(
        ENTRIES,
        {
            "position": recorded.position,
            "stream_id": recorded.stream_id,
            "version": recorded.version,
            "topic": recorded.fact.TOPIC,
            "recorded_at": recorded.recorded_at,
            "actor": recorded.actor,
            "ground": recorded.ground,
            "correlation_id": recorded.correlation_id,
            "causation_id": recorded.causation_id,
            "refusal": refusal,
            "about": about,
            "subjects": recorded.subjects,
        },
    )


def _refused(fact: Any) -> tuple[str | None, tuple[str, ...]]:
    match fact:
        case CommandRefused():
            return fact.refusal, fact.about
        case _:
            return None, people_in(fact)


PROJECTION = Projection(
    name="audit_trail",
    version=1,
    contexts=frozenset(map(context_of, FACTS)),
    schema=Path(__file__).with_name("schema.sql"),
    tables=(ENTRIES,),
    apply=apply,
)
