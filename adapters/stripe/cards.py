"""Kept cards: customers and setup intents, with the holder's word for charging without them."""

from typing import Any, Final

import stripe
from stripe import RequestOptions

from adapters.stripe.answering import Refusal, answering, ours, reading
from adapters.stripe.intents import instant, step_in
from adapters.stripe.once import done_once, nothing_to_see
from adapters.stripe.speaking import Speaking
from application.ports_cards import CardFace, CardSetup, PayersAction, ProviderSetup, SavedCard
from domain.payment.events import Action

GONE: Final = "gone"
OPEN: Final = frozenset({"requires_payment_method", "requires_confirmation", "requires_action"})


class StripeCards(Speaking):
    """This lets Stripe keep cards."""

    def set_up(self, key: str, payer: str, customer: str) -> CardSetup:
        """This begins to keep a card of a payer, who is a new customer unless one is named."""
        known = customer or self._customer(key, payer)
        made = done_once(
            key,
            lambda: self._begun(key, known),
            lambda under: self._setup_intent(key, known, under),
        )
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
        done_once(
            key,
            lambda: True if self.face(card) is None else None,
            lambda under: self._detached(key, card, under),
        )

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

    def _detached(self, key: str, card: SavedCard, under: RequestOptions) -> bool:
        try:
            with answering(key, missing=GONE):
                self._stripe.v1.payment_methods.detach(card.method, {}, under)
        except (Refusal, stripe.InvalidRequestError):
            # Somebody else was quicker: what counts is that it is not kept any more.
            if self.face(card) is not None:
                raise
        return True

    def _customer(self, key: str, payer: str) -> str:
        """This is a new customer; one too many has no card, and is charged nothing."""
        asked: Any = {"metadata": {"key": key, "payer": payer}}

        def made(under: RequestOptions) -> str:
            with answering(key):
                return str(self._stripe.v1.customers.create(asked, under).id)

        return done_once(f"{key}:customer", nothing_to_see, made)

    def _begun(self, key: str, customer: str) -> Any:
        with answering():
            before = self._stripe.v1.setup_intents.list({"customer": customer, "limit": 100})
        return ours(before.data, key)

    def _setup_intent(self, key: str, customer: str, under: RequestOptions) -> Any:
        asked: Any = {
            "customer": customer,
            "payment_method_types": ["card"],
            "usage": "off_session",
            "metadata": {"key": key},
        }
        with answering(key):
            return self._stripe.v1.setup_intents.create(asked, under)
