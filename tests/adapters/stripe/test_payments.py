"""What cards do at Stripe, and what currencies: declined, proven by their holder, refused."""

import pytest

from application.ports_money import PaymentAnswer
from domain.payment.events import Action
from domain.shared.money import Money
from tests.support.calendar import MONDAY
from tests.support.gateways import HALF, PRICE, reserved, taken
from tests.support.stripe_gateway import SteeredStripe

pytestmark = pytest.mark.io

NEEDS_PROOF = "pm_card_threeDSecure2Required"
INSUFFICIENT = "pm_card_visa_chargeDeclinedInsufficientFunds"
CARD_OF_A_BANK_THAT_SAYS_NO = "pm_card_chargeCustomerFail"


def begun(stripe: SteeredStripe, *, capture: bool = True) -> PaymentAnswer:
    """This is a payment asked for without a card."""
    return stripe.authorise("p1", PRICE, capture=capture, group="of-b1")


class TestAPaymentIntent:
    @pytest.mark.parametrize(("capture", "method"), [(True, "automatic"), (False, "manual")])
    def test_is_captured_at_once_or_later(
        self, stripe: SteeredStripe, *, capture: bool, method: str
    ) -> None:
        seen = stripe.fake.seen(begun(stripe, capture=capture).reference)
        assert seen["capture_method"] == method
        assert seen["payment_method_types"] == ["card"]

    def test_says_what_it_is_for(self, stripe: SteeredStripe) -> None:
        seen = stripe.fake.seen(begun(stripe).reference)
        assert seen["transfer_group"] == "of-b1"
        assert seen["metadata"] == {"key": "p1", "payment_id": "of-b1"}
        assert not {"application_fee_amount", "on_behalf_of"} & {
            name for name, value in seen.items() if value
        }

    def test_waits_for_a_card_first(self, stripe: SteeredStripe) -> None:
        answer = begun(stripe)
        assert (answer.outcome, answer.reason) == ("action", Action.METHOD)
        shown = stripe.action(answer.reference)
        assert shown is not None
        assert shown.client_secret == stripe.fake.seen(answer.reference)["client_secret"]


class TestACardWhoseHolderHasToProveIt:
    def test_makes_the_student_confirm(self, stripe: SteeredStripe) -> None:
        answer = begun(stripe)
        stripe.fake.payer.confirms(answer.reference, NEEDS_PROOF)
        shown = stripe.action(answer.reference)
        assert shown is not None
        assert (shown.kind, shown.redirect_url[:8]) == (Action.REDIRECT, "https://")
        stripe.fake.payer.proves_who_they_are(answer.reference)
        assert stripe.payment(answer.reference).status == "taken"

    def test_may_be_tried_again_after_failing(self, stripe: SteeredStripe) -> None:
        answer = begun(stripe)
        stripe.fake.payer.confirms(answer.reference, NEEDS_PROOF)
        stripe.fake.payer.fails_to_prove_who_they_are(answer.reference)
        found = stripe.payment(answer.reference)
        assert (found.status, found.reason) == ("failed", "payment_intent_authentication_failure")
        shown = stripe.action(answer.reference)
        assert shown is not None
        assert shown.kind is Action.METHOD
        stripe.finish(answer.reference)
        assert stripe.payment(answer.reference).status == "taken"

    def test_cannot_be_charged_without_them(self, stripe: SteeredStripe) -> None:
        card = stripe.keep("pm_card_visa")
        stripe.fake.world.cards[card.method] = NEEDS_PROOF
        answer = stripe.authorise("p1", PRICE, capture=True, group="of-b1", card=card)
        assert (answer.outcome, answer.reason) == ("action", Action.CONFIRM)
        assert stripe.authorise("p1", PRICE, capture=True, group="of-b1", card=card) == answer


class TestADeclinedCard:
    @pytest.mark.parametrize(
        ("method", "reason"),
        [(INSUFFICIENT, "insufficient_funds"), (CARD_OF_A_BANK_THAT_SAYS_NO, "generic_decline")],
    )
    def test_that_is_kept_declines_with_the_banks_code(
        self, stripe: SteeredStripe, method: str, reason: str
    ) -> None:
        card = stripe.keep("pm_card_visa")
        stripe.fake.world.cards[card.method] = method
        answer = stripe.authorise("p1", PRICE, capture=True, group="of-b1", card=card)
        assert (answer.outcome, answer.reason, answer.occurred_at) == ("declined", reason, MONDAY)
        assert stripe.authorise("p1", PRICE, capture=True, group="of-b1", card=card) == answer
        assert stripe.moved() == []

    def test_in_the_students_hand_can_be_replaced(self, stripe: SteeredStripe) -> None:
        answer = begun(stripe)
        stripe.fake.payer.confirms(answer.reference, INSUFFICIENT)
        assert stripe.payment(answer.reference).reason == "insufficient_funds"
        stripe.finish(answer.reference)
        assert stripe.payment(answer.reference).status == "taken"

    def test_that_is_no_more_cannot_be_used(self, stripe: SteeredStripe) -> None:
        card = stripe.keep("pm_card_visa")
        stripe.fake.client().v1.payment_methods.detach(card.method)
        answer = stripe.authorise("p1", PRICE, capture=True, group="of-b1", card=card)
        assert (answer.outcome, answer.reason) == ("declined", "card_not_usable")


class TestCurrencies:
    @pytest.mark.parametrize(
        ("amount", "counted"),
        [
            (Money(500, "JPY"), 500),
            (Money(500, "ISK"), 50000),
            (Money(4000, "UGX"), 400000),
            (Money(45000, "HUF"), 45000),
            (Money(5120, "KWD"), 5120),
            (Money(500000, "MGA"), 5000),
        ],
    )
    def test_are_counted_as_stripe_does(
        self, stripe: SteeredStripe, amount: Money, counted: int
    ) -> None:
        reference = taken(stripe, "p1", amount)
        assert stripe.fake.seen(reference)["amount"] == counted
        assert stripe.payment(reference).taken == amount
        refund = stripe.refund("r1", reference, amount)
        assert refund.outcome == "done"
        assert stripe.payment(reference).refunded == amount

    @pytest.mark.parametrize(
        ("amount", "reason"),
        [
            (Money(5124, "KWD"), "amount_not_whole"),
            (Money(150, "MGA"), "amount_not_whole"),
            (Money(1, "EUR"), "amount_too_small"),
            (Money(3000, "XAU"), "currency_not_supported"),
        ],
    )
    def test_are_refused_with_a_reason(
        self, stripe: SteeredStripe, amount: Money, reason: str
    ) -> None:
        answer = stripe.authorise("p1", amount, capture=True, group="of-b1")
        assert (answer.outcome, answer.reason) == ("declined", reason)


class TestARefund:
    def test_that_is_slow_counts_as_given_back(self, stripe: SteeredStripe) -> None:
        answer = stripe.authorise(
            "p1", PRICE, capture=True, group="p1", card=stripe.keep("pm_card_pendingRefund")
        )
        refund = stripe.refund("r1", answer.reference, HALF)
        assert refund.outcome == "done"
        assert stripe.fake.seen(refund.reference)["status"] == "pending"

    def test_that_the_bank_sent_back_is_declined_when_asked_again(
        self, stripe: SteeredStripe
    ) -> None:
        reference = taken(stripe)
        refund = stripe.refund("r1", reference, HALF)
        stripe.fake.bank.fails_refund(refund.reference)
        again = stripe.refund("r1", reference, HALF)
        assert (again.outcome, again.reason) == ("declined", "expired_or_canceled_card")

    def test_counts_nothing_that_was_only_let_go(self, stripe: SteeredStripe) -> None:
        reference = reserved(stripe)
        stripe.capture("c1", reference, HALF)
        found = stripe.payment(reference)
        assert (found.taken, found.refunded) == (HALF, Money(0, "EUR"))


class TestAReservation:
    def test_is_shorter_where_the_holder_was_not_there(self, stripe: SteeredStripe) -> None:
        visa, other = stripe.keep("pm_card_visa"), stripe.keep("pm_card_mastercard")
        untils = [
            stripe.authorise(key, PRICE, capture=False, group=key, card=card).capture_before
            for key, card in (("p1", visa), ("p2", other))
        ]
        assert None not in untils
        assert untils[0] < untils[1]  # type: ignore[operator]
