"""The words of tutors become vectors: here, off every request, whenever the words change."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from domain.shared.event import Recorded
from domain.tutor.events import CourseOffered, CourseWithdrawn, ProfilePublished
from projections.embedding import Embedder
from projections.rows import Row, RowKey, Rows, Table
from projections.runtime import Projection

VECTORS = Table(
    "vectors",
    key=("tutor_id",),
    columns=("headline", "about", "courses", "content", "model", "embedding"),
    blank={"courses": {}, "content": ""},
)


def apply(rows: Rows, recorded: Recorded[Any]) -> None:
    """This keeps the words; what they mean is worked out once for the whole batch."""
    match recorded.fact:
        case ProfilePublished() as fact:
            said = {"headline": fact.headline or None, "about": fact.about or None}
            rows.change(VECTORS, fact.tutor_id, **said)
        case CourseOffered() as fact:
            courses = {**_courses(rows, fact.tutor_id), fact.course_id: fact.title or ""}
            rows.change(VECTORS, fact.tutor_id, courses=courses)
        case CourseWithdrawn() as fact:
            courses = _courses(rows, fact.tutor_id)
            courses.pop(fact.course_id, None)
            rows.change(VECTORS, fact.tutor_id, courses=courses)
        case _:
            return


def embed(embedder: Embedder, rows: Rows) -> None:
    """This embeds what has changed; words that did not keep their vector."""
    for row in rows.touched(VECTORS):
        content = _content(row)
        if content != row["content"] or row["model"] != embedder.name:
            vector = _literal(embedder.embed([content])[0]) if content else None
            meaning = {"content": content, "model": embedder.name, "embedding": vector}
            rows.change(VECTORS, row["tutor_id"], **meaning)


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the row the fact concerns."""
    if isinstance(recorded.fact, ProfilePublished | CourseOffered | CourseWithdrawn):
        yield VECTORS, (recorded.fact.tutor_id,)


def projection(embedder: Embedder) -> Projection:
    """This is the projection with that embedder behind it."""
    return Projection(
        name="tutor_embeddings",
        version=1,
        contexts=frozenset({"tutor"}),
        schema=Path(__file__).with_name("schema.sql"),
        tables=(VECTORS,),
        apply=apply,
        keys=keys,
        complete=partial(embed, embedder),
    )


def _courses(rows: Rows, tutor_id: str) -> dict[str, str]:
    row = rows.get(VECTORS, tutor_id)
    return dict(row["courses"]) if row else {}


def _content(row: Row) -> str:
    titles = [row["courses"][course_id] for course_id in sorted(row["courses"])]
    return ". ".join(filter(None, (row["headline"], *titles[:5], row["about"])))


def _literal(vector: list[float]) -> str:
    """This is a vector as pgvector reads it, in the digits that half precision keeps."""
    return f"[{','.join(f'{value:.4g}' for value in vector)}]"
