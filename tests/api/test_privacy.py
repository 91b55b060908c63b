"""Requests about people's data and breaches over HTTP: who may ask, who may see, who decides."""

from typing import Any

import pytest

from application.privacy_parts import identity_token
from domain.shared.actor import Role
from tests.api.world import World, one
from tests.support.calendar import MONDAY, days
from tests.support.office import AS_SAM, settle
from tests.support.people import AS_ANNA, AS_BEN, AS_GRETA, AS_OLGA, BEN, GRETA

REQUESTS = "/v1/privacy/requests"
BREACHES = "/v1/privacy/breaches"
AS_AUDITOR = one(Role.AUDITOR)
Steps = tuple[tuple[str, dict[str, Any]], ...]
ACCESS: dict[str, Any] = {"person_id": BEN, "kind": "access"}
LINE: dict[str, Any] = {
    "request_id": "r",
    "person_id": BEN,
    "guardian_id": None,
    "kind": "access",
    "regime": "gdpr",
    "state": "received",
    "channel": "web_form",
    "times_asked": 1,
    "received_at": MONDAY,
    "acknowledge_by": None,
    "acknowledged_at": None,
    "act_by": MONDAY + days(31),
    "is_extended": False,
    "is_approved": False,
    "ended_at": None,
    "handed_over_at": None,
    "denial_reason": None,
    "missed": [],
    "is_overdue": False,
}
DETAILS: dict[str, Any] = {
    **LINE,
    "categories": ["profile"],
    "objects_to": [],
    "ground": None,
    "filed_by": BEN,
    "filed_as": "person",
    "extension_reason": None,
    "identity_method": None,
    "identity_confirmed_at": None,
    "decided_by": None,
    "approved_at": None,
    "erased_categories": [],
    "certificate": None,
    "certificate_sha256": None,
    "certified_at": None,
    "redacted_facts": 0,
}
HOLD: dict[str, Any] = {
    "category": "billing",
    "basis": "invoice_retention",
    "until": MONDAY + days(365),
    "placed_at": MONDAY,
}


@pytest.fixture
def opened(world: World) -> World:
    """This is a world in which Ben, his guardian Greta and Olga are known."""
    settle(world.log)
    return world


def filed(world: World, **fields: Any) -> str:
    """This is something Ben asked, signed in a moment ago, by its id."""
    answer = world.post(REQUESTS, {**ACCESS, "session_id": "b", **fields}, AS_BEN)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["request_id"])


class TestAsking:
    def test_is_answered_with_the_deadline(self, opened: World) -> None:
        answer = opened.post(REQUESTS, ACCESS, AS_BEN)
        assert answer.status_code == 201
        assert answer.json() == {
            "request_id": answer.json()["request_id"],
            "state": "received",
            "acknowledge_by": None,
            "act_by": "2026-04-02T22:00:00Z",
            "is_new": True,
        }
        assert "privacy." in answer.headers["Preceptor-Consistency"]

    def test_is_for_the_person_their_guardian_and_support(self, opened: World) -> None:
        for actor in (AS_GRETA, AS_SAM):
            assert opened.post(REQUESTS, ACCESS, actor).status_code == 201
        for actor in (AS_OLGA, AS_AUDITOR):
            answer = opened.post(REQUESTS, ACCESS, actor)
            name = "only-the-person-or-somebody-for-them-asks"
            assert (answer.status_code, answer.json()["type"]) == (403, name)

    @pytest.mark.parametrize(
        "fields",
        [
            {"kind": "objection"},
            {"objects_to": ["marketing"]},
            {"kind": "restriction"},
            {"why": "because"},
            {"channel": "pigeon"},
            {"received_at": "yesterday"},
        ],
    )
    def test_has_a_shape(self, opened: World, fields: dict[str, Any]) -> None:
        assert opened.post(REQUESTS, {**ACCESS, **fields}, AS_BEN).status_code == 422

    def test_is_taken_back_by_the_person(self, opened: World) -> None:
        request_id = filed(opened)
        assert opened.post(f"{REQUESTS}/{request_id}/withdraw", {}, AS_SAM).status_code == 403
        assert opened.post(f"{REQUESTS}/{request_id}/withdraw", {}, AS_BEN).status_code == 200
        again = opened.post(f"{REQUESTS}/{request_id}/withdraw", {}, AS_BEN)
        assert (again.status_code, again.json()["type"]) == (409, "the-request-is-over")


class TestWhoAsked:
    def test_is_shown_by_a_link_without_signing_in(self, opened: World) -> None:
        sent = {**ACCESS, "channel": "letter"}
        request_id = opened.post(REQUESTS, sent, AS_SAM).json()["request_id"]
        of = f"{REQUESTS}/{request_id}/identity"
        assert opened.post(f"{of}/ask", {}, AS_SAM).status_code == 200
        token = identity_token(request_id, f"name-of-{BEN}", opened.pseudonyms)
        wrong = opened.post(f"{of}/follow-link", {"token": "0" * 64}, None)
        assert (wrong.status_code, wrong.json()["type"]) == (403, "that-link-is-not-ours")
        assert opened.post(f"{of}/follow-link", {"token": token}, None).status_code == 200
        matched = {"matched": ["last_lesson_day", "subject_learned"]}
        assert opened.post(f"{of}/confirm", matched, AS_SAM).status_code == 200

    def test_is_shown_by_signing_in(self, opened: World) -> None:
        request_id = filed(opened, session_id=None)
        prove = f"{REQUESTS}/{request_id}/identity/prove"
        assert opened.post(prove, {"session_id": "o"}, AS_BEN).status_code == 409
        assert opened.post(prove, {"session_id": "b"}, AS_BEN).status_code == 200


class TestDeciding:
    STEPS: Steps = (
        ("acknowledge", {}),
        ("extend", {"reason": "complexity"}),
        ("approve", {}),
        ("recipients/mail_provider/note-notified", {"reference": "m-1"}),
        ("recipients/mail_provider/note-receipt", {"reference": "m-1"}),
        ("complete", {}),
    )

    def test_is_supports(self, opened: World) -> None:
        of = f"{REQUESTS}/{filed(opened, kind='rectification')}"
        for step, body in self.STEPS:
            answer = opened.post(f"{of}/{step}", body, AS_SAM)
            assert answer.status_code == 200, (step, answer.text)
        assert opened.log.facts[-1].ground == "support:CompletePrivacyRequest"

    def test_is_nobody_elses(self, opened: World) -> None:
        of = f"{REQUESTS}/{filed(opened)}"
        for step, body in (*self.STEPS, ("deny", {"reason": "excessive"})):
            for actor in (AS_BEN, AS_AUDITOR):
                answer = opened.post(f"{of}/{step}", body, actor)
                assert (answer.status_code, answer.json()["type"]) == (403, "role-missing")

    def test_tells_the_longer_deadline(self, opened: World) -> None:
        of = f"{REQUESTS}/{filed(opened)}"
        answer = opened.post(f"{of}/extend", {"reason": "complexity"}, AS_SAM)
        assert answer.json() == {"act_by": "2026-06-02T22:00:00Z"}

    def test_has_a_reason_and_no_words(self, opened: World) -> None:
        of = f"{REQUESTS}/{filed(opened)}"
        assert opened.post(f"{of}/deny", {"reason": "I do not like it"}, AS_SAM).status_code == 422
        assert opened.post(f"{of}/deny", {"reason": "excessive"}, AS_SAM).status_code == 200

    def test_keeps_what_has_to_stay(self, opened: World) -> None:
        of = f"{REQUESTS}/{filed(opened, kind='erasure')}/legal-holds/billing/invoice_retention"
        until = {"until": "2036-12-31T23:00:00Z"}
        assert opened.post(f"{of}/place", until, AS_SAM).status_code == 200
        assert opened.post(f"{of}/lift", {}, AS_SAM).status_code == 200
        assert opened.post(f"{of}/lift", {}, AS_SAM).status_code == 409

    @pytest.mark.parametrize("step", ["fence", "destroy-keys", "certify"])
    def test_carries_nothing_out_over_http(self, opened: World, step: str) -> None:
        of = f"{REQUESTS}/{filed(opened, kind='erasure')}"
        assert opened.post(f"{of}/{step}", {}, AS_SAM).status_code == 404


class TestSeeing:
    @pytest.fixture
    def shown(self, world: World) -> World:
        world.reader.tables["privacy_register.requests"] = [DETAILS]
        world.reader.tables["privacy_register.holds"] = [HOLD]
        return world

    def test_is_for_the_person_and_staff(self, shown: World) -> None:
        for actor in (AS_BEN, AS_SAM, AS_AUDITOR):
            found = shown.get(f"{REQUESTS}?person_id={BEN}", actor)
            assert found.status_code == 200
            assert [each["request_id"] for each in found.json()["items"]] == ["r"]
            one_of_them = shown.get(f"{REQUESTS}/r", actor)
            assert one_of_them.json()["holds"][0]["basis"] == "invoice_retention"

    def test_is_for_nobody_else(self, shown: World) -> None:
        for path in (f"{REQUESTS}?person_id={BEN}", f"{REQUESTS}/r", REQUESTS):
            for actor in (AS_OLGA, AS_ANNA, AS_GRETA, one(Role.ANALYST), one(Role.REVIEWER)):
                answer = shown.get(path, actor)
                assert (answer.status_code, answer.json()["type"]) == (403, "not-yours-to-see")

    def test_is_for_a_guardian_who_asked(self, shown: World) -> None:
        shown.reader.tables["privacy_register.requests"] = [{**DETAILS, "guardian_id": GRETA}]
        assert shown.get(f"{REQUESTS}/r", AS_GRETA).status_code == 200
        assert shown.get(f"{REQUESTS}?guardian_id={GRETA}", AS_GRETA).status_code == 200
        assert shown.get(f"{REQUESTS}?guardian_id={GRETA}", AS_OLGA).status_code == 403

    def test_asks_what_is_overdue_as_of_now(self, shown: World) -> None:
        shown.get(f"{REQUESTS}?only_overdue=true&states=received&states=in_progress", AS_AUDITOR)
        asked = shown.reader.asked[-1]
        assert asked["now"] == MONDAY
        assert asked["only_overdue"]
        assert asked["states"] == ["received", "in_progress"]

    def test_turns_pages(self, shown: World) -> None:
        first = shown.get(f"{REQUESTS}?limit=1", AS_AUDITOR).json()
        shown.get(f"{REQUESTS}?limit=1&after={first['next']}", AS_AUDITOR)
        asked = shown.reader.asked[-1]
        assert (asked["at"], asked["id"]) == (MONDAY, "r")

    def test_finds_nothing_where_there_is_nothing(self, world: World) -> None:
        assert world.get(f"{REQUESTS}/nothing", AS_AUDITOR).status_code == 404

    def test_of_wishes_is_for_the_person_and_staff(self, world: World) -> None:
        path = f"/v1/privacy/people/{BEN}"
        nothing: dict[str, Any] = {
            "person_id": BEN,
            "restricted_since": None,
            "ground": None,
            "objects_to": [],
        }
        for actor in (AS_BEN, AS_AUDITOR):
            assert world.get(path, actor).json() == nothing
        assert world.get(path, AS_OLGA).status_code == 403


class TestWishes:
    def test_are_taken_back(self, opened: World) -> None:
        filed(opened, kind="objection", objects_to=["marketing"])
        lift = f"/v1/privacy/people/{BEN}/objections/marketing/lift"
        assert opened.post(lift, {}, AS_SAM).status_code == 403
        assert opened.post(lift, {}, AS_BEN).status_code == 200

    def test_of_restriction_are_lifted(self, opened: World) -> None:
        restricted = filed(opened, kind="restriction", ground="processing_unlawful")
        opened.post(f"{REQUESTS}/{restricted}/approve", {}, AS_SAM)
        lift = f"/v1/privacy/people/{BEN}/restriction/lift"
        assert opened.post(lift, {}, AS_SAM).status_code == 409
        assert opened.post(lift, {"reason": "claims_settled"}, AS_SAM).status_code == 200


RECORD: dict[str, Any] = {
    "harms": ["confidentiality"],
    "cause": "supplier",
    "became_aware_at": "2026-03-01T09:00:00Z",
}


class TestABreach:
    STEPS: Steps = (
        ("scope", {"since": "2026-01-01T00:00:00Z", "until": "2026-03-01T00:00:00Z"}),
        ("assess", {"risk": "high", "people_count": 2, "facts_count": 5}),
        ("note-authority", {"reference": "dpa-1", "is_final": True}),
        ("note-people", {"people_count": 2, "means": "letter"}),
        ("close", {}),
    )

    def test_is_handled_by_support(self, world: World) -> None:
        recorded = world.post(BREACHES, RECORD, AS_SAM)
        assert recorded.status_code == 201
        of = f"{BREACHES}/{recorded.json()['breach_id']}"
        for step, body in self.STEPS:
            answer = world.post(f"{of}/{step}", body, AS_SAM)
            assert answer.status_code == 200, (step, answer.text)

    def test_is_handled_by_nobody_else(self, world: World) -> None:
        for actor in (AS_BEN, AS_AUDITOR):
            assert world.post(BREACHES, RECORD, actor).status_code == 403

    def test_is_seen_by_staff(self, world: World) -> None:
        for path in (BREACHES, f"{BREACHES}/b", f"{BREACHES}/b/affected-people"):
            assert world.get(path, AS_BEN).status_code == 403
            assert world.get(path, AS_AUDITOR).status_code == (200 if path == BREACHES else 404)
