"""The tables of `schema.sql`, as the projector writes them."""

from enum import StrEnum

from projections.rows import Table


class Kind(StrEnum):
    """This is what a line is about."""

    EARNED = "earned"
    CORRECTED = "corrected"
    DEBT_INCURRED = "debt_incurred"
    DEBT_WITHHELD = "debt_withheld"
    PAID_OUT = "paid_out"
    SENT_BACK = "sent_back"


BOOKINGS = Table(
    "bookings",
    key=("booking_id",),
    columns=(
        *("tutor_id", "currency", "starts_at", "confirmed_at", "decided_at", "ground"),
        *("agreed_net_minor", "gross_minor", "refund_minor", "fee_minor", "net_minor"),
        *("frozen_for", "held_for", "reversing_for", "incurred_minor", "recovered_minor"),
    ),
    blank={"frozen_for": [], "incurred_minor": 0, "recovered_minor": 0},
)
PAYOUTS = Table(
    "payouts",
    key=("tutor_id", "currency", "payout_id"),
    columns=("amount_minor", "state", "reason", "requested_at", "changed_at"),
)
LINES = Table(
    "lines",
    key=("position",),
    columns=(
        *("tutor_id", "currency", "booking_id", "payout_id", "kind", "reason", "starts_at"),
        *("gross_minor", "refund_minor", "fee_minor", "amount_minor", "debt_minor"),
        *("lacks_minor", "occurred_at", "recorded_at"),
    ),
    blank=dict.fromkeys(
        (
            *("gross_minor", "refund_minor", "fee_minor", "amount_minor", "debt_minor"),
            "lacks_minor",
        ),
        0,
    ),
    append_only=True,
)
REVERSALS = Table(
    "reversals",
    key=("position",),
    columns=("booking_id", "tutor_id", "currency", "amount_minor", "reason", "occurred_at"),
    append_only=True,
)
