"""Payments of students: payment intents on the platform's own account.

A request that a tutor answers by hand is captured later, an instant booking at once. Without a
saved card the student's client finishes the payment; with one it is tried without them.
"""

from typing import Any, Final

import stripe
from stripe import RequestOptions

from adapters.stripe.answering import (
    NOT_RESERVED,
    NOT_TAKEN,
    Refusal,
    answering,
    check_same,
    check_whole,
    key_of,
    ours,
    reading,
)
from adapters.stripe.intents import (
    amount_of,
    answer_in,
    instant,
    moment,
    payers_action,
)
from adapters.stripe.once import done_once, nothing_to_see
from adapters.stripe.speaking import Speaking, declining
from application.ports_cards import PayersAction, SavedCard
from application.ports_money import PaymentAnswer
from domain.shared.currency import to_provider
from domain.shared.errors import Unavailable
from domain.shared.money import Money

BOOKED: Final = "latest_charge.balance_transaction"
MOVES: Final = "moves"
CARD_NOT_USABLE: Final = "card_not_usable"
REFUSED_PAYMENTS: Final = {
    "currency": "currency_not_supported",
    "customer": CARD_NOT_USABLE,
    "payment_method": CARD_NOT_USABLE,
}


class StripePayments(Speaking):
    """This moves money between students and the platform."""

    @declining
    def authorise(
        self, key: str, amount: Money, *, capture: bool, group: str, card: SavedCard | None = None
    ) -> PaymentAnswer:
        """This reserves the amount, and takes it at once when `capture` is set."""
        check_whole(amount)
        asked: dict[str, Any] = {
            "amount": to_provider(amount),
            "currency": amount.currency.lower(),
            "capture_method": "automatic" if capture else "manual",
            "payment_method_types": ["card"],
            "transfer_group": group,
            "metadata": {"key": key, "payment_id": group},
            "expand": [BOOKED],
        }
        if card:
            asked |= {"customer": card.customer, "payment_method": card.method}
            asked |= {"confirm": True, "off_session": True}
        intent = done_once(
            key,
            # What nobody has confirmed moves nothing, so another one of them does not either.
            (lambda: self._authorised(key, card)) if card else nothing_to_see,
            lambda under: self._asked_for(key, asked, under),
        )
        check_same(key, is_same=amount_of(intent) == amount)
        return answer_in(intent)

    @declining
    def capture(self, key: str, reference: str, amount: Money) -> PaymentAnswer:
        """This takes the reserved amount."""
        taken = done_once(
            key,
            lambda: self._captured(key, reference, amount.currency),
            lambda under: self._taken(key, reference, amount, under),
        )
        return PaymentAnswer("done", taken.id, moment(taken))

    @declining
    def void(self, key: str, reference: str) -> PaymentAnswer:
        """This gives a reservation back untouched, or ends a payment that was not finished."""
        intent = done_once(
            key,
            lambda: self._voided(reference),
            lambda under: self._cancelled(key, reference, under),
        )
        return PaymentAnswer("done", reference, moment(intent))

    @declining
    def refund(self, key: str, reference: str, amount: Money) -> PaymentAnswer:
        """This gives back part or all of what was taken."""
        check_whole(amount)
        intent = self._intent(reference, NOT_TAKEN)
        found = done_once(
            key,
            lambda: self._given_back(key, reference),
            lambda under: self._refunded(key, intent, amount, under),
        )
        check_same(key, is_same=found.amount == to_provider(amount))
        at = instant(found.created)
        if found.status in {"failed", "canceled"}:
            return PaymentAnswer("declined", found.id, at, found.failure_reason or "refund_failed")
        return PaymentAnswer("done", found.id, at)

    def action(self, reference: str) -> PayersAction | None:
        """This is what the student has to do for the payment, if there is anything."""
        with reading():
            return payers_action(self._stripe.v1.payment_intents.retrieve(reference))

    def _authorised(self, key: str, card: SavedCard) -> Any:
        asked: Any = {
            "customer": card.customer,
            "limit": 100,
            "expand": [f"data.{BOOKED}"],
        }
        with answering():
            return ours(self._stripe.v1.payment_intents.list(asked).data, key)

    def _asked_for(self, key: str, asked: Any, under: RequestOptions) -> Any:
        try:
            with answering(key, params=REFUSED_PAYMENTS):
                return self._stripe.v1.payment_intents.create(asked, under)
        except stripe.InvalidRequestError as told:
            # That a card was taken away, Stripe says in a sentence alone.
            if "payment_method" in asked and not told.code and not told.param:
                raise Refusal(CARD_NOT_USABLE) from told
            raise
        except stripe.CardError as told:
            refused = told.error.payment_intent if told.error else None
            if refused is None:
                raise
            return self._intent(refused.id, NOT_TAKEN)

    def _captured(self, key: str, reference: str, currency: str) -> Any:
        intent = self._intent(reference, NOT_RESERVED)
        if intent.status == "succeeded" and key_of(intent, "captured_under") == key:
            return intent
        if intent.currency.upper() != currency:
            raise Refusal(NOT_RESERVED)
        return None

    def _taken(self, key: str, reference: str, amount: Money, under: RequestOptions) -> Any:
        asked: Any = {
            "amount_to_capture": to_provider(amount),
            "metadata": {"captured_under": key},
            "expand": [BOOKED],
        }
        with answering(key, params={"amount_to_capture": NOT_RESERVED}, moved=NOT_RESERVED):
            return self._stripe.v1.payment_intents.capture(reference, asked, under)

    def _voided(self, reference: str) -> Any:
        intent = self._intent(reference, NOT_RESERVED)
        if intent.status == "succeeded":
            raise Refusal(NOT_RESERVED)
        if intent.status == "processing":
            raise Unavailable("a bank is still deciding about the payment")
        return intent if intent.status == "canceled" else None

    def _cancelled(self, key: str, reference: str, under: RequestOptions) -> Any:
        asked: Any = {"cancellation_reason": "abandoned", "expand": [BOOKED]}
        try:
            with answering(key, moved=MOVES):
                return self._stripe.v1.payment_intents.cancel(reference, asked, under)
        except Refusal as refusal:
            raise Unavailable("the payment moves; it is looked at again") from refusal

    def _given_back(self, key: str, reference: str) -> Any:
        with answering():
            before = self._stripe.v1.refunds.list({"payment_intent": reference, "limit": 100})
            return ours(before.auto_paging_iter(), key)

    def _refunded(self, key: str, intent: Any, amount: Money, under: RequestOptions) -> Any:
        if intent.currency.upper() != amount.currency:
            raise Refusal(NOT_TAKEN)
        asked: Any = {
            "payment_intent": intent.id,
            "amount": to_provider(amount),
            "metadata": {"key": key},
        }
        with answering(key, params={"amount": NOT_TAKEN}, moved=NOT_TAKEN):
            return self._stripe.v1.refunds.create(asked, under)

    def _intent(self, reference: str, missing: str) -> Any:
        with answering(missing=missing):
            return self._stripe.v1.payment_intents.retrieve(reference, {"expand": [BOOKED]})
