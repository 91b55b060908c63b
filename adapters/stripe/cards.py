"""Kept cards: customers and setup intents, with the holder's word for charging without them."""

from typing import Any, Final

import stripe

from adapters.stripe.answering import Refusal, answering, ours, reading
from adapters.stripe.intents import instant, step_in
from adapters.stripe.speaking import Speaking
from application.ports_cards import CardFace, CardSetup, PayersAction, ProviderSetup, SavedCard
from domain.payment.events import Action

GONE: Final = "gone"
OPEN: Final = frozenset({"requires_payment_method", "requires_confirmation", "requires_action"})


class StripeCards(Speaking):
    """This lets Stripe keep cards."""

    def set_up(self, key: str, payer: str, customer: str) -> CardSetup:
        """This begins to keep a card of a payer, who is a new customer unless one is named."""
        with answering(key):
            known = customer or self._customer(key, payer)
            before = self._stripe.v1.setup_intents.list({"customer": known, "limit": 100})
            made = ours(before.data, key) or self._setup_intent(key, known)
        return CardSetup(known, made.id, instant(made.created))

    def setup_action(self, reference: str) -> PayersAction | None:
        """This is what the student has to do for it, if there is anything, as of now."""
        with reading():
            found = self._stripe.v1.setup_intents.retrieve(reference)
        if found.status == "processing" and found.client_secret:
            return PayersAction(Action.WAIT, found.client_secret)
        if found.status not in OPEN or found.client_secret is None:
            return None
        kind, url = step_in(found)
        return PayersAction(kind, found.client_secret, url)

    def face(self, card: SavedCard) -> CardFace | None:
        """This is what the card looks like, if it is still kept."""
        try:
            with answering(missing=GONE):
                found = self._stripe.v1.payment_methods.retrieve(card.method)
        except Refusal:
            return None
        if found.customer is None or found.card is None:
            return None
        return CardFace(found.card.brand, found.card.last4 or "")

    def remove(self, key: str, card: SavedCard) -> None:
        """This lets Stripe keep the card no longer; one that is gone is gone."""
        if self.face(card) is None:
            return
        try:
            with answering(key, missing=GONE):
                self._stripe.v1.payment_methods.detach(card.method, {}, {"idempotency_key": key})
        except (Refusal, stripe.InvalidRequestError):
            # Somebody else was quicker: what counts is that it is not kept any more.
            if self.face(card) is not None:
                raise

    def setup(self, reference: str) -> ProviderSetup:
        """This is a card to be kept, as of now."""
        with reading():
            asked: Any = {"expand": ["latest_attempt"]}
            found: Any = self._stripe.v1.setup_intents.retrieve(reference, asked)
        tried = found.latest_attempt
        at = instant(tried.created if tried else found.created)
        if found.status == "succeeded":
            card = SavedCard(str(found.customer), str(found.payment_method))
            return ProviderSetup(reference, "saved", at, card)
        if found.status == "canceled":
            return ProviderSetup(reference, "failed", at, reason=found.cancellation_reason or "")
        return ProviderSetup(reference, "action", at)

    def _customer(self, key: str, payer: str) -> str:
        asked: Any = {"metadata": {"key": key, "payer": payer}}
        return self._stripe.v1.customers.create(asked, {"idempotency_key": f"{key}:customer"}).id

    def _setup_intent(self, key: str, customer: str) -> Any:
        asked: Any = {
            "customer": customer,
            "payment_method_types": ["card"],
            "usage": "off_session",
            "metadata": {"key": key},
        }
        return self._stripe.v1.setup_intents.create(asked, {"idempotency_key": key})
