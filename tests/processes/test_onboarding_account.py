"""A tutor's account, from being asked for to being paid on, and what happens when it is refused."""

from dataclasses import replace
from typing import Any

from application.lesson import ConfirmCompletion
from application.payees import Payees, PayoutAccount, Readiness
from application.reactions.onboarding_account import ONBOARDING_ACCOUNT, LookAtAccount, OpenAccount
from application.tutor import ReadyPayoutAccount
from application.tutor_paying import CheckPayoutAccount, OpenPayoutAccount
from domain.shared.actor import Actor, Role
from domain.tutor import events as tutor
from tests.processes.arrival import given
from tests.processes.stories import ask, taught
from tests.support.examples import example
from tests.support.market import Market
from tests.support.opening import account_of
from tests.support.people import ANNA, AS_ANNA, AS_BEN, AS_SYSTEM, OLGA

AS_OLGA_THE_TUTOR = Actor(OLGA, frozenset({Role.TUTOR}))


def of_anna(kind: Any, **fields: Any) -> Any:
    return replace(example(kind), tutor_id=ANNA, **fields)


REQUESTED = of_anna(tutor.PayoutAccountRequested, country="DE")
OPENED = of_anna(tutor.PayoutAccountOpened)
ASKED, ASKED_AGAIN = (of_anna(tutor.ReadinessAsked, look=look, cause=None) for look in (1, 2))
NOTED = of_anna(tutor.ReadinessNoted, look=1)


class TestAnAccount:
    def test_is_opened_once_under_one_key(self) -> None:
        (todo,) = given(REQUESTED).seen_by(ONBOARDING_ACCOUNT).then_todos("open").values()
        assert isinstance(todo.act, OpenAccount)
        assert todo.act.key == "anna:payout-account"
        given(REQUESTED, OPENED).seen_by(ONBOARDING_ACCOUNT).then_nothing()

    def test_is_looked_at_when_that_is_asked(self) -> None:
        known = (REQUESTED, OPENED, ASKED)
        given(*known).seen_by(ONBOARDING_ACCOUNT).then_todos("look-1")
        (todo,) = given(*known, ASKED_AGAIN).seen_by(ONBOARDING_ACCOUNT).todos().values()
        assert todo.act == LookAtAccount(tutor_id=ANNA, look=2)
        given(*known, ASKED_AGAIN, NOTED).seen_by(ONBOARDING_ACCOUNT).then_todos("look-2")
        given(*known, NOTED).seen_by(ONBOARDING_ACCOUNT).then_nothing()


class TestInAMarket:
    def market(self) -> Market:
        """This is a market in which Olga has just begun to tutor."""
        market = Market.opened()
        ask(market, AS_OLGA_THE_TUTOR, OpenPayoutAccount(tutor_id=OLGA, country="DE"))
        market.run_until_quiet()
        return market

    def account(self, market: Market, of: str = OLGA) -> PayoutAccount:
        return Payees(market.log).account(of)

    def test_somebody_new_comes_by_an_account(self) -> None:
        market = self.market()
        assert self.account(market) == PayoutAccount(OLGA, Readiness.OPENED, ("onboarding",))
        opened = Payees(market.log).of_tutor(OLGA)
        market.gateway.onboarding_link(opened, "https://a.example/b", "https://a.example/c")
        ask(market, AS_OLGA_THE_TUTOR, CheckPayoutAccount(tutor_id=OLGA))
        market.run_until_quiet()
        assert self.account(market) == PayoutAccount(OLGA, Readiness.READY, ())
        assert market.open_todos("onboarding_account") == []

    def test_a_lost_answer_opens_no_second_account(self) -> None:
        market = Market.opened()
        before = len(market.gateway._books.accounts)
        market.gateway.fail_next(3, after_moving=True)
        ask(market, AS_OLGA_THE_TUTOR, OpenPayoutAccount(tutor_id=OLGA, country="DE"))
        market.advance(minutes=5)
        assert len(market.gateway._books.accounts) == before + 1

    def test_who_never_asked_has_none(self) -> None:
        assert self.account(Market.opened()) == PayoutAccount(OLGA, Readiness.NONE, ())
        assert Payees(Market.opened().log).of_tutor(OLGA) == ""

    def test_a_refused_transfer_is_held_until_the_account_is_good_again(self) -> None:
        market = Market.opened()
        booking_id = taught(market)
        market.gateway.restrict(account_of(ANNA))
        ask(market, AS_BEN, ConfirmCompletion(booking_id=booking_id))
        market.advance(days=2)
        assert market.names(f"earning-{booking_id}")[-2:] == ["TransferFailed", "EarningHeld"]
        assert self.account(market, ANNA).state is Readiness.NONE
        market.gateway.admit(account_of(ANNA))
        again = ReadyPayoutAccount(tutor_id=ANNA, payout_account=account_of(ANNA))
        ask(market, AS_SYSTEM, again)
        market.run_until_quiet()
        assert market.names(f"earning-{booking_id}")[-1] == "EarningTransferred"

    def test_an_account_the_provider_does_not_know_cannot_be_paid(self) -> None:
        market = Market.opened()
        unknown = ReadyPayoutAccount(tutor_id=ANNA, payout_account="somewhere")
        ask(market, AS_SYSTEM, unknown)
        ask(market, AS_ANNA, CheckPayoutAccount(tutor_id=ANNA))
        market.run_until_quiet()
        assert self.account(market, ANNA).missing == ("account_unknown",)
