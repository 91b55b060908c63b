"""Consents over HTTP: who may look, what held when, receipts, texts, ages."""

from hashlib import sha256
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import KeySet

from domain.shared.actor import Role
from tests.api.world import World, one
from tests.support.calendar import FRIDAY, MONDAY, minutes
from tests.support.people import AS_ANNA, AS_BEN, AS_GRETA, AS_OLGA, BEN, GRETA

BENS = f"/v1/consents/{BEN}"
TEXTS = "/v1/consent-texts"
OF_A_PERSON = (BENS, f"{BENS}/history", f"{BENS}/as-of?position=7", f"{BENS}/receipts/recording")
ROW: dict[str, Any] = {
    "person_id": BEN,
    "purpose": "recording",
    "version": 1,
    "stream_id": "consent-ben-recording",
    "state": "granted",
    "text_version": "1",
    "text_locale": "en",
    "text_sha256": "a" * 64,
    "method": "web_form",
    "given_by": BEN,
    "expires_at": FRIDAY,
    "superseded_by": None,
    "from_at": MONDAY,
    "until_at": None,
    "from_position": 7,
    "until_position": None,
    "recorded_at": MONDAY + minutes(1),
    "is_replaced": False,
    "stopped_by": None,
}
AS_ADMIN = one(Role.ADMIN)
WORDS = "We record lessons. "


def text(**other: Any) -> dict[str, Any]:
    return {
        "purpose": "recording",
        "text_version": "1",
        "text_locale": "en",
        "text_sha256": sha256(WORDS.encode()).hexdigest(),
        "words": WORDS,
        "requires_reconsent": False,
        **other,
    }


@pytest.fixture
def bens(world: World) -> World:
    world.reader.tables["consent_register.intervals"] = [ROW]
    return world


def link(world: World, guardian: str = GRETA, band: str | None = None) -> None:
    """This is the directory knowing a guardian of Ben's."""
    row = {"guardians": [guardian], "age_band": band}
    world.reader.tables["directory.accounts"] = [row]


class TestWhoMayLook:
    @pytest.mark.parametrize("path", OF_A_PERSON)
    def test_is_the_person_and_staff(self, bens: World, path: str) -> None:
        for actor in (AS_BEN, one(Role.SUPPORT), one(Role.AUDITOR), AS_ADMIN):
            assert bens.get(path, actor).status_code == 200
        for actor in (AS_OLGA, AS_ANNA, AS_GRETA, one(Role.ANALYST), one(Role.REVIEWER)):
            answer = bens.get(path, actor)
            assert (answer.status_code, answer.json()["type"]) == (403, "not-yours-to-see")

    @pytest.mark.parametrize("path", OF_A_PERSON)
    def test_is_the_guardian_of_a_minor(self, bens: World, path: str) -> None:
        for band in (None, "child", "teen"):
            link(bens, band=band)
            assert bens.get(path, AS_GRETA).status_code == 200
        link(bens, band="adult")
        assert bens.get(path, AS_GRETA).status_code == 403
        link(bens, guardian="somebody-else")
        assert bens.get(path, AS_GRETA).status_code == 403

    def test_is_not_who_is_linked_but_no_guardian_any_more(self, bens: World) -> None:
        link(bens, guardian=AS_OLGA.id)
        assert bens.get(BENS, AS_OLGA).status_code == 403

    def test_of_everybody_is_staff(self, bens: World) -> None:
        assert bens.get("/v1/consents", AS_BEN).status_code == 403
        assert bens.get("/v1/consents", one(Role.SUPPORT)).status_code == 200


class TestLooking:
    def test_shows_what_stands_and_whether_it_counts(self, bens: World) -> None:
        (item,) = bens.get(BENS).json()["items"]
        assert (item["state"], item["is_in_force"]) == ("granted", True)
        assert item["event_id"] == "consent-ben-recording@1"
        bens.reader.tables["consent_register.intervals"] = [{**ROW, "is_replaced": True}]
        (item,) = bens.get(BENS).json()["items"]
        assert (item["is_in_force"], item["must_be_asked_again"]) == (False, True)

    def test_shows_what_stops_a_yes(self, bens: World) -> None:
        bens.reader.tables["consent_register.intervals"] = [{**ROW, "stopped_by": "objection"}]
        for path in (BENS, f"{BENS}/as-of?position=7"):
            (item,) = bens.get(path).json()["items"]
            assert (item["is_in_force"], item["stopped_by"]) == (False, "objection")

    def test_back_takes_a_time_or_a_position(self, bens: World) -> None:
        assert bens.get(f"{BENS}/as-of?position=7").json()["items"][0]["is_in_force"]
        at = "2026-03-06T09:00:00Z"
        assert not bens.get(f"{BENS}/as-of?time={at}").json()["items"][0]["is_in_force"]
        assert bens.reader.asked[-1]["at"] == FRIDAY
        for query in ("", "?position=7&time=2026-03-06T09:00:00Z", "?position=-1", "?time=now"):
            assert bens.get(f"{BENS}/as-of{query}").status_code == 422

    def test_turns_the_pages_of_a_history(self, bens: World) -> None:
        first = bens.get(f"{BENS}/history?limit=1").json()
        bens.get(f"{BENS}/history?limit=1&after={first['next']}")
        assert bens.reader.asked[-1]["before"] == 7

    def test_waits_for_what_was_just_answered(self, bens: World) -> None:
        bens.get(BENS, headers={"Preceptor-Consistency": "consent.1@1"})
        assert bens.waiting.waited == [("consent_register", "consent.1@1")]


class TestAReceipt:
    PATH = f"{BENS}/receipts/recording"

    def test_is_signed_and_can_be_checked_by_anybody(self, bens: World) -> None:
        made = bens.get(self.PATH).json()
        keys = KeySet.import_key_set(bens.get("/.well-known/jwks.json", None).json())
        checked = jws.deserialize_compact(made["signature"], keys, ["Ed25519"])
        assert checked.payload is not None
        assert checked.payload.decode().startswith('{"collection_method":"web_form"')
        assert made["receipt"]["pii_principal_id"] == BEN
        assert made["receipt"]["pii_controller"] == "Preceptor"
        assert (made["receipt"]["log_position"], made["inclusion_proof"]) == (7, None)

    def test_is_the_same_each_time(self, bens: World) -> None:
        assert bens.get(self.PATH).headers["ETag"] == bens.get(self.PATH).headers["ETag"]

    def test_is_of_the_answer_at_a_position(self, bens: World) -> None:
        bens.get(f"{self.PATH}?position=3")
        assert bens.reader.asked[-1]["position"] == 3

    def test_is_404_where_nothing_was_answered(self, world: World) -> None:
        assert world.get(self.PATH).status_code == 404


class TestTheTexts:
    def test_are_published_by_an_admin(self, world: World) -> None:
        assert world.post(TEXTS, text(), AS_BEN).status_code == 403
        assert world.post(TEXTS, text(), AS_ADMIN).status_code == 201
        (known,) = [each.fact for each in world.log.facts if each.fact.TOPIC.startswith("consent")]
        assert known.words == WORDS

    def test_bind_what_can_be_agreed_to(self, world: World) -> None:
        answer = {name: text()[name] for name in ("text_version", "text_locale", "text_sha256")}
        other = {**answer, "text_sha256": "b" * 64}
        assert world.post(f"{BENS}/recording/grant", other).status_code == 200
        world.post(TEXTS, text(), AS_ADMIN)
        refused = world.post(f"{BENS}/recording/grant", other)
        assert (refused.status_code, refused.json()["type"]) == (
            409,
            "the-text-was-never-published",
        )
        assert world.post(f"{BENS}/recording/grant", answer).status_code == 200

    def test_are_everybodys_to_read(self, world: World) -> None:
        times = {"valid_from": MONDAY, "published_at": MONDAY}
        world.reader.tables["consent_register.texts"] = [{**text(), **times}]
        (item,) = world.get(f"{TEXTS}?purpose=recording&locale=en", None).json()["items"]
        assert item["words"] == WORDS
        assert world.reader.asked[-1]["purpose"] == "recording"


class TestAnAge:
    @pytest.fixture
    def account(self, world: World) -> str:
        body = {
            "email": "ben@example.org",
            "password": "correct horse battery",
            "display_name": "Ben",
            "time_zone": "Europe/Berlin",
        }
        return str(world.post("/v1/accounts", body, None).json()["account_id"])

    def test_is_answered_with_its_band(self, world: World, account: str) -> None:
        path, age = f"/v1/accounts/{account}/age", {"country": "DE", "age_years": 15}
        answer = world.post(path, age, one(Role.SUPPORT))
        assert answer.json() == {"age_band": "child"}
        assert world.post(path, age, AS_OLGA).json()["type"] == "only-the-holder-does-this"

    @pytest.mark.parametrize("wrong", [{"age_years": -1}, {"country": "Germany"}])
    def test_has_a_shape(self, world: World, account: str, wrong: dict[str, Any]) -> None:
        body = {"country": "DE", "age_years": 15, **wrong}
        assert world.post(f"/v1/accounts/{account}/age", body, AS_ADMIN).status_code == 422


class TestAGuardian:
    def test_of_nobody_answers_for_nobody(self, world: World) -> None:
        answer = {"text_version": "1", "text_locale": "en", "text_sha256": "a" * 64}
        for purpose in ("recording", "child_data"):
            refused = world.post(f"{BENS}/{purpose}/grant", answer, AS_GRETA)
            assert (refused.status_code, refused.json()["type"]) == (
                403,
                "only-the-person-consents",
            )
