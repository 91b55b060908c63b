"""What the payment provider in memory holds of each thing, and how money moves in it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from application.ports_money import PaymentStatus, ProviderPayment
from domain.payment.events import Action
from domain.shared.currency import fee_of
from domain.shared.money import Money

NOTHING = Money(0, "")
FEE_BASIS_POINTS = 150

Deed = Literal[
    "authorise",
    "capture",
    "void",
    "refund",
    "transfer",
    "reverse",
    "pay_out",
    "open",
    "evidence",
    "set_up",
    "remove",
]


@dataclass(frozen=True, slots=True)
class Asked:
    """This is one request: what is to be done, to what, and with how much."""

    deed: Deed
    reference: str = ""
    amount: Money = NOTHING
    capture: bool = False
    destination: str = ""
    group: str = ""
    words: str = ""


@dataclass(slots=True)
class PaymentBook:
    """This is what the provider holds of one payment."""

    amount: Money
    is_at_once: bool
    at: datetime
    action: Action | None = None
    until: datetime | None = None
    reserved: int = 0
    taken: int = 0
    refunded: int = 0
    transferred: int = 0
    is_void: bool = False
    group: str = ""
    reason: str = ""

    def reserve(self, at: datetime, until: datetime) -> None:
        """This reserves the amount, or takes it where that was asked for."""
        self.action, self.at, self.until, self.reserved = None, at, until, self.amount.minor
        self.taken = self.reserved if self.is_at_once else 0

    def shown(self, reference: str) -> ProviderPayment:
        """This is the payment as the provider tells of it."""
        of = self.amount.currency
        taken = Money(self.taken, of)
        return ProviderPayment(
            reference=reference,
            status=self._status(),
            amount=self.amount,
            taken=taken,
            refunded=Money(self.refunded, of),
            occurred_at=self.at,
            reason=self.reason,
            capture_before=self.capture_before,
            fee=provider_fee(taken) if self.taken else None,
            group=self.group,
        )

    @property
    def capture_before(self) -> datetime | None:
        """This is until when the reservation can be taken, if there is one."""
        is_reserved = self.reserved and not self.taken and not self.is_void
        return self.until if is_reserved else None

    def lapse(self, now: datetime) -> None:
        """This ends a reservation whose time is over."""
        until = self.capture_before
        if until is not None and until <= now:
            self.is_void, self.at, self.reason = True, until, "reservation_lapsed"

    def _status(self) -> PaymentStatus:
        if self.is_void:
            return "voided"
        if self.taken:
            return "taken"
        return "reserved" if self.reserved else "action"

    def move(self, asked: Asked) -> str:
        """This moves the money, or tells by a code why not."""
        minor = asked.amount.minor
        is_open = not self.is_void and not self.taken
        fits = asked.amount.currency == self.amount.currency
        match asked.deed:
            case "capture" if is_open and fits and minor <= self.reserved:
                self.taken = minor
            case "void" if not self.taken:
                self.is_void = True
            case "refund" if fits and minor <= self.taken - self.refunded:
                self.refunded += minor
            case "transfer" if fits and minor <= self.taken - self.transferred:
                self.transferred += minor
            case "capture" | "void":
                return "not_reserved"
            case _:
                return "not_taken"
        return ""


@dataclass(slots=True)
class RefundBook:
    """This is a refund: of which payment, of how much, and whether it came back."""

    payment: str
    amount: Money
    at: datetime
    is_failed: bool = False


@dataclass(slots=True)
class AccountBook:
    """This is what the provider holds of one tutor's account."""

    country: str
    is_payable: bool = False
    balance: dict[str, int] = field(default_factory=dict)

    def add(self, minor: int, currency: str) -> bool:
        """This changes the balance, if it does not fall below zero."""
        after = self.balance.get(currency, 0) + minor
        if after < 0:
            return False
        self.balance[currency] = after
        return True


@dataclass(slots=True)
class SetupBook:
    """This is a card to be kept, or kept."""

    customer: str
    at: datetime
    method: str = ""
    is_over: bool = False


@dataclass(slots=True)
class TransferBook:
    """This is a transfer, and how much of it was taken back."""

    amount: Money
    destination: str
    source: str
    reversed: int = 0


def provider_fee(amount: Money) -> Money:
    """This is what the provider keeps of a payment."""
    return fee_of(amount, FEE_BASIS_POINTS)
