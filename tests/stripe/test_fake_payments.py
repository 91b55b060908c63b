"""Payment intents, from the first request to the money taken or let go."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from stripe import CardError, InvalidRequestError, StripeClient

from adapters.memory.clock import SetClock
from tests.stripe.asking import NEVER_REDIRECT, Refusal, charge_of, pay, reserve
from tests.support.calendar import MONDAY, days
from tests.support.stripe.fake import FakeStripe

FIVE_DAYS = 5 * 24 * 3600


class TestPayingAtOnce:
    def test_takes_the_amount(self, stripe: StripeClient) -> None:
        intent = pay(stripe, transfer_group="p1", metadata={"booking": "b1"})
        assert (intent.status, intent.amount_received) == ("succeeded", 3000)
        charge = charge_of(stripe, intent)
        assert (charge.amount_captured, charge.transfer_group) == (3000, "p1")
        assert charge.metadata["booking"] == "b1"
        assert charge.created == int(MONDAY.timestamp())

    @pytest.mark.parametrize(
        ("method", "code", "banks_code"),
        [
            ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
            (
                "pm_card_visa_chargeDeclinedInsufficientFunds",
                "card_declined",
                "insufficient_funds",
            ),
            ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
        ],
    )
    def test_is_declined_by_the_bank(
        self, stripe: StripeClient, method: str, code: str, banks_code: str
    ) -> None:
        with Refusal(CardError) as no:
            pay(stripe, payment_method=method)
        assert (no.status, no.code, no.body["decline_code"]) == (402, code, banks_code)
        intent = stripe.v1.payment_intents.retrieve(no.body["payment_intent"]["id"])
        assert intent.status == "requires_payment_method"
        assert intent.last_payment_error is not None
        assert intent.last_payment_error.code == code
        assert charge_of(stripe, intent).status == "failed"

    def test_needs_an_address_to_come_back_to_where_a_method_may_redirect(
        self, stripe: StripeClient
    ) -> None:
        with Refusal(InvalidRequestError) as no:
            pay(stripe, automatic_payment_methods={"enabled": True})
        assert "return_url" in no.body["message"]

    @pytest.mark.parametrize(
        ("amount", "currency", "code"),
        [
            (49, "eur", "amount_too_small"),
            (100_000_000, "eur", "amount_too_large"),
            (30_005, "kwd", "parameter_invalid_integer"),
            (30_050, "isk", "parameter_invalid_integer"),
        ],
    )
    def test_takes_only_amounts_of_the_currency(
        self, stripe: StripeClient, amount: int, currency: str, code: str
    ) -> None:
        with Refusal(InvalidRequestError) as no:
            pay(stripe, amount, currency=currency)
        assert no.code == code

    def test_takes_no_currency_it_does_not_know(self, stripe: StripeClient) -> None:
        with Refusal(InvalidRequestError) as no:
            pay(stripe, currency="xxx")
        assert no.body["param"] == "currency"


class TestReserving:
    def test_takes_nothing_yet(self, stripe: StripeClient) -> None:
        intent = reserve(stripe)
        assert (intent.status, intent.amount_capturable) == ("requires_capture", 3000)
        charge = charge_of(stripe, intent)
        assert (charge.captured, charge.balance_transaction) == (False, None)

    def test_tells_until_when(self, stripe: StripeClient) -> None:
        charge = charge_of(stripe, reserve(stripe))
        details = charge.payment_method_details
        assert details is not None
        assert details.card is not None
        assert details.card.capture_before == charge.created + 7 * 24 * 3600

    def test_holds_less_long_with_visa_when_the_holder_is_away(self, stripe: StripeClient) -> None:
        charge = charge_of(stripe, reserve(stripe, off_session=True))
        details = charge.payment_method_details
        assert details is not None
        assert details.card is not None
        assert details.card.capture_before is not None
        assert details.card.capture_before < charge.created + FIVE_DAYS

    def test_lets_go_when_time_is_up(self, stripe: StripeClient, clock: SetClock) -> None:
        intent = reserve(stripe)
        clock.advance(days(7) - timedelta(seconds=1))
        assert stripe.v1.payment_intents.retrieve(intent.id).status == "requires_capture"
        clock.advance(timedelta(seconds=1))
        expired = stripe.v1.payment_intents.retrieve(intent.id)
        assert (expired.status, expired.cancellation_reason) == ("canceled", "automatic")
        with Refusal(InvalidRequestError) as no:
            stripe.v1.payment_intents.capture(intent.id)
        assert no.code == "payment_intent_unexpected_state"


class TestCapturing:
    def test_takes_what_is_reserved(self, stripe: StripeClient) -> None:
        intent = stripe.v1.payment_intents.capture(reserve(stripe).id)
        assert (intent.status, intent.amount_received) == ("succeeded", 3000)

    def test_takes_part_and_writes_the_rest_as_a_refund(self, stripe: StripeClient) -> None:
        reserved = reserve(stripe)
        intent = stripe.v1.payment_intents.capture(reserved.id, {"amount_to_capture": 2000})
        charge = charge_of(stripe, intent)
        assert (charge.amount, charge.amount_captured, charge.amount_refunded) == (3000, 2000, 1000)
        (rest,) = stripe.v1.refunds.list({"charge": charge.id}).data
        assert (rest.amount, rest.balance_transaction) == (1000, None)

    def test_takes_no_more_than_is_reserved(self, stripe: StripeClient) -> None:
        intent = reserve(stripe)
        with Refusal(InvalidRequestError) as no:
            stripe.v1.payment_intents.capture(intent.id, {"amount_to_capture": 3001})
        assert no.body["param"] == "amount_to_capture"

    def test_is_done_once(self, stripe: StripeClient) -> None:
        intent = reserve(stripe)
        stripe.v1.payment_intents.capture(intent.id)
        with Refusal(InvalidRequestError) as no:
            stripe.v1.payment_intents.capture(intent.id)
        assert (no.status, no.code) == (400, "payment_intent_unexpected_state")
        assert no.body["payment_intent"]["status"] == "succeeded"

    def test_asked_eight_times_at_once_takes_the_money_once(
        self, stripe: StripeClient, fake_stripe: FakeStripe
    ) -> None:
        intent = reserve(stripe)

        def taken() -> bool:
            try:
                fake_stripe.client().v1.payment_intents.capture(intent.id)
            except InvalidRequestError:
                return False
            return True

        with ThreadPoolExecutor(8) as threads:
            asked = [threads.submit(taken) for _ in range(8)]
            assert sum(one.result() for one in asked) == 1
        assert len(fake_stripe.every("balance_transaction")) == 1


class TestCanceling:
    def test_lets_go_of_what_is_reserved(self, stripe: StripeClient) -> None:
        intent = stripe.v1.payment_intents.cancel(
            reserve(stripe).id, {"cancellation_reason": "requested_by_customer"}
        )
        assert (intent.status, intent.amount_capturable) == ("canceled", 0)
        assert charge_of(stripe, intent).refunded

    def test_is_too_late_for_what_is_taken(self, stripe: StripeClient) -> None:
        intent = pay(stripe)
        with Refusal(InvalidRequestError) as no:
            stripe.v1.payment_intents.cancel(intent.id)
        assert no.code == "payment_intent_unexpected_state"


class TestThePayer:
    def unconfirmed(self, stripe: StripeClient) -> str:
        intent = stripe.v1.payment_intents.create(
            {"amount": 3000, "currency": "eur", "capture_method": "manual"}
        )
        assert intent.status == "requires_payment_method"
        return str(intent.client_secret)

    def test_confirms_with_the_secret(self, stripe: StripeClient, fake_stripe: FakeStripe) -> None:
        secret = self.unconfirmed(stripe)
        assert fake_stripe.payer.confirms(secret)["status"] == "requires_capture"

    def test_is_declined_and_tries_another_card(
        self, stripe: StripeClient, fake_stripe: FakeStripe
    ) -> None:
        secret = self.unconfirmed(stripe)
        no = fake_stripe.payer.confirms(secret, "pm_card_visa_chargeDeclined")
        assert no["last_payment_error"]["code"] == "card_declined"
        yes = fake_stripe.payer.confirms(secret)
        assert (yes["status"], yes["last_payment_error"]) == ("requires_capture", None)

    def test_proves_who_they_are(self, stripe: StripeClient, fake_stripe: FakeStripe) -> None:
        intent = reserve(stripe, payment_method="pm_card_threeDSecure2Required")
        assert intent.status == "requires_action"
        assert intent.next_action is not None
        assert intent.next_action.type == "use_stripe_sdk"
        assert intent.latest_charge is None
        proven = fake_stripe.payer.proves_who_they_are(intent.id)
        assert (proven["status"], proven["next_action"]) == ("requires_capture", None)

    def test_is_sent_elsewhere_and_back(self, stripe: StripeClient) -> None:
        intent = pay(
            stripe,
            payment_method="pm_card_authenticationRequired",
            return_url="https://tutors.test/paid",
        )
        assert intent.next_action is not None
        assert intent.next_action.redirect_to_url is not None
        assert intent.next_action.redirect_to_url.return_url == "https://tutors.test/paid"

    def test_fails_to_prove_it(self, stripe: StripeClient, fake_stripe: FakeStripe) -> None:
        intent = reserve(stripe, payment_method="pm_card_threeDSecure2Required")
        failed = fake_stripe.payer.fails_to_prove_who_they_are(intent.id)
        assert failed["status"] == "requires_payment_method"
        code = failed["last_payment_error"]["code"]
        assert code == "payment_intent_authentication_failure"

    def test_cannot_prove_it_while_away(self, stripe: StripeClient) -> None:
        with Refusal(CardError) as no:
            pay(stripe, payment_method="pm_card_threeDSecure2Required", off_session=True)
        assert no.code == "authentication_required"

    def test_has_a_bank_that_takes_its_time(
        self, stripe: StripeClient, fake_stripe: FakeStripe
    ) -> None:
        paid, refused = (
            pay(stripe, currency="usd", payment_method="pm_usBankAccount") for _ in range(2)
        )
        assert {paid.status, refused.status} == {"processing"}
        assert fake_stripe.bank.pays(paid.id)["status"] == "succeeded"
        assert fake_stripe.bank.refuses(refused.id)["status"] == "requires_payment_method"


class TestChanging:
    def test_the_amount_before_it_is_confirmed(
        self, stripe: StripeClient, fake_stripe: FakeStripe
    ) -> None:
        intent = stripe.v1.payment_intents.create({"amount": 3000, "currency": "eur"})
        stripe.v1.payment_intents.update(intent.id, {"amount": 2500, "metadata": {"note": "less"}})
        assert fake_stripe.payer.confirms(intent.id)["amount_received"] == 2500

    def test_the_amount_of_what_is_reserved_is_too_late(self, stripe: StripeClient) -> None:
        intent = reserve(stripe)
        with Refusal(InvalidRequestError) as no:
            stripe.v1.payment_intents.update(intent.id, {"amount": 2500})
        assert no.code == "payment_intent_unexpected_state"

    def test_confirming_afterwards(self, stripe: StripeClient) -> None:
        intent = stripe.v1.payment_intents.create(
            {"amount": 3000, "currency": "eur", "automatic_payment_methods": NEVER_REDIRECT}
        )
        with Refusal(InvalidRequestError) as no:
            stripe.v1.payment_intents.confirm(intent.id)
        assert "missing a payment method" in no.body["message"]
        paid = stripe.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
        assert paid.status == "succeeded"
