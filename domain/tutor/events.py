"""What can happen to a tutor: what they offer, at what price, and whether others see it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from domain.shared.event import Fact, fact
from domain.shared.money import Money
from domain.shared.personal import Category, Personal, PersonId
from domain.shared.text import Code, Decimal, Digest, Handle, Identity, Zone
from domain.tutor.moderation_events import ModerationEvent
from domain.tutor.price_events import PriceEvent


class CancellationPolicy(StrEnum):
    """This is how early a student must cancel to get everything back: 12, 24 or 48 hours."""

    FLEXIBLE = "flexible"
    STANDARD = "standard"
    STRICT = "strict"


class HidingReason(StrEnum):
    """This is why a tutor is not shown, each for the tutor to see and mend."""

    PROFILE_INCOMPLETE = "profile_incomplete"
    PAYOUT_ACCOUNT_LOST = "payout_account_lost"
    IDENTITY_NOT_VERIFIED = "identity_not_verified"
    BACKGROUND_NOT_VERIFIED = "background_not_verified"
    ACCOUNT_SUSPENDED = "account_suspended"
    ACCOUNT_CLOSED = "account_closed"
    PROCESSING_RESTRICTED = "processing_restricted"
    PROFILE_TAKEN_DOWN = "profile_taken_down"


class StrikeReason(StrEnum):
    """This is what a tutor is struck for."""

    LATE_CANCELLATION = "late_cancellation"
    NO_SHOW = "no_show"


@dataclass(frozen=True, slots=True)
class LanguageSkill:
    """This is how well somebody speaks a language: 1 begins, 7 was born to it, none is unsaid."""

    language: Code
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Reputation:
    """These are the public figures a tutor earned elsewhere, as they stood on the day of import.

    `overall_rating` is a decimal from 0.0 to 5.0; 0.0 is what the source says of a tutor nobody
    rated. `price_from` is the lowest price of an hour, `trial_price` that of a whole trial.
    """

    is_professional: bool
    session_count: int
    student_count: int
    overall_rating: Decimal | None
    response_rate_percent: int | None
    attendance_rate_percent: int | None
    price_from: Money
    has_trial: bool
    trial_price: Money
    education_count: int
    certificate_count: int
    experience_count: int


@fact("tutor.imported.v1")
class TutorImported(Fact):
    """The tutor came from elsewhere with a reputation earned there; nobody signs in as them yet."""

    tutor_id: PersonId
    source: Code
    source_reference: Annotated[str, Personal("tutor_id", Category.PROFILE)]
    reputation: Reputation
    imported_at: datetime


@fact("tutor.profile_published.v1")
class ProfilePublished(Fact):
    """The tutor says who they are; this replaces what they said before."""

    tutor_id: PersonId
    display_name: Annotated[str, Personal("tutor_id", Category.PROFILE)]
    headline: Annotated[str, Personal("tutor_id", Category.PROFILE)]
    about: Annotated[str, Personal("tutor_id", Category.PROFILE)]
    time_zone: Zone
    speaks: tuple[LanguageSkill, ...]
    teaches_in: tuple[Code, ...]
    published_at: datetime


@fact("tutor.subject_offered.v2")
class SubjectOffered(Fact):
    """The tutor teaches the subject to learners from one level to another; tags are one a line."""

    tutor_id: PersonId
    subject: Code
    level_lo: int
    level_hi: int
    tags: Annotated[str, Personal("tutor_id", Category.PROFILE)]
    offered_at: datetime


@fact("tutor.subject_withdrawn.v1")
class SubjectWithdrawn(Fact):
    """The tutor teaches the subject no more."""

    tutor_id: PersonId
    subject: Code
    withdrawn_at: datetime


@fact("tutor.course_offered.v2")
class CourseOffered(Fact):
    """The tutor offers lessons of a kind, at a price; tags are one a line.

    Counts other than 0 were earned elsewhere.
    """

    tutor_id: PersonId
    course_id: Handle
    subject: Code
    title: Annotated[str, Personal("tutor_id", Category.PROFILE)]
    description: Annotated[str, Personal("tutor_id", Category.PROFILE)]
    price_per_hour: Money
    duration_minutes: int
    level_lo: int
    level_hi: int
    category: Annotated[str, Personal("tutor_id", Category.PROFILE)]
    tags: Annotated[str, Personal("tutor_id", Category.PROFILE)]
    is_trial: bool
    student_count: int
    session_count: int
    offered_at: datetime


@fact("tutor.course_withdrawn.v1")
class CourseWithdrawn(Fact):
    """The tutor offers these lessons no more; what is booked stays booked."""

    tutor_id: PersonId
    course_id: Handle
    withdrawn_at: datetime


@fact("tutor.policy_chosen.v1")
class PolicyChosen(Fact):
    """The tutor chose how early students must cancel; bookings copy it when confirmed."""

    tutor_id: PersonId
    policy: CancellationPolicy
    chosen_at: datetime


@fact("tutor.payout_account_requested.v1")
class PayoutAccountRequested(Fact):
    """The tutor wants an account with the payment provider, in the country they are taxed in."""

    tutor_id: PersonId
    country: Code
    requested_at: datetime


@fact("tutor.payout_account_opened.v1")
class PayoutAccountOpened(Fact):
    """The provider has an account for the tutor, known by its digest; it asks who they are."""

    tutor_id: PersonId
    payout_account: Annotated[str, Personal("tutor_id", Category.BILLING)]
    account_digest: Digest
    opened_at: datetime


@fact("tutor.readiness_asked.v1")
class ReadinessAsked(Fact):
    """It is to be looked up whether the provider can pay the tutor out; looks have numbers.

    The `cause` is a movement the provider refused, if that is why.
    """

    tutor_id: PersonId
    look: int
    cause: Identity | None
    asked_at: datetime


@fact("tutor.readiness_noted.v1")
class ReadinessNoted(Fact):
    """This is what was found: whether the tutor can be paid, and what the provider lacks."""

    tutor_id: PersonId
    look: int
    is_payable: bool
    missing: tuple[Code, ...]
    noted_at: datetime


@fact("tutor.payout_account_readied.v1")
class PayoutAccountReadied(Fact):
    """The payment provider can pay the tutor out; notices call the account by its digest."""

    tutor_id: PersonId
    payout_account: Annotated[str, Personal("tutor_id", Category.BILLING)]
    account_digest: Digest
    readied_at: datetime


@fact("tutor.payout_account_lost.v1")
class PayoutAccountLost(Fact):
    """The payment provider cannot pay the tutor out any more."""

    tutor_id: PersonId
    lost_at: datetime


@fact("tutor.listed.v1")
class TutorListed(Fact):
    """Search shows the tutor; unless bookable, only to be looked at."""

    tutor_id: PersonId
    is_bookable: bool
    listed_at: datetime


@fact("tutor.hidden.v1")
class TutorHidden(Fact):
    """Search shows the tutor no more, and nobody can book them, for these reasons."""

    tutor_id: PersonId
    reasons: tuple[HidingReason, ...]
    hidden_at: datetime


@fact("tutor.strike_noted.v1")
class StrikeNoted(Fact):
    """The tutor let a student down."""

    tutor_id: PersonId
    booking_id: Identity
    reason: StrikeReason
    noted_at: datetime


@fact("tutor.fee_changed.v1")
class FeeChanged(Fact):
    """The tutor has taught so much that the platform keeps another part of prices from now on.

    What is agreed on already keeps the fee it was agreed with.
    """

    tutor_id: PersonId
    basis_points: int
    hours_taught: int
    changed_at: datetime


@fact("tutor.erased.v1")
class TutorErased(Fact):
    """What the tutor said of themselves is no more; what was agreed with them stays."""

    tutor_id: PersonId
    request_id: Identity
    erased_at: datetime


TutorEvent = (
    TutorImported
    | ProfilePublished
    | SubjectOffered
    | SubjectWithdrawn
    | CourseOffered
    | CourseWithdrawn
    | PriceEvent
    | ModerationEvent
    | PolicyChosen
    | PayoutAccountRequested
    | PayoutAccountOpened
    | ReadinessAsked
    | ReadinessNoted
    | PayoutAccountReadied
    | PayoutAccountLost
    | TutorListed
    | TutorHidden
    | StrikeNoted
    | FeeChanged
    | TutorErased
)
