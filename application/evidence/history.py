"""The history of a lesson and its payment, as far as a bank needs it: a fold of their facts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from domain.booking import events as booking
from domain.booking import outcomes
from domain.booking.terms import CancellationPolicy, OfBooking, Party, Split
from domain.payment import events as payment
from domain.shared.event import Fact, happened_at
from domain.shared.money import Money


class What(StrEnum):
    """This is what can have happened to a lesson; at one instant the first of these comes first."""

    HELD = "held"
    SUBMITTED = "submitted"
    PAID = "paid"
    CONFIRMED = "confirmed"
    MOVED = "moved"
    CANCELLED = "cancelled"
    STARTED = "started"
    JOINED = "joined"
    COMPLETED = "completed"
    ABSENCE_REPORTED = "absence_reported"
    NEITHER_JOINED = "neither_joined"
    PROBLEM_REPORTED = "problem_reported"
    PROBLEM_ANSWERED = "problem_answered"
    DECIDED = "decided"
    ACCEPTED = "accepted"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"


ORDER: Final = tuple(What)
LATE, IN_TIME = "late", "in_time"
AGREED, CONTRADICTED = "agreed", "contradicted"


DECISIONS = (What.CANCELLED, What.NEITHER_JOINED, What.DECIDED)
"""With each of these it was decided how much goes back to the student, in sum."""

OVER = frozenset({What.CANCELLED, What.COMPLETED, What.ABSENCE_REPORTED, What.NEITHER_JOINED})
"""After one of these it is known how the lesson went."""


@dataclass(frozen=True, slots=True)
class Happened:
    """This is one thing that happened: when, what and by whom.

    `minor` is how much it was about, in the currency of the price; `kind` tells it apart from
    others of the same: why, who was absent, whether it was in time or agreed to.
    """

    at: datetime
    what: What
    by: str = ""
    minor: int = 0
    kind: str = ""

    @property
    def place(self) -> tuple[datetime, int, str, int, str]:
        """This puts what happened in order, the same whichever was heard of first."""
        return (self.at, ORDER.index(self.what), self.by, self.minor, self.kind)


@dataclass(frozen=True, slots=True)
class History:
    """This is a lesson: what was agreed, and everything that happened, in order of time."""

    booking_id: str
    subject: str = ""
    language: str = ""
    start: datetime | None = None
    end: datetime | None = None
    price: Money | None = None
    policy: CancellationPolicy | None = None
    happened: tuple[Happened, ...] = ()

    @property
    def over_since(self) -> datetime | None:
        """This is when it was known how the lesson went, if it is."""
        return next((one.at for one in self.happened if one.what in OVER), None)

    @property
    def is_conceded(self) -> bool:
        """This is true when the money is the student's by our own rules, and not yet with them.

        All of it was decided to go back, or the tutor is said not to have come and says nothing.
        """
        if self.price is None:
            return False
        back = sum(one.minor for one in self.every(What.REFUNDED))
        back -= sum(one.minor for one in self.every(What.REFUND_FAILED))
        decided = self.every(*DECISIONS)
        is_all = bool(decided) and decided[-1].minor >= self.price.minor
        return (is_all or self._is_tutor_absent) and back < self.price.minor

    @property
    def _is_tutor_absent(self) -> bool:
        is_said = any(one.kind == Party.TUTOR for one in self.every(What.ABSENCE_REPORTED))
        return is_said and not self.every(What.PROBLEM_REPORTED)

    def every(self, *whats: What) -> tuple[Happened, ...]:
        """This is each time one of those happened, in order."""
        return tuple(one for one in self.happened if one.what in whats)

    def until(self, instant: datetime) -> "History":
        """This is the same history as it stood then."""
        return replace(self, happened=tuple(one for one in self.happened if one.at <= instant))


KINDS: Final[Mapping[type[Any], What]] = {
    booking.BookingHeld: What.HELD,
    booking.BookingRequested: What.SUBMITTED,
    booking.PaymentAwaited: What.SUBMITTED,
    booking.BookingConfirmed: What.CONFIRMED,
    booking.BookingRescheduled: What.MOVED,
    booking.BookingCancelled: What.CANCELLED,
    booking.LessonStarted: What.STARTED,
    booking.LessonJoined: What.JOINED,
    booking.LessonCompleted: What.COMPLETED,
    booking.NoShowReported: What.ABSENCE_REPORTED,
    booking.NeitherJoined: What.NEITHER_JOINED,
    outcomes.ProblemReported: What.PROBLEM_REPORTED,
    outcomes.ProblemAnswered: What.PROBLEM_ANSWERED,
    outcomes.NoShowUpheld: What.DECIDED,
    outcomes.LateFeeWaived: What.DECIDED,
    outcomes.BookingResolved: What.DECIDED,
    outcomes.BookingSettled: What.ACCEPTED,
    payment.PaymentCaptured: What.PAID,
    payment.PaymentRefunded: What.REFUNDED,
    payment.RefundFailed: What.REFUND_FAILED,
}
"""Which facts a bank may want to know of, and what they are to it."""


def after(history: History, fact: Fact) -> History:
    """This is the history after a fact of the booking or of its payment."""
    known = history
    if isinstance(fact, OfBooking):
        known = replace(known, start=fact.start, end=fact.end)
    match fact:
        case booking.BookingHeld():
            known = replace(known, subject=fact.subject, language=fact.language)
        case booking.BookingConfirmed():
            known = replace(known, price=fact.price, policy=fact.cancellation_policy)
    what = KINDS.get(type(fact))
    if what is None:
        return known
    one = Happened(happened_at(fact), what, _by(fact), _minor(fact), _kind(fact))
    in_order = sorted((*known.happened, one), key=lambda each: each.place)
    return replace(known, happened=tuple(in_order))


def _by(fact: Fact) -> str:
    is_by_student = isinstance(fact, outcomes.BookingSettled) and fact.is_confirmed_by_student
    return Party.STUDENT if is_by_student else getattr(fact, "by", "")


def _minor(fact: Fact) -> int:
    match fact:
        case payment.PaymentCaptured() | payment.PaymentRefunded():
            return fact.amount.minor
        case payment.RefundFailed():
            return fact.undone.minor
        case outcomes.ProblemReported():
            return fact.claimed_refund_minor
        case _:
            split: Split | None = getattr(fact, "split", None)
            return split.refund_minor if split else 0


def _kind(fact: Fact) -> str:
    match fact:
        case booking.BookingCancelled():
            return LATE if fact.is_late else IN_TIME
        case booking.NoShowReported():
            return fact.absent
        case outcomes.ProblemReported():
            return fact.reason
        case outcomes.ProblemAnswered():
            return AGREED if fact.is_agreed else CONTRADICTED
        case _:
            return ""
