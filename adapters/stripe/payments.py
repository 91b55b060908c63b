"""Payments of students: payment intents on the platform's own account.

A request that a tutor answers by hand is captured later, an instant booking at once. Without a
saved card the student's client finishes the payment; with one it is tried without them.
"""

from typing import Any, Final

import stripe

from adapters.stripe.answering import (
    NOT_RESERVED,
    NOT_TAKEN,
    Refusal,
    answering,
    check_same,
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
from adapters.stripe.speaking import Speaking, declining
from application.ports_cards import PayersAction, SavedCard
from application.ports_money import PaymentAnswer
from domain.shared.currency import is_chargeable, to_provider
from domain.shared.errors import Unavailable
from domain.shared.money import Money

BOOKED: Final = "latest_charge.balance_transaction"
MOVES: Final = "moves"
NOT_WHOLE: Final = "amount_not_whole"
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
        _check_whole(amount)
        found = self._authorised(key, card) if card else None
        if found is not None:
            check_same(key, is_same=amount_of(found) == amount)
            return answer_in(found)
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
        return self._asked_for(key, asked)

    @declining
    def capture(self, key: str, reference: str, amount: Money) -> PaymentAnswer:
        """This takes the reserved amount."""
        intent = self._intent(reference, NOT_RESERVED)
        if intent.status == "succeeded" and key_of(intent, "captured_under") == key:
            return _taken(intent)
        if intent.currency.upper() != amount.currency:
            raise Refusal(NOT_RESERVED)
        asked: Any = {
            "amount_to_capture": to_provider(amount),
            "metadata": {"captured_under": key},
            "expand": [BOOKED],
        }
        with answering(key, params={"amount_to_capture": NOT_RESERVED}, moved=NOT_RESERVED):
            return _taken(
                self._stripe.v1.payment_intents.capture(reference, asked, {"idempotency_key": key})
            )

    @declining
    def void(self, key: str, reference: str) -> PaymentAnswer:
        """This gives a reservation back untouched, or ends a payment that was not finished."""
        intent = self._intent(reference, NOT_RESERVED)
        if intent.status == "succeeded":
            raise Refusal(NOT_RESERVED)
        if intent.status == "processing":
            raise Unavailable("a bank is still deciding about the payment")
        if intent.status != "canceled":
            intent = self._cancelled(key, reference)
        return PaymentAnswer("done", reference, moment(intent))

    @declining
    def refund(self, key: str, reference: str, amount: Money) -> PaymentAnswer:
        """This gives back part or all of what was taken."""
        _check_whole(amount)
        intent = self._intent(reference, NOT_TAKEN)
        with answering():
            before = self._stripe.v1.refunds.list({"payment_intent": reference, "limit": 100})
            found = ours(before.auto_paging_iter(), key)
        if found is None:
            found = self._refunded(key, intent, amount)
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

    def _asked_for(self, key: str, asked: Any) -> PaymentAnswer:
        try:
            with answering(key, params=REFUSED_PAYMENTS):
                return answer_in(
                    self._stripe.v1.payment_intents.create(asked, {"idempotency_key": key})
                )
        except stripe.InvalidRequestError as told:
            # That a card was taken away, Stripe says in a sentence alone.
            if "payment_method" in asked and not told.code and not told.param:
                raise Refusal(CARD_NOT_USABLE) from told
            raise
        except stripe.CardError as told:
            refused = told.error.payment_intent if told.error else None
            if refused is None:
                raise
            return answer_in(self._intent(refused.id, NOT_TAKEN))

    def _cancelled(self, key: str, reference: str) -> Any:
        asked: Any = {"cancellation_reason": "abandoned", "expand": [BOOKED]}
        try:
            with answering(key, moved=MOVES):
                return self._stripe.v1.payment_intents.cancel(
                    reference, asked, {"idempotency_key": key}
                )
        except Refusal as refusal:
            raise Unavailable("the payment moves; it is looked at again") from refusal

    def _refunded(self, key: str, intent: Any, amount: Money) -> Any:
        if intent.currency.upper() != amount.currency:
            raise Refusal(NOT_TAKEN)
        asked: Any = {
            "payment_intent": intent.id,
            "amount": to_provider(amount),
            "metadata": {"key": key},
        }
        with answering(key, params={"amount": NOT_TAKEN}, moved=NOT_TAKEN):
            return self._stripe.v1.refunds.create(asked, {"idempotency_key": key})

    def _intent(self, reference: str, missing: str) -> Any:
        with answering(missing=missing):
            return self._stripe.v1.payment_intents.retrieve(reference, {"expand": [BOOKED]})


def _check_whole(amount: Money) -> None:
    if not is_chargeable(amount):
        raise Refusal(NOT_WHOLE)


def _taken(intent: Any) -> PaymentAnswer:
    return PaymentAnswer("done", intent.id, moment(intent))
