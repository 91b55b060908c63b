"""Payment providers for the contract they share: opened, looked into, and upset."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from psycopg_pool import ConnectionPool

from adapters.memory.clock import SetClock
from adapters.sandbox.payments import SandboxPaymentGateway
from application.ports_cards import SavedCard
from application.ports_money import MoneyProvider, PaymentAnswer, PayoutStatus
from domain.shared.money import Money

PRICE = Money(3000, "EUR")
HALF = Money(1500, "EUR")


class UpsettableGateway(MoneyProvider, Protocol):
    """This is a provider that tests may look into and upset, and in which others act."""

    @property
    def card(self) -> SavedCard:
        """This is a card that pays whatever is asked."""

    def fail_next(self, calls: int = 1, *, after_moving: bool = False) -> None:
        """This makes the next calls fail."""

    def moved(self) -> list[tuple[str, str]]:
        """This is everything that ever moved."""

    def finish(self, reference: str) -> None:
        """This is the student doing what a payment waits for."""

    def give_card(self, reference: str) -> None:
        """This is the student giving a card that is to be kept."""

    def restrict(self, account: str) -> None:
        """This is the provider finding that an account cannot be paid any more."""

    def fail_refund(self, reference: str) -> None:
        """This is a student's bank sending a refund back."""

    def open_dispute(self, payment: str) -> str:
        """This is a student's bank taking a payment back, for the time being."""

    def close_dispute(self, dispute: str, *, is_won: bool) -> None:
        """This is the bank's decision."""

    def answer_payout(self, account: str, payout: str, status: PayoutStatus) -> None:
        """This is a tutor's bank saying what became of a payout."""


def sandbox_pool(url: str) -> "ConnectionPool[Any]":
    """This is the way to the sandbox's memory."""
    return ConnectionPool(url, min_size=1, max_size=8, open=False)


@contextmanager
def sandbox_at(url: str, clock: SetClock) -> Iterator[SandboxPaymentGateway]:
    """This is the sandbox, with its memory in that database."""
    with sandbox_pool(url) as pool:
        sandbox = SandboxPaymentGateway(pool, clock)
        sandbox.prepare()
        yield sandbox


def authorised(
    gateway: UpsettableGateway, key: str = "p1", amount: Money = PRICE, *, capture: bool = False
) -> PaymentAnswer:
    """This is the answer to asking for money, of a card that pays."""
    return gateway.authorise(key, amount, capture=capture, group=key, card=gateway.card)


def taken(gateway: UpsettableGateway, key: str = "p1", amount: Money = PRICE) -> str:
    """This is a payment of which the money was taken, by its reference."""
    return authorised(gateway, key, amount, capture=True).reference


def reserved(gateway: UpsettableGateway, key: str = "p1", amount: Money = PRICE) -> str:
    """This is a payment that is reserved, by its reference."""
    return authorised(gateway, key, amount).reference


def payable(gateway: UpsettableGateway, key: str = "a1") -> str:
    """This is an account that can be paid."""
    account = gateway.open_account(key, "DE")
    gateway.onboarding_link(account, "https://preceptor.example/back", "https://x.example/again")
    return account


def paid(gateway: UpsettableGateway, amount: Money = PRICE) -> tuple[str, str]:
    """This is an account that was paid out of a payment, and the reference of the transfer."""
    account, source = payable(gateway), taken(gateway)
    answer = gateway.transfer("t1", amount, destination=account, source=source, group="p1")
    return account, answer.reference
