"""One booking with everything about it, pages of bookings, and what cancelling one would cost."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, LiteralString

from domain.booking.policies import Agreed, Quote, nothing_paid, quote_cancellation
from domain.booking.terms import CancellationPolicy, Conditions, Party, State
from domain.shared.money import Money
from projections.booking_details.answers import (
    Booking,
    Payment,
    Problem,
    Proposal,
    Split,
    Step,
    Summary,
    Waiting,
)
from projections.reading import Reader

PAYMENT: LiteralString = (
    "SELECT payment_id, requested_at, state, is_abandoned, currency, amount_minor, taken_minor,"
    " refunded_minor, lost_minor, fee_minor, net_minor, action FROM booking_details.payments"
)
PENDING = (State.HELD, State.REQUESTED, State.AWAITING_PAYMENT)


def booking(reader: Reader, booking_id: str) -> Booking | None:
    """This is the booking of that id, with its payments and its history, oldest first."""
    asked = {"booking_id": booking_id}
    row = reader.row(
        "SELECT *, starts_at AS start, ends_at AS end FROM booking_details.bookings"
        " WHERE booking_id = %(booking_id)s",
        asked,
    )
    if row is None:
        return None
    payments = reader.rows(
        PAYMENT + " WHERE booking_id = %(booking_id)s ORDER BY requested_at, payment_id", asked
    )
    history = reader.rows(
        "SELECT position, topic, happened_at, recorded_at, actor, ground, party, payment_id,"
        " amount_minor, currency FROM booking_details.history"
        " WHERE booking_id = %(booking_id)s ORDER BY position",
        asked,
    )
    parts: dict[str, Any] = {
        "joined": tuple(row["joined"]),
        "proposal": _proposal(row),
        "problem": _problem(row),
        "split": _split(row),
        "payments": tuple(Payment(**each) for each in payments),
        "history": tuple(Step(**each) for each in history),
    }
    plain = {name: row[name] for name in _BOOKING if name not in parts}
    return Booking(**plain, **parts)


def payments_of(reader: Reader, package_ids: Sequence[str]) -> list[Payment]:
    """This is the payments of those packages, in no order; `payment_id` tells of which."""
    found = reader.rows(
        PAYMENT + " WHERE package_id = ANY (%(package_ids)s)", {"package_ids": list(package_ids)}
    )
    return [Payment(**each) for each in found]


def waiting(reader: Reader, payment_id: str) -> Waiting | None:
    """This is the payment of that id, if the provider waits for its student."""
    row = reader.row(
        "SELECT payment_id, booking_id, package_id, student_id, action_reference AS reference"
        " FROM booking_details.payments WHERE payment_id = %(payment_id)s"
        " AND action IS NOT NULL AND NOT is_abandoned",
        {"payment_id": payment_id},
    )
    return None if row is None else Waiting(**row)


def bookings(
    reader: Reader,
    *,
    student_id: str | None = None,
    tutor_id: str | None = None,
    states: Sequence[str] | None = None,
    before: tuple[datetime, str] | None = None,
    limit: int = 50,
) -> list[Summary]:
    """This is a page of bookings, latest lesson first; what is left out is not asked.

    `before` is `start` and `booking_id` of the last one of the page before.
    """
    tests = ["true"]
    if student_id is not None:
        tests.append("b.student_id = %(student_id)s")
    if tutor_id is not None:
        tests.append("b.tutor_id = %(tutor_id)s")
    if states is not None:
        tests.append("b.state = ANY (%(states)s)")
    if before is not None:
        tests.append("(b.starts_at, b.booking_id) < (%(start)s, %(booking_id)s)")
    start, booking_id = before or (None, None)
    found = reader.rows(
        "SELECT b.booking_id, b.tutor_id, b.student_id, b.starts_at AS start, b.ends_at AS end,"
        " b.subject, b.language, b.price_minor, b.currency, b.is_trial, b.state, b.due_at,"
        " p.state AS payment_state FROM booking_details.bookings b"
        " LEFT JOIN booking_details.payments p ON p.payment_id = b.payment_id"
        " WHERE " + " AND ".join(tests) + " ORDER BY b.starts_at DESC, b.booking_id DESC"
        " LIMIT %(limit)s",
        {
            "student_id": student_id,
            "tutor_id": tutor_id,
            "states": list(states or ()),
            "start": start,
            "booking_id": booking_id,
            "limit": limit,
        },
    )
    return [Summary(**row) for row in found]


def cancellation_quote(reader: Reader, booking_id: str, by: Party, now: datetime) -> Quote | None:
    """This is what calling the booking off would mean right now; nothing when it cannot be.

    Before it is confirmed that costs nothing, but a tutor declines a request instead.
    """
    row = reader.row(
        "SELECT state, starts_at, due_at, price_minor, currency, confirmed_at, is_locked,"
        " cancellation_policy, fee_basis_points FROM booking_details.bookings"
        " WHERE booking_id = %(booking_id)s",
        {"booking_id": booking_id},
    )
    if row is None or row["due_at"] is None or row["due_at"] <= now:
        return None
    if row["state"] in PENDING:
        return None if by is Party.TUTOR else _free(row)
    if row["state"] != State.CONFIRMED or (row["is_locked"] and by is not Party.PLATFORM):
        return None
    return quote_cancellation(_agreed(row), by, now)


def _free(row: dict[str, Any]) -> Quote:
    return Quote(
        split=nothing_paid(row["currency"]),
        is_late=False,
        strikes_tutor=False,
        free_until=row["due_at"],
    )


def _agreed(row: dict[str, Any]) -> Agreed:
    return Agreed(
        start=row["starts_at"].astimezone(UTC),
        confirmed_at=row["confirmed_at"].astimezone(UTC),
        price=Money(row["price_minor"], row["currency"]),
        conditions=Conditions(
            CancellationPolicy(row["cancellation_policy"]), row["fee_basis_points"]
        ),
    )


def _proposal(row: dict[str, Any]) -> Proposal | None:
    if row["proposed_by"] is None:
        return None
    return Proposal(row["proposed_by"], row["proposed_start"], row["proposed_end"])


def _problem(row: dict[str, Any]) -> Problem | None:
    if row["problem_by"] is None:
        return None
    return Problem(
        by=row["problem_by"],
        reason=row["problem_reason"],
        details=row["problem_details"],
        claimed_refund_minor=row["claimed_refund_minor"],
        answer_by=row["answer_by"],
        answer=row["problem_answer"],
        is_agreed=row["is_claim_agreed"],
    )


def _split(row: dict[str, Any]) -> Split | None:
    if row["gross_minor"] is None:
        return None
    return Split(*(row[field.name] for field in fields(Split)))


_BOOKING = tuple(field.name for field in fields(Booking))
