"""The processing activities: every context is one, with what it is for and whose data it concerns.

What is personal in their facts is handled as `processing.py` says; here stands what pseudonyms,
times, amounts and choices are for, and who is given them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.shared.processing import Basis, People, Recipient


@dataclass(frozen=True, slots=True)
class Activity:
    """This is a processing activity: a context, what it is for, and whose data it concerns."""

    name: str
    purpose: str
    basis: Basis
    people: tuple[People, ...]


_EVERYBODY: Final = tuple(People)
_SIDES: Final = (People.STUDENTS, People.TUTORS)
_STUDENTS: Final = (People.STUDENTS,)
_TUTORS: Final = (People.TUTORS,)
ACTIVITIES: Final[Mapping[str, Activity]] = {
    "account": Activity(
        "Accounts and sessions", "knowing who may do what", Basis.CONTRACT, _EVERYBODY
    ),
    "audit": Activity("Refused requests", "finding misuse", Basis.LEGITIMATE_INTERESTS, _EVERYBODY),
    "availability": Activity(
        "Times on offer", "offering the time a tutor has", Basis.CONTRACT, _TUTORS
    ),
    "booking": Activity("Bookings", "arranging and settling lessons", Basis.CONTRACT, _SIDES),
    "breach": Activity(
        "Breaches", "telling authority and people in time", Basis.LEGAL_OBLIGATION, _EVERYBODY
    ),
    "calendar": Activity("Calendars", "taking nobody's time twice", Basis.CONTRACT, _SIDES),
    "consent": Activity(
        "Consents",
        "proving what somebody agreed to",
        Basis.LEGAL_OBLIGATION,
        (People.STUDENTS, People.TUTORS, People.GUARDIANS),
    ),
    "contest": Activity(
        "Contests",
        "having a person look at what a machine recommended",
        Basis.LEGAL_OBLIGATION,
        (People.STUDENTS, People.STAFF),
    ),
    "credit": Activity("Credits", "keeping what was paid for in advance", Basis.CONTRACT, _SIDES),
    "debt": Activity(
        "Debts of tutors",
        "getting back what a tutor has and is not theirs",
        Basis.CONTRACT,
        _TUTORS,
    ),
    "earning": Activity("Shares of tutors", "giving a tutor their share", Basis.CONTRACT, _TUTORS),
    "experiment": Activity(
        "Experiments", "finding out what serves students best", Basis.CONSENT, _STUDENTS
    ),
    "model": Activity(
        "Models",
        "knowing who let a model into use, and why",
        Basis.LEGITIMATE_INTERESTS,
        (People.STAFF,),
    ),
    "notice": Activity(
        "News of the provider", "knowing when to look at a payment", Basis.CONTRACT, _SIDES
    ),
    "payer": Activity(
        "Kept cards", "charging a card when its holder is not there", Basis.CONTRACT, _STUDENTS
    ),
    "payment": Activity("Payments", "moving the price of a lesson", Basis.CONTRACT, _SIDES),
    "payout": Activity("Payouts", "paying a tutor out to their bank", Basis.CONTRACT, _TUTORS),
    "privacy": Activity(
        "Privacy", "answering for what is done with data", Basis.LEGAL_OBLIGATION, _EVERYBODY
    ),
    "recommendation": Activity(
        "Recommendations",
        "recommending tutors by what students look at and book",
        Basis.CONSENT,
        _SIDES,
    ),
    "retention": Activity(
        "Retention", "keeping nothing longer than needed", Basis.LEGAL_OBLIGATION, _EVERYBODY
    ),
    "review": Activity(
        "Reviews",
        "telling what lessons are like, once somebody has looked at it",
        Basis.LEGITIMATE_INTERESTS,
        (People.STUDENTS, People.TUTORS, People.STAFF),
    ),
    "search": Activity(
        "Searches", "learning which tutors suit what is looked for", Basis.CONSENT, _SIDES
    ),
    "tutor": Activity(
        "Tutors and their offers", "letting tutors be found", Basis.CONTRACT, _TUTORS
    ),
    "verification": Activity(
        "Verification",
        "letting only those teach who may",
        Basis.LEGITIMATE_INTERESTS,
        (People.TUTORS, People.STAFF),
    ),
}
"""Every context is one activity."""

GIVEN: Final[Mapping[str, tuple[Recipient, ...]]] = {
    "availability": (Recipient.THE_PUBLIC,),
    "booking": (Recipient.THE_OTHER_SIDE, Recipient.A_BANK),
    "calendar": (Recipient.THE_PUBLIC,),
    "credit": (Recipient.THE_OTHER_SIDE,),
    "earning": (Recipient.PAYMENT_PROVIDER, Recipient.AUTHORITIES),
    "payer": (Recipient.PAYMENT_PROVIDER,),
    "payment": (Recipient.PAYMENT_PROVIDER, Recipient.A_BANK, Recipient.AUTHORITIES),
    "payout": (Recipient.PAYMENT_PROVIDER, Recipient.AUTHORITIES),
    "privacy": (Recipient.PAYMENT_PROVIDER, Recipient.MAIL_PROVIDER),
    "review": (Recipient.THE_PUBLIC, Recipient.THE_OTHER_SIDE),
    "tutor": (Recipient.THE_PUBLIC,),
}
"""Who is given pseudonyms, times, amounts and choices of an activity; of others, nobody is."""
