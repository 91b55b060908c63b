"""What a search shows is on record, and what follows is tied to it by the id that came with it."""

from typing import Any
from unittest.mock import patch

import pytest

from domain.shared.actor import Actor, Role
from domain.showing.events import SearchPerformed
from domain.showing.terms import Seat, Shown, Wanted
from tests.api.world import World, one
from tests.support.people import ANNA, AS_BEN, IVAN

HEADER = "Preceptor-Showing"


def card(tutor_id: str, **said: Any) -> dict[str, Any]:
    return {
        "tutor_id": tutor_id,
        "merit": 4.5,
        "lessons_given": 12,
        "price_from_minor": 2_500,
        "rating": None,
        "review_count": 0,
        "courses": {},
        **said,
    }


@pytest.fixture
def shelf(world: World) -> World:
    world.reader.tables = Found()
    return world


class Found(dict[str, Any]):
    """This finds Anna and Ivan, anew each time: an answer is changed on its way out."""

    def get(self, _table: str, _default: Any = None) -> Any:
        """This is the rows of any table."""
        return [card(ANNA), card(IVAN)]


def recorded(world: World) -> list[Any]:
    return [each.fact for each in world.log.facts if each.stream_id.startswith("showing-")]


class TestSearching:
    def test_names_what_it_shows_beside_the_answer(self, shelf: World) -> None:
        first, second = (shelf.get("/v1/tutors?subject=english") for _ in range(2))
        assert first.headers[HEADER] != second.headers[HEADER]
        assert first.headers["ETag"] == second.headers["ETag"], "the answer is the same"
        (fact, _) = recorded(shelf)
        assert isinstance(fact, SearchPerformed)
        assert fact.showing_id == first.headers[HEADER]
        assert [(each.tutor_id, each.position) for each in fact.candidates] == [
            (ANNA, 1),
            (IVAN, 2),
        ]
        assert fact.candidates[0].score_millionths == 4_500_000

    def test_says_what_was_known_of_each_and_by_whom_it_was_asked(self, shelf: World) -> None:
        taken: list[Shown] = []
        with patch.object(shelf.showings, "shown", taken.append):
            shelf.get("/v1/tutors?subject=english&price_to_minor=3000")
        (shown,) = taken
        assert (shown.student_id, shown.words) == (AS_BEN.id, "")
        assert shown.wanted == Wanted(subject="english", price_to_minor=3000)
        assert shown.features == ("lessons_given", "price_from_minor", "rating", "review_count")
        assert shown.candidates[0].values_millionths == (12_000_000, 2_500_000_000, None, 0)

    def test_counts_on_through_its_pages(self, shelf: World) -> None:
        page = shelf.get("/v1/tutors?limit=2").json()
        shelf.get(f"/v1/tutors?limit=2&after={page['next']}")
        assert [each.position for each in recorded(shelf)[1].candidates] == [3, 4]

    def test_is_not_recorded_where_nobody_looks_at_it(self, shelf: World) -> None:
        assert shelf.client.head("/v1/tutors", headers=shelf.as_(AS_BEN)).status_code == 200
        assert recorded(shelf) == []

    def test_is_recorded_of_strangers_without_a_name(self, shelf: World) -> None:
        assert HEADER in shelf.get("/v1/tutors", actor=None).headers
        assert recorded(shelf)[0].student_id is None

    @pytest.mark.parametrize("role", [Role.SUPPORT, Role.TUTOR])
    def test_says_nothing_of_students_where_others_search(self, shelf: World, role: Role) -> None:
        assert HEADER not in shelf.get("/v1/tutors", actor=one(role)).headers
        assert recorded(shelf) == []

    def test_is_documented_with_its_header(self, world: World) -> None:
        found = world.client.get("/openapi.json").json()["paths"]["/v1/tutors"]["get"]
        assert HEADER in found["responses"]["200"]["headers"]


class TestFollowing:
    @pytest.mark.parametrize("actor", [AS_BEN, None])
    def test_a_tutor_is_opened_once(self, shelf: World, actor: Actor | None) -> None:
        showing = shelf.get("/v1/tutors", actor=actor).headers[HEADER]
        for _ in range(2):
            answer = shelf.post(f"/v1/showings/{showing}/tutors/{IVAN}/open", actor=actor)
            assert answer.status_code == 200, answer.text
        opened = recorded(shelf)[1:]
        assert [each.seat for each in opened] == [Seat(IVAN, 2)]

    def test_who_opens_what_names_nobody_stands_nowhere(self, shelf: World) -> None:
        showing = shelf.get("/v1/tutors").headers[HEADER]
        opened = shelf.post(f"/v1/showings/{showing}/tutors/{IVAN}/open")
        refused = shelf.post(f"/v1/showings/{showing}/tutors/nobody/open")
        assert refused.status_code == 409
        said = {part for each in shelf.log.facts for part in (each.actor, str(each.fact))}
        assert AS_BEN.id not in said
        sent = {answer.headers["X-Request-Id"] for answer in (opened, refused)}
        assert sent.isdisjoint(each.correlation_id for each in shelf.log.facts)

    def test_nothing_is_opened_of_what_was_never_shown(self, shelf: World) -> None:
        assert shelf.post(f"/v1/showings/none/tutors/{IVAN}/open").status_code == 404

    def test_a_profile_is_looked_at(self, shelf: World) -> None:
        showing = shelf.get("/v1/tutors").headers[HEADER]
        shelf.get(f"/v1/tutors/{ANNA}")
        assert len(recorded(shelf)) == 1
        assert shelf.get(f"/v1/tutors/{ANNA}?shown_in={showing}").status_code == 200
        assert [each.TOPIC for each in recorded(shelf)] == [
            "search.performed.v1",
            "search.profile_viewed.v1",
        ]
