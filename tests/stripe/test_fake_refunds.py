"""Refunds: in parts, never more than was taken, never what a bank already took back."""

from stripe import InvalidRequestError, StripeClient

from tests.stripe.asking import Refusal, charge_of, pay, reserve
from tests.support.stripe.fake import FakeStripe


class TestRefunding:
    def test_gives_back_in_parts(self, stripe: StripeClient) -> None:
        intent = pay(stripe)
        for amount in (1000, 2000):
            refund = stripe.v1.refunds.create({"payment_intent": intent.id, "amount": amount})
            assert refund.status == "succeeded"
        charge = charge_of(stripe, intent)
        assert (charge.amount_refunded, charge.refunded) == (3000, True)
        with Refusal(InvalidRequestError) as no:
            stripe.v1.refunds.create({"payment_intent": intent.id})
        assert no.code == "charge_already_refunded"

    def test_gives_back_no_more_than_is_left(self, stripe: StripeClient) -> None:
        intent = pay(stripe)
        stripe.v1.refunds.create({"payment_intent": intent.id, "amount": 2000})
        with Refusal(InvalidRequestError) as no:
            stripe.v1.refunds.create({"payment_intent": intent.id, "amount": 1001})
        assert (no.status, no.body["param"]) == (400, "amount")
        assert charge_of(stripe, intent).amount_refunded == 2000

    def test_counts_from_what_was_taken_not_from_what_was_reserved(
        self, stripe: StripeClient
    ) -> None:
        intent = stripe.v1.payment_intents.capture(reserve(stripe).id, {"amount_to_capture": 2000})
        with Refusal(InvalidRequestError):
            stripe.v1.refunds.create({"payment_intent": intent.id, "amount": 2001})
        refund = stripe.v1.refunds.create({"payment_intent": intent.id})
        assert refund.amount == 2000

    def test_gives_back_nothing_of_a_reservation(self, stripe: StripeClient) -> None:
        with Refusal(InvalidRequestError) as no:
            stripe.v1.refunds.create({"payment_intent": reserve(stripe).id})
        assert no.code == "payment_intent_unexpected_state"

    def test_gives_back_nothing_the_bank_took_already(
        self, stripe: StripeClient, fake_stripe: FakeStripe
    ) -> None:
        intent = pay(stripe)
        dispute = fake_stripe.bank.opens_dispute(str(intent.latest_charge))
        with Refusal(InvalidRequestError) as no:
            stripe.v1.refunds.create({"payment_intent": intent.id})
        assert no.code == "charge_disputed"
        fake_stripe.bank.decides_for_platform(dispute["id"])
        assert stripe.v1.refunds.create({"payment_intent": intent.id}).amount == 3000

    def test_needs_one_thing_to_give_back(self, stripe: StripeClient) -> None:
        with Refusal(InvalidRequestError) as no:
            stripe.v1.refunds.create({"amount": 100})
        assert "payment_intent or charge" in no.body["message"]

    def test_of_nothing_is_not_found(self, stripe: StripeClient) -> None:
        with Refusal(InvalidRequestError) as no:
            stripe.v1.refunds.create({"payment_intent": "pi_nothing"})
        assert (no.status, no.code) == (404, "resource_missing")


class TestSlowRefunds:
    def test_succeed_later(self, stripe: StripeClient, fake_stripe: FakeStripe) -> None:
        intent = pay(stripe, payment_method="pm_card_pendingRefund")
        refund = stripe.v1.refunds.create({"payment_intent": intent.id})
        assert refund.status == "pending"
        fake_stripe.bank.completes_refund(refund.id)
        assert stripe.v1.refunds.retrieve(refund.id).status == "succeeded"

    def test_may_fail_after_all_and_can_be_tried_again(
        self, stripe: StripeClient, fake_stripe: FakeStripe
    ) -> None:
        intent = pay(stripe)
        refund = stripe.v1.refunds.create({"payment_intent": intent.id})
        fake_stripe.bank.fails_refund(refund.id)
        failed = stripe.v1.refunds.retrieve(refund.id)
        assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
        assert charge_of(stripe, intent).amount_refunded == 0
        assert stripe.v1.refunds.create({"payment_intent": intent.id}).status == "succeeded"
