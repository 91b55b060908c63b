"""Whoever was erased is gone from every read model, whether it grew or was built anew."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.embeddings.hashing import HashingEmbedder
from domain.account.events import AccountErased, AccountRegistered, PasswordSet
from domain.booking.outcomes import ProblemAnswered, ProblemReported, WordsErased
from domain.booking.terms import OfBooking, Party, ProblemReason
from domain.review.events import OfReview, Part, ReviewErased
from domain.shared.event import Fact, Recorded, context_of
from domain.shared.personal import Category, erased, personal_fields
from domain.tutor.events import TutorErased
from projections.catalogue import read_models
from projections.rows import Row
from projections.runtime import Projection
from projections.texts import NoTextReader
from tests.domain.booking.histories import ABOUT, COMPLETED, HELD
from tests.domain.review.history import ANSWER, ANSWERED, appealed, rejected
from tests.domain.tutor.history import APPEALED, BOOKABLE, taken_down
from tests.projections.test_tutor_search import rated
from tests.support.calendar import FRIDAY
from tests.support.examples import example
from tests.support.histories import histories
from tests.support.laws import folded, interleavings
from tests.support.people import ANNA
from tests.support.tries import tried
from tests.support.views import Stream, history, stream

ACCOUNT = (
    replace(example(AccountRegistered), account_id=ANNA),
    replace(example(PasswordSet), account_id=ANNA),
)
QUARREL = (
    HELD,
    COMPLETED,
    ProblemReported(
        **ABOUT,
        by=Party.TUTOR,
        reporter_id=ANNA,
        reason=ProblemReason.OTHER,
        claimed_refund_minor=0,
        details="…",
        reported_at=FRIDAY,
        answer_by=FRIDAY,
    ),
    ProblemAnswered(
        **ABOUT, by=Party.TUTOR, answerer_id=ANNA, is_agreed=False, details="…", answered_at=FRIDAY
    ),
)
SAID = (ANSWERED, rejected(ANSWER), appealed(ANSWER))
ANNAS = (*BOOKABLE, taken_down(), APPEALED)

MODELS = tuple(read_models(HashingEmbedder(), NoTextReader()))
SIGN = "zebra"
ERASURES = (AccountErased, TutorErased, WordsErased, ReviewErased)


def annas(fact: Any) -> list[str]:
    """This is the personal fields of hers."""
    marks = personal_fields(fact.__class__).items()
    return [name for name, mark in marks if getattr(fact, mark.subject) == ANNA]


def signed(fact: Any) -> Any:
    """This is the fact with a sign in every personal field of Anna's."""
    return replace(fact, **{name: f"{SIGN}@{name}.org" for name in annas(fact)})


def forgetting(one: Stream) -> Iterator[Fact]:
    """This is what is recorded in a stream that held something personal of hers."""
    last: Any = one.facts[-1]
    told: Any = {"request_id": "r", "erased_at": FRIDAY}
    if one.stream_id == f"account-{ANNA}":
        yield AccountErased(account_id=ANNA, categories=tuple(Category), **told)
    elif one.stream_id == f"tutor-{ANNA}":
        yield TutorErased(tutor_id=ANNA, **told)
    elif isinstance(last, OfBooking):
        sides: Any = {
            name: getattr(last, name) for name in ("booking_id", "tutor_id", "student_id")
        }
        yield WordsErased(**sides, start=last.start, end=last.end, person_id=ANNA, **told)
    elif isinstance(last, OfReview):
        about: Any = {
            name: getattr(last, name) for name in ("booking_id", "tutor_id", "student_id")
        }
        part = Part.ANSWER if last.tutor_id == ANNA else Part.REVIEW
        yield ReviewErased(**about, part=part, author_id=ANNA, **told)


@st.composite
def forgotten(draw: st.DrawFn) -> tuple[Stream, ...]:
    """This is a history that ends with Anna being erased."""
    streams = []
    for one in map(rated, draw(histories())):
        before = [signed(fact) for fact in one.facts if not isinstance(fact, ERASURES)]
        if before:
            lived = stream(one.stream_id, *before)
            streams.append(stream(one.stream_id, *before, *forgetting(lived)))
    return tuple(streams)


def unreadable(fact: Any) -> Any:
    """This is the fact as it reads once her keys are destroyed."""
    return erased(fact, annas(fact))


def follow(projection: Projection, *streams: Stream) -> list[Recorded[Any]]:
    facts = history(*streams)
    return [one for one in facts if context_of(one.fact.TOPIC) in projection.contexts]


def held_of(person: str, projection: Projection, rows: dict[str, list[Row]]) -> list[Row]:
    """This is the rows that hold something personal of theirs, as the tables declare it."""
    return [
        row
        for table in projection.tables
        for row in rows[table.name]
        if any(row[owner] == person and row[column] for column, owner in table.personal.items())
    ]


@pytest.mark.parametrize("projection", MODELS, ids=lambda projection: projection.name)
def test_a_tutor_who_wrote_everything_there_is_to_write_is_gone(projection: Projection) -> None:
    wrote = [
        stream(f"tutor-{ANNA}", *map(signed, ANNAS)),
        stream(f"account-{ANNA}", *map(signed, ACCOUNT)),
        stream("booking-1", *map(signed, QUARREL)),
        stream("review-b", *map(signed, SAID)),
    ]
    followed = follow(projection, *(stream(s.stream_id, *s.facts, *forgetting(s)) for s in wrote))
    grown = folded(projection, followed)
    assert SIGN not in repr(grown)
    assert not held_of(ANNA, projection, grown)
    lived = folded(projection, follow(projection, *wrote))
    assert bool(held_of(ANNA, projection, lived)) == (SIGN in repr(lived))
    anew = [replace(one, fact=unreadable(one.fact)) for one in followed]
    assert folded(projection, anew) == grown


@pytest.mark.parametrize("projection", MODELS, ids=lambda projection: projection.name)
@tried(40, database=None)
@given(data=st.data())
def test_grown_and_built_anew_hold_the_same_and_nothing_of_hers(
    projection: Projection, data: st.DataObject
) -> None:
    followed = follow(projection, *data.draw(forgotten()))
    grown = folded(projection, followed)
    assert SIGN not in repr(grown)
    anew = [replace(one, fact=unreadable(one.fact)) for one in followed]
    assert folded(projection, data.draw(interleavings(anew, "stream"))) == grown
