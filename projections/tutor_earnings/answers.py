"""What the queries answer with; all amounts are in minor units of their currency."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """This is where what a tutor earned with a booking is now.

    PENDING: it is not decided yet, or something has to be cleared first.
    AVAILABLE: it is theirs, and some of it is not in a payout.
    IN_TRANSIT: it is theirs, and some of it is on its way to them.
    PAID: they have it.
    NOTHING: nothing is theirs of it.
    """

    PENDING = "pending"
    AVAILABLE = "available"
    IN_TRANSIT = "in_transit"
    PAID = "paid"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Sum:
    """This is all a tutor has earned in one currency, by where it is now, and what they owe.

    What is available is below zero while too much was paid out and has neither come back nor
    become a debt.
    """

    currency: str
    pending_minor: int
    available_minor: int
    in_transit_minor: int
    paid_minor: int
    debt_minor: int


@dataclass(frozen=True, slots=True)
class Deduction:
    """This is why less is the tutor's: by how much, and since when."""

    reason: str
    amount_minor: int
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Earning:
    """This is what one booking brings its tutor.

    Attributes:
        ground: what it was decided on, once it is.
        gross_minor: what the student paid; less refund and fee it is the net.
        state: where it is now; of several payouts the one that is least far counts.
        frozen_for: what has to be cleared first.
        held_for: why it cannot be sent to the tutor.
        deductions: why it is less than was agreed.
        reversals: what had been sent to the tutor and was taken back.
    """

    booking_id: str
    tutor_id: str
    currency: str
    starts_at: datetime
    decided_at: datetime | None
    ground: str | None
    gross_minor: int
    refund_minor: int
    fee_minor: int
    net_minor: int
    state: State
    available_minor: int
    in_transit_minor: int
    paid_minor: int
    frozen_for: tuple[str, ...]
    held_for: str | None
    deductions: tuple[Deduction, ...]
    reversals: tuple[Deduction, ...]


@dataclass(frozen=True, slots=True)
class Payout:
    """This is one payout, and why it is not made where it is not."""

    payout_id: str
    currency: str
    amount_minor: int
    state: str
    reason: str | None
    requested_at: datetime | None
    changed_at: datetime
