"""How money moves in the sandbox: of each deed its steps, and why it is declined at one.

A step is a statement that has to find or change a row; the first one that does not ends the deed,
and what the steps before it had done is undone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, LiteralString

import psycopg

from application.ports_money import ACCOUNT_NOT_PAYABLE
from domain.shared.currency import fee_of
from domain.shared.money import Money

FEE_BASIS_POINTS = 150
RESERVED_FOR = timedelta(days=7)
NEW = {
    "authorise": "payment",
    "refund": "refund",
    "transfer": "transfer",
    "reverse": "reversal",
    "pay_out": "payout",
    "open": "account",
    "set_up": "setup",
}
"""What is made anew by a deed, and has a reference of its own."""

LAPSE = """
    UPDATE sandbox.payment
    SET is_void = true, reason = 'reservation_lapsed', changed_at = reserved_at + %(reserved_for)s
    WHERE reference = %(reference)s AND reserved > 0 AND taken = 0 AND NOT is_void
      AND reserved_at + %(reserved_for)s <= %(at)s
"""
AUTHORISE = """
    INSERT INTO sandbox.payment
        (reference, currency, amount, is_at_once, action, reserved, taken, reserved_at, changed_at,
         group_id)
    VALUES (%(own)s, %(currency)s, %(minor)s, %(at_once)s, %(action)s,
            CASE WHEN %(action)s::text IS NULL THEN %(minor)s ELSE 0 END,
            CASE WHEN %(action)s::text IS NULL AND %(at_once)s THEN %(minor)s ELSE 0 END,
            %(at)s, %(at)s, %(group)s)
"""
NOTE_IF_TAKEN = """
    INSERT INTO sandbox.movement (kind, currency, amount, fee, source, occurred_at)
    SELECT 'payment', currency, taken, %(fee)s, reference, %(at)s FROM sandbox.payment
    WHERE reference = %(own)s AND taken > 0
"""
FINISH = """
    UPDATE sandbox.payment
    SET action = NULL, reserved = amount, taken = CASE WHEN is_at_once THEN amount ELSE 0 END,
        reserved_at = %(at)s, changed_at = %(at)s
    WHERE reference = %(own)s AND action IS NOT NULL AND NOT is_void
    RETURNING currency, taken
"""
CAPTURE = """
    UPDATE sandbox.payment SET taken = %(minor)s, changed_at = %(at)s
    WHERE reference = %(reference)s AND currency = %(currency)s
      AND NOT is_void AND taken = 0 AND reserved >= %(minor)s
"""
VOID = """
    UPDATE sandbox.payment SET is_void = true, changed_at = %(at)s
    WHERE reference = %(reference)s AND taken = 0
"""
UNDISPUTED = """
    SELECT WHERE NOT EXISTS (
        SELECT FROM sandbox.dispute WHERE payment = %(reference)s AND status <> 'won')
"""
REFUND = """
    UPDATE sandbox.payment SET refunded = refunded + %(minor)s
    WHERE reference = %(reference)s AND currency = %(currency)s AND taken - refunded >= %(minor)s
"""
REFUNDED = """
    INSERT INTO sandbox.refund (reference, payment, key, currency, amount, changed_at)
    VALUES (%(own)s, %(reference)s, %(key)s, %(currency)s, %(minor)s, %(at)s)
"""
PAYABLE = """
    SELECT FROM sandbox.account WHERE reference = %(account)s AND is_payable FOR SHARE
"""
TAKE_FOR_TRANSFER = """
    WITH taken AS (
        UPDATE sandbox.payment SET transferred = transferred + %(minor)s
        WHERE reference = %(reference)s AND currency = %(currency)s
          AND taken - transferred >= %(minor)s
        RETURNING reference
    )
    SELECT WHERE %(reference)s = '' OR EXISTS (SELECT FROM taken)
"""
ADD = """
    INSERT INTO sandbox.balance VALUES (%(account)s, %(currency)s, %(minor)s)
    ON CONFLICT (account, currency) DO UPDATE SET minor = balance.minor + excluded.minor
"""
TRANSFER = """
    INSERT INTO sandbox.transfer
    VALUES (%(own)s, %(account)s, nullif(%(reference)s, ''), %(currency)s, %(minor)s)
"""
REVERSE = """
    UPDATE sandbox.transfer SET reversed = reversed + %(minor)s
    WHERE reference = %(reference)s AND currency = %(currency)s AND amount - reversed >= %(minor)s
"""
SUBTRACT_AGAIN = """
    UPDATE sandbox.balance b SET minor = b.minor - %(minor)s FROM sandbox.transfer t
    WHERE t.reference = %(reference)s AND b.account = t.account AND b.currency = t.currency
      AND b.minor >= %(minor)s
"""
RETURN_TO_PAYMENT = """
    WITH returned AS (
        UPDATE sandbox.payment p SET transferred = p.transferred - %(minor)s
        FROM sandbox.transfer t WHERE t.reference = %(reference)s AND p.reference = t.payment
    )
    SELECT
"""
SUBTRACT = """
    UPDATE sandbox.balance SET minor = minor - %(minor)s
    WHERE account = %(account)s AND currency = %(currency)s AND minor >= %(minor)s
"""
PAY_OUT = """
    INSERT INTO sandbox.payout (account, reference, status, currency, amount, changed_at)
    VALUES (%(account)s, %(own)s, 'paid', %(currency)s, %(minor)s, %(at)s)
"""
OPEN = "INSERT INTO sandbox.account VALUES (%(own)s, %(words)s)"
KEEP_EVIDENCE = """
    UPDATE sandbox.dispute SET evidence = %(words)s
    WHERE reference = %(reference)s AND status = 'open'
"""

SET_UP = """
    INSERT INTO sandbox.setup (reference, customer, changed_at)
    VALUES (%(own)s, coalesce(nullif(%(account)s, ''), 'sandbox_customer_of_' || %(own)s), %(at)s)
"""
REMOVE = """
    WITH removed AS (UPDATE sandbox.setup SET is_kept = false WHERE method = %(reference)s)
    SELECT 1
"""

Step = tuple[LiteralString, str]


def _noted(kind: LiteralString, sign: LiteralString = "") -> Step:
    statement: LiteralString = (
        "INSERT INTO sandbox.movement (kind, currency, amount, fee, source, occurred_at) VALUES ('"
        + kind
        + "', %(currency)s, "
        + sign
        + "%(minor)s, "
        + ("%(fee)s" if kind == "payment" else "0")
        + ", %(own)s, %(at)s)"
    )
    return statement, ""


STEPS: dict[str, tuple[Step, ...]] = {
    "authorise": ((AUTHORISE, ""),),
    "capture": ((CAPTURE, "not_reserved"), _noted("payment")),
    "void": ((VOID, "not_reserved"),),
    "refund": (
        (UNDISPUTED, "disputed"),
        (REFUND, "not_taken"),
        (REFUNDED, ""),
        _noted("refund", "-"),
    ),
    "transfer": (
        (PAYABLE, ACCOUNT_NOT_PAYABLE),
        (TAKE_FOR_TRANSFER, "not_taken"),
        (ADD, ""),
        (TRANSFER, ""),
        _noted("transfer", "-"),
    ),
    "reverse": (
        (REVERSE, "not_transferred"),
        (SUBTRACT_AGAIN, "insufficient_funds"),
        (RETURN_TO_PAYMENT, ""),
        _noted("reversal"),
    ),
    "pay_out": ((PAYABLE, ACCOUNT_NOT_PAYABLE), (SUBTRACT, "insufficient_funds"), (PAY_OUT, "")),
    "open": ((OPEN, ""),),
    "evidence": ((KEEP_EVIDENCE, "dispute_closed"),),
    "set_up": ((SET_UP, ""),),
    "remove": ((REMOVE, ""),),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """This is one request: what is to be done, under which key, to what, with how much."""

    deed: str
    key: str
    reference: str = ""
    amount: Money = Money(0, "")  # noqa: RUF009 - it never changes
    is_at_once: bool = False
    account: str = ""
    group: str = ""
    words: str = ""

    @property
    def own(self) -> str:
        """This names what is done: something new anew, else what it is done to."""
        if self.deed not in NEW:
            return self.reference
        return f"sandbox_{NEW[self.deed]}_{sha256(self.key.encode()).hexdigest()[:24]}"

    def values(self, at: datetime, action: str | None) -> dict[str, Any]:
        """This is what the statements of its deed need."""
        return {
            "key": self.key,
            "reference": self.reference,
            "own": self.own,
            "currency": self.amount.currency,
            "minor": self.amount.minor,
            "fee": provider_fee(self.amount).minor,
            "at_once": self.is_at_once,
            "account": self.account,
            "group": self.group,
            "words": self.words,
            "action": action,
            "reserved_for": RESERVED_FOR,
            "at": at,
        }


class Declined(Exception):
    """This is a deed that ended at one of its steps."""


def provider_fee(amount: Money) -> Money:
    """This is what the sandbox keeps of a payment."""
    return fee_of(amount, FEE_BASIS_POINTS)


def move(
    connection: "psycopg.Connection[Any]", asked: Asked, at: datetime, action: str | None
) -> str:
    """This moves the money, or tells by a code why not."""
    values = asked.values(at, action)
    try:
        with connection.transaction():
            connection.execute(LAPSE, values)
            for statement, reason in STEPS[asked.deed]:
                _step(connection.execute(statement, values).rowcount, reason)
            if asked.deed == "authorise":
                connection.execute(NOTE_IF_TAKEN, values)
    except Declined as reason:
        return str(reason)
    return ""


def _step(rows: int, reason: str) -> None:
    if rows == 0:
        assert reason, "this step never fails"
        raise Declined(reason)
