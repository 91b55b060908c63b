"""What had happened to Anna, who tutors Russian, before the tests begin."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.shared.harm import Harm, Score
from domain.shared.money import Money
from domain.shared.text import digest_of
from domain.tutor.events import (
    CourseOffered,
    HidingReason,
    LanguageSkill,
    PayoutAccountReadied,
    ProfilePublished,
    Reputation,
    SubjectOffered,
    TutorHidden,
    TutorListed,
)
from domain.tutor.moderating import Ruling
from domain.tutor.moderation_events import (
    Part,
    ProfileApproved,
    ProfileFault,
    ProfileScored,
    ProfileTakenDown,
    TakedownAppealed,
)
from domain.tutor.offer import Course, Levels, Offer, Profile, Subject
from tests.support.calendar import MONDAY
from tests.support.people import ANNA, GRETA, RITA

PROFILE = Profile(
    "Anna",
    "Русский без скуки",
    "I have taught Russian for ten years.",
    "Europe/Moscow",
    (LanguageSkill("russian", 7), LanguageSkill("english", 5)),
    ("russian", "english"),
)
PUBLISHED = ProfilePublished(
    tutor_id=ANNA,
    display_name=PROFILE.display_name,
    headline=PROFILE.headline,
    about=PROFILE.about,
    time_zone=PROFILE.time_zone,
    speaks=PROFILE.speaks,
    teaches_in=PROFILE.teaches_in,
    published_at=MONDAY,
)
RUSSIAN = Subject("russian", Levels(1, 6), ("grammar",))
SUBJECT = SubjectOffered(
    tutor_id=ANNA, subject="russian", level_lo=1, level_hi=6, tags="grammar", offered_at=MONDAY
)
COURSE = Course("talk", "russian", Money(1500, "USD"), 60)
OFFER = Offer(COURSE, "Conversation", "We talk.", Levels(2, 6), "CA005", ("talk",), 11, 61)
OFFERED = CourseOffered(
    tutor_id=ANNA,
    course_id="talk",
    subject="russian",
    title="Conversation",
    description="We talk.",
    price_per_hour=Money(1500, "USD"),
    duration_minutes=60,
    level_lo=2,
    level_hi=6,
    category="CA005",
    tags="talk",
    is_trial=False,
    student_count=11,
    session_count=61,
    offered_at=MONDAY,
)
PAYABLE = PayoutAccountReadied(
    tutor_id=ANNA, payout_account="acct_1", account_digest=digest_of("acct_1"), readied_at=MONDAY
)
LISTED = TutorListed(tutor_id=ANNA, is_bookable=True, listed_at=MONDAY)
SHOWN_ONLY = replace(LISTED, is_bookable=False)
HIDDEN = TutorHidden(
    tutor_id=ANNA, reasons=(HidingReason.BACKGROUND_NOT_VERIFIED,), hidden_at=MONDAY
)
BOOKABLE = (PUBLISHED, SUBJECT, OFFERED, PAYABLE, LISTED)
REPUTATION = Reputation(
    is_professional=True,
    session_count=61,
    student_count=11,
    overall_rating="5.0",
    response_rate_percent=99,
    attendance_rate_percent=100,
    price_from=Money(1500, "USD"),
    has_trial=True,
    trial_price=Money(500, "USD"),
    education_count=2,
    certificate_count=0,
    experience_count=4,
)
ANOTHER: Final = GRETA
"""Whoever reviews when Rita may not."""

SAID: Final = 3
"""How many wordings of Anna's profile it took to make her bookable."""

TAKEN_DOWN_ONLY = replace(HIDDEN, reasons=(HidingReason.PROFILE_TAKEN_DOWN,))
APPEALED = TakedownAppealed(tutor_id=ANNA, argument="It is true.", appealed_at=MONDAY)


def ruling(revision: int = SAID, by: str = RITA, at: datetime = MONDAY) -> Ruling:
    """This is a decision of Rita's about the profile as it came to be bookable."""
    return Ruling(revision, by, "2026-03", at)


def approved(revision: int = SAID, by: str = RITA) -> ProfileApproved:
    """This is a reviewer's yes."""
    return ProfileApproved(
        tutor_id=ANNA,
        revision=revision,
        reviewer_id=by,
        rule_version="2026-03",
        approved_at=MONDAY,
    )


def taken_down(revision: int = SAID, by: str = RITA) -> ProfileTakenDown:
    """This is a reviewer's no."""
    return ProfileTakenDown(
        tutor_id=ANNA,
        revision=revision,
        reviewer_id=by,
        fault=ProfileFault.CONTACT_DETAILS,
        rule_version="2026-03",
        taken_down_at=MONDAY,
    )


def scored(
    revision: int, part: Part = Part.PROFILE, name: str | None = None, **found: int
) -> ProfileScored:
    """This is what a service outside says of one part of a profile."""
    return ProfileScored(
        tutor_id=ANNA,
        revision=revision,
        part=part,
        name=name,
        scores=tuple(Score(Harm(harm), points) for harm, points in found.items()),
        service_version="moderation-2026-11",
        scored_at=MONDAY,
    )
