"""What can happen to the money of a booking once its lesson is over, or will never be.

Where money is decided, a fact carries a `split`; one that corrects an earlier decision carries
that too, as `replaces`. Adding every split and taking every replaced one off gives what is true.
"""

from datetime import datetime
from typing import Annotated

from domain.booking.terms import (
    OfBooking,
    Party,
    ProblemReason,
    ResolutionGround,
    Split,
    StrikeReason,
)
from domain.shared.event import fact
from domain.shared.personal import Category, Personal, PersonId
from domain.shared.text import Identity


@fact("booking.late_fee_waived.v1")
class LateFeeWaived(OfBooking):
    """The tutor gives a student who cancelled late more back."""

    payment_id: Identity
    extra_refund_minor: int
    split: Split
    replaces: Split
    waived_at: datetime


@fact("booking.no_show_upheld.v1")
class NoShowUpheld(OfBooking):
    """Nobody contested a no-show in time, so it is decided who gets the money."""

    absent: Party
    payment_id: Identity
    split: Split
    upheld_at: datetime


@fact("booking.tutor_struck.v1")
class TutorStruck(OfBooking):
    """The tutor let a student down, and it counts against them."""

    reason: StrikeReason
    struck_at: datetime


@fact("booking.free_replacement_granted.v1")
class FreeReplacementGranted(OfBooking):
    """The tutor of a trial did not come, so the student gets another one for nothing."""

    granted_at: datetime


@fact("booking.settled.v1")
class BookingSettled(OfBooking):
    """The lesson is accepted as given, and the tutor's share is theirs."""

    payment_id: Identity
    is_confirmed_by_student: bool
    split: Split
    settled_at: datetime


@fact("booking.problem_reported.v1")
class ProblemReported(OfBooking):
    """One side says something went wrong and what should be given back; the money is frozen."""

    by: Party
    reporter_id: PersonId
    reason: ProblemReason
    claimed_refund_minor: int
    details: Annotated[str, Personal("reporter_id", Category.MESSAGES)]
    reported_at: datetime
    answer_by: datetime


@fact("booking.problem_answered.v1")
class ProblemAnswered(OfBooking):
    """The other side agreed to the claim, or contradicted it and waits for a decision."""

    by: Party
    answerer_id: PersonId
    is_agreed: bool
    details: Annotated[str, Personal("answerer_id", Category.MESSAGES)]
    answered_at: datetime


@fact("booking.words_corrected.v1")
class WordsCorrected(OfBooking):
    """Somebody put right what they wrote about a problem, before it was decided."""

    by: Party
    person_id: PersonId
    details: Annotated[str, Personal("person_id", Category.MESSAGES)]
    corrected_at: datetime


@fact("booking.resolved.v1")
class BookingResolved(OfBooking):
    """It is settled for good who gets what, in place of anything decided before."""

    ground: ResolutionGround
    payment_id: Identity
    split: Split
    replaces: Split | None
    resolved_at: datetime


@fact("booking.dispute_noted.v1")
class DisputeNoted(OfBooking):
    """The student's bank wants the payment back; nothing settles until it is closed."""

    noted_at: datetime


@fact("booking.dispute_closed.v1")
class DisputeClosed(OfBooking):
    """The bank decided: for us, or for the student."""

    is_won: bool
    closed_at: datetime


@fact("booking.words_erased.v1")
class WordsErased(OfBooking):
    """What somebody wrote about a problem is no more; what was decided stays."""

    person_id: PersonId
    request_id: Identity
    erased_at: datetime


VerdictEvent = (
    LateFeeWaived
    | NoShowUpheld
    | BookingSettled
    | BookingResolved
    | TutorStruck
    | FreeReplacementGranted
)
QuarrelEvent = (
    ProblemReported | ProblemAnswered | WordsCorrected | DisputeNoted | DisputeClosed | WordsErased
)
