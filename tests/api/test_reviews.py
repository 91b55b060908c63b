"""Reviews over HTTP: each sees what is theirs to see, and reviewers what waits for them."""

from dataclasses import fields
from typing import Any

import pytest

from domain.shared.actor import Actor, Role
from projections.reviews.queries import Waiting
from tests.api.world import World, one
from tests.support.calendar import MONDAY
from tests.support.people import ANNA, AS_ANNA, AS_BEN, AS_OLGA, AS_RITA, BEN, RITA

LESSON: dict[str, Any] = {
    "booking_id": "b",
    "tutor_id": ANNA,
    "student_id": BEN,
    "stars": 4,
    "blind_until": MONDAY,
    "is_shown": False,
    "shown_at": None,
}
WORDS: dict[str, Any] = {
    "part": "review",
    "author_id": BEN,
    "text": "We talked a lot.",
    "argument": "It is true.",
    "written_at": MONDAY,
    "revision": 1,
    "step": "appealed",
    "since": MONDAY,
    "fault": "offensive",
    "reviewer_id": RITA,
    "flagger_id": None,
}
ANSWER = {**WORDS, "part": "answer", "author_id": ANNA, "text": "He did his homework."}
PUBLIC: dict[str, Any] = {
    "booking_id": "b",
    "student_id": BEN,
    "stars": 4,
    "shown_at": MONDAY,
    "text": "We talked a lot.",
    "answer": None,
}
TRACE: dict[str, Any] = {
    **{key: LESSON[key] for key in ("booking_id", "tutor_id", "student_id", "is_shown")},
    **dict.fromkeys(("written_at", "held_at", "starts_at", "ends_at"), MONDAY),
    "subject": "english",
    "stars": 5,
    "price_minor": 500,
    "is_trial": True,
    "text": "",
    "was_joined": False,
    "was_refunded": True,
    "registered_at": None,
    "step": "waiting",
}
FOR_REVIEW = {"Preceptor-Purpose": "review"}
ONE = "/v1/reviews/b"
OF_ANNA = f"/v1/tutors/{ANNA}/reviews"


@pytest.fixture
def shelf(world: World) -> World:
    world.reader.tables["reviews.reviews"] = [LESSON]
    world.reader.tables["reviews.words"] = [WORDS, ANSWER]
    return world


def texts(shown: dict[str, Any]) -> list[str]:
    return [each["text"] for each in shown["words"]]


class TestTheTwoSides:
    def test_see_nothing_of_the_other_that_is_only_approved(self, shelf: World) -> None:
        shelf.reader.tables["reviews.words"] = [
            {**each, "step": "approved"} for each in (WORDS, ANSWER)
        ]
        assert texts(shelf.get(ONE, AS_ANNA).json()) == ["He did his homework."]

    def test_see_their_own_words_alone_as_long_as_it_is_blind(self, shelf: World) -> None:
        bens, annas = (shelf.get(ONE, by).json() for by in (AS_BEN, AS_ANNA))
        assert (bens["stars"], texts(bens)) == (4, ["We talked a lot."])
        assert (annas["stars"], texts(annas)) == (None, ["He did his homework."])
        assert bens["words"][0]["argument"] == "It is true."
        assert bens["words"][0]["reviewer_id"] is None

    def test_see_of_the_other_what_is_shown(self, shelf: World) -> None:
        shelf.reader.tables["reviews.reviews"] = [{**LESSON, "is_shown": True}]
        shelf.reader.tables["reviews.words"] = [{**WORDS, "step": "flagged"}, ANSWER]
        annas, bens = (shelf.get(ONE, by).json() for by in (AS_ANNA, AS_BEN))
        assert (annas["stars"], len(annas["words"])) == (4, 2)
        assert (annas["words"][0]["argument"], annas["words"][0]["fault"]) == (None, None)
        assert texts(bens) == ["We talked a lot."]

    def test_stay_sides_whatever_else_they_are(self, shelf: World) -> None:
        both = Actor(ANNA, frozenset({Role.TUTOR, Role.REVIEWER}))
        assert texts(shelf.get(ONE, both).json()) == ["He did his homework."]

    def test_are_two(self, shelf: World) -> None:
        assert shelf.get(ONE, AS_OLGA).status_code == 403
        shelf.reader.tables["reviews.reviews"] = []
        assert shelf.get(ONE, AS_BEN).status_code == 404


class TestReviewers:
    def test_say_what_for_and_see_all(self, shelf: World) -> None:
        for by in (AS_RITA, one(Role.SUPPORT)):
            assert shelf.get(ONE, by).json()["type"] == "say-what-for"
            shown = shelf.get(ONE, by, FOR_REVIEW).json()
            assert (len(shown["words"]), shown["words"][0]["reviewer_id"]) == (2, RITA)

    def test_are_shown_what_waits_for_them(self, world: World) -> None:
        row = {**dict.fromkeys(field.name for field in fields(Waiting)), **LESSON, **WORDS}
        named = {field.name for field in fields(Waiting)}
        world.reader.tables["reviews.words"] = [{key: row[key] for key in named}]
        assert world.get("/v1/reviews", AS_RITA).json()["type"] == "say-what-for"
        (waits,) = world.get("/v1/reviews", AS_RITA, FOR_REVIEW).json()["items"]
        assert (waits["booking_id"], waits["part"], waits["revision"]) == ("b", "review", 1)
        assert world.reader.asked[-1]["reviewer_id"] == RITA

    def test_are_shown_what_may_be_made_up_and_why(self, world: World) -> None:
        world.reader.tables["reviews.words"] = [TRACE]
        (found,) = world.get("/v1/suspicions", AS_RITA, FOR_REVIEW).json()["items"]
        assert (found["booking_id"], found["step"]) == ("b", "waiting")
        assert found["reasons"] == ["refunded", "not_joined", "hasty", "at_once", "cheap"]
        assert 0.5 < found["probability"] < 1
        assert "text" not in found

    @pytest.mark.parametrize("by", [AS_BEN, AS_ANNA, one(Role.SUPPORT)])
    @pytest.mark.parametrize("what", ["/v1/reviews", "/v1/suspicions", "/v1/profiles"])
    def test_alone_are_shown_that(self, world: World, by: Actor, what: str) -> None:
        assert world.get(what, by, FOR_REVIEW).status_code == 403


class TestEverybody:
    def test_sees_who_said_what_of_a_tutor_by_first_name(self, world: World) -> None:
        world.reader.tables["tutor_search.tutors"] = [{"is_listed": True}]
        world.reader.tables["reviews.reviews"] = [PUBLIC]
        world.reader.tables["directory.accounts"] = [{"account_id": BEN, "name": "Ben"}]
        (review,) = world.get(OF_ANNA, None).json()["items"]
        assert review == {
            "booking_id": "b",
            "author": "Ben",
            "stars": 4,
            "text": "We talked a lot.",
            "answer": None,
            "shown_at": "2026-03-02T09:00:00Z",
        }
        world.reader.tables["directory.accounts"] = []
        assert world.get(OF_ANNA, None).json()["items"][0]["author"] is None

    def test_sees_what_is_thought_of_a_tutor(self, world: World) -> None:
        opinion = {"aspect": "price", "mentions": 3, "content": 1, "discontent": 2, "mean": -0.2}
        world.reader.tables["reviews.words"] = [opinion]
        asked = f"/v1/tutors/{ANNA}/opinions"
        assert world.get(asked, None).status_code == 404
        world.reader.tables["tutor_search.tutors"] = [{"is_listed": True}]
        assert world.get(asked, None).json() == {"opinions": [opinion]}

    def test_sees_none_of_a_hidden_tutor(self, world: World) -> None:
        assert world.get(OF_ANNA, AS_ANNA).status_code == 404
        world.reader.tables["tutor_search.tutors"] = [{"is_listed": False}]
        for by in (None, AS_BEN):
            assert world.get(OF_ANNA, by).status_code == 404
        for knowing in (AS_ANNA, one(Role.SUPPORT)):
            assert world.get(OF_ANNA, knowing).status_code == 200


class TestWriting:
    def test_has_stars_from_one_to_five(self, world: World) -> None:
        for stars in (0, 6, "five"):
            answer = world.post(f"{ONE}/write", {"stars": stars}, AS_BEN)
            assert answer.status_code == 422

    def test_is_of_a_booking(self, world: World) -> None:
        assert world.post(f"{ONE}/write", {"stars": 5}, AS_BEN).status_code == 404
        assert world.post(f"{ONE}/answer", {"text": "So."}, AS_ANNA).status_code == 404
        assert world.post(f"{ONE}/review/withdraw", {}, AS_BEN).status_code == 404
        assert world.post(f"{ONE}/other/withdraw", {}, AS_BEN).status_code == 422
