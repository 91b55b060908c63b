"""The words of tutors become vectors: here, off every request, whenever the words change."""

import hashlib
import struct
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any

from domain.shared.event import Recorded
from domain.tutor.events import CourseOffered, CourseWithdrawn, ProfilePublished, TutorErased
from projections.embedding import Embedder
from projections.rows import Row, RowKey, Rows, Table
from projections.runtime import Projection

WORDS = Table(
    "words",
    ("tutor_id",),
    ("headline", "about", "courses"),
    blank={"courses": {}},
    personal=dict.fromkeys(("headline", "about"), "tutor_id"),
    mixed=frozenset({"courses"}),
)
VECTORS = Table(
    "vectors",
    ("tutor_id",),
    ("content", "model", "embedding"),
    personal={"embedding": "tutor_id"},
    mixed=frozenset({"tutor_id", "content", "model"}),
)
WORDY = ProfilePublished | CourseOffered | CourseWithdrawn | TutorErased
MOST_TITLES = 5


def apply(rows: Rows, recorded: Recorded[Any]) -> None:
    """This keeps the words; what they mean is worked out once for the whole batch."""
    match recorded.fact:
        case ProfilePublished() as fact:
            said = {"headline": fact.headline or None, "about": fact.about or None}
            rows.change(WORDS, fact.tutor_id, **said)
        case CourseOffered() as fact:
            courses = {**_courses(rows, fact.tutor_id), fact.course_id: fact.title or ""}
            rows.change(WORDS, fact.tutor_id, courses=courses)
        case CourseWithdrawn() as fact:
            courses = _courses(rows, fact.tutor_id)
            courses.pop(fact.course_id, None)
            rows.change(WORDS, fact.tutor_id, courses=courses)
        case TutorErased() as fact:
            courses = dict.fromkeys(_courses(rows, fact.tutor_id), "")
            rows.change(WORDS, fact.tutor_id, headline=None, about=None, courses=courses)
        case _:
            return


def embed(embedder: Embedder, rows: Rows) -> None:
    """This embeds what has changed; words that did not keep their vector."""
    for row in rows.touched(WORDS):
        tutor_id, content = row["tutor_id"], _content(row)
        digest = hashlib.sha256(content.encode()).hexdigest()[:16]
        known = rows.get(VECTORS, tutor_id)
        if not content:
            rows.delete(VECTORS, tutor_id)
        elif known is None or (known["content"], known["model"]) != (digest, embedder.name):
            vector = _literal(embedder.embed([content])[0])
            meaning = {"content": digest, "model": embedder.name, "embedding": vector}
            rows.change(VECTORS, tutor_id, **meaning)


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the rows the fact concerns."""
    if isinstance(recorded.fact, WORDY):
        yield WORDS, (recorded.fact.tutor_id,)
        yield VECTORS, (recorded.fact.tutor_id,)


def projection(embedder: Embedder) -> Projection:
    """This is the projection with that embedder behind it."""
    return Projection(
        name="tutor_embeddings",
        version=1,
        contexts=frozenset({"tutor"}),
        schema=Path(__file__).with_name("schema.sql"),
        tables=(WORDS, VECTORS),
        apply=apply,
        keys=keys,
        complete=partial(embed, embedder),
    )


def _courses(rows: Rows, tutor_id: str) -> dict[str, str]:
    row = rows.get(WORDS, tutor_id)
    return dict(row["courses"]) if row else {}


def _content(row: Row) -> str:
    titles = [row["courses"][course_id] for course_id in sorted(row["courses"])]
    return ". ".join(filter(None, (row["headline"], *titles[:MOST_TITLES], row["about"])))


def _literal(vector: list[float]) -> str:
    """This is a vector exactly as pgvector keeps it in half precision and gives it back."""
    halves = struct.pack(f"<{len(vector)}e", *vector)
    return f"[{','.join(map(_digits, struct.unpack(f'<{len(vector)}H', halves)))}]"


@cache
def _digits(half: int) -> str:
    """This is a half, by its bits, in the fewest digits that tell it; there are only 65,536."""
    (value,) = struct.unpack("<e", struct.pack("<H", half))
    for precision in range(1, 9):
        text = f"{value:.{precision}g}"
        if struct.unpack("<f", struct.pack("<f", float(text)))[0] == value:
            return text
    return f"{value:.9g}"
