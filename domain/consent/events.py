"""What can happen to a person's consent to one purpose, and to the texts people are asked for."""

from datetime import datetime
from enum import StrEnum

from domain.shared.event import Fact, fact
from domain.shared.personal import PersonId
from domain.shared.text import Code, Digest, Statement, Version


class Purpose(StrEnum):
    """This is what a person may be asked to agree to, one at a time."""

    TERMS = "terms"
    PRIVACY_NOTICE = "privacy_notice"
    MARKETING_EMAIL = "marketing_email"
    MARKETING_SMS = "marketing_sms"
    MARKETING_PUSH = "marketing_push"
    RECORDING = "recording"
    VOICE_PROCESSING = "voice_processing"
    ANALYTICS = "analytics"
    RECOMMENDATION_PROFILING = "recommendation_profiling"
    CHILD_DATA = "child_data"


class Method(StrEnum):
    """This is how the person made their choice known."""

    WEB_FORM = "web_form"
    MOBILE_APP = "mobile_app"
    E_MAIL_LINK = "e_mail_link"
    SUPPORT_CALL = "support_call"
    BROWSER_SIGNAL = "browser_signal"


@fact("consent.granted.v1")
class ConsentGranted(Fact):
    """The person agreed to exactly this text."""

    person_id: PersonId
    purpose: Purpose
    text_version: Version
    text_locale: Code
    text_sha256: Digest
    method: Method
    given_by: PersonId
    granted_at: datetime
    expires_at: datetime | None = None


@fact("consent.denied.v1")
class ConsentDenied(Fact):
    """The person was asked and said no."""

    person_id: PersonId
    purpose: Purpose
    text_version: Version
    text_locale: Code
    text_sha256: Digest
    method: Method
    given_by: PersonId
    denied_at: datetime


@fact("consent.withdrawn.v1")
class ConsentWithdrawn(Fact):
    """The person took their agreement back."""

    person_id: PersonId
    purpose: Purpose
    method: Method
    given_by: PersonId
    withdrawn_at: datetime


@fact("consent.superseded.v1")
class ConsentSuperseded(Fact):
    """The text changed, so the old agreement no longer counts and the person is asked anew."""

    person_id: PersonId
    purpose: Purpose
    by_text_version: Version
    superseded_at: datetime


@fact("consent.expired.v1")
class ConsentExpired(Fact):
    """The agreement was given for a time, and that time is over."""

    person_id: PersonId
    purpose: Purpose
    expired_at: datetime


@fact("consent.objected.v1")
class ConsentObjected(Fact):
    """The person's browser says no for them, everywhere and without being asked: no text was read.

    It is recorded once for each purpose; whoever agrees after that has overruled it.
    """

    person_id: PersonId
    purpose: Purpose
    method: Method
    given_by: PersonId
    objected_at: datetime


@fact("consent.text_published.v1")
class TextPublished(Fact):
    """These are the exact words people are asked for, from that instant on.

    All locales of a version count alike. Where it requires to be asked anew, agreements to
    older versions end when it becomes valid.
    """

    purpose: Purpose
    text_version: Version
    text_locale: Code
    text_sha256: Digest
    words: Statement
    requires_reconsent: bool
    valid_from: datetime
    published_by: PersonId
    published_at: datetime


AnswerEvent = (
    ConsentGranted
    | ConsentDenied
    | ConsentWithdrawn
    | ConsentSuperseded
    | ConsentExpired
    | ConsentObjected
)
"""What one person answered for one purpose, and what became of it."""

ConsentEvent = AnswerEvent | TextPublished
