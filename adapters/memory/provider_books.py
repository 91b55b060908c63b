"""The books of the payment provider in memory: everything it has on record."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from adapters.memory.provider_things import (
    AccountBook,
    Asked,
    PaymentBook,
    RefundBook,
    SetupBook,
    TransferBook,
    provider_fee,
)
from application.ports_cards import ProviderSetup, SavedCard
from application.ports_money import (
    ACCOUNT_NOT_PAYABLE,
    DisputeStatus,
    MovementKind,
    PayoutStatus,
    ProviderDispute,
    ProviderMovement,
    ProviderPayout,
)
from domain.payment.events import Action
from domain.shared.errors import NotFound
from domain.shared.money import Money

RESERVED_FOR = timedelta(days=7)
DISPUTE_FEE_MINOR = 2000
EVIDENCE_WITHIN = timedelta(days=9)

K = TypeVar("K")
T = TypeVar("T")


class Books:
    """This is everything the provider has on record."""

    def __init__(self) -> None:
        self.reserved_for = RESERVED_FOR
        self.payments: dict[str, PaymentBook] = {}
        self.accounts: dict[str, AccountBook] = {}
        self.transfers: dict[str, TransferBook] = {}
        self.refunds: dict[str, RefundBook] = {}
        self.payouts: dict[tuple[str, str], ProviderPayout] = {}
        self.disputes: dict[str, ProviderDispute] = {}
        self.evidence: dict[str, str] = {}
        self.setups: dict[str, SetupBook] = {}
        self.kept: set[str] = set()
        self.movements: list[ProviderMovement] = []

    def move(self, own: str, asked: Asked, at: datetime) -> str:
        """This does what is asked under a reference of its own, or tells by a code why not."""
        match asked.deed:
            case "authorise":
                self.payments[own] = PaymentBook(asked.amount, asked.capture, at, group=asked.group)
                return self._reserve(own, at)
            case "capture" | "void" | "refund":
                return self._change_payment(own, asked, at)
            case "transfer":
                return self._transfer(own, asked, at)
            case "reverse":
                return self._reverse(own, asked, at)
            case "pay_out":
                return self._pay_out(own, asked, at)
            case "open":
                self.accounts[own] = AccountBook(asked.words)
                return ""
            case "evidence":
                return self._keep_evidence(asked)
            case "set_up":
                self.setups[own] = SetupBook(asked.destination or f"customer_of_{own}", at)
                return ""
            case "remove":
                self.kept.discard(asked.reference)
                return ""

    def wait(self, own: str, asked: Asked, action: Action, at: datetime) -> None:
        """This keeps a payment that the student has to finish."""
        self.payments[own] = PaymentBook(asked.amount, asked.capture, at, action, group=asked.group)

    def lapse(self, now: datetime) -> None:
        """This ends every reservation whose time is over."""
        for payment in self.payments.values():
            payment.lapse(now)

    def finish(self, reference: str, at: datetime) -> None:
        """This is the student having done what a payment waited for."""
        payment = self.payments[reference]
        if payment.action and not payment.is_void:
            self._reserve(reference, at)

    def give_card(self, reference: str, at: datetime) -> None:
        """This is the student giving the card that is to be kept."""
        setup = known(self.setups, reference)
        if not setup.is_over:
            setup.method, setup.at, setup.is_over = f"card_of_{reference}", at, True
            self.kept.add(setup.method)

    def setup(self, reference: str) -> ProviderSetup:
        """This is a card to be kept, as it stands."""
        found = known(self.setups, reference)
        card = SavedCard(found.customer, found.method) if found.method else None
        return ProviderSetup(reference, "saved" if card else "action", found.at, card)

    def fail_refund(self, reference: str, at: datetime) -> None:
        """This is a student's bank sending a refund back."""
        refund = self.refunds[reference]
        refund.at, refund.is_failed = at, True
        self.payments[refund.payment].refunded -= refund.amount.minor
        self._note(MovementKind.REFUND, refund.amount, reference, at)

    def open_dispute(self, payment: str, at: datetime) -> str:
        """This is a student's bank taking all of a payment back, for the time being."""
        book, own = self.payments[payment], f"memory_dispute_{len(self.disputes) + 1}"
        amount = Money(book.taken - book.refunded, book.amount.currency)
        fee = Money(DISPUTE_FEE_MINOR, amount.currency)
        due = at + EVIDENCE_WITHIN
        self.disputes[own] = ProviderDispute(
            own, payment, "open", amount, fee, "fraudulent", due, at
        )
        self._note(MovementKind.DISPUTE, less(amount), own, at, fee)
        return own

    def close_dispute(self, reference: str, at: datetime, *, is_won: bool) -> None:
        """This is the bank's decision."""
        known = self.disputes[reference]
        status: DisputeStatus = "won" if is_won else "lost"
        self.disputes[reference] = replace(known, status=status, occurred_at=at)
        if is_won:
            self._note(MovementKind.DISPUTE, known.amount, reference, at)

    def change_payout(
        self, account: str, reference: str, status: PayoutStatus, at: datetime
    ) -> None:
        """This is the bank's answer to a payout; what it sends back is in the account again."""
        known = self.payouts[account, reference]
        reason = "account_closed" if status == "failed" else ""
        self.payouts[account, reference] = replace(
            known, status=status, reason=reason, occurred_at=at
        )
        if status in {"failed", "cancelled"}:
            self.accounts[account].add(known.amount.minor, known.amount.currency)

    def _reserve(self, reference: str, at: datetime) -> str:
        payment = self.payments[reference]
        payment.reserve(at, at + self.reserved_for)
        if payment.taken:
            self._note(
                MovementKind.PAYMENT, Money(payment.taken, payment.amount.currency), reference, at
            )
        return ""

    def _change_payment(self, own: str, asked: Asked, at: datetime) -> str:
        payment = self.payments.get(asked.reference)
        if payment is None:
            return "not_taken" if asked.deed == "refund" else "not_reserved"
        if asked.deed == "refund" and self._is_disputed(asked.reference):
            return "disputed"
        reason = payment.move(asked)
        if reason:
            return reason
        if asked.deed != "refund":
            payment.at = at
        if asked.deed == "capture":
            self._note(MovementKind.PAYMENT, asked.amount, own, at)
        if asked.deed == "refund":
            self.refunds[own] = RefundBook(asked.reference, asked.amount, at)
            self._note(MovementKind.REFUND, less(asked.amount), own, at)
        return ""

    def _transfer(self, own: str, asked: Asked, at: datetime) -> str:
        account, payment = self.accounts.get(asked.destination), self.payments.get(asked.reference)
        if account is None or not account.is_payable:
            return ACCOUNT_NOT_PAYABLE
        if asked.reference:
            reason = payment.move(asked) if payment else "not_taken"
            if reason:
                return reason
        account.add(asked.amount.minor, asked.amount.currency)
        self.transfers[own] = TransferBook(asked.amount, asked.destination, asked.reference)
        self._note(MovementKind.TRANSFER, less(asked.amount), own, at)
        return ""

    def _reverse(self, own: str, asked: Asked, at: datetime) -> str:
        transfer, minor = self.transfers.get(asked.reference), asked.amount.minor
        if transfer is None or minor > transfer.amount.minor - transfer.reversed:
            return "not_transferred"
        if not self.accounts[transfer.destination].add(-minor, asked.amount.currency):
            return "insufficient_funds"
        transfer.reversed += minor
        if transfer.source:
            self.payments[transfer.source].transferred -= minor
        self._note(MovementKind.REVERSAL, asked.amount, own, at)
        return ""

    def _pay_out(self, own: str, asked: Asked, at: datetime) -> str:
        account = self.accounts.get(asked.reference)
        if account is None or not account.is_payable:
            return ACCOUNT_NOT_PAYABLE
        if not account.add(-asked.amount.minor, asked.amount.currency):
            return "insufficient_funds"
        paid = ProviderPayout(own, "paid", asked.amount, "", at)
        self.payouts[asked.reference, own] = paid
        return ""

    def _keep_evidence(self, asked: Asked) -> str:
        if self.disputes[asked.reference].status != "open":
            return "dispute_closed"
        self.evidence[asked.reference] = asked.words
        return ""

    def _is_disputed(self, payment: str) -> bool:
        return any(one.payment == payment and one.status != "won" for one in self.disputes.values())

    def _note(
        self,
        kind: MovementKind,
        amount: Money,
        source: str,
        at: datetime,
        fee: Money | None = None,
    ) -> None:
        if kind is MovementKind.PAYMENT:
            fee = provider_fee(amount)
        reference = f"memory_movement_{len(self.movements) + 1}"
        kept = fee or Money(0, amount.currency)
        self.movements.append(ProviderMovement(reference, kind, amount, kept, source, at))


def known(things: dict[K, T], reference: K) -> T:
    """This is one thing of the provider's.

    Raises:
        NotFound: it has no such thing.
    """
    try:
        return things[reference]
    except KeyError:
        raise NotFound from None


def less(amount: Money) -> Money:
    """This is the amount as it leaves."""
    return Money(-amount.minor, amount.currency)
