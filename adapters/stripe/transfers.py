"""Tutors' money: transfers out of a payment, their reversals, and payouts to a bank."""

from typing import Any, Final

import stripe
from stripe import RequestOptions

from adapters.stripe.answering import (
    INSUFFICIENT_FUNDS,
    NOT_TAKEN,
    NOT_TRANSFERRED,
    NOT_WHOLE,
    Refusal,
    answering,
    check_same,
    check_whole,
    ours,
)
from adapters.stripe.intents import instant
from adapters.stripe.once import done_once
from adapters.stripe.speaking import Speaking, declining
from application.ports_money import ACCOUNT_NOT_PAYABLE, PaymentAnswer
from domain.shared.currency import part_for_a_bank, to_provider
from domain.shared.money import Money

REFUSED_TRANSFERS: Final = {
    "amount": NOT_TAKEN,
    "currency": NOT_TAKEN,
    "source_transaction": NOT_TAKEN,
    "destination": ACCOUNT_NOT_PAYABLE,
}


class StripeTransfers(Speaking):
    """This moves money from the platform to tutors, and from there to their banks."""

    @declining
    def transfer(
        self, key: str, amount: Money, *, destination: str, source: str, group: str
    ) -> PaymentAnswer:
        """This moves the amount to an account, out of a payment or of the platform's own money."""
        check_whole(amount)
        asked: dict[str, Any] = {
            "amount": to_provider(amount),
            "currency": amount.currency.lower(),
            "destination": destination,
            "transfer_group": group,
            "metadata": {"key": key},
        }
        found = done_once(
            key,
            lambda: self._sent(key, group),
            lambda under: self._transferred(key, amount, asked, source, under),
        )
        check_same(key, is_same=_same(found, amount) and found.destination == destination)
        return PaymentAnswer("done", found.id, instant(found.created))

    @declining
    def reverse(self, key: str, reference: str, amount: Money) -> PaymentAnswer:
        """This takes part or all of a transfer back."""
        check_whole(amount)
        with answering(missing=NOT_TRANSFERRED):
            transfer = self._stripe.v1.transfers.retrieve(reference)
        found = done_once(
            key,
            lambda: self._brought_back(key, reference),
            lambda under: self._reversed(key, transfer, amount, under),
        )
        check_same(key, is_same=_same(found, amount))
        return PaymentAnswer("done", found.id, instant(found.created))

    @declining
    def pay_out(self, key: str, account: str, amount: Money) -> PaymentAnswer:
        """This sends the amount from the account to its owner's bank."""
        if part_for_a_bank(amount) != amount:
            raise Refusal(NOT_WHOLE)
        found = done_once(
            key,
            lambda: self._on_its_way(key, account),
            lambda under: self._paid_out(key, amount, {"stripe_account": account, **under}),
        )
        check_same(key, is_same=_same(found, amount))
        at = instant(found.created)
        if found.status in {"failed", "canceled"}:
            return PaymentAnswer("declined", found.id, at, found.failure_code or "payout_failed")
        return PaymentAnswer("done" if found.status == "paid" else "pending", found.id, at)

    def _sent(self, key: str, group: str) -> Any:
        with answering():
            before = self._stripe.v1.transfers.list({"transfer_group": group, "limit": 100})
            return ours(before.auto_paging_iter(), key)

    def _transferred(
        self, key: str, amount: Money, asked: Any, source: str, under: RequestOptions
    ) -> Any:
        if source:
            asked = {**asked, "source_transaction": self._charge(source, amount)}
        with answering(key, params=REFUSED_TRANSFERS):
            return self._stripe.v1.transfers.create(asked, under)

    def _charge(self, source: str, amount: Money) -> Any:
        with answering(missing=NOT_TAKEN):
            intent = self._stripe.v1.payment_intents.retrieve(source)
        if intent.status != "succeeded" or intent.currency.upper() != amount.currency:
            raise Refusal(NOT_TAKEN)
        return intent.latest_charge

    def _brought_back(self, key: str, reference: str) -> Any:
        with answering(missing=NOT_TRANSFERRED):
            before = self._stripe.v1.transfers.reversals.list(reference, {"limit": 100})
            return ours(before.auto_paging_iter(), key)

    def _reversed(self, key: str, transfer: Any, amount: Money, under: RequestOptions) -> Any:
        if transfer.currency.upper() != amount.currency:
            raise Refusal(NOT_TRANSFERRED)
        asked: Any = {"amount": to_provider(amount), "metadata": {"key": key}}
        try:
            with answering(key, params={"amount": NOT_TRANSFERRED}):
                return self._stripe.v1.transfers.reversals.create(transfer.id, asked, under)
        except stripe.InvalidRequestError as told:
            # That nothing is left of a transfer, Stripe says in a sentence alone.
            if transfer.reversed:
                raise Refusal(NOT_TRANSFERRED) from told
            raise

    def _on_its_way(self, key: str, account: str) -> Any:
        with answering(missing=ACCOUNT_NOT_PAYABLE):
            newest = self._stripe.v1.payouts.list({"limit": 100}, {"stripe_account": account})
            return ours(newest.data, key)

    def _paid_out(self, key: str, amount: Money, under: RequestOptions) -> Any:
        asked: Any = {
            "amount": to_provider(amount),
            "currency": amount.currency.lower(),
            "metadata": {"key": key},
        }
        with answering(key, params={"amount": INSUFFICIENT_FUNDS, "currency": ACCOUNT_NOT_PAYABLE}):
            return self._stripe.v1.payouts.create(asked, under)


def _same(found: Any, amount: Money) -> bool:
    return bool(found.amount == to_provider(amount) and found.currency.upper() == amount.currency)
