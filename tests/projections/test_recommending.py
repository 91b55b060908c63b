"""Recommending: who is proposed by what, what is asked for, and what nobody may be shown."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any

import pytest

from adapters.embeddings.hashing import HashingEmbedder
from domain.matching.compatibility import Part, Scale
from domain.matching.reasons import Code
from projections.booking_details.projector import PROJECTION as BOOKINGS
from projections.interactions.projector import PROJECTION as INTERACTIONS
from projections.past import Past, past_of
from projections.proposing import Proposals, Soon, Wished, as_vector, rates
from projections.rating import Choice, Model, NothingRated, Rated
from projections.reading import Reader
from projections.recommending import Level, Recommendations, Recommending
from projections.tutor_embeddings.projector import projection as embeddings
from projections.tutor_search.projector import PROJECTION as SEARCH
from projections.tutor_search.wishes import Wish
from tests.domain.booking.histories import CONFIRMED, HELD
from tests.projections.conftest import Show
from tests.projections.tutors import (
    course,
    imported,
    listed,
    profile,
    subject,
    taken,
    teaches,
    week,
)
from tests.support.calendar import FRIDAY, MONDAY, hours
from tests.support.people import ANNA, BEN, IVAN, OLGA
from tests.support.views import Stream, history, stream

EMBEDDER = HashingEmbedder()
BOOKABLE = Wish(is_bookable=True)
ANYTHING = Wished(BOOKABLE)
LIMIT = 3


def tutor(name: str, about: str, minor: int = 2_000, rating: str | None = "4.0") -> Stream:
    """This is a tutor of mathematics; one without a rating is new."""
    came = (imported(name, rating),) if rating else ()
    said = profile(name, about, about)
    return teaches(name, *came, said, subject(name, "mathematics"), course(name, minor=minor))


def lesson(booking_id: str, student: str, tutor_id: str) -> Stream:
    """This is a lesson the two agreed on."""
    facts: tuple[Any, ...] = (HELD, CONFIRMED)
    both = {"booking_id": booking_id, "student_id": student, "tutor_id": tutor_id}
    return stream(f"booking-{booking_id}", *(replace(one, **both) for one in facts))


@pytest.fixture
def reader(show: Show) -> Reader:
    """This shows four tutors, one nobody can book, and one who is new; Ben learnt with Anna."""
    facts = history(
        tutor(ANNA, "calm algebra for exams", rating="4.0"),
        tutor(IVAN, "calm algebra and exams for you", rating="4.1"),
        tutor("dear", "geometry with songs", minor=9_000, rating="4.9"),
        tutor("far", "chess openings", rating="4.8"),
        stream("tutor-gone", profile("gone"), listed("gone", is_bookable=False)),
        tutor("new", "something else", rating=None),
        stream(f"availability-{ANNA}", week(ANNA, (5, 8, 12))),
        stream(f"availability-{IVAN}", week(IVAN, (5, 8, 12))),
        lesson("one", BEN, ANNA),
        lesson("two", OLGA, ANNA),
        stream(f"calendar-{ANNA}", taken(ANNA, HELD.start, HELD.end)),
    )
    for projection in (SEARCH, embeddings(EMBEDDER), INTERACTIONS, BOOKINGS):
        followed = [
            each for each in facts if each.fact.TOPIC.partition(".")[0] in projection.contexts
        ]
        reader = show(projection, followed)
    return reader


def answer(
    reader: Reader,
    wished: Wished = ANYTHING,
    past: Past | None = None,
    model: Model | None = None,
    seed: int = 0,
    limit: int = LIMIT,
) -> Recommendations:
    known = past or Past()
    return Recommending(
        proposals=Proposals(reader, EMBEDDER, wished, list(known.times_booked)),
        wished=wished,
        past=known,
        model_version="any",
        rating=(model or NothingRated()).asked(known.choices, MONDAY),
        rates=rates(reader),
        scale=Scale(),
        chance=Random(seed),  # noqa: S311
    ).answer(limit)


def shown(found: Recommendations) -> list[str]:
    return [one.card["tutor_id"] for one in found.items]


class TestSomebodyNew:
    def test_is_shown_who_is_reviewed_best(self, reader: Reader) -> None:
        found = answer(reader)
        assert found.level is Level.POPULAR
        assert shown(found)[0] == "dear"
        assert [one.position for one in found.items] == [1, 2, 3]
        assert found.items[0].sources == ["popular"]

    def test_is_shown_who_fits_a_goal(self, reader: Reader) -> None:
        found = answer(reader, Wished(BOOKABLE, goal="chess openings"))
        assert found.level is Level.CONTENT
        assert shown(found)[0] == "far"
        first = found.items[0]
        assert first.sources == ["goal", "popular"]
        assert Code.FITS_GOAL in [reason.code for reason in first.reasons]

    def test_is_told_a_chance_that_follows_from_what_others_did(self, reader: Reader) -> None:
        chances = {one.card["tutor_id"]: one.p_book for one in answer(reader, limit=9).items}
        assert chances[ANNA] > chances["far"] > 0
        assert chances["far"] < 0.5, "somebody books one of many, and not each of them"
        assert chances["far"] == chances["dear"]


class TestSomebodyKnown:
    def test_is_shown_who_is_like_those_they_booked(self, reader: Reader) -> None:
        found = answer(reader, past=past_of(reader, BEN), limit=9)
        assert found.level is Level.CONTENT
        assert shown(found)[:2] in ([ANNA, IVAN], [IVAN, ANNA])
        told = {
            one.card["tutor_id"]: [reason.code for reason in one.reasons] for one in found.items
        }
        assert told[ANNA][0] is Code.BOOKED_BEFORE
        assert Code.LIKE_THOSE_BOOKED in told[IVAN]
        assert Code.BOOKED_BEFORE not in told[IVAN]

    def test_has_a_past_of_their_own_alone(self, reader: Reader) -> None:
        past = past_of(reader, BEN)
        (choice,) = past.choices
        assert (choice.tutor_id, choice.booked) == (ANNA, 1)
        assert past.languages == {HELD.language}
        assert past.prices("EUR") == (2_250, 3_750)
        assert past.prices("USD") is None
        assert past.spans("UTC") == ((4 * 1440 + 9 * 60, 4 * 1440 + 10 * 60),)
        assert past_of(reader, IVAN) == Past()

    def test_is_told_how_likely_somebody_books_again(self, reader: Reader) -> None:
        found = answer(reader, past=past_of(reader, BEN), limit=9)
        chances = {one.card["tutor_id"]: one.p_book for one in found.items}
        assert chances[ANNA] == rates(reader).again == 0.5 / 3

    def test_fits_who_has_time_when_they_learn(self, reader: Reader) -> None:
        found = answer(reader, past=past_of(reader, BEN), limit=9)
        parts = {one.card["tutor_id"]: one.compatibility.parts for one in found.items}
        assert parts[IVAN][Part.SCHEDULE] == 1.0
        assert Part.SCHEDULE not in parts["far"]


class TestNobodyIsShown:
    def test_who_cannot_be_booked_or_was_left_out(self, reader: Reader) -> None:
        for seed in range(30):
            found = answer(
                reader, Wished(BOOKABLE, without=frozenset({"dear"})), seed=seed, limit=9
            )
            assert not {"gone", "dear"} & set(shown(found))

    def test_who_is_not_free_in_the_wished_time(self, reader: Reader) -> None:
        wish = replace(BOOKABLE, free_from=FRIDAY, free_to=FRIDAY + hours(1))
        assert shown(answer(reader, Wished(wish), limit=9)) == [IVAN], "Anna teaches then"

    def test_beyond_the_price_unless_any_price_will_do(self, reader: Reader) -> None:
        wish = replace(BOOKABLE, currency="USD", price_to_minor=3_000)
        wished = Wished(wish, prices=(None, 3_000))
        assert "dear" not in shown(answer(reader, wished, limit=9))
        found = answer(reader, wished.at_any_price, limit=9)
        parts = {one.card["tutor_id"]: one.compatibility.parts for one in found.items}
        assert parts["dear"][Part.PRICE] < 0.5 < parts["far"][Part.PRICE]


class TestBeginningSoon:
    def test_fits_who_has_time_within_those_days(self, reader: Reader) -> None:
        def fit(days: int) -> dict[str, float | None]:
            wished = Wished(BOOKABLE, within=Soon(MONDAY, days))
            found = answer(reader, wished, limit=9)
            return {
                one.card["tutor_id"]: one.compatibility.parts.get(Part.SCHEDULE)
                for one in found.items
            }

        assert fit(2)[IVAN] == 0.0
        assert fit(5)[IVAN] == 1.0
        soon = fit(5)[ANNA]
        assert soon is not None
        assert soon < 1.0, "an hour of hers is taken"


class Favouring:
    """This is a model that knows two tutors, and names one of them."""

    version = "favouring"
    scale = Scale()

    def __init__(self, first: str, second: str) -> None:
        self.proposed = (first,)
        self._second = second
        self.choices: Sequence[Choice] = ()

    def asked(self, choices: Sequence[Choice], _now: datetime) -> "Favouring":
        self.choices = choices
        return self

    def of(self, tutor_ids: Sequence[str]) -> dict[str, Rated]:
        said = {self.proposed[0]: Rated(2.0, 0.4, frozenset({"ease"})), self._second: Rated(1, 0.2)}
        return {one: rated for one, rated in said.items() if one in tutor_ids}


class TestAModel:
    def test_weighs_most_and_says_how_likely(self, reader: Reader) -> None:
        model = Favouring("far", ANNA)
        found = answer(reader, past=past_of(reader, BEN), model=model, limit=9)
        assert found.level is Level.MODEL
        assert [choice.tutor_id for choice in model.choices] == [ANNA]
        first = found.items[0]
        assert (first.card["tutor_id"], first.p_book) == ("far", 0.4)
        assert first.sources == ["ease", "popular"]
        assert first.reasons[0].code is Code.CHOSEN_BY_OTHERS

    def test_that_names_who_does_not_fit_shows_nobody(self, reader: Reader) -> None:
        found = answer(reader, model=Favouring("gone", "nobody"), limit=9)
        assert "gone" not in shown(found)


class TestNewTutors:
    def test_are_drawn_now_and_then_and_said_to_be(self, reader: Reader) -> None:
        wished = Wished(replace(BOOKABLE, subject="mathematics"))
        drawn: list[Any] = []
        for seed in range(120):
            *_, last = answer(reader, wished, seed=seed).items
            assert (last.card["tutor_id"] == "new") == last.is_explored
            drawn += [last] if last.is_explored else []
        assert 2 < len(drawn) < 30
        assert drawn[0].reasons[0].code is Code.NEW_HERE
        assert drawn[0].propensity == pytest.approx(0.1)

    def test_are_the_same_for_the_same_chance(self, reader: Reader) -> None:
        assert answer(reader, seed=5) == answer(reader, seed=5)


def test_a_style_is_near_who_teaches_like_that(reader: Reader) -> None:
    styled = Wished(BOOKABLE, style=as_vector(EMBEDDER, "geometry with songs"))
    parts = {one.card["tutor_id"]: one.compatibility.parts for one in answer(reader, styled).items}
    assert parts["dear"][Part.STYLE] == 1.0
    assert all(each[Part.STYLE] < 1.0 for one, each in parts.items() if one != "dear")
