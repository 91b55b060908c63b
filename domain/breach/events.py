"""What can happen to a breach, from becoming aware of it to its end."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.shared.event import Fact, fact
from domain.shared.personal import Category, PersonId
from domain.shared.text import Code, Identity, Reference


class Harm(StrEnum):
    """This is what happened to the data: somebody saw it, changed it, or it cannot be had."""

    CONFIDENTIALITY = "confidentiality"
    INTEGRITY = "integrity"
    AVAILABILITY = "availability"


class Cause(StrEnum):
    """This is how it came about."""

    UNAUTHORISED_ACCESS = "unauthorised_access"
    MISDIRECTED_MESSAGE = "misdirected_message"
    LOST_DEVICE = "lost_device"
    MALWARE = "malware"
    MISCONFIGURATION = "misconfiguration"
    INSIDER = "insider"
    SUPPLIER = "supplier"
    UNKNOWN = "unknown"


class Risk(StrEnum):
    """This is what it means for the people: unlikely, likely, or likely and grave."""

    UNLIKELY = "unlikely"
    RISK = "risk"
    HIGH = "high"


class DelayReason(StrEnum):
    """This is why the authority was told later than it should have been (GDPR 33(1))."""

    INVESTIGATION = "investigation"
    SUPPLIER_TOLD_LATE = "supplier_told_late"
    AUTHORITY_UNREACHABLE = "authority_unreachable"
    RISK_REASSESSED = "risk_reassessed"
    LAW_ENFORCEMENT = "law_enforcement"


class Means(StrEnum):
    """This is how people were told."""

    E_MAIL = "e_mail"
    LETTER = "letter"
    IN_THE_PRODUCT = "in_the_product"
    PUBLIC_NOTICE = "public_notice"


class Exemption(StrEnum):
    """This is why people at high risk need not be told (GDPR 34(3))."""

    DATA_WAS_UNINTELLIGIBLE = "data_was_unintelligible"
    RISK_WAS_AVERTED = "risk_was_averted"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfBreach(Fact):
    """This is what every fact of a breach says: which."""

    breach_id: Identity


@fact("breach.recorded.v1")
class BreachRecorded(OfBreach):
    """We became aware of a breach; the authority has to be told in time."""

    harms: tuple[Harm, ...]
    cause: Cause
    became_aware_at: datetime
    authority_by: datetime
    recorded_by: PersonId
    recorded_at: datetime


@fact("breach.scope_set.v1")
class BreachScopeSet(OfBreach):
    """What it touched, as far as it is known now: facts of that time, of those kinds of stream.

    No kinds of stream means all. Whose data lies there is what the query for affected people
    answers.
    """

    since: datetime
    until: datetime
    stream_kinds: tuple[Code, ...]
    categories: tuple[Category, ...]
    set_by: PersonId
    set_at: datetime


@fact("breach.risk_assessed.v1")
class BreachRiskAssessed(OfBreach):
    """What it means for the people, and how many they are, as far as it is known now."""

    risk: Risk
    people_count: int
    facts_count: int
    assessed_by: PersonId
    assessed_at: datetime


@fact("breach.authority_notified.v1")
class AuthorityNotified(OfBreach):
    """The authority was told, in that phase, under its reference; late only for a reason."""

    phase: int
    is_final: bool
    reference: Reference
    delay_reason: DelayReason | None
    notified_by: PersonId
    notified_at: datetime


@fact("breach.people_informed.v1")
class AffectedPeopleInformed(OfBreach):
    """So many of the people affected were told (GDPR 34)."""

    people_count: int
    means: Means
    informed_by: PersonId
    informed_at: datetime


@fact("breach.deadline_neared.v1")
class BreachDeadlineNeared(OfBreach):
    """The authority will soon have to have been told, and was not yet."""

    due_at: datetime
    neared_at: datetime


@fact("breach.deadline_missed.v1")
class BreachDeadlineMissed(OfBreach):
    """The authority should have been told by now, and was not."""

    due_at: datetime
    missed_at: datetime


@fact("breach.closed.v1")
class BreachClosed(OfBreach):
    """Everything that had to be told is told, or need not be, for that reason."""

    exemption: Exemption | None
    closed_by: PersonId
    closed_at: datetime


LaterEvent = (
    BreachScopeSet
    | BreachRiskAssessed
    | AuthorityNotified
    | AffectedPeopleInformed
    | BreachDeadlineNeared
    | BreachDeadlineMissed
    | BreachClosed
)
BreachEvent = BreachRecorded | LaterEvent
