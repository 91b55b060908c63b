"""Stripe's gateway over the fake of Stripe, steered like every other provider in the contract."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from adapters.memory.clock import SetClock
from adapters.stripe.gateway import StripePaymentGateway
from application.ports_cards import SavedCard
from application.ports_money import OnboardingLink, PayoutStatus
from tests.support.stripe.fake import FakeStripe

GOOD_CARD = "pm_card_bypassPending"
"""Its money can be paid out at once, so that no test has to wait for it."""


class SteeredStripe(StripePaymentGateway):
    """This is Stripe, and everybody behind it: payers, banks, and the holders of accounts."""

    def __init__(self, fake: FakeStripe, clock: SetClock) -> None:
        super().__init__(fake.client(), clock)
        self.fake = fake

    @cached_property
    def card(self) -> SavedCard:
        """This is a card kept at Stripe that pays whatever is asked."""
        return self.keep(GOOD_CARD)

    def keep(self, method: str) -> SavedCard:
        """This is one of Stripe's test cards, kept for a new customer."""
        customer = self._stripe.v1.customers.create({})
        asked: Any = {
            "customer": customer.id,
            "payment_method": method,
            "payment_method_types": ["card"],
            "confirm": True,
        }
        kept = self._stripe.v1.setup_intents.create(asked)
        return SavedCard(customer.id, str(kept.payment_method))

    def fail_next(self, calls: int = 1, *, after_moving: bool = False) -> None:
        """This makes the next authorisations fail."""
        kind: Any = "dropped" if after_moving else "server_failed"
        self.fake.faults.next("POST /v1/payment_intents", kind, times=calls, after=after_moving)

    def moved(self) -> list[tuple[str, str]]:
        """This is everything that ever moved, by what stands at Stripe."""
        world = self.fake.world
        with world.lock:
            return sorted(deed for one in world.objects.values() for deed in _deeds(one))

    def finish(self, reference: str) -> None:
        """This is the student giving their card, if the payment still wants one."""
        if self.fake.seen(reference)["status"] == "requires_payment_method":
            self.fake.payer.confirms(reference, GOOD_CARD)

    def give_card(self, reference: str) -> None:
        """This is the student giving a card that is to be kept."""
        self.fake.payer.confirms(reference, GOOD_CARD)

    def onboarding_link(self, account: str, return_url: str, refresh_url: str) -> OnboardingLink:
        """This is the link, which the tutor has followed to its end when it is answered."""
        link = super().onboarding_link(account, return_url, refresh_url)
        self.fake.holder.completes_onboarding(account)
        return link

    def restrict(self, account: str) -> None:
        """This is Stripe wanting to know more about an account."""
        self.fake.holder.has_to_tell(account, "identity.individual.address")

    def fail_refund(self, reference: str) -> None:
        """This is the bank of a student sending a refund back."""
        self.fake.bank.fails_refund(reference)

    def open_dispute(self, payment: str) -> str:
        """This is the bank of a student taking a payment back, for the time being."""
        charge = self.fake.seen(payment)["latest_charge"]
        return str(self.fake.bank.opens_dispute(charge)["id"])

    def close_dispute(self, dispute: str, *, is_won: bool) -> None:
        """This is the bank's decision."""
        bank = self.fake.bank
        (bank.decides_for_platform if is_won else bank.decides_for_payer)(dispute)

    def answer_payout(self, account: str, payout: str, status: PayoutStatus) -> None:  # noqa: ARG002
        """This is the bank of a tutor saying what became of a payout."""
        if status == "paid":
            self.fake.bank.completes_payout(payout)
        else:
            self.fake.bank.returns_payout(payout)


@contextmanager
def stripe_at(clock: SetClock) -> Iterator[SteeredStripe]:
    """This is Stripe on loopback, at that time."""
    with FakeStripe(clock) as fake:
        yield SteeredStripe(fake, clock)


MADE_BY = {
    "refund": "refund",
    "transfer": "transfer",
    "transfer_reversal": "reverse",
    "payout": "pay_out",
    "dispute": "evidence",
}


def _deeds(one: dict[str, Any]) -> Iterator[tuple[str, str]]:
    kept = one.get("metadata") or {}
    if one["object"] == "payment_intent":
        if one["status"] in {"requires_capture", "succeeded"}:
            yield "authorise", kept["key"]
        if "captured_under" in kept:
            yield "capture", kept["captured_under"]
    elif one["object"] in MADE_BY and "key" in kept:
        yield MADE_BY[one["object"]], kept["key"]
