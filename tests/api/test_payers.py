"""Letting the provider keep a card, and letting it go, over HTTP."""

from typing import Any

import pytest

from application.bus import Request
from application.reactions.card_keeping import KeepCard, Step, perform
from domain.shared.actor import Role
from tests.api.world import World, one
from tests.support.outside import outside
from tests.support.people import AS_ANNA, AS_BEN, AS_SYSTEM, BEN

CARD = f"/v1/payers/{BEN}/card"


@pytest.fixture
def asked(world: World) -> str:
    """This is a card asked for, which the provider now waits for."""
    answer = world.post(CARD, {})
    assert answer.status_code == 201, answer.text
    setup_id = str(answer.json()["setup_id"])
    begin = KeepCard(step=Step.BEGIN, student_id=BEN, setup_id=setup_id)
    _carried_out(world, begin)
    return setup_id


@pytest.fixture
def kept(world: World, asked: str) -> str:
    """This is a card that is kept."""
    reference = world.payers.setup_of(BEN)
    world.provider.give_card(reference)
    read = KeepCard(step=Step.READ, student_id=BEN, setup_id=asked, reference=reference)
    _carried_out(world, read)
    return asked


def _carried_out(world: World, call: KeepCard) -> None:
    outcome = world.bus.execute(
        Request(perform(call, outside(world.provider, world.log)), AS_SYSTEM, call.key, "test")
    )
    assert outcome.accepted, outcome


class TestACardToBeKept:
    @pytest.mark.usefixtures("asked")
    def test_is_given_with_what_the_client_needs(self, world: World) -> None:
        answer = world.get(f"{CARD}/setup")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        told = answer.json()
        assert (told["kind"], told["redirect_url"]) == ("method", None)
        assert told["client_secret"] == f"{world.payers.setup_of(BEN)}_secret"
        assert told["client_secret"] not in repr(world.log.facts)

    @pytest.mark.usefixtures("kept")
    def test_needs_nothing_more_once_it_is_kept(self, world: World) -> None:
        assert world.get(f"{CARD}/setup").status_code == 404

    def test_is_waited_for_only_after_it_was_asked_for(self, world: World) -> None:
        assert world.get(f"{CARD}/setup").status_code == 404

    def test_is_ones_own(self, world: World) -> None:
        answer = world.post(CARD, {}, AS_ANNA)
        assert answer.status_code == 403


class TestAKeptCard:
    @pytest.mark.usefixtures("kept")
    def test_is_shown_as_its_holder_knows_it(self, world: World) -> None:
        answer = world.get(CARD)
        assert answer.json() == {"student_id": BEN, "brand": "visa", "last_digits": "4242"}
        card = world.payers.card_of(BEN)
        assert card is not None
        assert card.method not in answer.text

    @pytest.mark.usefixtures("kept")
    @pytest.mark.parametrize("actor", [AS_ANNA, one(Role.SUPPORT), one(Role.ADMIN)])
    @pytest.mark.parametrize("path", [CARD, f"{CARD}/setup"])
    def test_is_nobody_elses_to_see(self, world: World, path: str, actor: Any) -> None:
        answer = world.get(path, actor, {"Preceptor-Purpose": "support"})
        assert (answer.status_code, answer.json()["type"]) == (403, "not-yours-to-see")

    @pytest.mark.usefixtures("kept")
    def test_is_seen_by_auditors_who_say_what_for(self, world: World) -> None:
        auditor, before = one(Role.AUDITOR), world.log.head()
        assert world.get(CARD, auditor).json()["type"] == "say-what-for"
        assert world.log.head() == before
        told = world.get(CARD, auditor, {"Preceptor-Purpose": "audit"})
        assert told.json() == world.get(CARD).json()
        assert world.log.facts[-1].fact.person_id == BEN

    @pytest.mark.usefixtures("asked")
    def test_is_for_nobody_else_to_give(self, world: World) -> None:
        told = world.get(f"{CARD}/setup", one(Role.AUDITOR), {"Preceptor-Purpose": "audit"})
        assert (told.status_code, told.json()["type"]) == (403, "not-yours-to-see")

    @pytest.mark.usefixtures("kept")
    def test_is_removed_when_its_holder_says_so(self, world: World) -> None:
        assert world.post(f"{CARD}/remove", {}).status_code == 200
        assert world.payers.card_of(BEN) is None
        assert world.get(CARD).status_code == 404
        again = world.post(f"{CARD}/remove", {}, AS_BEN)
        assert (again.status_code, again.json()["type"]) == (404, "there-is-no-card")
