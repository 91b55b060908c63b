"""A payment provider in memory: the same answers as the sandbox, for tests without I/O."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

from adapters.memory.provider_books import Books, known
from adapters.memory.provider_things import AccountBook, Asked
from application.ports import Clock
from application.ports_cards import CardFace, CardSetup, PayersAction, ProviderSetup, SavedCard
from application.ports_money import (
    Evidence,
    OnboardingLink,
    PaymentAnswer,
    PayoutStatus,
    ProviderDispute,
    ProviderMovement,
    ProviderPayment,
    ProviderPayout,
    ProviderRefund,
    Readiness,
)
from domain.payment.events import Action
from domain.shared.errors import Unavailable
from domain.shared.money import Money

REFUSED_AMOUNTS = {
    ("authorise", 2402): "card_declined",
    ("capture", 2403): "capture_refused",
    ("refund", 2404): "refund_refused",
    ("transfer", 2405): "transfer_refused",
    ("pay_out", 2406): "payout_refused",
    ("reverse", 2407): "insufficient_funds",
}
WAITING_AMOUNTS = {("authorise", 2401): Action.CONFIRM, ("pay_out", 2408): Action.WAIT}
NAMED_ANEW = frozenset({"authorise", "refund", "transfer", "reverse", "pay_out", "open", "set_up"})
LINKS_LIVE = timedelta(minutes=5)


class InMemoryPaymentGateway:
    """This keeps books and answers in dicts, under one lock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._names = count(1)
        self._books = Books()
        self._answers: dict[str, tuple[Asked, PaymentAnswer]] = {}
        self._failures: list[bool] = []

    @property
    def card(self) -> SavedCard:
        """This is a card that pays whatever is asked."""
        return SavedCard("somebody", "a_card")

    def fail_next(self, calls: int = 1, *, after_moving: bool = False) -> None:
        """This makes the next calls fail: before anything moved, or with the answer lost."""
        with self._lock:
            self._failures.extend([after_moving] * calls)

    def moved(self) -> list[tuple[str, str]]:
        """This is everything that ever moved, as (deed, key), sorted."""
        with self._lock:
            asked = self._answers.items()
            return sorted((one.deed, k) for k, (one, got) in asked if got.outcome == "done")

    def finish(self, reference: str) -> None:
        """This is the student doing what a payment waits for."""
        with self._lock:
            self._books.finish(reference, self._clock.now())

    def admit(self, account: str) -> None:
        """This is an account that was opened elsewhere and can be paid."""
        with self._lock:
            self._books.accounts.setdefault(account, AccountBook("DE")).is_payable = True

    def give_card(self, reference: str) -> None:
        """This is the student giving a card that is to be kept."""
        with self._lock:
            self._books.give_card(reference, self._clock.now())

    def keep_reservations(self, reserved_for: timedelta) -> None:
        """This is banks keeping what is reserved from now on for so long."""
        with self._lock:
            self._books.reserved_for = reserved_for

    def restrict(self, account: str) -> None:
        """This is the provider finding that an account cannot be paid any more."""
        with self._lock:
            self._books.accounts[account].is_payable = False

    def fail_refund(self, reference: str) -> None:
        """This is the bank of a student sending a refund back."""
        with self._lock:
            self._books.fail_refund(reference, self._clock.now())

    def open_dispute(self, payment: str) -> str:
        """This is the bank of a student taking a payment back, for the time being."""
        with self._lock:
            return self._books.open_dispute(payment, self._clock.now())

    def close_dispute(self, dispute: str, *, is_won: bool) -> None:
        """This is the bank's decision."""
        with self._lock:
            self._books.close_dispute(dispute, self._clock.now(), is_won=is_won)

    def answer_payout(self, account: str, payout: str, status: PayoutStatus) -> None:
        """This is the bank of a tutor saying what became of a payout."""
        with self._lock:
            self._books.change_payout(account, payout, status, self._clock.now())

    def authorise(
        self, key: str, amount: Money, *, capture: bool, group: str, card: SavedCard | None = None
    ) -> PaymentAnswer:
        """This reserves the amount, and takes it at once when `capture` is set."""
        asked = Asked("authorise", amount=amount, capture=capture, group=group, words=repr(card))
        return self._answer(key, asked)

    def capture(self, key: str, reference: str, amount: Money) -> PaymentAnswer:
        """This takes the reserved amount."""
        return self._answer(key, Asked("capture", reference, amount))

    def void(self, key: str, reference: str) -> PaymentAnswer:
        """This gives a reservation back untouched, or ends a payment that was not finished."""
        return self._answer(key, Asked("void", reference))

    def refund(self, key: str, reference: str, amount: Money) -> PaymentAnswer:
        """This gives back part or all of what was taken."""
        return self._answer(key, Asked("refund", reference, amount))

    def action(self, reference: str) -> PayersAction | None:
        """This is what the student has to do for the payment, if there is anything."""
        with self._lock:
            payment = known(self._books.payments, reference)
            if payment.action is None or payment.is_void:
                return None
            return PayersAction(payment.action, f"{reference}_secret")

    def set_up(self, key: str, payer: str, customer: str) -> CardSetup:
        """This begins to keep a card."""
        asked = Asked("set_up", group=payer, destination=customer)
        answer = self._answer(key, asked)
        with self._lock:
            made = self._books.setups[answer.reference]
        return CardSetup(made.customer, answer.reference, answer.occurred_at)

    def setup_action(self, reference: str) -> PayersAction | None:
        """This is what the student has to do for it, if there is anything."""
        with self._lock:
            is_over = known(self._books.setups, reference).is_over
        return None if is_over else PayersAction(Action.METHOD, f"{reference}_secret")

    def face(self, card: SavedCard) -> CardFace | None:
        """This is what the card looks like, if it is still kept."""
        with self._lock:
            is_kept = card.method in self._books.kept
        return CardFace("visa", "4242") if is_kept else None

    def remove(self, key: str, card: SavedCard) -> None:
        """This keeps the card no longer."""
        self._answer(key, Asked("remove", card.method))

    def setup(self, reference: str) -> ProviderSetup:
        """This is a card to be kept, as of now."""
        with self._lock:
            return self._books.setup(reference)

    def transfer(
        self, key: str, amount: Money, *, destination: str, source: str, group: str
    ) -> PaymentAnswer:
        """This moves the amount out of a payment to an account."""
        asked = Asked("transfer", source, amount, destination=destination, group=group)
        return self._answer(key, asked)

    def reverse(self, key: str, reference: str, amount: Money) -> PaymentAnswer:
        """This takes part or all of a transfer back."""
        return self._answer(key, Asked("reverse", reference, amount))

    def pay_out(self, key: str, account: str, amount: Money) -> PaymentAnswer:
        """This sends the amount from the account to its owner's bank."""
        return self._answer(key, Asked("pay_out", account, amount))

    def open_account(self, key: str, country: str) -> str:
        """This is the reference of a new account."""
        return self._answer(key, Asked("open", words=country)).reference

    def onboarding_link(self, account: str, return_url: str, refresh_url: str) -> OnboardingLink:
        """This is where a tutor would say who they are; having asked for it is enough here."""
        with self._lock:
            known(self._books.accounts, account).is_payable = True
        return OnboardingLink(f"{return_url}?of={refresh_url}", self._clock.now() + LINKS_LIVE)

    def readiness(self, account: str) -> Readiness:
        """This is whether the account can be paid."""
        with self._lock:
            is_payable = known(self._books.accounts, account).is_payable
        return Readiness(is_payable, () if is_payable else ("onboarding",))

    def submit_evidence(self, key: str, dispute: str, evidence: Evidence) -> PaymentAnswer:
        """This hands evidence in."""
        return self._answer(key, Asked("evidence", dispute, words=repr(evidence)))

    def payment(self, reference: str) -> ProviderPayment:
        """This is a payment, as of now."""
        with self._lock:
            self._books.lapse(self._clock.now())
            return known(self._books.payments, reference).shown(reference)

    def dispute(self, reference: str) -> ProviderDispute:
        """This is a dispute, as of now."""
        with self._lock:
            return known(self._books.disputes, reference)

    def given_back(self, reference: str) -> ProviderRefund:
        """This is a refund, as of now."""
        with self._lock:
            book = known(self._books.refunds, reference)
            asked = (key for key, (_, one) in self._answers.items() if one.reference == reference)
            reason = "refund_failed" if book.is_failed else ""
            return ProviderRefund(reference, next(asked), book.is_failed, reason, book.at)

    def payout(self, account: str, reference: str) -> ProviderPayout:
        """This is a payout, as of now."""
        with self._lock:
            return known(self._books.payouts, (account, reference))

    def movements(self, since: datetime) -> Iterator[ProviderMovement]:
        """This is every change of the platform's balance from then on."""
        with self._lock:
            found = [one for one in self._books.movements if one.occurred_at >= since]
        yield from found

    def _answer(self, key: str, asked: Asked) -> PaymentAnswer:
        with self._lock:
            failure = self._failures.pop(0) if self._failures else None
            if failure is False:
                raise Unavailable("the provider was told not to answer")
            if key not in self._answers:
                self._answers[key] = (asked, self._first(asked))
            before, answer = self._answers[key]
        if before != asked:
            raise ValueError(f"the key {key} was used before, for something else")
        if failure:
            raise Unavailable("the provider was told to lose its answer")
        return answer

    def _first(self, asked: Asked) -> PaymentAnswer:
        now, own = self._clock.now(), asked.reference
        self._books.lapse(now)
        if asked.deed in NAMED_ANEW:
            own = f"memory_{asked.deed}_{next(self._names)}"
        told = (asked.deed, asked.amount.minor % 10_000)
        reason = REFUSED_AMOUNTS.get(told, "")
        waits = WAITING_AMOUNTS.get(told)
        if waits and asked.deed == "authorise":
            self._books.wait(own, asked, waits, now)
            return PaymentAnswer("action", own, now, waits)
        reason = reason or self._books.move(own, asked, now)
        if reason:
            return PaymentAnswer("declined", "", now, reason)
        if waits:
            self._books.change_payout(asked.reference, own, "pending", now)
            return PaymentAnswer("pending", own, now)
        made = self._books.payments.get(own) if asked.deed == "authorise" else None
        return PaymentAnswer("done", own, now, "", made.capture_before if made else None)
