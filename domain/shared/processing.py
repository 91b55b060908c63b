"""Why what is personal is processed, on what ground, for how long, and who is given it.

GDPR 5, 6 and 30 ask it of every processing activity. An activity is a context with its facts
(`activities.py`); what is personal in a fact is handled by its category, unless `DIFFERENT` says
otherwise for the topic. The record of processing activities is made of these tables and of the
types of the facts, so it cannot say less than what is stored; an access package tells its person
what stands here.

How long, and why so long:

- A registration nobody answered, its address never shown to be anybody's, is over after 24 months:
  who has not followed the link in two years does not wait for us, and may not know of us at all.
- Thirty days after an account is closed, who it was, how to reach them, what they learned and what
  they wrote is destroyed. Until then a closing can be found to be a mistake, or somebody else's
  doing, and what the last lessons owe is settled; a problem is reported within seven days.
- What was checked of a tutor stays three years: that long claims of a student about a lesson can be
  brought (the regular limitation of § 195 BGB), and a tutor who was found unfit is recognised.
- Money stays ten years, counted as tax law counts: from the end of the year (§ 147 AO). That is a
  duty of ours, so it goes before the wish to be erased (GDPR 17(3)(b)).

What is left after that names nobody: facts hold pseudonyms, times and amounts, and the history that
is proved is made of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.shared.personal import Category
from domain.shared.time import MONTHS_A_YEAR, months_later


class Basis(StrEnum):
    """This is what makes processing lawful, as GDPR 6(1) numbers it."""

    CONSENT = "6(1)(a) consent"
    CONTRACT = "6(1)(b) contract"
    LEGAL_OBLIGATION = "6(1)(c) legal obligation"
    LEGITIMATE_INTERESTS = "6(1)(f) legitimate interests"


class Recipient(StrEnum):
    """This is who is given personal data, apart from those who work for us."""

    THE_PUBLIC = "the public, of a listed tutor"
    THE_OTHER_SIDE = "the other side of a lesson"
    PAYMENT_PROVIDER = "the payment provider"
    A_BANK = "a bank that takes a payment back, through the payment provider"
    MAIL_PROVIDER = "the mail provider"
    AUTHORITIES = "tax authorities, when they ask"
    MODERATION_SERVICE = "a moderation service where one is set up: the words, and nobody's name"


class People(StrEnum):
    """This is whose data it is."""

    STUDENTS = "students, minors among them"
    TUTORS = "tutors"
    GUARDIANS = "guardians"
    STAFF = "staff"


class RetentionRule(StrEnum):
    """This names a rule by which something personal has an end."""

    UNANSWERED_REGISTRATION = "unanswered_registration"
    ACCOUNT_CLOSED = "account_closed"
    CLAIMS_LAPSED = "claims_lapsed"
    BOOKS_CLOSED = "books_closed"


class Since(StrEnum):
    """This is what a period counts from."""

    REGISTERED = "it was registered, its address never verified"
    CLOSED = "the account was closed"


@dataclass(frozen=True, slots=True)
class Period:
    """This is how long something is kept; from the year's end, where the law counts so."""

    words: str
    days: int = 0
    months: int = 0
    is_from_end_of_year: bool = False

    def ends_at(self, since: datetime) -> datetime:
        """This is the instant from which it may not be kept any more."""
        begins = datetime(since.year + 1, 1, 1, tzinfo=UTC) if self.is_from_end_of_year else since
        return months_later(begins, self.months) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Retention:
    """This is a rule: which categories are destroyed, and how long after what."""

    rule: RetentionRule
    categories: tuple[Category, ...]
    period: Period
    since: Since

    @property
    def words(self) -> str:
        """This is the rule in a phrase."""
        return f"{self.period.words} {self.since}"


_DAILY_LIFE: Final = (Category.PROFILE, Category.CONTACT, Category.LEARNING, Category.MESSAGES)
UNANSWERED: Final = Retention(
    RetentionRule.UNANSWERED_REGISTRATION,
    _DAILY_LIFE,
    Period("24 months after", months=2 * MONTHS_A_YEAR),
    Since.REGISTERED,
)
AFTER_CLOSING: Final = (
    Retention(
        RetentionRule.ACCOUNT_CLOSED, _DAILY_LIFE, Period("30 days after", days=30), Since.CLOSED
    ),
    Retention(
        RetentionRule.CLAIMS_LAPSED,
        (Category.SAFEGUARDING,),
        Period("3 years after", months=3 * MONTHS_A_YEAR),
        Since.CLOSED,
    ),
    Retention(
        RetentionRule.BOOKS_CLOSED,
        (Category.BILLING,),
        Period(
            "10 years after the end of the year in which",
            months=10 * MONTHS_A_YEAR,
            is_from_end_of_year=True,
        ),
        Since.CLOSED,
    ),
)
"""Together they destroy every category, each once."""

RETENTION: Final[Mapping[RetentionRule, Retention]] = {
    each.rule: each for each in (UNANSWERED, *AFTER_CLOSING)
}


@dataclass(frozen=True, slots=True)
class Handling:
    """This is what personal data of one category is for, on what ground, and who is given it."""

    purpose: str
    basis: tuple[Basis, ...]
    recipients: tuple[Recipient, ...] = ()


HANDLING: Final[Mapping[Category, Handling]] = {
    Category.PROFILE: Handling(
        "showing a tutor to those who look for one, people to those they have lessons with, and a"
        " first name beside a review",
        (Basis.CONTRACT,),
        (Recipient.THE_PUBLIC, Recipient.THE_OTHER_SIDE),
    ),
    Category.CONTACT: Handling(
        "knowing whose account it is, and writing to its holder",
        (Basis.CONTRACT,),
        (Recipient.MAIL_PROVIDER,),
    ),
    Category.LEARNING: Handling(
        "arranging lessons, and helping to learn", (Basis.CONTRACT,), (Recipient.THE_OTHER_SIDE,)
    ),
    Category.MESSAGES: Handling(
        "settling what went wrong with a lesson", (Basis.CONTRACT,), (Recipient.THE_OTHER_SIDE,)
    ),
    Category.BILLING: Handling(
        "taking money, giving it back and paying it out, and keeping the books",
        (Basis.CONTRACT, Basis.LEGAL_OBLIGATION),
        (Recipient.PAYMENT_PROVIDER, Recipient.AUTHORITIES),
    ),
    Category.SAFEGUARDING: Handling(
        "letting nobody teach, minors among the learners, whose papers are not good",
        (Basis.LEGITIMATE_INTERESTS, Basis.LEGAL_OBLIGATION),
    ),
}
DIFFERENT: Final[Mapping[tuple[str, Category], Handling]] = {
    ("account.password_set.v1", Category.CONTACT): Handling(
        "letting nobody in but the holder", (Basis.CONTRACT,)
    ),
    **dict.fromkeys(
        (
            ("review.written.v1", Category.MESSAGES),
            ("review.answer_written.v1", Category.MESSAGES),
            ("review.corrected.v1", Category.MESSAGES),
        ),
        Handling(
            "telling those who look for a tutor what lessons are like",
            (Basis.LEGITIMATE_INTERESTS,),
            (Recipient.THE_PUBLIC, Recipient.THE_OTHER_SIDE, Recipient.MODERATION_SERVICE),
        ),
    ),
    **dict.fromkeys(
        (
            ("review.moderation_appealed.v1", Category.MESSAGES),
            ("tutor.takedown_appealed.v1", Category.PROFILE),
        ),
        Handling("looking again at what was not shown", (Basis.LEGITIMATE_INTERESTS,)),
    ),
    **dict.fromkeys(
        (
            ("tutor.profile_published.v1", Category.PROFILE),
            ("tutor.course_offered.v2", Category.PROFILE),
            ("tutor.subject_offered.v2", Category.PROFILE),
        ),
        replace(
            HANDLING[Category.PROFILE],
            recipients=(*HANDLING[Category.PROFILE].recipients, Recipient.MODERATION_SERVICE),
        ),
    ),
    ("search.performed.v1", Category.LEARNING): Handling(
        "learning which tutors suit what is looked for", (Basis.CONSENT,)
    ),
    ("tutor.imported.v1", Category.PROFILE): Handling(
        "recognising a tutor who was brought from elsewhere", (Basis.LEGITIMATE_INTERESTS,)
    ),
    ("tutor.payout_account_opened.v1", Category.BILLING): replace(
        HANDLING[Category.BILLING], purpose="paying a tutor out"
    ),
    ("tutor.payout_account_readied.v1", Category.BILLING): replace(
        HANDLING[Category.BILLING], purpose="paying a tutor out"
    ),
}
"""Where a fact differs from what its categories say."""

PSEUDONYMOUS: Final = "for as long as the log; it names nobody once what is personal was destroyed"
"""How long what is not personal in words is kept."""

MEASURES: Final = (
    "What is personal is sealed with AES-256-GCM before it reaches the log or the stream.",
    "Each subject and category has a key of its own, wrapped by a key-encryption key that rolls.",
    "Facts name people by random pseudonyms; addresses are found by keyed ones.",
    "Who may see what is decided by role and ownership; reading as staff is a fact.",
    "Destroying a key makes every copy unreadable, in backups too; the history stays provable.",
)
"""What protects it, technically and by organisation (GDPR 30(1)(g), 32)."""


def handling(topic: str, category: Category) -> Handling:
    """This is how a fact's data of a category is handled."""
    return DIFFERENT.get((topic, category), HANDLING[category])


def kept(category: Category) -> Retention:
    """This is how long a category is kept of somebody who had an account."""
    return next(each for each in AFTER_CLOSING if category in each.categories)
