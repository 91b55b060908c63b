"""Idempotency: one key, one deed, for as long as Stripe remembers."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from stripe import APIError, CardError, IdempotencyError, InvalidRequestError, StripeClient

from adapters.memory.clock import SetClock
from tests.stripe.asking import NEVER_REDIRECT, Refusal, pay
from tests.support.calendar import hours
from tests.support.stripe.fake import FakeStripe

PAID: dict[str, Any] = {
    "amount": 3000,
    "currency": "eur",
    "automatic_payment_methods": NEVER_REDIRECT,
    "confirm": True,
    "payment_method": "pm_card_visa",
}


def create(stripe: StripeClient, key: str = "pay-1", **more: Any) -> Any:
    asked: Any = PAID | more
    return stripe.v1.payment_intents.create(asked, {"idempotency_key": key})


def headers_of(intent: Any) -> Any:
    return intent.last_response.headers


class TestAKey:
    def test_gives_the_same_answer_again_and_says_so(self, stripe: StripeClient) -> None:
        first, again = create(stripe), create(stripe)
        assert first.id == again.id
        assert "Idempotent-Replayed" not in headers_of(first)
        assert headers_of(again)["Idempotent-Replayed"] == "true"
        assert len(stripe.v1.payment_intents.list().data) == 1

    def test_answers_as_it_was_then(self, stripe: StripeClient, fake_stripe: FakeStripe) -> None:
        first = create(stripe, confirm=False, payment_method=None)
        fake_stripe.payer.confirms(first.id)
        assert create(stripe, confirm=False, payment_method=None).status == first.status

    def test_is_for_the_same_parameters(self, stripe: StripeClient) -> None:
        create(stripe)
        with Refusal(IdempotencyError) as no:
            create(stripe, amount=3001)
        assert (no.status, no.body["type"]) == (400, "idempotency_error")

    def test_is_for_the_same_request(self, stripe: StripeClient) -> None:
        create(stripe)
        with Refusal(IdempotencyError) as no:
            stripe.v1.customers.create({}, {"idempotency_key": "pay-1"})
        assert "same endpoint" in no.body["message"]

    def test_keeps_a_no_as_well(self, stripe: StripeClient) -> None:
        for _ in range(2):
            with Refusal(CardError):
                create(stripe, payment_method="pm_card_visa_chargeDeclined")
        assert len(stripe.v1.charges.list().data) == 1

    def test_keeps_nothing_of_a_request_that_was_no_request(self, stripe: StripeClient) -> None:
        with Refusal(InvalidRequestError):
            create(stripe, colour="blue")
        assert create(stripe).status == "succeeded"

    def test_is_not_longer_than_stripe_takes(self, stripe: StripeClient) -> None:
        with Refusal(InvalidRequestError):
            create(stripe, "k" * 256)
        assert create(stripe, "k" * 255).status == "succeeded"

    def test_is_forgotten_after_a_day(self, stripe: StripeClient, clock: SetClock) -> None:
        first = create(stripe)
        clock.advance(hours(24))
        assert create(stripe).id != first.id

    def test_asked_eight_times_at_once_pays_once(
        self, stripe: StripeClient, fake_stripe: FakeStripe
    ) -> None:
        with ThreadPoolExecutor(8) as threads:
            asked = [threads.submit(create, fake_stripe.client()) for _ in range(8)]
            assert len({one.result().id for one in asked}) == 1
        assert len(stripe.v1.charges.list().data) == 1

    def test_in_use_is_a_conflict(self, stripe: StripeClient, fake_stripe: FakeStripe) -> None:
        fake_stripe.faults.next("POST /v1/payment_intents", "conflict")
        with Refusal(APIError) as no:
            create(stripe)
        assert (no.status, no.code) == (409, "idempotency_key_in_use")
        assert create(stripe).status == "succeeded"


class TestAsking:
    def test_without_the_right_secret_is_refused(self, fake_stripe: FakeStripe) -> None:
        stranger = StripeClient("sk_test_wrong", base_addresses={"api": fake_stripe.url})
        with pytest.raises(Exception, match="Invalid API Key") as no:
            stranger.v1.balance.retrieve()
        assert type(no.value).__name__ == "AuthenticationError"

    def test_for_what_does_not_exist_is_not_found(self, stripe: StripeClient) -> None:
        with Refusal(InvalidRequestError) as no:
            stripe.v1.products.list()
        assert (no.status, "Unrecognized request URL" in no.body["message"]) == (404, True)

    @pytest.mark.parametrize(
        ("wrong", "code", "param"),
        [
            ({"colour": "blue"}, "parameter_unknown", "colour"),
            ({"amount": None}, "parameter_missing", "amount"),
            ({"amount": "many"}, "parameter_invalid_integer", "amount"),
            ({"description": ""}, "parameter_invalid_empty", "description"),
            ({"capture_method": "later"}, None, "capture_method"),
            (
                {"automatic_payment_methods": {"enabled": True, "colour": "blue"}},
                "parameter_unknown",
                "automatic_payment_methods[colour]",
            ),
            (
                {"automatic_payment_methods": {"allow_redirects": "never"}},
                "parameter_missing",
                "automatic_payment_methods[enabled]",
            ),
        ],
    )
    def test_with_other_parameters_than_stripes_is_refused(
        self, stripe: StripeClient, wrong: dict[str, Any], code: str | None, param: str
    ) -> None:
        with Refusal(InvalidRequestError) as no:
            pay(stripe, **wrong)
        assert (no.status, no.code, no.body["param"]) == (400, code, param)

    @pytest.mark.io
    def test_fails_the_test_where_the_fake_answers_what_stripe_would_not(self) -> None:
        fake = FakeStripe()
        intent = pay(fake.client())
        fake.world.objects[intent.id]["colour"] = "blue"
        with Refusal(APIError) as no:
            fake.client().v1.payment_intents.retrieve(intent.id)
        assert no.status == 500
        with pytest.raises(AssertionError, match=r"payment_intent with .*colour"):
            fake.close()

    @pytest.mark.io
    def test_for_what_the_fake_does_not_play_fails_the_test(self) -> None:
        fake = FakeStripe()
        pay(fake.client(), use_stripe_sdk=True)
        with pytest.raises(AssertionError, match="use_stripe_sdk"):
            fake.close()
