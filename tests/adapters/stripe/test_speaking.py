"""How Stripe is spoken to: how often, how long, in which words, and what is kept to oneself."""

import socket
import time
from typing import Any

import pytest
import stripe as library

from adapters.memory.clock import SetClock
from adapters.stripe.answering import answering
from adapters.stripe.client import API_VERSION, open_client
from adapters.stripe.gateway import StripePaymentGateway
from domain.shared.errors import NotFound, Unavailable
from domain.shared.money import Money
from tests.support.calendar import MONDAY
from tests.support.gateways import PRICE, paid, payable, taken
from tests.support.stripe_gateway import SteeredStripe

pytestmark = pytest.mark.io

INTENTS = "POST /v1/payment_intents"
KINDS: list[Any] = ["dropped", "conflict", "rate_limited", "server_failed"]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """This makes the library wait hardly at all before it tries again."""
    monkeypatch.setattr(library.HTTPClient, "INITIAL_DELAY", 0.001)
    monkeypatch.setattr(library.HTTPClient, "MAX_DELAY", 0.001)


@pytest.fixture
def patient(stripe: SteeredStripe, clock: SetClock) -> StripePaymentGateway:
    """This is the gateway with the client it has in earnest."""
    return StripePaymentGateway(open_client(stripe.fake.key, stripe.fake.url), clock)


class TestAnOutage:
    @pytest.mark.parametrize("kind", KINDS)
    def test_is_said_to_be_one(self, stripe: SteeredStripe, kind: Any) -> None:
        stripe.fake.faults.next(INTENTS, kind)
        with pytest.raises(Unavailable):
            stripe.authorise("p1", PRICE, capture=True, group="p1")
        assert stripe.authorise("p1", PRICE, capture=True, group="p1").outcome == "action"

    @pytest.mark.parametrize("kind", ["dropped", "server_failed", "conflict"])
    def test_that_is_short_is_sat_out(
        self, stripe: SteeredStripe, patient: StripePaymentGateway, kind: Any
    ) -> None:
        stripe.fake.faults.next(INTENTS, kind, times=2)
        answer = patient.authorise("p1", PRICE, capture=True, group="p1", card=stripe.card)
        assert answer.outcome == "done"
        assert stripe.moved() == [("authorise", "p1")]

    def test_with_the_answer_lost_moves_money_once(
        self, stripe: SteeredStripe, patient: StripePaymentGateway
    ) -> None:
        card = stripe.card
        stripe.fake.faults.next(INTENTS, "dropped", times=3, after=True)
        with pytest.raises(Unavailable):
            patient.authorise("p1", PRICE, capture=True, group="p1", card=card)
        assert stripe.moved() == [("authorise", "p1")]
        assert patient.authorise("p1", PRICE, capture=True, group="p1", card=card).reference
        assert stripe.moved() == [("authorise", "p1")]

    def test_is_not_waited_for_without_end(
        self, clock: SetClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("adapters.stripe.client.READ_SECONDS", 0.2)
        monkeypatch.setattr("adapters.stripe.client.TRIES_AGAIN", 0)
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}"
            gateway = StripePaymentGateway(open_client("sk_test_x", url), clock)
            began = time.monotonic()
            with pytest.raises(Unavailable):
                gateway.payment("pi")
            assert time.monotonic() - began < 5

    def test_may_happen_while_the_books_are_read(self, stripe: SteeredStripe) -> None:
        taken(stripe)
        stripe.fake.faults.next("GET /v1/balance_transactions", "dropped")
        with pytest.raises(Unavailable):
            list(stripe.movements(MONDAY))


class TestAMistakeOfOurs:
    def test_crashes(self, stripe: SteeredStripe) -> None:
        asked: Any = {"amount": 3000, "currency": "eur", "colour": "red"}
        with pytest.raises(library.InvalidRequestError, match="colour"), answering():
            stripe.fake.client().v1.payment_intents.create(asked)

    def test_is_to_use_a_key_for_something_else(self, stripe: SteeredStripe) -> None:
        stripe.authorise("p1", PRICE, capture=True, group="p1")
        with pytest.raises(ValueError, match="used before"):
            stripe.authorise("p1", Money(100, "EUR"), capture=True, group="p1")


class TestTheKeyWeAreKnownBy:
    """Another one makes the same call succeed, so that nothing is lost meanwhile."""

    def test_may_not_be_accepted(self, stripe: SteeredStripe, clock: SetClock) -> None:
        gateway = StripePaymentGateway(open_client("sk_test_wrong", stripe.fake.url), clock)
        with pytest.raises(Unavailable, match="not accept the key in STRIPE_API_KEY") as told:
            gateway.authorise("p1", PRICE, capture=True, group="p1")
        assert "sk_test_wrong" not in str(told.value)

    def test_may_not_be_let_do_everything(self) -> None:
        with pytest.raises(Unavailable, match="not let us do that with"), answering():
            raise library.PermissionError("Having the 'rak_balance_read' permission would allow…")


class TestTheClient:
    def test_speaks_one_version_of_the_api(self, stripe: SteeredStripe) -> None:
        client = open_client(stripe.fake.key, stripe.fake.url)
        made = client.v1.customers.create({})
        assert made.last_response is not None
        assert made.last_response.headers["Stripe-Version"] == API_VERSION

    def test_shows_its_key_to_nobody(self, clock: SetClock) -> None:
        client = open_client("sk_test_secret", "http://127.0.0.1:1")
        for thing in (client, StripePaymentGateway(client, clock)):
            assert "sk_test_secret" not in repr(thing)
            assert "sk_test_secret" not in str(thing)


class TestAnAccount:
    def test_is_a_recipient_paid_out_when_we_ask(self, stripe: SteeredStripe) -> None:
        account = payable(stripe)
        told = stripe.fake.world.recipients[account]
        assert told["dashboard"] == "express"
        assert told["defaults"]["responsibilities"] == {
            "fees_collector": "application",
            "losses_collector": "application",
        }
        assert told["identity"] == {"country": "de"}
        assert stripe.fake.world.schedules[account] == "manual"

    def test_says_what_it_still_owes(self, stripe: SteeredStripe) -> None:
        account = payable(stripe)
        stripe.fake.holder.has_to_tell(account, "identity.individual.address")
        assert stripe.readiness(account).missing == ("identity.individual.address",)

    def test_may_wait_for_stripe_alone(self, stripe: SteeredStripe) -> None:
        account = stripe.open_account("a1", "DE")
        stripe.fake.holder.is_being_verified(account)
        found = stripe.readiness(account)
        assert (found.is_payable, found.missing) == (False, ("requirements_pending_verification",))
        stripe.fake.holder.is_rejected(account)
        assert stripe.readiness(account).missing == ("rejected_other",)


class TestATransfer:
    @pytest.mark.parametrize("amount", [Money(5124, "KWD"), Money(2125, "MGA")])
    def test_is_of_what_cards_know(self, stripe: SteeredStripe, amount: Money) -> None:
        sent = stripe.transfer("t1", amount, destination=payable(stripe), source="", group="p1")
        back = stripe.reverse("r1", paid(stripe)[1], amount)
        for answer in (sent, back):
            assert (answer.outcome, answer.reason) == ("declined", "amount_not_whole")

    @pytest.mark.parametrize("amount", [Money(45_050, "HUF"), Money(5130, "KWD")])
    def test_may_be_less_whole_than_a_payout(self, stripe: SteeredStripe, amount: Money) -> None:
        source = taken(stripe, "p1", amount)
        account = payable(stripe)
        sent = stripe.transfer("t1", amount, destination=account, source=source, group="p1")
        assert sent.outcome == "done"


class TestAPayout:
    @pytest.mark.parametrize("amount", [Money(1050, "HUF"), Money(99, "TWD"), Money(5124, "KWD")])
    def test_is_of_what_banks_take(self, stripe: SteeredStripe, amount: Money) -> None:
        answer = stripe.pay_out("o1", payable(stripe), amount)
        assert (answer.outcome, answer.reason) == ("declined", "amount_not_whole")

    def test_of_nobodys_account_is_declined(self, stripe: SteeredStripe) -> None:
        answer = stripe.pay_out("o1", "acct_nobody", PRICE)
        assert (answer.outcome, answer.reason) == ("declined", "account_not_payable")
        with pytest.raises(NotFound):
            stripe.readiness("acct_nobody")
