"""What the sandbox has on record, and what others do there: students, banks and the provider."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, LiteralString

import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool

from adapters.sandbox.moves import FINISH, LAPSE, NOTE_IF_TAKEN, RESERVED_FOR, provider_fee
from application.ports import Clock
from application.ports_cards import PayersAction
from application.ports_money import (
    MovementKind,
    OnboardingLink,
    PayoutStatus,
    ProviderDispute,
    ProviderMovement,
    ProviderPayment,
    ProviderPayout,
    ProviderRefund,
    Readiness,
)
from domain.payment.events import Action
from domain.shared.errors import NotFound, Unavailable
from domain.shared.money import Money

DISPUTE_FEE_MINOR = 2000
EVIDENCE_WITHIN = timedelta(days=9)
LINKS_LIVE = timedelta(minutes=5)

PAYMENT = "SELECT * FROM sandbox.payment WHERE reference = %(reference)s"
DISPUTE = "SELECT * FROM sandbox.dispute WHERE reference = %(reference)s"
ACCOUNT = "SELECT * FROM sandbox.account WHERE reference = %(reference)s"
PAYOUT = """
    SELECT * FROM sandbox.payout WHERE account = %(account)s AND reference = %(reference)s
"""
MOVEMENTS = "SELECT * FROM sandbox.movement WHERE occurred_at >= %(since)s ORDER BY number"
SET_PAYABLE = """
    UPDATE sandbox.account SET is_payable = %(is_payable)s WHERE reference = %(reference)s
    RETURNING reference
"""
REFUND = "SELECT * FROM sandbox.refund WHERE reference = %(reference)s"
FAIL_REFUND = """
    WITH failed AS (
        UPDATE sandbox.refund SET is_failed = true, changed_at = %(at)s
        WHERE reference = %(reference)s AND NOT is_failed
        RETURNING reference, payment, currency, amount
    ), undone AS (
        UPDATE sandbox.payment p SET refunded = p.refunded - f.amount FROM failed f
        WHERE p.reference = f.payment
    ), noted AS (
        INSERT INTO sandbox.movement (kind, currency, amount, source, occurred_at)
        SELECT 'refund', currency, amount, reference, %(at)s FROM failed
    )
    SELECT reference FROM failed
"""
OPEN_DISPUTE = """
    WITH opened AS (
        INSERT INTO sandbox.dispute
            (reference, payment, currency, amount, fee, evidence_due_by, changed_at)
        SELECT 'sandbox_dispute_of_' || reference, reference, currency, taken - refunded, %(fee)s,
               %(due)s, %(at)s
        FROM sandbox.payment WHERE reference = %(reference)s
        RETURNING reference, currency, amount, fee
    ), noted AS (
        INSERT INTO sandbox.movement (kind, currency, amount, fee, source, occurred_at)
        SELECT 'dispute', currency, -amount, fee, reference, %(at)s FROM opened
    )
    SELECT reference FROM opened
"""
CLOSE_DISPUTE = """
    WITH closed AS (
        UPDATE sandbox.dispute SET status = %(status)s, changed_at = %(at)s
        WHERE reference = %(reference)s RETURNING reference, currency, amount
    ), noted AS (
        INSERT INTO sandbox.movement (kind, currency, amount, source, occurred_at)
        SELECT 'dispute', currency, amount, reference, %(at)s FROM closed
        WHERE %(status)s = 'won'
    )
    SELECT reference FROM closed
"""
ANSWER_PAYOUT = """
    WITH answered AS (
        UPDATE sandbox.payout SET status = %(status)s, reason = %(reason)s, changed_at = %(at)s
        WHERE account = %(account)s AND reference = %(reference)s
        RETURNING account, reference, currency, amount
    ), returned AS (
        UPDATE sandbox.balance b SET minor = minor + amount FROM answered a
        WHERE b.account = a.account AND b.currency = a.currency
          AND %(status)s IN ('failed', 'cancelled')
    )
    SELECT reference FROM answered
"""


class SandboxRecords:
    """This reads the sandbox's memory, and lets others than the platform act in it."""

    def __init__(self, pool: "ConnectionPool[Any]", clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    def payment(self, reference: str) -> ProviderPayment:
        """This is a payment, as of now."""
        lapsed = {"reserved_for": RESERVED_FOR, "at": self._clock.now()}
        self._rows(f"{LAPSE} RETURNING reference", reference=reference, **lapsed)
        row = self._one(PAYMENT, reference=reference)
        of, status = row["currency"], _status(row)
        taken, until = Money(row["taken"], of), row["reserved_at"] + RESERVED_FOR
        return ProviderPayment(
            reference=reference,
            status=status,
            amount=Money(row["amount"], of),
            taken=taken,
            refunded=Money(row["refunded"], of),
            occurred_at=row["changed_at"],
            capture_before=until if status == "reserved" else None,
            reason=row["reason"],
            fee=provider_fee(taken) if taken.minor else None,
            group=row["group_id"],
        )

    def dispute(self, reference: str) -> ProviderDispute:
        """This is a dispute, as of now."""
        row = self._one(DISPUTE, reference=reference)
        return ProviderDispute(
            reference=reference,
            payment=row["payment"],
            status=row["status"],
            amount=Money(row["amount"], row["currency"]),
            fee=Money(row["fee"], row["currency"]),
            reason="fraudulent",
            evidence_due_by=row["evidence_due_by"],
            occurred_at=row["changed_at"],
        )

    def given_back(self, reference: str) -> ProviderRefund:
        """This is a refund, as of now."""
        row = self._one(REFUND, reference=reference)
        is_failed, reason = row["is_failed"], "refund_failed" if row["is_failed"] else ""
        return ProviderRefund(reference, row["key"], is_failed, reason, row["changed_at"])

    def payout(self, account: str, reference: str) -> ProviderPayout:
        """This is a payout, as of now."""
        row = self._one(PAYOUT, account=account, reference=reference)
        amount = Money(row["amount"], row["currency"])
        return ProviderPayout(reference, row["status"], amount, row["reason"], row["changed_at"])

    def movements(self, since: datetime) -> Iterator[ProviderMovement]:
        """This is every change of the platform's balance from then on."""
        for row in self._rows(MOVEMENTS, since=since):
            yield ProviderMovement(
                reference=f"sandbox_movement_{row['number']}",
                kind=MovementKind(row["kind"]),
                amount=Money(row["amount"], row["currency"]),
                fee=Money(row["fee"], row["currency"]),
                source=row["source"],
                occurred_at=row["occurred_at"],
            )

    def action(self, reference: str) -> PayersAction | None:
        """This is what the student has to do for the payment, if there is anything."""
        row = self._one(PAYMENT, reference=reference)
        if row["action"] is None or row["is_void"]:
            return None
        return PayersAction(Action(row["action"]), f"{reference}_secret")

    def onboarding_link(self, account: str, return_url: str, refresh_url: str) -> OnboardingLink:
        """This is where a tutor would say who they are; having asked for it is enough here."""
        self._one(SET_PAYABLE, reference=account, is_payable=True)
        return OnboardingLink(f"{return_url}?of={refresh_url}", self._clock.now() + LINKS_LIVE)

    def readiness(self, account: str) -> Readiness:
        """This is whether the account can be paid."""
        is_payable = self._one(ACCOUNT, reference=account)["is_payable"]
        return Readiness(is_payable, () if is_payable else ("onboarding",))

    def finish(self, reference: str) -> None:
        """This is the student doing what a payment waits for."""
        with self._pool.connection() as connection, connection.transaction():
            cursor = connection.cursor(row_factory=dict_row)
            values = {"own": reference, "at": self._clock.now()}
            row = cursor.execute(FINISH, values).fetchone()
            if row is not None:
                fee = provider_fee(Money(row["taken"], row["currency"])).minor
                cursor.execute(NOTE_IF_TAKEN, {**values, "fee": fee})

    def restrict(self, account: str) -> None:
        """This is the provider finding that an account cannot be paid any more."""
        self._one(SET_PAYABLE, reference=account, is_payable=False)

    def fail_refund(self, reference: str) -> None:
        """This is the bank of a student sending a refund back."""
        self._one(FAIL_REFUND, reference=reference, at=self._clock.now())

    def open_dispute(self, payment: str) -> str:
        """This is the bank of a student taking a payment back, for the time being."""
        now = self._clock.now()
        due = now + EVIDENCE_WITHIN
        row = self._one(OPEN_DISPUTE, reference=payment, fee=DISPUTE_FEE_MINOR, due=due, at=now)
        return str(row["reference"])

    def close_dispute(self, dispute: str, *, is_won: bool) -> None:
        """This is the bank's decision."""
        status = "won" if is_won else "lost"
        self._one(CLOSE_DISPUTE, reference=dispute, status=status, at=self._clock.now())

    def answer_payout(self, account: str, payout: str, status: PayoutStatus) -> None:
        """This is the bank of a tutor saying what became of a payout."""
        reason = "account_closed" if status == "failed" else ""
        about = {"account": account, "reference": payout, "status": status, "reason": reason}
        self._one(ANSWER_PAYOUT, **about, at=self._clock.now())

    def _one(self, statement: LiteralString, **values: Any) -> DictRow:
        rows = self._rows(statement, **values)
        if not rows:
            raise NotFound
        return rows[0]

    def _rows(self, statement: LiteralString, **values: Any) -> list[DictRow]:
        try:
            with self._pool.connection() as connection, connection.transaction():
                cursor = connection.cursor(row_factory=dict_row)
                return list(cursor.execute(statement, values))
        except psycopg.OperationalError as reason:
            raise Unavailable("the sandbox does not answer") from reason


def _status(row: DictRow) -> Any:
    if row["is_void"]:
        return "voided"
    if row["taken"]:
        return "taken"
    return "reserved" if row["reserved"] else "action"
