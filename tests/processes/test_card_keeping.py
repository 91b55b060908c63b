"""Card keeping: a card is kept at the provider, pays without its holder, and is let go."""

from dataclasses import replace
from typing import Any

from application.payer import RemoveCard, SaveCard
from application.reactions.card_keeping import CARD_KEEPING, KeepCard
from application.reactions.rereading import READ_AFTER
from domain.payer import events as payer
from tests.processes.arrival import given
from tests.processes.stories import ask
from tests.support.calendar import MONDAY
from tests.support.examples import example
from tests.support.market import Market
from tests.support.people import AS_BEN, BEN


def of(kind: Any, setup_id: str = "s1", **fields: Any) -> Any:
    """This is a fact of Ben's cards."""
    return replace(example(kind), student_id=BEN, setup_id=setup_id, **fields)


ASKED = of(payer.CardAsked)
BEGUN = of(payer.CardSetupOpened, reference="seti", occurred_at=MONDAY)
SAVED, REFUSED = of(payer.CardSaved), of(payer.CardRefused)
REMOVED, LEFT = of(payer.CardRemoved), of(payer.CardLeft)
NEXT = (of(payer.CardAsked, "s2"), of(payer.CardSetupOpened, "s2"), of(payer.CardSaved, "s2"))
EVERY_LOOK = [f"read-s1-{number}" for number in range(1, len(READ_AFTER) + 1)]


class TestACardAskedFor:
    def test_is_begun_at_the_provider(self) -> None:
        given(ASKED).seen_by(CARD_KEEPING).then_todos("begin-s1")

    def test_is_looked_at_ever_more_rarely(self) -> None:
        todos = given(ASKED, BEGUN).seen_by(CARD_KEEPING).then_todos(*EVERY_LOOK)
        assert [todos[name].due_at for name in EVERY_LOOK] == [MONDAY + one for one in READ_AFTER]

    def test_is_left_alone_once_that_is_over(self) -> None:
        for end in (SAVED, REFUSED):
            given(ASKED, BEGUN, end).seen_by(CARD_KEEPING).then_nothing()


class TestACardThatIsNotWanted:
    def test_is_let_go(self) -> None:
        known = (ASKED, BEGUN, SAVED)
        given(*known, REMOVED).seen_by(CARD_KEEPING).then_todos("remove-s1")
        given(*known, REMOVED, LEFT).seen_by(CARD_KEEPING).then_nothing()

    def test_is_also_the_one_before(self) -> None:
        given(ASKED, BEGUN, SAVED, *NEXT).seen_by(CARD_KEEPING).then_todos("remove-s1")

    def test_is_nobodys_work_once_its_holder_was_erased(self) -> None:
        gone = replace(example(payer.CardsErased), student_id=BEN)
        given(ASKED, BEGUN, SAVED, *NEXT[:2], REMOVED, gone).seen_by(CARD_KEEPING).then_nothing()


def test_every_call_names_a_card_by_our_name_alone() -> None:
    """What the provider calls people and cards stands in no list of to-dos."""
    facts = (ASKED, BEGUN, SAVED, REMOVED, *NEXT)
    todos = given(*facts).seen_by(CARD_KEEPING).todos().values()
    for todo in todos:
        assert isinstance(todo.act, KeepCard)
        assert SAVED.method not in todo.act.model_dump_json()
        assert SAVED.customer not in todo.act.model_dump_json()


class TestAMarket:
    def test_keeps_a_card_that_pays_without_its_holder(self) -> None:
        market = Market.opened()
        first = saved(market)
        payers = market.payers
        card = payers.card_of(BEN)
        assert card is not None
        assert market.gateway.face(card) is not None
        second = saved(market)
        assert payers.card_of(BEN, first) is None
        assert market.gateway.face(card) is None
        newer = payers.card_of(BEN)
        assert newer is not None
        assert newer.customer == card.customer == payers.customer_of(BEN)
        assert payers.card_of(BEN, second) == newer

    def test_lets_a_card_go_when_its_holder_says_so(self) -> None:
        market = Market.opened()
        setup_id = saved(market)
        card = market.payers.card_of(BEN)
        assert card is not None
        ask(market, AS_BEN, RemoveCard(student_id=BEN))
        market.run_until_quiet()
        assert market.gateway.face(card) is None
        assert market.payers.card_of(BEN, setup_id) is None
        assert market.names(f"payer-{BEN}")[-2:] == ["CardRemoved", "CardLeft"]
        assert market.open_todos("card_keeping") == []

    def test_asks_the_provider_once_however_often_its_answer_is_lost(self) -> None:
        market = Market.opened()
        market.gateway.fail_next(5, after_moving=True)
        saved(market)
        names = ["CardAsked", "CardSetupOpened", "CardSaved"]
        assert market.names(f"payer-{BEN}") == names


def saved(market: Market) -> str:
    """This is a card that Ben let the provider keep, by our name for it."""
    asked = market.ask(SaveCard(student_id=BEN), AS_BEN)
    market.advance(minutes=5)
    market.gateway.give_card(market.payers.setup_of(BEN))
    market.advance(hours=1)
    return str(asked.answer["setup_id"])
