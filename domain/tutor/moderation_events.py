"""What can happen to a tutor's profile before reviewers: all that the tutor says, as one."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from domain.shared.event import Fact, fact
from domain.shared.harm import Score
from domain.shared.personal import Category, Personal, PersonId
from domain.shared.text import Handle, Version


class ProfileFault(StrEnum):
    """This is why a profile is taken down."""

    OFFENSIVE = "offensive"
    CONTACT_DETAILS = "contact_details"
    SPAM = "spam"
    OFF_TOPIC = "off_topic"
    NAMES_SOMEBODY = "names_somebody"
    MISLEADING = "misleading"
    UNLAWFUL = "unlawful"


class Part(StrEnum):
    """This is which of a tutor's words it is about: those of themselves, a course, a subject."""

    PROFILE = "profile"
    COURSE = "course"
    SUBJECT = "subject"


@fact("tutor.profile_approved.v1")
class ProfileApproved(Fact):
    """A reviewer found nothing against the profile; one that was taken down is shown again."""

    tutor_id: PersonId
    revision: int
    reviewer_id: PersonId
    rule_version: Version
    approved_at: datetime


@fact("tutor.profile_taken_down.v1")
class ProfileTakenDown(Fact):
    """A reviewer found something against the profile, so that nobody is shown it."""

    tutor_id: PersonId
    revision: int
    reviewer_id: PersonId
    fault: ProfileFault
    rule_version: Version
    taken_down_at: datetime


@fact("tutor.takedown_appealed.v1")
class TakedownAppealed(Fact):
    """The tutor asks another reviewer to look at the profile again."""

    tutor_id: PersonId
    argument: Annotated[str, Personal("tutor_id", Category.PROFILE)]
    appealed_at: datetime


@fact("tutor.profile_scored.v1")
class ProfileScored(Fact):
    """A service outside said how likely one part of a profile does harm.

    `name` is the course or the subject; what a tutor says of themselves has none.
    """

    tutor_id: PersonId
    revision: int
    part: Part
    name: Handle | None
    scores: tuple[Score, ...]
    service_version: Version
    scored_at: datetime


ModerationEvent = ProfileApproved | ProfileTakenDown | TakedownAppealed | ProfileScored
