"""The words a booking is agreed in: sides, policies, reasons, and how its price is split."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.shared.event import Fact
from domain.shared.money import Money
from domain.shared.personal import PersonId
from domain.shared.text import Code, Currency, Handle, Identity
from domain.shared.time import Interval


class Party(StrEnum):
    """This is in whose name somebody acts on a booking."""

    STUDENT = "student"
    TUTOR = "tutor"
    PLATFORM = "platform"


SIDES = (Party.STUDENT, Party.TUTOR)
"""The two sides of a lesson; the platform is neither."""


def other_side(party: Party) -> Party:
    """This is the student for the tutor, and the tutor for the student."""
    return Party.TUTOR if party is Party.STUDENT else Party.STUDENT


class State(StrEnum):
    """This is where a booking stands."""

    HELD = "held"
    REQUESTED = "requested"
    AWAITING_PAYMENT = "awaiting_payment"
    CONFIRMED = "confirmed"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    SETTLED = "settled"
    HOLD_EXPIRED = "hold_expired"
    REQUEST_EXPIRED = "request_expired"
    PAYMENT_EXPIRED = "payment_expired"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    PROBLEM_REPORTED = "problem_reported"
    RESOLVED = "resolved"


class Acceptance(StrEnum):
    """This is how a tutor takes bookings: at once, or each one by hand."""

    INSTANT = "instant"
    BY_HAND = "by_hand"


class CancellationPolicy(StrEnum):
    """This is how early a student must cancel to get everything back."""

    FLEXIBLE = "flexible"
    STANDARD = "standard"
    STRICT = "strict"


class CancellationReason(StrEnum):
    """This is why a confirmed booking was called off."""

    BY_CHOICE = "by_choice"
    TUTOR_NOT_BOOKABLE = "tutor_not_bookable"
    PAYMENT_FAILED = "payment_failed"
    DISPUTE_LOST = "dispute_lost"


class Waiver(StrEnum):
    """This is how much of a late cancellation's price a tutor gives back."""

    HALF = "half"
    ALL = "all"


class StrikeReason(StrEnum):
    """This is what a tutor is struck for."""

    LATE_CANCELLATION = "late_cancellation"
    NO_SHOW = "no_show"


class ProblemReason(StrEnum):
    """This is what somebody says went wrong with a lesson."""

    NO_SHOW_CONTESTED = "no_show_contested"
    CUT_SHORT = "cut_short"
    QUALITY = "quality"
    TECHNICAL = "technical"
    CONDUCT = "conduct"
    OTHER = "other"


class ResolutionGround(StrEnum):
    """This is what a problem was resolved on."""

    AGREED = "agreed"
    SILENCE = "silence"
    DECIDED = "decided"
    DISPUTE_LOST = "dispute_lost"


class Dispute(StrEnum):
    """This is where the student's bank stands on taking the payment back."""

    NONE = "none"
    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Terms:
    """This is what a student asks for when they hold a slot."""

    tutor_id: PersonId
    student_id: PersonId
    course_id: Handle
    subject: Code
    language: Code
    slot: Interval
    price: Money
    acceptance: Acceptance
    notice_minutes: int
    is_trial: bool = False
    series_id: Identity | None = None


@dataclass(frozen=True, slots=True)
class Conditions:
    """This is what is copied into a booking when it is confirmed, and binds it from then on."""

    cancellation_policy: CancellationPolicy
    fee_basis_points: int


@dataclass(frozen=True, slots=True)
class Credit:
    """This is a lesson paid for in advance: of which package and payment, and at what price."""

    package_id: Identity
    payment_id: Identity
    price: Money


@dataclass(frozen=True, slots=True)
class Split:
    """This is who gets what of a price; refund, fee and the tutor's net always add up to gross."""

    currency: Currency
    gross_minor: int
    refund_minor: int
    fee_minor: int
    tutor_net_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfBooking(Fact):
    """This is what every fact of a booking says: which one, whose, and when the lesson is."""

    booking_id: Identity
    tutor_id: PersonId
    student_id: PersonId
    start: datetime
    end: datetime
