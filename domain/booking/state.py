"""What is known of a booking: its state, without any decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from domain.booking.outcomes import WordsErased
from domain.booking.policies import Agreed, split_of
from domain.booking.terms import (
    Acceptance,
    Conditions,
    Credit,
    Dispute,
    Party,
    Split,
    State,
)
from domain.shared.errors import NotAllowed, RuleBroken
from domain.shared.money import Money
from domain.shared.personal import PersonId
from domain.shared.text import Handle, Identity
from domain.shared.time import Interval

PENDING = frozenset({State.HELD, State.REQUESTED, State.AWAITING_PAYMENT})
OVER = frozenset({State.COMPLETED, State.SETTLED, State.PROBLEM_REPORTED, State.RESOLVED})
BLOCKING = PENDING | {State.CONFIRMED, State.IN_PROGRESS}


class ItWasNeverConfirmed(RuleBroken):
    """This booking was never confirmed, so no money is bound to it."""


class NotAPartyToTheBooking(NotAllowed):
    """Only the student, the tutor and the platform act on a booking."""


class About(TypedDict):
    """This is what every fact of a booking says."""

    booking_id: str
    tutor_id: str
    student_id: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """This is another time one side asked for."""

    by: Party
    slot: Interval


@dataclass(frozen=True, slots=True)
class Problem:
    """This is what one side wants given back, in sum, and whether the other agreed, if it spoke."""

    by: Party
    claimed_refund_minor: int
    is_agreed: bool | None = None


@dataclass(frozen=True, slots=True)
class BookingState:
    """This is everything a decision about a booking rests on.

    Attributes:
        due_at: when the clock ends the present state, if nobody does before.
        payment_id: the payment that reserved or brought the price.
        returned_payments: payments already reported to be given back.
        credit: what the student paid for in advance, if that pays for the lesson.
        conditions: policy and fee, copied when the booking was confirmed.
        is_locked: moved inside the cut-off with consent, so no side can cancel any more.
        joined: the sides that came, in the order they came.
        absent: who is said not to have come.
        undisputed_since: when a dispute about the payment was closed.
        words_erased_by: requests that erased what somebody wrote.
        split: who gets what, once that is decided.
    """

    booking_id: Identity
    tutor_id: PersonId
    student_id: PersonId
    course_id: Handle
    slot: Interval
    price: Money
    acceptance: Acceptance
    notice_minutes: int
    is_trial: bool
    due_at: datetime | None
    state: State = State.HELD
    payment_id: Identity | None = None
    returned_payments: tuple[Identity, ...] = ()
    credit: Credit | None = None
    conditions: Conditions | None = None
    confirmed_at: datetime | None = None
    is_locked: bool = False
    reschedule_count: int = 0
    proposal: Proposal | None = None
    joined: tuple[Party, ...] = ()
    cancelled_by: Party | None = None
    is_late: bool = False
    absent: Party | None = None
    problem: Problem | None = None
    dispute: Dispute = Dispute.NONE
    undisputed_since: datetime | None = None
    split: Split | None = None
    words_erased_by: tuple[Identity, ...] = ()

    def erase_words(self, person_id: str, request_id: str, now: datetime) -> Sequence[WordsErased]:
        """This forgets what that person wrote; a request asks once."""
        if request_id in self.words_erased_by:
            return ()
        erased = WordsErased(
            **self.about, person_id=person_id, request_id=request_id, erased_at=now
        )
        return (erased,)

    @property
    def blocks_time(self) -> bool:
        """This is true while the slot is taken for the tutor and for the student."""
        return self.state in BLOCKING

    @property
    def was_given(self) -> bool:
        """This is true once the lesson has taken place, whatever was said or decided of it since.

        A no-show is no lesson, also when its problem is resolved or the bank takes it back.
        """
        return self.state in OVER and self.absent is None and bool(self.joined)

    @property
    def about(self) -> About:
        """This is what every fact of this booking says."""
        return About(
            booking_id=self.booking_id,
            tutor_id=self.tutor_id,
            student_id=self.student_id,
            start=self.slot.start,
            end=self.slot.end,
        )

    @property
    def agreed(self) -> Agreed:
        """This is what the two sides agreed on.

        Raises:
            ItWasNeverConfirmed: they did not.
        """
        if self.conditions is None or self.confirmed_at is None:
            raise ItWasNeverConfirmed
        return Agreed(self.slot.start, self.confirmed_at, self.price, self.conditions)

    @property
    def paid_with(self) -> str:
        """This is the payment that stands behind a confirmed booking.

        Raises:
            ItWasNeverConfirmed: none does.
        """
        if self.payment_id is None:
            raise ItWasNeverConfirmed
        return self.payment_id

    def split_with(self, refund_minor: int) -> Split:
        """This is who gets what when that much goes back to the student, in sum."""
        return split_of(self.price, self.agreed.conditions.fee_basis_points, refund_minor)

    def party_of(self, person_id: str, *, is_staff: bool = False) -> Party:
        """This is in whose name that person acts here; staff who learn or teach it are a side.

        Raises:
            NotAPartyToTheBooking: it is none of their business.
        """
        if person_id == self.student_id:
            return Party.STUDENT
        if person_id == self.tutor_id:
            return Party.TUTOR
        if not is_staff:
            raise NotAPartyToTheBooking
        return Party.PLATFORM

    def person_of(self, side: Party) -> str:
        """This is who the student or the tutor is."""
        return self.student_id if side is Party.STUDENT else self.tutor_id
