"""Looking back over HTTP: an aggregate as it stood, for auditors."""

from domain.shared.actor import Actor, Role
from tests.api.world import World
from tests.support.people import AS_BEN

AS_AUDITOR = Actor("audrey", frozenset({Role.AUDITOR}))
TERMS = "/v1/consents/ben/terms"
STATE = "/v1/audit/state/consent/ben-terms"
TEXT = {"text_version": "1", "text_locale": "en", "text_sha256": "a" * 64}


class TestLookingBack:
    def test_shows_a_state_as_of_a_position(self, world: World) -> None:
        world.post(f"{TERMS}/grant", TEXT, AS_BEN)
        world.post(f"{TERMS}/withdraw", {}, AS_BEN)
        assert world.get(STATE, AS_AUDITOR).json()["state"]["state"] == "withdrawn"
        before = world.get(f"{STATE}?position=1", AS_AUDITOR).json()
        assert (before["version"], before["state"]["state"]) == (1, "granted")

    def test_finds_nothing_before_it_began(self, world: World) -> None:
        assert world.get(f"{STATE}?position=0", AS_AUDITOR).status_code == 404
        assert world.get("/v1/audit/state/dragon/1", AS_AUDITOR).status_code == 404

    def test_is_for_auditors(self, world: World) -> None:
        assert world.get(STATE, AS_BEN).status_code == 403
