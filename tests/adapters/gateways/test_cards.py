"""The contract of every payment provider, for cards it is let keep."""

import pytest

from adapters.memory.clock import SetClock
from application.ports_cards import SavedCard
from domain.shared.errors import NotFound
from tests.support.calendar import MONDAY, days, hours
from tests.support.gateways import PRICE, UpsettableGateway
from tests.support.people import BEN


def kept(gateway: UpsettableGateway, key: str = "s1", customer: str = "") -> SavedCard:
    """This is a card that its holder let the provider keep."""
    setup = gateway.set_up(key, BEN, customer)
    gateway.give_card(setup.reference)
    card = gateway.setup(setup.reference).card
    assert card is not None
    return card


class TestACardToBeKept:
    def test_waits_for_its_holder(self, gateway: UpsettableGateway) -> None:
        setup = gateway.set_up("s1", BEN, "")
        assert setup.occurred_at == MONDAY
        found = gateway.setup(setup.reference)
        assert (found.status, found.card) == ("action", None)
        shown = gateway.setup_action(setup.reference)
        assert shown is not None
        assert shown.client_secret
        assert shown.client_secret not in repr(shown)

    def test_is_kept_once_they_gave_it(self, gateway: UpsettableGateway, clock: SetClock) -> None:
        setup = gateway.set_up("s1", BEN, "")
        clock.advance(hours(1))
        gateway.give_card(setup.reference)
        found = gateway.setup(setup.reference)
        assert found.status == "saved"
        assert found.card is not None
        assert found.card.customer == setup.customer
        assert gateway.setup_action(setup.reference) is None

    def test_is_asked_for_once_under_a_key(
        self, gateway: UpsettableGateway, clock: SetClock
    ) -> None:
        setup = gateway.set_up("s1", BEN, "")
        again = gateway.set_up("s1", BEN, "")
        assert again == setup
        clock.advance(days(3))
        assert gateway.set_up("s2", BEN, setup.customer).customer == setup.customer

    def test_nobody_asked_for_is_not_found(self, gateway: UpsettableGateway) -> None:
        for ask in (gateway.setup, gateway.setup_action):
            with pytest.raises(NotFound):
                ask("nobody")


class TestAKeptCard:
    def test_pays_when_its_holder_is_not_there(self, gateway: UpsettableGateway) -> None:
        card = kept(gateway)
        answer = gateway.authorise("p1", PRICE, capture=False, group="p1", card=card)
        assert answer.outcome == "done"
        assert answer.capture_before is not None

    def test_is_known_by_its_last_digits(self, gateway: UpsettableGateway) -> None:
        face = gateway.face(kept(gateway))
        assert face is not None
        assert (face.brand, len(face.last_digits)) == ("visa", 4)
        assert gateway.face(SavedCard("nobody", "nothing")) is None

    def test_is_gone_once_it_was_removed(self, gateway: UpsettableGateway) -> None:
        card = kept(gateway)
        for key in ("r1", "r1", "r2"):
            gateway.remove(key, card)
        assert gateway.face(card) is None
