"""How a tutor comes by a payout account, asked over HTTP."""

from typing import Any

import pytest

from application.bus import Request
from application.earning import DecideEarning, FreezeEarning
from application.tutor_paying import RecordPayoutAccount
from application.work import Command
from domain.shared.actor import Role
from tests.api.world import World, one
from tests.support.calendar import MONDAY
from tests.support.people import ANNA, AS_ANNA, AS_BEN, AS_IVAN, AS_SYSTEM

ACCOUNT = f"/v1/tutors/{ANNA}/payout-account"
LINK = f"{ACCOUNT}/link?return_url=https://a.example/back&refresh_url=https://a.example/again"


def noted(world: World, command: Command) -> None:
    """This is what the business notes by itself."""
    outcome = world.bus.execute(Request(command, AS_SYSTEM, world.key(), "test"))
    assert outcome.accepted, outcome


@pytest.fixture
def account(world: World) -> str:
    """This is an account that the provider has opened for Anna."""
    assert world.post(f"{ACCOUNT}/open", {"country": "DE"}, AS_ANNA).status_code == 200
    opened = world.provider.open_account("anna:payout-account", "DE")
    noted(world, RecordPayoutAccount(tutor_id=ANNA, payout_account=opened))
    return opened


class TestAnAccount:
    def test_is_asked_for_by_the_tutor_alone(self, world: World) -> None:
        for actor in (AS_IVAN, AS_BEN, one(Role.ADMIN)):
            answer = world.post(f"{ACCOUNT}/open", {"country": "DE"}, actor)
            assert answer.status_code == 403
        assert world.post(f"{ACCOUNT}/open", {"country": "Germany"}, AS_ANNA).status_code == 422

    def test_is_shown_as_far_as_it_is(self, world: World) -> None:
        shown = {"tutor_id": ANNA, "state": "none", "missing": []}
        assert world.get(ACCOUNT, AS_ANNA).json() == shown
        world.post(f"{ACCOUNT}/open", {"country": "DE"}, AS_ANNA)
        assert world.get(ACCOUNT, AS_ANNA).json() == {**shown, "state": "requested"}

    def test_is_shown_without_its_name(self, world: World, account: str) -> None:
        answer = world.get(ACCOUNT, AS_ANNA)
        assert answer.json()["state"] == "opened"
        assert account not in answer.text
        assert world.get(ACCOUNT, one(Role.SUPPORT)).status_code == 200
        assert world.get(ACCOUNT, AS_IVAN).status_code == 403

    @pytest.mark.usefixtures("account")
    def test_is_looked_at_when_the_tutor_asks(self, world: World) -> None:
        assert world.post(f"{ACCOUNT}/check", {}, AS_ANNA).status_code == 200
        assert world.post(f"{ACCOUNT}/check", {}, AS_IVAN).status_code == 403

    def test_cannot_be_looked_at_before_it_is_there(self, world: World) -> None:
        answer = world.post(f"{ACCOUNT}/check", {}, AS_ANNA)
        assert (answer.status_code, answer.json()["type"]) == (409, "open-a-payout-account-first")


class TestTheLink:
    def test_is_the_providers_as_of_now(self, world: World, account: str) -> None:
        answer = world.get(LINK, AS_ANNA)
        assert answer.status_code == 200
        assert answer.json()["url"].startswith("https://a.example/back")
        assert world.provider.readiness(account).is_payable
        assert (answer.headers["Cache-Control"], "ETag" in answer.headers) == ("no-store", False)
        assert answer.json()["url"] not in repr(world.log.facts)

    @pytest.mark.usefixtures("account")
    @pytest.mark.parametrize("actor", [AS_IVAN, AS_BEN, one(Role.SUPPORT), one(Role.ADMIN)])
    def test_is_nobody_elses_to_follow(self, world: World, actor: Any) -> None:
        answer = world.get(LINK, actor, {"Preceptor-Purpose": "support"})
        assert (answer.status_code, answer.json()["type"]) == (403, "not-yours-to-see")

    def test_is_404_before_there_is_an_account(self, world: World) -> None:
        assert world.get(LINK, AS_ANNA).status_code == 404

    @pytest.mark.usefixtures("account")
    @pytest.mark.parametrize("back", ["http://a.example", "javascript:alert(1)", ""])
    def test_leads_nowhere_but_to_safe_addresses(self, world: World, back: str) -> None:
        answer = world.get(f"{ACCOUNT}/link?return_url={back}&refresh_url=https://a.b", AS_ANNA)
        assert answer.status_code == 422


class TestAWrongAmount:
    CLEAR = "/v1/bookings/b1/earning/clear-mismatch"

    def test_is_let_go_by_staff_alone(self, world: World) -> None:
        about = {"booking_id": "b1", "tutor_id": ANNA, "payment_id": "of-b1"}
        net = {"minor": 2700, "currency": "EUR"}
        decided = {**about, "net": net, "ground": "settled", "decided_at": MONDAY}
        noted(world, DecideEarning.model_validate(decided))
        frozen = {**about, "reason": "mismatch", "at": MONDAY}
        noted(world, FreezeEarning.model_validate(frozen))
        for actor in (AS_ANNA, AS_BEN, one(Role.AUDITOR)):
            assert world.post(self.CLEAR, {}, actor).status_code == 403
        assert world.post(self.CLEAR, {}, one(Role.SUPPORT)).status_code == 200
        assert world.log.facts[-1].fact.TOPIC == "earning.unfrozen.v1"
