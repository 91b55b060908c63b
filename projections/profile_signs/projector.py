"""Facts of tutors: a row for each part of what they say in which something is found.

Words themselves are not kept here; whoever looks sees them in the profile. A part that is put right
or withdrawn has no row any more.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from domain.screening.signs import Sign, signs_of, urgency_of
from domain.shared.event import Recorded
from domain.tutor.events import (
    CourseOffered,
    CourseWithdrawn,
    ProfilePublished,
    SubjectOffered,
    SubjectWithdrawn,
    TutorErased,
)
from projections.rows import RowKey, Rows, Table
from projections.runtime import Projection
from projections.texts import TextReader

SIGNS = Table(
    "signs",
    ("tutor_id", "part"),
    ("signs", "urgency", "since"),
    personal={"signs": "tutor_id"},
    mixed=frozenset({"tutor_id", "part", "urgency", "since"}),
)
PROFILE: Final = "profile"
Said = ProfilePublished | CourseOffered | SubjectOffered
Withdrawn = CourseWithdrawn | SubjectWithdrawn


def apply(reader: TextReader, rows: Rows, recorded: Recorded[Any]) -> None:
    """This looks through what is said anew, and forgets what was found in what is gone."""
    match recorded.fact:
        case fact if isinstance(fact, Said):
            words, at = _words(fact)
            _look(reader, rows, (fact.tutor_id, _part(fact)), words, at)
        case fact if isinstance(fact, Withdrawn):
            rows.delete(SIGNS, fact.tutor_id, _part(fact))
        case TutorErased() as fact:
            for row in rows.where(SIGNS, tutor_id=fact.tutor_id):
                rows.delete(SIGNS, row["tutor_id"], row["part"])
        case _:
            return


def _look(
    reader: TextReader, rows: Rows, key: tuple[str, str], words: str, since: datetime
) -> None:
    signs = signs_of(words)
    if words and reader.is_toxic(words):
        signs = (*signs, Sign.TOXIC)
    if not signs:
        rows.delete(SIGNS, *key)
        return
    found = {"signs": [sign.value for sign in signs], "urgency": urgency_of(signs), "since": since}
    rows.change(SIGNS, *key, **found)


def _words(fact: Said) -> tuple[str, datetime]:
    match fact:
        case ProfilePublished():
            return _lines(fact.display_name, fact.headline, fact.about), fact.published_at
        case CourseOffered():
            return _lines(fact.title, fact.description, fact.tags), fact.offered_at
        case SubjectOffered():
            return _lines(fact.tags), fact.offered_at


def _lines(*words: str) -> str:
    """This is what is said, each in a line; of what nobody can open there is nothing."""
    return "\n".join(filter(None, words))


def _part(fact: Said | Withdrawn) -> str:
    match fact:
        case CourseOffered() | CourseWithdrawn():
            return f"course {fact.course_id}"
        case SubjectOffered() | SubjectWithdrawn():
            return f"subject {fact.subject}"
        case ProfilePublished():
            return PROFILE


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the row of the part the fact is about."""
    if isinstance(recorded.fact, Said | Withdrawn):
        yield SIGNS, (recorded.fact.tutor_id, _part(recorded.fact))


def projection(reader: TextReader) -> Projection:
    """This is the projection with that reader of texts behind it."""
    return Projection(
        name="profile_signs",
        version=1,
        contexts=frozenset({"tutor"}),
        schema=Path(__file__).with_name("schema.sql"),
        tables=(SIGNS,),
        apply=partial(apply, reader),
        keys=keys,
    )
