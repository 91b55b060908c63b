"""What the queries answer with."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """This is a booking in a list; `payment_state` is of the payment that stands behind it."""

    booking_id: str
    tutor_id: str
    student_id: str
    start: datetime
    end: datetime
    subject: str
    language: str
    price_minor: int
    currency: str
    is_trial: bool
    state: str
    due_at: datetime | None
    payment_state: str | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """This is another time that one side asked for."""

    by: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """This is what one side says went wrong, and what the other answered."""

    by: str
    reason: str
    details: str | None
    claimed_refund_minor: int
    answer_by: datetime
    answer: str | None
    is_agreed: bool | None


@dataclass(frozen=True, slots=True)
class Split:
    """This is who gets what of the price, in minor units of its currency."""

    gross_minor: int
    refund_minor: int
    fee_minor: int
    tutor_net_minor: int


@dataclass(frozen=True, slots=True)
class Payment:
    """This is one payment of a booking or of a package, and what became of its money.

    `lost_minor` is what the student's bank gave back to them by itself.
    `action` is what the provider waits for; the student's client asks for the rest of it.
    """

    payment_id: str
    requested_at: datetime
    state: str
    is_abandoned: bool
    currency: str
    amount_minor: int
    taken_minor: int
    refunded_minor: int
    lost_minor: int
    fee_minor: int
    net_minor: int
    action: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """This is a payment the provider waits for: whose, and under which reference it has it."""

    payment_id: str
    booking_id: str | None
    package_id: str | None
    student_id: str
    reference: str


@dataclass(frozen=True, slots=True)
class Step:
    """This is one thing that happened to the booking: what, when, by whom, on what ground."""

    position: int
    topic: str
    happened_at: datetime
    recorded_at: datetime
    actor: str
    ground: str
    party: str | None
    payment_id: str | None
    amount_minor: int | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class Booking:
    """This is everything about one booking; what is not agreed or decided yet is absent.

    `package_id` is of the package whose credit pays for it, at the price it was bought at.
    """

    booking_id: str
    tutor_id: str
    student_id: str
    start: datetime
    end: datetime
    subject: str
    language: str
    price_minor: int
    currency: str
    acceptance: str
    notice_minutes: int
    is_trial: bool
    series_id: str | None
    state: str
    due_at: datetime | None
    held_at: datetime
    payment_id: str | None
    package_id: str | None
    cancellation_policy: str | None
    fee_basis_points: int | None
    confirmed_at: datetime | None
    is_locked: bool
    reschedule_count: int
    proposal: Proposal | None
    joined: tuple[str, ...]
    cancelled_by: str | None
    cancellation_reason: str | None
    is_late: bool
    absent: str | None
    problem: Problem | None
    resolution_ground: str | None
    dispute: str
    is_tutor_struck: bool
    has_free_replacement: bool
    split: Split | None
    payments: tuple[Payment, ...]
    history: tuple[Step, ...]
