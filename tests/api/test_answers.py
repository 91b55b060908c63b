"""Queries over HTTP: what is asked, by whom it may be seen, how fresh it is."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.paging import CursorIsNotOurs, Page, decode, encode
from domain.shared.actor import Role
from tests.api.world import World, one
from tests.support.calendar import MONDAY
from tests.support.people import AS_ANNA, AS_BEN, BEN

ENTRY: dict[str, Any] = {
    "stream_id": "consent-ben-recording",
    "version": 1,
    "topic": "consent.granted.v1",
    "recorded_at": MONDAY,
    "actor": "person:ben",
    "ground": "student:GrantConsent",
    "correlation_id": "c",
    "causation_id": "c",
    "refusal": None,
    "about": ["ben"],
    "subjects": [],
}
ACCOUNT: dict[str, Any] = {
    "account_id": BEN,
    "email": "ben@example.org",
    "display_name": "Бен",
    "locale": "ru",
    "time_zone": "Europe/Berlin",
    "roles": ["student"],
    "guardians": [],
    "country": None,
    "age_band": None,
    "status": "active",
    "suspension_reason": None,
    "is_email_verified": False,
    "registered_at": MONDAY,
    "closed_at": None,
}
AS_AUDITOR = one(Role.AUDITOR)


@pytest.fixture
def bens(world: World) -> World:
    world.reader.tables["directory.accounts"] = [ACCOUNT]
    return world


class TestAnAnswer:
    def test_is_what_the_read_model_says(self, bens: World) -> None:
        answer = bens.get("/v1/accounts/ben")
        assert answer.status_code == 200
        assert answer.json() == {**ACCOUNT, "registered_at": "2026-03-02T09:00:00Z"}

    def test_stays_private(self, bens: World) -> None:
        assert bens.get("/v1/accounts/ben").headers["Cache-Control"] == "private, no-cache"

    def test_is_404_where_there_is_nothing(self, world: World) -> None:
        answer = world.get("/v1/accounts/ben")
        assert (answer.status_code, answer.json()["type"]) == (404, "not-found")

    def test_has_no_body_for_head(self, bens: World) -> None:
        answer = bens.client.head("/healthz")
        assert answer.status_code == 200


class TestAnETag:
    def test_saves_sending_it_again(self, bens: World) -> None:
        etag = bens.get("/v1/accounts/ben").headers["ETag"]
        again = bens.get("/v1/accounts/ben", headers={"If-None-Match": f'"other", W/{etag}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == etag

    def test_changes_with_the_answer(self, bens: World) -> None:
        etag = bens.get("/v1/accounts/ben").headers["ETag"]
        bens.reader.tables["directory.accounts"] = [{**ACCOUNT, "is_email_verified": True}]
        again = bens.get("/v1/accounts/ben", headers={"If-None-Match": etag})
        assert again.status_code == 200


class TestWhoseItIs:
    def test_is_checked_on_the_answer(self, world: World) -> None:
        world.reader.tables["tutor_search.tutors"] = []
        answer = world.get("/v1/bookings?tutor_id=anna", AS_BEN)
        assert answer.status_code == 403

    def test_lets_the_owner_see(self, world: World) -> None:
        assert world.get("/v1/bookings?tutor_id=anna", AS_ANNA).json() == {
            "items": [],
            "next": None,
        }


class TestPages:
    def test_follow_one_another(self, world: World) -> None:
        entries = [{**ENTRY, "position": position} for position in (9, 8)]
        world.reader.tables["audit_trail.entries"] = entries
        first = world.get("/v1/audit?limit=2", AS_AUDITOR).json()
        assert [item["position"] for item in first["items"]] == [9, 8]
        world.reader.tables["audit_trail.entries"] = entries[:1]
        second = world.get(f"/v1/audit?limit=2&after={first['next']}", AS_AUDITOR).json()
        assert world.reader.asked[-1]["before"] == 8
        assert second["next"] is None

    @pytest.mark.parametrize("place", [["a"], [-1], [2**63], [1, 2], {"a": 1}, "a", None])
    def test_are_found_only_by_our_own_cursors(self, place: Any) -> None:
        with pytest.raises(CursorIsNotOurs):
            decode(encode(place), int)

    def test_keep_times_and_words(self) -> None:
        at = datetime(2026, 3, 2, tzinfo=UTC)
        assert decode(encode([at, "слово"]), datetime, str) == (at, "слово")

    def test_end_with_a_short_one(self) -> None:
        assert Page.of([], 5, "id").answer == {"items": [], "next": None}


class TestWaiting:
    TOKEN = "account.1@42"

    def test_asks_the_view_behind_the_answer(self, bens: World) -> None:
        bens.get("/v1/accounts/ben", headers={"Preceptor-Consistency": self.TOKEN})
        assert bens.waiting.waited == [("directory", self.TOKEN)]

    def test_says_how_far_behind_it_is(self, bens: World) -> None:
        bens.waiting.behind = 3
        answer = bens.get("/v1/accounts/ben", headers={"Preceptor-Consistency": self.TOKEN})
        assert (answer.status_code, answer.json()["type"]) == (503, "not-visible-yet")
        assert answer.headers["Retry-After"] == "1"
        assert "directory is 3 positions behind" in answer.json()["detail"]

    def test_refuses_a_token_of_somebody_else(self, bens: World) -> None:
        answer = bens.get("/v1/accounts/ben", headers={"Preceptor-Consistency": "nonsense"})
        assert answer.status_code == 400
        assert answer.json()["type"] == "consistency-token-unreadable"


class TestAQuote:
    def test_is_of_the_platform_for_staff_alone(self, world: World) -> None:
        assert world.get("/v1/bookings/b1/cancellation-quote", AS_BEN).status_code == 404
