"""Facets agree with the filters, and where nobody is found there is a way on: for any tutors."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from domain.shared.money import Money
from projections.reading import Reader
from projections.relaxing import WORDS, instead
from projections.tutor_search.facets import BANDS, Facets, facets
from projections.tutor_search.projector import PROJECTION
from projections.tutor_search.queries import find_tutors
from projections.tutor_search.wishes import FILTERS, Wish
from tests.projections.conftest import Show
from tests.projections.tutors import course, imported, listed, of, profile, subject
from tests.support.views import Stream, history, stream

SUBJECTS = ("english", "physics", "chess")
LANGUAGES = ("english", "russian")
MOST = 1_000


def tutor(chance: random.Random, name: str) -> Stream:
    """This is a tutor of some subjects and levels, at some prices, with some rating."""
    low = chance.randrange(1, 7)
    levels = {"level_lo": low, "level_hi": chance.randrange(low, 8)}
    said: list[Any] = [
        imported(name, chance.choice(("3.1", "4.5", "4.9"))),
        profile(name, "Words", teaches_in=tuple(chance.sample(LANGUAGES, chance.randrange(3)))),
        *(
            of(name, subject(name, code), **levels)
            for code in chance.sample(SUBJECTS, chance.randrange(1, 3))
        ),
    ]
    for number in range(chance.randrange(3)):
        price = Money(chance.choice((0, 999, 1000, 1999, 2000, 4800, 70_000)), "USD")
        said.append(course(name, f"c{number}", price_per_hour=price, subject="chess"))
    return stream(f"tutor-{name}", *said, listed(name, is_bookable=chance.random() < 0.5))


@pytest.fixture
def reader(show: Show) -> Reader:
    chance = random.Random(3)  # noqa: S311 - the same tutors each time
    return show(PROJECTION, history(*(tutor(chance, f"t{number:02}") for number in range(60))))


def wishes(count: int) -> Iterator[Wish]:
    chance = random.Random(4)  # noqa: S311 - the same wishes each time
    for _ in range(count):
        price = chance.choice(BANDS[:8])
        asked: dict[str, dict[str, Any]] = {
            "subject": {"subject": chance.choice(SUBJECTS)},
            "level": {"level": chance.randrange(1, 8)},
            "language": {"language": chance.choice(LANGUAGES)},
            "price": {"currency": "USD", "price_from_minor": price, "price_to_minor": price + 999},
            "rating": {"rating": chance.choice((3.0, 4.5, 4.8))},
            "is_bookable": {"is_bookable": True},
        }
        kinds = chance.sample(sorted(asked), chance.randrange(len(asked)))
        yield Wish(**{name: it for kind in kinds for name, it in asked[kind].items()})


def found(reader: Reader, wish: Wish) -> int:
    return len(find_tutors(reader, wish, limit=MOST))


def chosen(kind: str, facet: dict[str, Any]) -> dict[str, Any]:
    """This is what somebody asks who chooses that facet."""
    match kind:
        case "price":
            band = {"price_from_minor": int(facet["value"]), "price_to_minor": facet["to_minor"]}
            return {"currency": facet["currency"], **band}
        case "rating":
            return {"rating": float(facet["value"])}
        case "level":
            return {"level": int(facet["value"])}
        case _:
            return {kind: facet["value"]}


def each_facet(counted: Facets) -> Iterator[tuple[str, dict[str, Any]]]:
    kinds = {"subject": "subjects", "language": "languages", "price": "prices"}
    for kind, name in {**kinds, "rating": "ratings", "level": "levels"}.items():
        yield from ((kind, facet) for facet in getattr(counted, name))


def test_a_facet_counts_who_is_found_when_it_is_chosen(reader: Reader) -> None:
    looked_at = 0
    for wish in wishes(25):
        counted = facets(reader, wish)
        assert counted.count == found(reader, wish), wish
        bookable = {**fields(wish), "is_bookable": True}
        assert counted.bookable == found(reader, Wish(**bookable)), wish
        for kind, facet in each_facet(counted):
            asked = {**fields(wish.without(kind)), **chosen(kind, facet)}
            assert facet["count"] == found(reader, Wish(**asked)), (wish, kind, facet)
            looked_at += 1
    assert looked_at > 250


def fields(wish: Wish) -> dict[str, Any]:
    return {name: getattr(wish, name) for kind in wish.asked for name in FILTERS[kind]}


class TestAWayOn:
    def test_gives_up_the_narrowest_filter_alone_where_that_is_enough(self, reader: Reader) -> None:
        way_on = instead(reader, Wish(subject="chess", rating=5.0), 5)
        assert way_on is not None
        assert (way_on.without, len(way_on.cards)) == (("rating",), 5)

    def test_gives_up_one_after_the_other_where_it_must(self, reader: Reader) -> None:
        way_on = instead(reader, Wish(subject="welsh", rating=5.0, is_bookable=True), 5)
        assert way_on is not None
        assert set(way_on.without) == {"rating", "subject"}
        assert all(card["is_bookable"] for card in way_on.cards)

    def test_gives_up_words_last(self, reader: Reader) -> None:
        way_on = instead(reader, Wish(subject="chess"), 5, find=lambda _: [])
        assert way_on is not None
        assert way_on.without == (WORDS,)
        assert all("chess" in card["subjects"] for card in way_on.cards)
        way_on = instead(reader, Wish(subject="welsh"), 5, find=lambda _: [])
        assert way_on is not None
        assert (set(way_on.without), len(way_on.cards)) == ({"subject", WORDS}, 5)

    def test_is_there_for_any_wish_that_nobody_is(self, reader: Reader) -> None:
        nobody = [wish for wish in wishes(200) if not found(reader, wish)]
        assert len(nobody) > 5
        for wish in nobody:
            way_on = instead(reader, wish, 20)
            assert way_on is not None
            assert way_on.cards
            assert set(way_on.without) <= {*wish.asked}
            assert len(way_on.cards) == min(found(reader, wish.without(*way_on.without)), 20)

    def test_is_nowhere_where_nobody_is_listed(self, show: Show) -> None:
        reader = show(PROJECTION, history(stream("tutor-new", profile("new"))))
        assert instead(reader, Wish(subject="chess"), 5) is None
        assert instead(reader, Wish(), 5, find=lambda _: []) is None
