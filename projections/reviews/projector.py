"""Facts of reviews: one row a lesson, and one for what each side wrote.

Whoever lets the use of their data rest is taken down, because nothing of theirs is shown meanwhile.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, assert_never

from domain.privacy.subject_events import ProcessingRestricted, RestrictionLifted
from domain.review.events import (
    AnswerWritten,
    ModerationAppealed,
    OfPart,
    OfReview,
    Part,
    ReviewApproved,
    ReviewCorrected,
    ReviewErased,
    ReviewFlagged,
    ReviewHidden,
    ReviewRejected,
    ReviewShown,
    ReviewWithdrawn,
    ReviewWritten,
    WordsEvent,
    WordsScored,
)
from domain.review.words import Step
from domain.screening.aspects import aspects_of
from domain.screening.signs import Sign, harms_in, signs_of, urgency_of
from domain.shared.event import Recorded, happened_at
from projections.rows import Row, RowKey, Rows, Table
from projections.runtime import Projection
from projections.texts import TextReader

REVIEWS = Table(
    "reviews",
    key=("booking_id",),
    columns=("tutor_id", "student_id", "stars", "blind_until", "is_shown", "shown_at"),
    blank={"is_shown": False},
)
WORDS = Table(
    "words",
    key=("booking_id", "part"),
    columns=(
        "author_id",
        "tutor_id",
        "student_id",
        "text",
        "argument",
        "written_at",
        "revision",
        "step",
        "since",
        "fault",
        "reviewer_id",
        "flagger_id",
        "signs",
        "harms",
        "urgency",
        "aspects",
        "opinions",
    ),
    blank={"revision": 0, "urgency": 0},
    personal=dict.fromkeys(("text", "argument", "signs", "aspects", "opinions"), "author_id"),
    mixed=frozenset({"urgency"}),
)
RESTING = Table("resting", key=("person_id",), columns=("is_resting",))
UNSEEN: Row = {
    "signs": None,
    "harms": None,
    "urgency": 0,
    "aspects": None,
    "opinions": None,
}
"""What is found in no words."""

UNTOUCHED: Row = dict.fromkeys(("argument", "fault", "reviewer_id", "flagger_id"))
"""What nobody has said yet of words that are new."""


def apply(rows: Rows, recorded: Recorded[Any]) -> None:
    """This changes the lesson's row, or that of what one side wrote."""
    match recorded.fact:
        case ReviewWritten() as fact:
            _write(rows, fact, Part.REVIEW, fact.student_id)
            rows.change(REVIEWS, fact.booking_id, stars=fact.stars)
        case AnswerWritten() as fact:
            _write(rows, fact, Part.ANSWER, fact.tutor_id)
        case ReviewShown() as fact:
            rows.change(REVIEWS, fact.booking_id, is_shown=True, shown_at=fact.shown_at)
        case ReviewHidden() as fact:
            rows.change(REVIEWS, fact.booking_id, is_shown=False)
        case ProcessingRestricted() | RestrictionLifted() as fact:
            is_resting = isinstance(fact, ProcessingRestricted)
            rows.change(RESTING, fact.person_id, is_resting=is_resting)
        case WordsScored() as fact:
            _score(rows, fact)
        case fact if isinstance(fact, WordsEvent):
            known = rows.get(WORDS, fact.booking_id, fact.part.value) or WORDS.template
            changed = {**_changed(fact, known), "since": happened_at(fact)}
            rows.change(WORDS, fact.booking_id, fact.part.value, **changed)
        case _:
            return


def _write(rows: Rows, fact: ReviewWritten | AnswerWritten, part: Part, author_id: str) -> None:
    sides: Row = {"tutor_id": fact.tutor_id, "student_id": fact.student_id}
    rows.change(REVIEWS, fact.booking_id, **sides, blind_until=fact.blind_until)
    known = rows.get(WORDS, fact.booking_id, part.value) or WORDS.template
    rows.change(
        WORDS,
        fact.booking_id,
        part.value,
        **sides,
        **_anew(fact.text, known),
        author_id=author_id,
        written_at=fact.written_at,
        since=fact.written_at,
    )


def _score(rows: Rows, fact: WordsScored) -> None:
    known = rows.get(WORDS, fact.booking_id, fact.part.value) or WORDS.template
    harms = harms_in({score.harm: score.basis_points for score in fact.scores})
    changed = {
        "harms": [harm.value for harm in harms] or None,
        "urgency": max(urgency_of(harms), known["urgency"]),
    }
    rows.change(WORDS, fact.booking_id, fact.part.value, **changed)


def _anew(text: str, known: Row) -> Row:
    signs = signs_of(text)
    return {
        **UNTOUCHED,
        **UNSEEN,
        "text": text or None,
        "signs": [sign.value for sign in signs] or None,
        "urgency": urgency_of(signs),
        "step": Step.WAITING,
        "revision": known["revision"] + 1,
    }


def _changed(fact: WordsEvent, known: Row) -> Row:
    match fact:
        case ReviewCorrected():
            return _anew(fact.text, known)
        case ReviewWithdrawn() | ReviewErased():
            return {"step": Step.WITHDRAWN, "text": None, "argument": None, **UNSEEN}
        case ReviewApproved():
            return {"step": Step.APPROVED, "reviewer_id": fact.reviewer_id, "fault": None}
        case ReviewRejected():
            return {"step": Step.REJECTED, "reviewer_id": fact.reviewer_id, "fault": fact.fault}
        case ModerationAppealed():
            return {"step": Step.APPEALED, "argument": fact.argument or None}
        case ReviewFlagged():
            flagged = {"flagger_id": fact.flagger_id, "fault": fact.fault}
            return {"step": Step.FLAGGED, **flagged}
        case _:
            assert_never(fact)


def read(reader: TextReader, rows: Rows) -> None:
    """This reads what is new: what it thinks of what, and whether a model finds it toxic."""
    for row in rows.touched(WORDS):
        if row["text"] is None or row["aspects"] is not None:
            continue
        changed = _opinions(reader, row["text"] if row["part"] == Part.REVIEW else "")
        if reader.is_toxic(row["text"]):
            signs = (*map(Sign, row["signs"] or ()), Sign.TOXIC)
            changed |= {"signs": [sign.value for sign in signs], "urgency": urgency_of(signs)}
        rows.change(WORDS, row["booking_id"], row["part"], **changed)


def _opinions(reader: TextReader, review: str) -> Row:
    """This is what a review speaks of, and what it thinks of each on the mean of its clauses."""
    found = aspects_of(review)
    told = iter(reader.opinions([clause for clauses in found.values() for clause in clauses]))
    opinions = [_mean([next(told) for _ in clauses]) for clauses in found.values()]
    return {"aspects": [aspect.value for aspect in found], "opinions": opinions}


def _mean(opinions: Sequence[float | None]) -> float | None:
    told = [one for one in opinions if one is not None]
    return round(sum(told) / len(told), 2) if told else None


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the rows the fact changes."""
    match recorded.fact:
        case OfPart() as fact:
            yield WORDS, (fact.booking_id, fact.part.value)
        case OfReview() as fact:
            yield REVIEWS, (fact.booking_id,)
            part = Part.ANSWER if isinstance(fact, AnswerWritten) else Part.REVIEW
            yield WORDS, (fact.booking_id, part.value)
        case ProcessingRestricted() | RestrictionLifted() as fact:
            yield RESTING, (fact.person_id,)
        case _:
            return


def projection(reader: TextReader) -> Projection:
    """This is the projection with that reader of texts behind it."""
    return Projection(
        name="reviews",
        version=3,
        contexts=frozenset({"review", "privacy"}),
        schema=Path(__file__).with_name("schema.sql"),
        tables=(REVIEWS, WORDS, RESTING),
        apply=apply,
        keys=keys,
        complete=partial(read, reader),
    )
