"""Profiles over HTTP: reviewers see what waits, and a tutor sees why theirs was taken down."""

from itertools import product
from typing import Any

import pytest

from api.profile_words import statement_of_reasons
from api.recommendation_words import Language
from domain.shared.actor import Actor, Role
from domain.tutor.moderation_events import ProfileFault
from tests.api.world import World, one
from tests.support.calendar import MONDAY
from tests.support.people import ANNA, AS_ANNA, AS_BEN, AS_IVAN, AS_RITA, GRETA, RITA

WAITING: dict[str, Any] = {
    "tutor_id": ANNA,
    "revision": 3,
    "step": "appealed",
    "since": MONDAY,
    "fault": "spam",
    "decided_at": MONDAY,
    "reviewer_id": GRETA,
    "argument": "It is true.",
    "turn": 2,
    "urgency": 2,
    "found": [{"part": "profile", "signs": ["phone"], "harms": [], "urgency": 2}],
}
STANDING: dict[str, Any] = {
    "tutor_id": ANNA,
    "step": "taken_down",
    "since": MONDAY,
    "was_appealed": False,
    "fault": "spam",
    "rule_version": "2026-03",
    "reviewer_id": RITA,
    "decided_at": MONDAY,
    "argument": None,
}
COURSE: dict[str, Any] = {
    "course_id": "talk",
    "title": "Talk",
    "description": None,
    "category": "",
    "tags": [],
}
SAID: dict[str, Any] = {
    "revision": 3,
    "display_name": "Anna",
    "headline": "Russian",
    "about": "I teach.",
    "subjects": {"russian": {"level_lo": 1, "level_hi": 7, "tags": ["grammar"]}},
    "courses": {
        "talk": {**COURSE, "price_per_hour": {"minor": 1500, "currency": "USD"}},
    },
}
FOR_REVIEW = {"Preceptor-Purpose": "review"}
ONE = f"/v1/profiles/{ANNA}"
RULED = {"revision": 3, "rule_version": "2026-03"}


@pytest.fixture
def shelf(world: World) -> World:
    world.reader.tables["profile_signs.profiles"] = [STANDING]
    world.reader.tables["tutor_search.profiles"] = [SAID]
    return world


class TestReviewers:
    def test_are_shown_what_waits_in_pages(self, world: World) -> None:
        world.reader.tables["profile_signs.profiles"] = [WAITING]
        assert world.get("/v1/profiles", AS_RITA).json()["type"] == "say-what-for"
        page = world.get("/v1/profiles?limit=1", AS_RITA, FOR_REVIEW).json()
        (waits,) = page["items"]
        assert (waits["tutor_id"], waits["revision"], waits["argument"]) == (
            ANNA,
            3,
            "It is true.",
        )
        assert waits["found"] == WAITING["found"]
        rest = f"/v1/profiles?after={page['next']}"
        assert world.get(rest, AS_RITA, FOR_REVIEW).status_code == 200
        asked = world.reader.asked[-1]
        assert (asked["turn"], asked["urgency"], asked["since"]) == (2, 2, MONDAY)
        assert (asked["tutor_id"], asked["reviewer_id"]) == (ANNA, RITA)

    def test_read_the_words_they_decide_about(self, shelf: World) -> None:
        assert shelf.get(ONE, AS_RITA).json()["type"] == "say-what-for"
        shown = shelf.get(ONE, AS_RITA, FOR_REVIEW).json()
        assert (shown["revision"], shown["reviewer_id"]) == (3, RITA)
        assert shown["words"] == {
            "display_name": "Anna",
            "headline": "Russian",
            "about": "I teach.",
            "subjects": [{"subject": "russian", "tags": ["grammar"]}],
            "courses": [COURSE],
        }

    @pytest.mark.parametrize("what", ["approve", "take-down"])
    def test_alone_decide(self, world: World, what: str) -> None:
        body = RULED if what == "approve" else {**RULED, "fault": "spam"}
        for by in (AS_BEN, AS_ANNA, one(Role.SUPPORT), one(Role.AUDITOR)):
            assert world.post(f"{ONE}/{what}", body, by).status_code == 403
        unsaid = world.post(f"{ONE}/{what}", body, AS_RITA)
        assert (unsaid.status_code, unsaid.json()["type"]) == (404, "nothing-is-said")

    def test_say_why_from_a_closed_list(self, world: World) -> None:
        for fault in ("ugly", None):
            body = {**RULED, "fault": fault}
            assert world.post(f"{ONE}/take-down", body, AS_RITA).status_code == 422


class TestTheTutor:
    def test_is_told_why_and_what_can_be_done(self, shelf: World) -> None:
        shown = shelf.get(ONE, AS_ANNA).json()
        assert (shown["step"], shown["fault"], shown["is_shown"]) == ("taken_down", "spam", False)
        assert (shown["may_appeal"], shown["reviewer_id"]) == (True, None)
        fault = ProfileFault.SPAM
        assert shown["statement"] == statement_of_reasons(
            fault, "2026-03", Language.ENGLISH, may_appeal=True
        )
        russian = shelf.get(f"{ONE}?language=ru", AS_ANNA).json()["statement"]
        assert russian == statement_of_reasons(fault, "2026-03", Language.RUSSIAN, may_appeal=True)

    def test_appeals_once(self, shelf: World) -> None:
        shelf.reader.tables["profile_signs.profiles"] = [{**STANDING, "was_appealed": True}]
        assert shelf.get(ONE, AS_ANNA).json()["may_appeal"] is False
        nothing = shelf.post(f"{ONE}/appeal", {"argument": "But."}, AS_ANNA)
        assert nothing.json()["type"] == "only-a-takedown-is-appealed"
        assert shelf.post(f"{ONE}/appeal", {"argument": ""}, AS_ANNA).status_code == 422
        assert shelf.post(f"{ONE}/appeal", {"argument": "But."}, AS_IVAN).status_code == 403

    def test_is_told_nothing_where_nothing_was_decided(self, shelf: World) -> None:
        undecided = {"step": "waiting", "fault": None, "rule_version": None, "decided_at": None}
        shelf.reader.tables["profile_signs.profiles"] = [{**STANDING, **undecided}]
        shown = shelf.get(ONE, AS_ANNA).json()
        assert (shown["statement"], shown["is_shown"], shown["may_appeal"]) == ([], True, False)

    @pytest.mark.parametrize("by", [AS_BEN, AS_IVAN, Actor("s", frozenset({Role.ANALYST}))])
    def test_alone_is_told_besides_staff(self, shelf: World, by: Actor) -> None:
        assert shelf.get(ONE, by).status_code == 403
        assert shelf.get(ONE, one(Role.SUPPORT), FOR_REVIEW).status_code == 200

    def test_is_somebody_who_says_something(self, world: World) -> None:
        assert world.get(ONE, AS_ANNA).status_code == 404


class TestAStatement:
    @pytest.mark.parametrize(("fault", "language"), tuple(product(ProfileFault, Language)))
    def test_names_effect_ground_and_ways_on(self, fault: ProfileFault, language: Language) -> None:
        appealable, decided = (
            statement_of_reasons(fault, "2026-03", language, may_appeal=may)
            for may in (True, False)
        )
        assert len(appealable) == len(set(appealable)) == 6
        assert len(decided) == 5
        assert set(decided) < set(appealable)
        assert sum("2026-03" in each for each in appealable) == 1
