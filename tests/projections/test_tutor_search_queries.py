"""Tutor search: what somebody wants, and who is found; free time has a test of its own."""

from dataclasses import replace
from typing import Any

import pytest

from domain.shared.money import Money
from domain.tutor.events import LanguageSkill
from projections.reading import Reader
from projections.tutor_search.facets import facets
from projections.tutor_search.projector import PROJECTION
from projections.tutor_search.queries import cards, find_tutors, tutor, words_of
from projections.tutor_search.wishes import Wish
from tests.domain.booking.histories import COMPLETED, HELD
from tests.domain.review.history import HIDDEN, SHOWN
from tests.domain.tutor.history import BOOKABLE, LISTED, PAYABLE
from tests.projections.conftest import Show
from tests.projections.tutors import (
    course,
    hidden,
    imported,
    listed,
    of,
    profile,
    subject,
    teaches,
    week,
)
from tests.support.people import ANNA, BEN, IVAN, OLGA
from tests.support.views import Stream, history, stream

SPEAKS_ENGLISH = (LanguageSkill("english", 6),)


@pytest.fixture
def reader(show: Show) -> Reader:
    """This shows Anna and Ivan, Olga whom nobody can book, and two whom nobody sees."""
    ivan = profile(IVAN, "Physics", speaks=SPEAKS_ENGLISH, teaches_in=("english",))
    return show(
        PROJECTION,
        history(
            stream(f"tutor-{ANNA}", imported(rating="4.5"), *BOOKABLE),
            teaches(IVAN, imported(IVAN), ivan, subject(IVAN, "physics"), course(IVAN, "Talk")),
            stream(
                f"tutor-{OLGA}",
                course(OLGA, "a", price_per_hour=Money(2000, "EUR")),
                course(OLGA, "b", price_per_hour=Money(5900, "EUR")),
                listed(OLGA, is_bookable=False),
            ),
            hidden(BEN, profile(BEN), subject(BEN, "physics")),
            stream("tutor-new", of("new", PAYABLE)),
            stream(f"availability-{ANNA}", week(ANNA, (1, 9, 12), (1, 12, 13), (7, 20, 24))),
            stream("availability-unknown", week("unknown", (1, 9, 12))),
        ),
    )


def reviewed(tutor_id: str, number: int, stars: int, *, is_hidden: bool = False) -> Stream:
    """This is a review of the tutor that is shown, or was."""
    booking_id = f"{tutor_id}-{number}"
    facts = (SHOWN, HIDDEN) if is_hidden else (SHOWN,)
    told = (replace(one, booking_id=booking_id, tutor_id=tutor_id, stars=stars) for one in facts)
    return stream(f"review-{booking_id}", *told)


def found(reader: Reader, **wish: Any) -> list[str]:
    return [row["tutor_id"] for row in find_tutors(reader, Wish(**wish))]


class TestWishing:
    def test_for_nothing_finds_everybody_listed_the_best_rated_first(self, reader: Reader) -> None:
        assert found(reader) == [IVAN, ANNA, OLGA]

    def test_for_a_subject_a_language_or_somebody_to_book(self, reader: Reader) -> None:
        assert found(reader, subject="physics") == [IVAN]
        assert found(reader, subject="russian") == [IVAN, ANNA, OLGA]
        assert found(reader, language="russian") == [ANNA]
        assert found(reader, language="english") == [IVAN, ANNA]
        assert found(reader, is_bookable=True) == [IVAN, ANNA]
        assert found(reader, subject="physics", language="russian") == []

    def test_for_a_rating(self, reader: Reader) -> None:
        assert found(reader, rating=4.5) == [IVAN, ANNA]
        assert found(reader, rating=4.6) == [IVAN]

    def test_for_a_price_finds_ranges_that_touch_it(self, reader: Reader) -> None:
        euro = {"currency": "EUR"}
        assert found(reader, **euro) == [OLGA]
        assert found(reader, **euro, price_to_minor=2000) == [OLGA]
        assert found(reader, **euro, price_to_minor=1999) == []
        assert found(reader, **euro, price_from_minor=5900) == [OLGA]
        assert found(reader, **euro, price_from_minor=5901) == []
        assert found(reader, currency="USD", price_from_minor=0, price_to_minor=9999) == [
            IVAN,
            ANNA,
        ]

    def test_for_a_weekday_finds_any_hours_of_it(self, reader: Reader) -> None:
        assert found(reader, weekday=1) == [ANNA]
        assert found(reader, weekday=7) == [ANNA]
        assert found(reader, weekday=2) == []
        assert found(reader, weekday=1, to_minute=9 * 60) == []

    def test_for_a_time_of_a_weekday_needs_all_of_it_open(self, reader: Reader) -> None:
        morning = {"weekday": 1, "from_minute": 11 * 60}
        assert found(reader, **morning, to_minute=13 * 60) == [ANNA]
        assert found(reader, **morning, to_minute=13 * 60 + 1) == []
        assert found(reader, weekday=7, from_minute=20 * 60) == [ANNA]

    @pytest.mark.parametrize(
        "odd",
        [
            {"weekday": 1, "from_minute": 600, "to_minute": 600},
            {"weekday": 1, "from_minute": 600, "to_minute": 0},
            {"weekday": 9},
            {"subject": "'; DROP TABLE tutors; --"},
            {"currency": "EUR", "price_from_minor": 2**63 - 1},
        ],
    )
    def test_for_what_cannot_be_finds_nobody(self, reader: Reader, odd: dict[str, Any]) -> None:
        assert found(reader, **odd) == []


class TestPages:
    def test_go_on_behind_the_last_one_whatever_is_equal(self, show: Show) -> None:
        rated = [teaches(f"a{n}", imported(f"a{n}", "4.1")) for n in range(3)]
        unrated = [teaches(f"b{n}", profile(f"b{n}")) for n in range(3)]
        experienced = stream("booking-b", of("b2", HELD), of("b2", COMPLETED))
        reader = show(PROJECTION, history(*rated, *unrated, experienced))
        seen: list[str] = []
        after = None
        while page := find_tutors(reader, Wish(), after=after, limit=2):
            seen += [row["tutor_id"] for row in page]
            last = page[-1]
            after = (last["merit"], last["lessons_given"], last["tutor_id"])
        assert seen == ["a0", "a1", "a2", "b2", "b0", "b1"]

    def test_may_begin_behind_anything(self, reader: Reader) -> None:
        assert find_tutors(reader, Wish(), after=(4.0, 2**63 - 1, "")) != []
        assert find_tutors(reader, Wish(), after=(-1.0, 0, "")) == []

    def test_keep_the_wish(self, reader: Reader) -> None:
        page = find_tutors(reader, Wish(rating=1.0), after=(5.0, 0, IVAN), limit=9)
        assert [row["tutor_id"] for row in page] == [ANNA]


class TestRatings:
    def test_are_the_mean_of_reviews_and_until_there_is_one_what_was_brought(
        self, show: Show
    ) -> None:
        reader = show(
            PROJECTION,
            history(
                *(teaches(one, imported(one, "3.0")) for one in ("few", "none")),
                *(reviewed("few", number, stars) for number, stars in enumerate((5, 4, 5))),
                *(teaches(one, profile(one)) for one in ("many", "one", "new", "gone")),
                *(reviewed("many", number, 5 - number % 5 // 4) for number in range(50)),
                reviewed("one", 0, 5),
                reviewed("gone", 0, 1, is_hidden=True),
            ),
        )
        rows = find_tutors(reader, Wish())
        assert [(row["tutor_id"], row["rating"], row["review_count"]) for row in rows] == [
            ("many", 4.8, 50),
            ("one", 5.0, 1),
            ("gone", None, 0),
            ("new", None, 0),
            ("few", 4.67, 3),
            ("none", 3.0, 0),
        ]
        assert [row["tutor_id"] for row in find_tutors(reader, Wish(rating=4.8))] == ["many", "one"]


class TestOneTutor:
    def test_is_shown_whole(self, reader: Reader) -> None:
        anna = tutor(reader, ANNA)
        assert anna is not None
        assert (anna["display_name"], anna["about"]) == (
            "Anna",
            "I have taught Russian for ten years.",
        )
        assert [each["course_id"] for each in anna["courses"]] == ["talk"]
        assert anna["courses"][0]["price_per_hour"] == {"minor": 1500, "currency": "USD"}
        assert anna["levels"]["russian"] == {"level_lo": 1, "level_hi": 6, "tags": ["grammar"]}
        assert anna["reputation"]["overall_rating"] == "4.5"
        assert (anna["is_listed"], anna["is_bookable"]) == (True, True)

    def test_is_shown_hidden_only_when_asked_for(self, reader: Reader) -> None:
        assert tutor(reader, BEN) is None
        ben = tutor(reader, BEN, also_hidden=True)
        assert ben is not None
        assert not ben["is_listed"]

    def test_is_read_word_by_word_hidden_or_not(self, reader: Reader) -> None:
        said, kept = words_of(reader, ANNA), words_of(reader, BEN)
        assert said is not None
        assert kept is not None
        assert (said["revision"], said["about"]) == (3, "I have taught Russian for ten years.")
        assert (said["courses"]["talk"]["title"], kept["revision"]) == ("Conversation", 2)
        assert words_of(reader, "nobody") is None

    def test_is_shown_with_as_much_as_they_said(self, reader: Reader) -> None:
        new = tutor(reader, "new", also_hidden=True)
        assert new is not None
        assert (new["display_name"], new["courses"], new["reputation"]) == (None, [], None)
        unknown = tutor(reader, "unknown", also_hidden=True)
        assert unknown is not None
        assert (unknown["zone"], unknown["speaks"], unknown["levels"]) == ("UTC", [], {})
        assert tutor(reader, "nobody", also_hidden=True) is None


class TestCards:
    def test_come_in_the_order_asked_for(self, reader: Reader) -> None:
        assert [row["tutor_id"] for row in cards(reader, [OLGA, ANNA, "nobody", IVAN])] == [
            OLGA,
            ANNA,
            IVAN,
        ]
        assert cards(reader, []) == []


class TestFacets:
    def test_count_what_the_found_have_in_common(self, reader: Reader) -> None:
        everybody = facets(reader, Wish())
        assert everybody.count == 3
        subjects = [(each["value"], each["count"]) for each in everybody.subjects]
        assert subjects == [("russian", 3), ("physics", 1)]
        languages = [(each["value"], each["count"]) for each in everybody.languages]
        assert languages == [("english", 2), ("russian", 1)]
        assert everybody.prices == [
            {"value": "1000", "currency": "USD", "to_minor": 1999, "count": 2},
            {"value": "2000", "currency": "EUR", "to_minor": 4999, "count": 1},
            {"value": "5000", "currency": "EUR", "to_minor": 9999, "count": 1},
        ]
        assert (everybody.bookable, everybody.ratings[0]) == (2, {"value": "3.0", "count": 2})

    def test_narrow_with_the_wish(self, reader: Reader) -> None:
        narrowed = facets(reader, Wish(language="russian"))
        assert narrowed.count == 1
        assert [each["value"] for each in narrowed.subjects] == ["russian"]

    def test_of_nobody_are_empty(self, reader: Reader) -> None:
        nobody = facets(reader, Wish(subject="chess"))
        assert (nobody.count, nobody.languages, nobody.prices) == (0, [], [])

    def test_say_what_else_could_be_asked_in_the_place_of_what_is(self, reader: Reader) -> None:
        physics = facets(reader, Wish(subject="physics", language="english"))
        assert (physics.count, physics.languages) == (1, [{"value": "english", "count": 1}])
        assert physics.subjects[0] == {"value": "russian", "count": 2}


def test_somebody_listed_without_a_profile_is_found_with_nothing(show: Show) -> None:
    reader = show(PROJECTION, history(stream(f"tutor-{ANNA}", LISTED)))
    (row,) = find_tutors(reader, Wish())
    assert (row["display_name"], row["languages"], row["price_from_minor"]) == (None, [], None)
    assert facets(reader, Wish()).count == 1
