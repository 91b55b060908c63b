"""Payment methods kept for later, and used while their holder is away."""

import pytest
from stripe import CardError, InvalidRequestError, StripeClient

from tests.stripe.asking import Refusal, pay
from tests.support.stripe.fake import FakeStripe


@pytest.fixture
def ben(stripe: StripeClient) -> str:
    return stripe.v1.customers.create({"email": "ben@learns.test"}).id


def setup(stripe: StripeClient, customer: str) -> str:
    return stripe.v1.setup_intents.create({"customer": customer, "usage": "off_session"}).id


class TestKeepingACard:
    def test_lets_it_be_used_later(
        self, stripe: StripeClient, fake_stripe: FakeStripe, ben: str
    ) -> None:
        kept = fake_stripe.payer.confirms(setup(stripe, ben))
        assert kept["status"] == "succeeded"
        (method,) = stripe.v1.payment_methods.list({"customer": ben}).data
        assert method.id == kept["payment_method"]
        for _ in range(2):
            intent = pay(stripe, customer=ben, payment_method=method.id, off_session=True)
            assert intent.status == "succeeded"

    def test_asks_for_the_holders_word_once(
        self, stripe: StripeClient, fake_stripe: FakeStripe, ben: str
    ) -> None:
        intent = setup(stripe, ben)
        asked = fake_stripe.payer.confirms(intent, "pm_card_authenticationRequiredOnSetup")
        assert asked["status"] == "requires_action"
        kept = fake_stripe.payer.proves_who_they_are(intent)
        paid = pay(stripe, customer=ben, payment_method=kept["payment_method"], off_session=True)
        assert paid.status == "succeeded"

    def test_does_not_help_where_the_bank_asks_each_time(
        self, stripe: StripeClient, fake_stripe: FakeStripe, ben: str
    ) -> None:
        intent = setup(stripe, ben)
        fake_stripe.payer.confirms(intent, "pm_card_authenticationRequired")
        kept = fake_stripe.payer.proves_who_they_are(intent)
        with Refusal(CardError) as no:
            pay(stripe, customer=ben, payment_method=kept["payment_method"], off_session=True)
        assert (no.code, no.body["payment_method"]["id"]) == (
            "authentication_required",
            kept["payment_method"],
        )

    def test_may_be_declined_at_once_or_only_when_charged(
        self, stripe: StripeClient, fake_stripe: FakeStripe, ben: str
    ) -> None:
        intent = setup(stripe, ben)
        no = fake_stripe.payer.confirms(intent, "pm_card_visa_chargeDeclined")
        assert no["last_setup_error"]["code"] == "card_declined"
        kept = fake_stripe.payer.confirms(intent, "pm_card_chargeCustomerFail")
        assert kept["status"] == "succeeded"
        with Refusal(CardError):
            pay(stripe, customer=ben, payment_method=kept["payment_method"], off_session=True)

    def test_may_be_left(self, stripe: StripeClient, fake_stripe: FakeStripe, ben: str) -> None:
        intent = setup(stripe, ben)
        fake_stripe.payer.confirms(intent, "pm_card_authenticationRequired")
        failed = fake_stripe.payer.fails_to_prove_who_they_are(intent)
        assert failed["last_setup_error"]["code"] == "setup_intent_authentication_failure"
        assert stripe.v1.setup_intents.cancel(intent).status == "canceled"

    def test_comes_with_a_payment_where_that_is_asked_for(
        self, stripe: StripeClient, ben: str
    ) -> None:
        pay(stripe, customer=ben, setup_future_usage="off_session")
        (method,) = stripe.v1.payment_methods.list({"customer": ben}).data
        assert method.customer == ben


class TestUsingACard:
    def test_twice_needs_it_to_be_kept(self, stripe: StripeClient) -> None:
        spent = pay(stripe).payment_method
        with Refusal(InvalidRequestError) as no:
            pay(stripe, payment_method=spent)
        assert "may not be used again" in no.body["message"]

    def test_needs_the_customer_it_belongs_to(self, stripe: StripeClient, ben: str) -> None:
        kept = pay(stripe, customer=ben, setup_future_usage="off_session").payment_method
        with Refusal(InvalidRequestError) as no:
            pay(stripe, payment_method=kept)
        assert "you must provide the customer" in no.body["message"]

    def test_ends_when_it_is_detached(self, stripe: StripeClient, ben: str) -> None:
        kept = str(pay(stripe, customer=ben, setup_future_usage="off_session").payment_method)
        stripe.v1.payment_methods.detach(kept)
        with Refusal(InvalidRequestError):
            stripe.v1.payment_methods.attach(kept, {"customer": ben})

    def test_of_nobody_is_not_found(self, stripe: StripeClient) -> None:
        with Refusal(InvalidRequestError) as no:
            pay(stripe, customer="cus_nobody")
        assert (no.status, no.code) == (404, "resource_missing")
