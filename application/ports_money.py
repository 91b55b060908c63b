"""What the application needs of whoever moves money, in its own words.

Each call that moves something carries a key of ours, made of business ids: calling again with it
moves nothing twice and gives the same answer. Every call raises `Unavailable` when the provider
does not answer; what it did then is found out by calling again with the same key. A call that
cannot be meant, such as a key used for something else, is a mistake of ours, so it crashes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, Protocol

from application.ports_cards import CardGateway, PayersAction, ProviderSetup, SavedCard
from domain.shared.money import Money

ACCOUNT_NOT_PAYABLE: Final = "account_not_payable"
"""The reason by which a provider declines to move money to or from an account."""

PaymentStatus = Literal["action", "reserved", "taken", "failed", "voided"]
DisputeStatus = Literal["open", "won", "lost"]
PayoutStatus = Literal["pending", "paid", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class PaymentAnswer:
    """This is what the provider says of one of our requests.

    `reference` is the provider's own id of what it did, and empty when it declined at once;
    `occurred_at` is its own time, the same however often it answers, and ours for a refusal that
    left nothing behind; `reason` is a code, never a sentence: why it declined, or which `Action`
    the student has to take. `action` answers an
    authorisation alone; `pending` also a payout: the provider says later how it went. Until
    `capture_before` a reservation can be taken.
    """

    outcome: Literal["done", "declined", "action", "pending"]
    reference: str
    occurred_at: datetime
    reason: str = ""
    capture_before: datetime | None = None


class PaymentGateway(Protocol):
    """This moves money between students and the platform."""

    def authorise(
        self, key: str, amount: Money, *, capture: bool, group: str, card: SavedCard | None = None
    ) -> PaymentAnswer:
        """This reserves the amount, and takes it at once when `capture` is set.

        `group` ties it to the transfers that are paid out of it. With a card it is done without
        the student, as far as the bank allows that.
        """

    def capture(self, key: str, reference: str, amount: Money) -> PaymentAnswer:
        """This takes the reserved amount."""

    def void(self, key: str, reference: str) -> PaymentAnswer:
        """This gives a reservation back untouched, or ends a payment the student did not finish.

        What has ended without a payment is done already.
        """

    def refund(self, key: str, reference: str, amount: Money) -> PaymentAnswer:
        """This gives back part or all of what was taken."""

    def action(self, reference: str) -> PayersAction | None:
        """This is what the student has to do for the payment, if there is anything, as of now."""


class TransferGateway(Protocol):
    """This moves money from the platform to tutors, and from there to their banks."""

    def transfer(
        self, key: str, amount: Money, *, destination: str, source: str, group: str
    ) -> PaymentAnswer:
        """This moves the amount to the account `destination`, out of the payment `source`.

        Without a source it is the platform's own money. It is declined when the account cannot be
        paid, or the payment does not have so much.
        """

    def reverse(self, key: str, reference: str, amount: Money) -> PaymentAnswer:
        """This takes part or all of a transfer back; declined when the account has it no more."""

    def pay_out(self, key: str, account: str, amount: Money) -> PaymentAnswer:
        """This sends the amount from the account to its owner's bank."""


@dataclass(frozen=True, slots=True)
class OnboardingLink:
    """This leads a tutor to the provider's own pages, once and for a short time; kept nowhere."""

    url: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Readiness:
    """This is whether an account can be paid, and by codes what the provider still lacks."""

    is_payable: bool
    missing: tuple[str, ...] = ()


class AccountGateway(Protocol):
    """This keeps the accounts that tutors are paid on."""

    def open_account(self, key: str, country: str) -> str:
        """This is the reference of a new account in a country (ISO 3166), not payable yet."""

    def onboarding_link(self, account: str, return_url: str, refresh_url: str) -> OnboardingLink:
        """This is where the tutor says who they are and where their bank is."""

    def readiness(self, account: str) -> Readiness:
        """This is whether the account can be paid, as of now."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """This is what the platform says in a dispute; what it does not say stays empty."""

    service: str = ""
    service_date: str = ""
    access_log: str = ""
    cancellation_policy: str = ""
    cancellation_rebuttal: str = ""
    refund_policy: str = ""
    refund_refusal: str = ""
    other: str = ""


class DisputeGateway(Protocol):
    """This speaks for the platform where a student's bank takes money back."""

    def submit_evidence(self, key: str, dispute: str, evidence: Evidence) -> PaymentAnswer:
        """This hands the evidence in, for good; declined when the dispute is not open any more."""


@dataclass(frozen=True, slots=True)
class ProviderPayment:
    """This is a payment as the provider has it; what `fee` it took, once that is known.

    `occurred_at` is when it came to its status. `failed` can be tried again by the student,
    `voided` never. `group` is what we tied it to when we asked for it, empty if we did not.
    """

    reference: str
    status: PaymentStatus
    amount: Money
    taken: Money
    refunded: Money
    occurred_at: datetime
    capture_before: datetime | None = None
    reason: str = ""
    fee: Money | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class ProviderDispute:
    """This is a dispute as the provider has it, about the payment of that reference.

    `amount` is what the bank took back, in the payment's currency, nothing as long as it only
    inquires; `fee` what the provider keeps for it, in that of its books. `occurred_at` is when it
    came to its status, or when that was read.
    """

    reference: str
    payment: str
    status: DisputeStatus
    amount: Money
    fee: Money
    reason: str
    evidence_due_by: datetime | None
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ProviderRefund:
    """This is a refund as the provider has it; `key` is what we asked for it under, if we did.

    One that succeeded may fail afterwards, when the student's bank sends the money back.
    """

    reference: str
    key: str
    is_failed: bool
    reason: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ProviderPayout:
    """This is a payout as the provider has it."""

    reference: str
    status: PayoutStatus
    amount: Money
    reason: str
    occurred_at: datetime


class MovementKind(StrEnum):
    """This is why the platform's balance at the provider changed."""

    PAYMENT = "payment"
    REFUND = "refund"
    TRANSFER = "transfer"
    REVERSAL = "reversal"
    DISPUTE = "dispute"
    PAYOUT = "payout"
    FEE = "fee"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ProviderMovement:
    """This is one change of the platform's balance at the provider, less a `fee` of its own.

    `amount` is below zero when money leaves; `source` is the reference of what caused it.
    """

    reference: str
    kind: MovementKind
    amount: Money
    fee: Money
    source: str
    occurred_at: datetime


class ProviderBooks(Protocol):
    """This is what the provider has booked, for whoever keeps books as well."""

    def movements(self, since: datetime) -> Iterator[ProviderMovement]:
        """This is every change of the platform's balance from then on, in any order."""


class ProviderRecords(ProviderBooks, Protocol):
    """This is what the provider has on record: read anew before anything rests on it.

    Raises `NotFound` for what the provider does not know.
    """

    def payment(self, reference: str) -> ProviderPayment:
        """This is a payment, as of now."""

    def setup(self, reference: str) -> ProviderSetup:
        """This is a card to be kept, as of now."""

    def dispute(self, reference: str) -> ProviderDispute:
        """This is a dispute, as of now."""

    def given_back(self, reference: str) -> ProviderRefund:
        """This is a refund, as of now."""

    def payout(self, account: str, reference: str) -> ProviderPayout:
        """This is a payout of an account, as of now."""


class MoneyProvider(
    PaymentGateway,
    CardGateway,
    TransferGateway,
    AccountGateway,
    DisputeGateway,
    ProviderRecords,
    Protocol,
):
    """This is one provider that does all of it."""
