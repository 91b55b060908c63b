"""Payer commands, and what the log knows of whoever pays."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from adapters.memory.event_log import InMemoryEventLog
from application import payer
from application.payer import (
    HANDLERS,
    NoteCardLeft,
    RecordCardRefusal,
    RecordCardSaved,
    RecordCardSetup,
    RemoveCard,
    SaveCard,
)
from application.payers import Payers
from application.ports import Loaded
from application.ports_cards import SavedCard
from application.work import Command
from domain.payer.aggregate import OnlyYourOwnCard, ThereIsNoCard
from domain.payer.events import PayerEvent
from domain.shared.errors import NotFound
from domain.shared.personal import ERASED
from tests.application.desk import Desk
from tests.domain.payer.test_payer import ASKED, BEGUN, NEXT, SAVED
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import AS_ANNA, AS_BEN, AS_SYSTEM, BEN

SAVE, REMOVE = SaveCard(student_id=BEN), RemoveCard(student_id=BEN)


class Told(InMemoryEventLog):
    """This is a log in which a payer's facts are as they were told."""

    def __init__(self, facts: Sequence[PayerEvent]) -> None:
        super().__init__()
        self._told = facts

    def load(self, kind: Any, identity: str, **_: Any) -> Any:
        """This folds them."""
        state = None
        for fact in self._told:
            state = kind.evolve(state, fact)
        return Loaded(kind.stream(identity), len(self._told), state)


def known_after(*facts: PayerEvent) -> Payers:
    """This is what is known after those facts."""
    return Payers(Told(facts))


class Cards:
    """This is Ben at the desk, with cards to be kept."""

    def __init__(self) -> None:
        self.desk = Desk(HANDLERS)

    def ask(self) -> str:
        """This is a card asked for."""
        return str(self.desk.ask(SAVE, AS_BEN, MONDAY).answer["setup_id"])

    def save(self, setup_id: str, method: str = "pm") -> None:
        """This is the provider answering that it keeps a card."""
        of = {"student_id": BEN, "setup_id": setup_id, "occurred_at": TUESDAY, "customer": "cus"}
        for command in (
            RecordCardSetup.model_validate({**of, "reference": f"seti-{method}"}),
            RecordCardSaved.model_validate({**of, "method": method}),
        ):
            self.desk.ask(command, AS_SYSTEM, TUESDAY)

    def names(self) -> list[str]:
        """This is what was recorded of Ben."""
        return self.desk.names(f"payer-{BEN}")


class TestACardsLife:
    def test_from_the_wish_to_its_end(self) -> None:
        cards = Cards()
        setup_id = cards.ask()
        cards.save(setup_id)
        cards.desk.ask(REMOVE, AS_BEN, TUESDAY)
        cards.desk.ask(NoteCardLeft(student_id=BEN, setup_id=setup_id), AS_SYSTEM, TUESDAY)
        names = ["CardAsked", "CardSetupOpened", "CardSaved", "CardRemoved", "CardLeft"]
        assert cards.names() == names

    def test_that_is_refused(self) -> None:
        cards = Cards()
        refusal = RecordCardRefusal(
            student_id=BEN, setup_id=cards.ask(), reason="abandoned", occurred_at=TUESDAY
        )
        cards.desk.ask(refusal, AS_SYSTEM, TUESDAY)
        assert cards.names() == ["CardAsked", "CardRefused"]

    def test_is_the_holders_own(self) -> None:
        with pytest.raises(OnlyYourOwnCard):
            Cards().desk.ask(SAVE, AS_ANNA, MONDAY)
        with pytest.raises(ThereIsNoCard):
            Cards().desk.ask(REMOVE, AS_BEN, MONDAY)

    def test_is_of_somebody_known(self) -> None:
        with pytest.raises(NotFound):
            Cards().desk.ask(NoteCardLeft(student_id=BEN, setup_id="s1"), AS_SYSTEM, MONDAY)


def test_each_command_has_one_handler() -> None:
    commands = {
        value
        for value in vars(payer).values()
        if isinstance(value, type) and issubclass(value, Command) and value is not Command
    }
    assert {command for command, _ in HANDLERS} == commands
    assert len(HANDLERS) == len(commands)


class TestWhatTheLogKnows:
    def test_is_the_card_that_pays_and_the_one_before(self) -> None:
        known = known_after(ASKED, BEGUN, SAVED, *NEXT)
        assert known.card_of(BEN) == SavedCard("cus", "pm2")
        assert known.card_of(BEN, "s1") == SavedCard("cus", "pm")
        assert known.card_of(BEN, "s3") is None
        assert known.customer_of(BEN) == "cus"

    def test_is_nothing_of_somebody_erased(self) -> None:
        begun = replace(BEGUN, customer=ERASED)
        erased = known_after(ASKED, begun, replace(SAVED, customer=ERASED, method=ERASED))
        assert (erased.card_of(BEN), erased.customer_of(BEN)) == (None, "")
        assert erased.card_of(BEN, "s1") is None

    def test_is_nothing_of_a_stranger(self) -> None:
        known = Payers(InMemoryEventLog())
        assert (known.customer_of(BEN), known.card_of(BEN), known.setup_of(BEN)) == ("", None, "")
