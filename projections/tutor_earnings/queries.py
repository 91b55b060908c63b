"""What a tutor has earned, booking by booking and in sum, and how they are paid out.

Payouts are of sums, not of bookings. What was paid out is counted on those decided first; so it
can be said of each booking where its money is, and in sum it is exact.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString

from projections.reading import Reader
from projections.tutor_earnings.answers import Deduction, Earning, Payout, State, Sum

LATEST_PAYOUTS = 20
OPEN: LiteralString = "('requested', 'held', 'released', 'sent')"

_SHARES: LiteralString = f"""
    WITH shares AS (
        SELECT booking_id, tutor_id, currency, starts_at, decided_at, ground, gross_minor,
            refund_minor, fee_minor, net_minor, frozen_for, held_for,
            CASE WHEN decided_at IS NULL OR cardinality(frozen_for) > 0 THEN net_minor ELSE 0 END
                AS pending_minor,
            CASE WHEN decided_at IS NULL OR cardinality(frozen_for) > 0 THEN 0 ELSE net_minor END
                - recovered_minor + incurred_minor AS theirs_minor,
            incurred_minor - recovered_minor AS debt_minor
        FROM tutor_earnings.bookings
        WHERE tutor_id = %(tutor_id)s AND confirmed_at IS NOT NULL
    ), out AS (
        SELECT currency,
            coalesce(sum(amount_minor) FILTER (WHERE state = 'paid'), 0)::bigint AS paid_minor,
            coalesce(sum(amount_minor) FILTER (WHERE state IN {OPEN}), 0)::bigint
                AS in_transit_minor
        FROM tutor_earnings.payouts WHERE tutor_id = %(tutor_id)s GROUP BY currency
    )
"""
_SUMS: LiteralString = f"""{_SHARES}
    SELECT currency, sum(pending_minor)::bigint AS pending_minor,
        sum(theirs_minor)::bigint - coalesce(any_value(paid_minor), 0)
            - coalesce(any_value(in_transit_minor), 0) AS available_minor,
        coalesce(any_value(in_transit_minor), 0) AS in_transit_minor,
        coalesce(any_value(paid_minor), 0) AS paid_minor,
        sum(debt_minor)::bigint AS debt_minor
    FROM shares LEFT JOIN out USING (currency) GROUP BY currency ORDER BY currency
"""
_EARNINGS: LiteralString = f"""{_SHARES}, counted AS (
        SELECT shares.*, coalesce(paid_minor, 0) AS out_paid,
            coalesce(paid_minor, 0) + coalesce(in_transit_minor, 0) AS out_all,
            sum(greatest(theirs_minor, 0)) OVER (
                PARTITION BY currency ORDER BY decided_at NULLS LAST, booking_id
            )::bigint - greatest(theirs_minor, 0) AS before
        FROM shares LEFT JOIN out USING (currency)
    ), placed AS (
        SELECT *, least(greatest(out_paid - before, 0), greatest(theirs_minor, 0)) AS paid_minor,
            least(greatest(out_all - before, 0), greatest(theirs_minor, 0)) AS gone_minor
        FROM counted
    ), stated AS (
        SELECT booking_id, tutor_id, currency, starts_at, decided_at, ground, gross_minor,
            refund_minor, fee_minor, net_minor, frozen_for, held_for, paid_minor,
            gone_minor - paid_minor AS in_transit_minor,
            greatest(theirs_minor, 0) - gone_minor AS available_minor,
            CASE WHEN pending_minor > 0 THEN 'pending'
                WHEN theirs_minor > gone_minor THEN 'available'
                WHEN gone_minor > paid_minor THEN 'in_transit'
                WHEN paid_minor > 0 THEN 'paid' ELSE 'nothing' END AS state
        FROM placed
    )
    SELECT * FROM stated
    WHERE (%(state)s::text IS NULL OR state = %(state)s)
        AND (%(start)s::timestamptz IS NULL
            OR (starts_at, booking_id) < (%(start)s, %(booking_id)s))
    ORDER BY starts_at DESC, booking_id DESC LIMIT %(limit)s
"""
_LACKING: LiteralString = (
    "SELECT booking_id, CASE kind WHEN 'debt_withheld' THEN kind ELSE reason END AS reason,"
    " lacks_minor AS amount_minor, occurred_at FROM tutor_earnings.lines"
    " WHERE booking_id = ANY (%(booking_ids)s) AND lacks_minor > 0 ORDER BY position"
)
_REVERSED: LiteralString = (
    "SELECT booking_id, reason, amount_minor, occurred_at FROM tutor_earnings.reversals"
    " WHERE booking_id = ANY (%(booking_ids)s) ORDER BY position"
)
_PAYOUTS: LiteralString = (
    "SELECT payout_id, currency, amount_minor, state, reason, requested_at, changed_at"
    " FROM tutor_earnings.payouts WHERE tutor_id = %(tutor_id)s"
    " ORDER BY requested_at DESC, payout_id DESC LIMIT %(limit)s"
)


def sums(reader: Reader, tutor_id: str) -> list[Sum]:
    """This is all a tutor has earned, in each currency."""
    return [Sum(**row) for row in reader.rows(_SUMS, {"tutor_id": tutor_id})]


def earnings(
    reader: Reader,
    tutor_id: str,
    *,
    state: State | None = None,
    before: tuple[datetime, str] | None = None,
    limit: int = 50,
) -> list[Earning]:
    """This is a page of a tutor's earnings, the latest lesson first.

    `before` is `starts_at` and `booking_id` of the last one of the page before.
    """
    start, booking_id = before or (None, None)
    found = reader.rows(
        _EARNINGS,
        {
            "tutor_id": tutor_id,
            "state": state and state.value,
            "start": start,
            "booking_id": booking_id,
            "limit": limit,
        },
    )
    asked = {"booking_ids": [row["booking_id"] for row in found]}
    lacking, reversed_ = (_by_booking(reader.rows(each, asked)) for each in (_LACKING, _REVERSED))
    return [_earning(row, lacking, reversed_) for row in found]


def payouts(reader: Reader, tutor_id: str) -> list[Payout]:
    """This is a tutor's latest payouts, the newest first."""
    asked = {"tutor_id": tutor_id, "limit": LATEST_PAYOUTS}
    return [Payout(**row) for row in reader.rows(_PAYOUTS, asked)]


def _earning(
    row: dict[str, Any],
    lacking: Mapping[str, Sequence[Deduction]],
    reversed_: Mapping[str, Sequence[Deduction]],
) -> Earning:
    return Earning(
        **{
            **row,
            "state": State(row["state"]),
            "frozen_for": tuple(row["frozen_for"]),
            "deductions": tuple(lacking.get(row["booking_id"], ())),
            "reversals": tuple(reversed_.get(row["booking_id"], ())),
        }
    )


def _by_booking(rows: Sequence[dict[str, Any]]) -> dict[str, list[Deduction]]:
    found: dict[str, list[Deduction]] = {}
    for row in rows:
        deduction = Deduction(row["reason"], row["amount_minor"], row["occurred_at"])
        found.setdefault(row["booking_id"], []).append(deduction)
    return found
