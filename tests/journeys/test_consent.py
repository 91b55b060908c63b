"""One agreement on the running stack: asked in published words, kept, replaced, and proved."""

from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from joserfc import jws
from joserfc.jwk import KeySet

from domain.shared.actor import Role
from tests.support.client import Person
from tests.support.marketplace import Marketplace

pytestmark = pytest.mark.io
PURPOSE = "voice_processing"


def published(admin: Person, *, again: bool) -> dict[str, Any]:
    """This is a new version of the text, published, as people answer to it."""
    version = uuid4().hex[:12]
    words = f"Your voice may be processed ({version})."
    text = {
        "text_version": version,
        "text_locale": "en",
        "text_sha256": sha256(words.encode()).hexdigest(),
    }
    admin.do("/v1/consent-texts", purpose=PURPOSE, **text, words=words, requires_reconsent=again)
    return text


def answer_of(told: Any) -> dict[str, Any]:
    (item,) = [each for each in told["items"] if each["purpose"] == PURPOSE]
    return dict(item)


class TestAnAgreement:
    def test_ends_with_its_words_and_is_remembered(self, market: Marketplace) -> None:
        admin, ben = market.staff(Role.ADMIN), market.student("ben")
        first = published(admin, again=False)
        path = f"/v1/consents/{ben.account_id}"
        ben.do(f"{path}/{PURPOSE}/grant", **first)
        granted = answer_of(ben.see(path))
        assert (granted["state"], granted["is_in_force"]) == ("granted", True)

        second = published(admin, again=True)
        refused = ben.ask(f"{path}/{PURPOSE}/grant", first)
        assert refused.refusal == "the-text-was-replaced"
        ended = ben.until(path, lambda told: answer_of(told)["state"] == "superseded")
        assert answer_of(ended)["superseded_by"] == second["text_version"]
        waiting = admin.see("/v1/consents", purpose=PURPOSE, limit=100)["items"]
        assert ben.account_id in {each["person_id"] for each in waiting}

        then = ben.see(f"{path}/as-of", position=granted["from_position"])
        assert answer_of(then)["text_version"] == first["text_version"]
        ben.do(f"{path}/{PURPOSE}/grant", **second)
        assert answer_of(ben.see(path))["is_in_force"]
        states = [each["state"] for each in ben.see(f"{path}/history")["items"]]
        assert states == ["granted", "superseded", "granted"]

    def test_is_receipted(self, market: Marketplace) -> None:
        ben = market.student("ben")
        path = f"/v1/consents/{ben.account_id}"
        ben.do(f"{path}/{PURPOSE}/grant", **published(market.staff(Role.ADMIN), again=False))
        made = ben.see(f"{path}/receipts/{PURPOSE}")
        keys = KeySet.import_key_set(ben.see("/.well-known/jwks.json"))
        checked = jws.deserialize_compact(made["signature"], keys, ["Ed25519"])
        assert checked.payload is not None
        assert made["receipt"]["pii_principal_id"] in checked.payload.decode()


class TestAnObjection:
    def test_stops_what_was_agreed_to_until_it_is_lifted(self, market: Marketplace) -> None:
        ben = market.student("ben")
        path, person = f"/v1/consents/{ben.account_id}", f"/v1/privacy/people/{ben.account_id}"
        answer = {"text_version": "1", "text_locale": "en", "text_sha256": "a" * 64}
        ben.do(f"{path}/marketing_push/grant", **answer)
        assert ben.see(path)["items"][0]["is_in_force"]

        objection = {"kind": "objection", "objects_to": ["marketing"]}
        ben.do("/v1/privacy/requests", person_id=ben.account_id, **objection)
        (stopped,) = ben.see(path)["items"]
        assert (stopped["state"], stopped["is_in_force"]) == ("granted", False)
        assert stopped["stopped_by"] == "objection"

        ben.do(f"{person}/objections/marketing/lift")
        (again,) = ben.see(path)["items"]
        assert (again["is_in_force"], again["stopped_by"]) == (True, None)
        then = ben.see(f"{path}/as-of", position=stopped["from_position"])
        assert then["items"][0]["is_in_force"]


class TestAMinor:
    def test_is_answered_for_by_their_guardian_alone(self, market: Marketplace) -> None:
        ben, greta = market.student("ben"), market.person("greta", Role.GUARDIAN)
        support = market.staff(Role.SUPPORT)
        account, path = f"/v1/accounts/{ben.account_id}", f"/v1/consents/{ben.account_id}"
        answer = {"text_version": "1", "text_locale": "en", "text_sha256": "a" * 64}
        told = ben.do(f"{account}/age", country="DE", age_years=12)
        assert told == {"age_band": "child"}
        assert ben.ask(f"{path}/recording/grant", answer).refusal == "too-young-to-answer-alone"
        assert greta.ask(f"{path}/recording/grant", answer).refusal == "only-the-person-consents"
        assert greta.look(path).refusal == "not-yours-to-see"

        support.do(f"{account}/guardians/{greta.account_id}/link")
        greta.has_seen(support)
        greta.do(f"{path}/recording/grant", **answer)
        greta.until(path, lambda told: told["items"][0]["given_by"] == greta.account_id)
        ben.do(f"{path}/recording/withdraw")


class TestABrowsersSignal:
    def test_is_on_record_after_the_first_request(self, market: Marketplace) -> None:
        ben = market.student("ben")
        path = f"/v1/consents/{ben.account_id}"
        headers = {"Authorization": f"Bearer {ben.token}", "Sec-GPC": "1"}
        for _ in range(3):
            assert ben.http.get(path, headers=headers).status_code == 200
        told = ben.until(path, lambda told: len(told["items"]) == 2)
        found = {(each["purpose"], each["state"], each["method"]) for each in told["items"]}
        assert found == {
            ("analytics", "denied", "browser_signal"),
            ("recommendation_profiling", "denied", "browser_signal"),
        }
