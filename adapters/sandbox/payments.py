"""A payment provider of our own: real answers, invented money.

Its memory is PostgreSQL. A key and what was answered under it are written in the transaction
that moves the money, so calling again, from wherever, answers the same and moves nothing.

Some amounts are answered otherwise, told by their last four digits, as test cards are elsewhere:

    … 24.01  authorise waits for the student   confirm
    … 24.02  authorise is declined             card_declined
    … 24.03  capture is declined               capture_refused
    … 24.04  refund is declined                refund_refused
    … 24.05  transfer is declined              transfer_refused
    … 24.06  payout is declined                payout_refused
    … 24.07  reversal is declined              insufficient_funds
    … 24.08  payout waits for the bank
"""

import threading
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import tuple_row
from psycopg_pool import ConnectionPool

from adapters.sandbox.cards import SETUP, SandboxCards
from adapters.sandbox.moves import RESERVED_FOR, Asked, move
from application.ports import Clock
from application.ports_cards import CardSetup, SavedCard
from application.ports_money import Evidence, PaymentAnswer
from domain.payment.events import Action
from domain.shared.errors import Unavailable
from domain.shared.money import Money

SCHEMA = Path(__file__).parent / "schema.sql"
LOCK = 7_231_002

REFUSED_AMOUNTS = {
    ("authorise", 2402): "card_declined",
    ("capture", 2403): "capture_refused",
    ("refund", 2404): "refund_refused",
    ("transfer", 2405): "transfer_refused",
    ("pay_out", 2406): "payout_refused",
    ("reverse", 2407): "insufficient_funds",
}
WAITING_AMOUNTS = {("authorise", 2401): Action.CONFIRM, ("pay_out", 2408): Action.WAIT}

CLAIM = """
    INSERT INTO sandbox.request (key, deed, asked, occurred_at)
    VALUES (%(key)s, %(deed)s, %(asked)s, %(at)s) ON CONFLICT (key) DO NOTHING
"""
RECALL = """
    SELECT asked, outcome, reference, occurred_at, reason, capture_before
    FROM sandbox.request WHERE key = %s
"""
ANSWER = """
    UPDATE sandbox.request
    SET outcome = %s, reference = %s, reason = %s, capture_before = %s WHERE key = %s
"""
SET_PENDING = "UPDATE sandbox.payout SET status = 'pending' WHERE reference = %s"


class SandboxPaymentGateway(SandboxCards):
    """This is a payment provider that runs wherever PostgreSQL does."""

    def __init__(self, pool: "ConnectionPool[Any]", clock: Clock) -> None:
        super().__init__(pool, clock)
        self._lock = threading.Lock()
        self._failures: list[bool] = []

    @property
    def card(self) -> SavedCard:
        """This is a card that pays whatever is asked."""
        return SavedCard("somebody", "a_card")

    def prepare(self) -> None:
        """This makes its tables where they are missing; several processes may do so at once."""
        self._pool.open()
        with self._pool.connection() as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            connection.execute(SCHEMA.read_bytes())

    def fail_next(self, calls: int = 1, *, after_moving: bool = False) -> None:
        """This makes the next calls fail: before anything moved, or with the answer lost."""
        with self._lock:
            self._failures.extend([after_moving] * calls)

    def moved(self) -> list[tuple[str, str]]:
        """This is everything that ever moved, as (deed, key), sorted."""
        with self._pool.connection() as connection:
            rows = connection.cursor(row_factory=tuple_row).execute(
                "SELECT deed, key FROM sandbox.request WHERE outcome = 'done' ORDER BY deed, key"
            )
            return list(rows)

    def authorise(
        self, key: str, amount: Money, *, capture: bool, group: str, card: SavedCard | None = None
    ) -> PaymentAnswer:
        """This reserves the amount, and takes it at once when `capture` is set."""
        words = repr(card)
        return self._answer(
            Asked("authorise", key, amount=amount, is_at_once=capture, group=group, words=words)
        )

    def capture(self, key: str, reference: str, amount: Money) -> PaymentAnswer:
        """This takes the reserved amount."""
        return self._answer(Asked("capture", key, reference, amount))

    def void(self, key: str, reference: str) -> PaymentAnswer:
        """This gives a reservation back untouched, or ends a payment that was not finished."""
        return self._answer(Asked("void", key, reference))

    def refund(self, key: str, reference: str, amount: Money) -> PaymentAnswer:
        """This gives back part or all of what was taken."""
        return self._answer(Asked("refund", key, reference, amount))

    def set_up(self, key: str, payer: str, customer: str) -> CardSetup:
        """This begins to keep a card."""
        answer = self._answer(Asked("set_up", key, account=customer, group=payer))
        made = self._one(SETUP, reference=answer.reference)
        return CardSetup(made["customer"], answer.reference, answer.occurred_at)

    def remove(self, key: str, card: SavedCard) -> None:
        """This keeps the card no longer."""
        self._answer(Asked("remove", key, card.method))

    def transfer(
        self, key: str, amount: Money, *, destination: str, source: str, group: str
    ) -> PaymentAnswer:
        """This moves the amount out of a payment to an account."""
        asked = Asked("transfer", key, source, amount, account=destination, group=group)
        return self._answer(asked)

    def reverse(self, key: str, reference: str, amount: Money) -> PaymentAnswer:
        """This takes part or all of a transfer back."""
        return self._answer(Asked("reverse", key, reference, amount))

    def pay_out(self, key: str, account: str, amount: Money) -> PaymentAnswer:
        """This sends the amount from the account to its owner's bank."""
        return self._answer(Asked("pay_out", key, amount=amount, account=account))

    def open_account(self, key: str, country: str) -> str:
        """This is the reference of a new account."""
        return self._answer(Asked("open", key, words=country)).reference

    def submit_evidence(self, key: str, dispute: str, evidence: Evidence) -> PaymentAnswer:
        """This hands evidence in."""
        return self._answer(Asked("evidence", key, dispute, words=repr(evidence)))

    def _answer(self, asked: Asked) -> PaymentAnswer:
        with self._lock:
            failure = self._failures.pop(0) if self._failures else None
        if failure is False:
            raise Unavailable("the sandbox was told not to answer")
        try:
            with self._pool.connection() as connection, connection.transaction():
                answer = self._answered_once(connection, asked)
        except psycopg.OperationalError as reason:
            raise Unavailable("the sandbox does not answer") from reason
        if failure:
            raise Unavailable("the sandbox was told to lose its answer")
        return answer

    def _answered_once(self, connection: "psycopg.Connection[Any]", asked: Asked) -> PaymentAnswer:
        cursor, now = connection.cursor(row_factory=tuple_row), self._clock.now()
        claim = {"key": asked.key, "deed": asked.deed, "asked": repr(asked), "at": now}
        if cursor.execute(CLAIM, claim).rowcount == 1:
            answer = self._first(connection, asked)
            outcome = (answer.outcome, answer.reference, answer.reason, answer.capture_before)
            cursor.execute(ANSWER, (*outcome, asked.key))
        before, *recalled = next(cursor.execute(RECALL, (asked.key,)))
        if before != repr(asked):
            raise ValueError(f"the key {asked.key} was used before, for something else")
        return PaymentAnswer(*recalled)

    def _first(self, connection: "psycopg.Connection[Any]", asked: Asked) -> PaymentAnswer:
        now, told = self._clock.now(), (asked.deed, asked.amount.minor % 10_000)
        waits = WAITING_AMOUNTS.get(told)
        action = waits if asked.deed == "authorise" else None
        reason = REFUSED_AMOUNTS.get(told) or move(connection, asked, now, action)
        if reason:
            return PaymentAnswer("declined", "", now, reason)
        if action:
            return PaymentAnswer("action", asked.own, now, action)
        if waits:
            connection.execute(SET_PENDING, (asked.own,))
            return PaymentAnswer("pending", asked.own, now)
        is_reserved = asked.deed == "authorise" and not asked.is_at_once
        return PaymentAnswer(
            "done", asked.own, now, "", now + RESERVED_FOR if is_reserved else None
        )
