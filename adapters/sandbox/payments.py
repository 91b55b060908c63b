"""A payment provider of our own: real answers, invented money.

Its memory is PostgreSQL. A key and what was answered under it are written in the transaction
that moves the money, so calling again, from wherever, answers the same and moves nothing.

Some amounts are refused, told by their last four digits, as test cards are elsewhere:

    … 24.02  authorise is declined   card_declined
    … 24.03  capture is declined     capture_refused
    … 24.04  refund is declined      refund_refused
"""

import threading
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import tuple_row
from psycopg_pool import ConnectionPool

from application.ports import Clock, PaymentAnswer
from domain.shared.errors import Unavailable
from domain.shared.money import Money

SCHEMA = Path(__file__).parent / "schema.sql"
LOCK = 7_231_002

REFUSED_AMOUNTS = {
    ("authorise", 2402): "card_declined",
    ("capture", 2403): "capture_refused",
    ("refund", 2404): "refund_refused",
}
IMPOSSIBLE = {"capture": "not_reserved", "void": "not_reserved", "refund": "not_taken"}

CLAIM = """
    INSERT INTO sandbox.request (key, deed, asked, occurred_at)
    VALUES (%(key)s, %(deed)s, %(asked)s, %(at)s) ON CONFLICT (key) DO NOTHING
"""
RECALL = """
    SELECT asked, outcome, reference, occurred_at, reason FROM sandbox.request WHERE key = %s
"""
ANSWER = """
    UPDATE sandbox.request SET outcome = %s, reference = %s, reason = %s WHERE key = %s
"""
MOVES = {
    "authorise": """
        INSERT INTO sandbox.payment (reference, currency, reserved, taken)
        VALUES (%(own)s, %(currency)s, %(minor)s, %(taken)s)
    """,
    "capture": """
        UPDATE sandbox.payment SET taken = %(minor)s
        WHERE reference = %(reference)s AND currency = %(currency)s
          AND NOT is_void AND taken = 0 AND reserved >= %(minor)s
    """,
    "void": """
        UPDATE sandbox.payment SET is_void = true
        WHERE reference = %(reference)s AND NOT is_void AND taken = 0
    """,
    "refund": """
        UPDATE sandbox.payment SET refunded = refunded + %(minor)s
        WHERE reference = %(reference)s AND currency = %(currency)s
          AND taken - refunded >= %(minor)s
    """,
}


@dataclass(frozen=True, slots=True)
class _Request:
    deed: str
    key: str
    reference: str = ""
    minor: int = 0
    currency: str = ""
    is_taken_at_once: bool = False

    @property
    def own_reference(self) -> str:
        """This names what is done: a payment or a refund anew, else the payment it is done to."""
        digest = sha256(self.key.encode()).hexdigest()[:24]
        new = {"authorise": f"sandbox_payment_{digest}", "refund": f"sandbox_refund_{digest}"}
        return new.get(self.deed, self.reference)

    def values(self) -> dict[str, Any]:
        """This is what the statements of its deed need."""
        return {
            "reference": self.reference,
            "own": self.own_reference,
            "currency": self.currency,
            "minor": self.minor,
            "taken": self.minor if self.is_taken_at_once else 0,
        }


class SandboxPaymentGateway:
    """This is a payment provider that runs wherever PostgreSQL does."""

    def __init__(self, pool: "ConnectionPool[Any]", clock: Clock) -> None:
        self._pool = pool
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: list[bool] = []

    def prepare(self) -> None:
        """This makes its tables where they are missing; several processes may do so at once."""
        with self._pool.connection() as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            connection.execute(SCHEMA.read_bytes())

    def fail_next(self, calls: int = 1, *, after_moving: bool = False) -> None:
        """This makes the next calls fail: before anything moved, or with the answer lost."""
        with self._lock:
            self._failures.extend([after_moving] * calls)

    def movements(self) -> list[tuple[str, str]]:
        """This is everything that ever moved, as (deed, key), sorted."""
        with self._pool.connection() as connection:
            rows = connection.cursor(row_factory=tuple_row).execute(
                "SELECT deed, key FROM sandbox.request WHERE outcome = 'done' ORDER BY deed, key"
            )
            return list(rows)

    def authorise(self, key: str, amount: Money, *, capture: bool) -> PaymentAnswer:
        """This reserves the amount, and takes it at once when `capture` is set."""
        request = _Request("authorise", key, "", amount.minor, amount.currency, capture)
        return self._answer(request)

    def capture(self, key: str, reference: str, amount: Money) -> PaymentAnswer:
        """This takes the reserved amount."""
        return self._answer(_Request("capture", key, reference, amount.minor, amount.currency))

    def void(self, key: str, reference: str) -> PaymentAnswer:
        """This gives a reservation back untouched."""
        return self._answer(_Request("void", key, reference))

    def refund(self, key: str, reference: str, amount: Money) -> PaymentAnswer:
        """This gives back part or all of what was taken."""
        return self._answer(_Request("refund", key, reference, amount.minor, amount.currency))

    def _answer(self, request: _Request) -> PaymentAnswer:
        with self._lock:
            failure = self._failures.pop(0) if self._failures else None
        if failure is False:
            raise Unavailable("the sandbox was told not to answer")
        try:
            with self._pool.connection() as connection, connection.transaction():
                answer = self._answered_once(connection.cursor(row_factory=tuple_row), request)
        except psycopg.OperationalError as reason:
            raise Unavailable("the sandbox does not answer") from reason
        if failure:
            raise Unavailable("the sandbox was told to lose its answer")
        return answer

    def _answered_once(self, cursor: "psycopg.Cursor[Any]", request: _Request) -> PaymentAnswer:
        claim = {
            "key": request.key,
            "deed": request.deed,
            "asked": repr(request),
            "at": self._clock.now(),
        }
        if cursor.execute(CLAIM, claim).rowcount == 1:
            reason = _move(cursor, request)
            outcome = "declined" if reason else "done"
            reference = "" if reason else request.own_reference
            cursor.execute(ANSWER, (outcome, reference, reason, request.key))
        asked, *answer = next(cursor.execute(RECALL, (request.key,)))
        if asked != repr(request):
            raise ValueError(f"the key {request.key} was used before, for something else")
        return PaymentAnswer(*answer)


def _move(cursor: "psycopg.Cursor[Any]", request: _Request) -> str:
    """This moves the money, or tells by a code why not."""
    refused = REFUSED_AMOUNTS.get((request.deed, request.minor % 10_000))
    if refused:
        return refused
    moved = cursor.execute(MOVES[request.deed], request.values()).rowcount
    return "" if moved else IMPOSSIBLE[request.deed]
