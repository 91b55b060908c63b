"""What goes wrong on the way: the fake does, or does not, what it was asked, and says nothing."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from stripe import (
    APIConnectionError,
    APIError,
    RateLimitError,
    RequestsClient,
    StripeClient,
    StripeError,
)

from tests.stripe.asking import Refusal, pay
from tests.support.stripe.fake import FakeStripe
from tests.support.stripe.faults import Kind

PAY = "POST /v1/payment_intents"


def impatient(fake: FakeStripe) -> StripeClient:
    return StripeClient(
        fake.key, base_addresses={"api": fake.url}, http_client=RequestsClient(timeout=0.2)
    )


def paid_under_a_key(stripe: StripeClient) -> Any:
    asked: Any = {
        "amount": 3000,
        "currency": "eur",
        "confirm": True,
        "payment_method": "pm_card_visa",
        "return_url": "https://tutors.test/paid",
    }
    return stripe.v1.payment_intents.create(asked, {"idempotency_key": "pay-1"})


class TestAnAnswerThatDoesNotCome:
    @pytest.mark.parametrize("kind", ["dropped", "silent"])
    @pytest.mark.parametrize(("after", "done"), [(False, 0), (True, 1)])
    def test_leaves_open_what_was_done(
        self, fake_stripe: FakeStripe, kind: Kind, *, after: bool, done: int
    ) -> None:
        stripe = impatient(fake_stripe)
        fake_stripe.faults.next(PAY, kind, after=after)
        with pytest.raises(APIConnectionError):
            paid_under_a_key(stripe)
        assert len(stripe.v1.charges.list().data) == done
        assert paid_under_a_key(stripe).status == "succeeded"
        assert len(stripe.v1.charges.list().data) == 1

    def test_is_asked_for_again_by_the_sdk_itself(self, fake_stripe: FakeStripe) -> None:
        stripe = StripeClient(
            fake_stripe.key, base_addresses={"api": fake_stripe.url}, max_network_retries=1
        )
        fake_stripe.faults.next(PAY, "dropped", after=True)
        assert pay(stripe).status == "succeeded"
        assert len(stripe.v1.charges.list().data) == 1
        first, second, _ = fake_stripe.calls
        assert first.key == second.key != ""


class TestAServerThatFails:
    def test_before_the_work_has_done_nothing(
        self, stripe: StripeClient, fake_stripe: FakeStripe
    ) -> None:
        fake_stripe.faults.next(PAY, "server_failed", times=2)
        for _ in range(2):
            with Refusal(APIError) as no:
                paid_under_a_key(stripe)
            assert no.status == 500
        assert paid_under_a_key(stripe).status == "succeeded"

    def test_after_the_work_says_so_for_as_long_as_the_key_is_kept(
        self, stripe: StripeClient, fake_stripe: FakeStripe
    ) -> None:
        fake_stripe.faults.next(PAY, "server_failed", after=True)
        for _ in range(2):
            with Refusal(APIError):
                paid_under_a_key(stripe)
        (charge,) = stripe.v1.charges.list().data
        assert charge.paid

    def test_in_the_midst_of_the_work_says_so_and_has_done_nothing(
        self, stripe: StripeClient, fake_stripe: FakeStripe
    ) -> None:
        fake_stripe.faults.next(PAY, "work_failed")
        for replayed in (None, "true"):
            with pytest.raises(APIError) as told:
                paid_under_a_key(stripe)
            assert dict(told.value.headers or {}).get("Idempotent-Replayed") == replayed
        assert stripe.v1.charges.list().data == []

    def test_after_the_work_of_v2_is_found_out_with_the_same_key(
        self, stripe: StripeClient, fake_stripe: FakeStripe
    ) -> None:
        fake_stripe.faults.next("POST /v2/core/accounts", "server_failed", after=True)
        with Refusal(APIError):
            stripe.v2.core.accounts.create({"display_name": "Anna"}, {"idempotency_key": "anna"})
        stripe.v2.core.accounts.create({"display_name": "Anna"}, {"idempotency_key": "anna"})
        assert len(stripe.v1.accounts.list().data) == 1


class TestBeingTurnedAway:
    @pytest.mark.parametrize(
        ("kind", "code"), [("rate_limited", "rate_limit"), ("locked", "lock_timeout")]
    )
    def test_for_asking_too_often(
        self, stripe: StripeClient, fake_stripe: FakeStripe, kind: Kind, code: str
    ) -> None:
        fake_stripe.faults.next(PAY, kind, after=True)
        with Refusal(RateLimitError) as no:
            paid_under_a_key(stripe)
        assert (no.status, no.code) == (429, code)
        assert stripe.v1.charges.list().data == []
        assert paid_under_a_key(stripe).status == "succeeded"

    def test_for_a_key_whose_request_is_under_way(
        self, stripe: StripeClient, fake_stripe: FakeStripe
    ) -> None:
        fake_stripe.faults.next(PAY, "slow")
        with ThreadPoolExecutor(1) as threads:
            slow = threads.submit(paid_under_a_key, fake_stripe.client())
            fake_stripe.faults.await_slow()
            with Refusal(StripeError) as no:
                paid_under_a_key(stripe)
            assert (no.status, no.code) == (409, "idempotency_key_in_use")
            fake_stripe.faults.let_go()
            assert slow.result().id == paid_under_a_key(stripe).id


class TestAFault:
    def test_is_for_its_path_alone_and_spent(
        self, stripe: StripeClient, fake_stripe: FakeStripe
    ) -> None:
        fake_stripe.faults.next("POST /v1/payment_intents/*/capture", "dropped")
        intent = pay(stripe, capture_method="manual")
        with pytest.raises(APIConnectionError):
            stripe.v1.payment_intents.capture(intent.id)
        assert fake_stripe.faults.left == 0
        assert stripe.v1.payment_intents.capture(intent.id).status == "succeeded"
