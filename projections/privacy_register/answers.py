"""What the queries answer with."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PrivacyRequestLine:
    """This is a request in the register.

    `is_overdue` is as of the asking; `missed` is which deadlines went by, also of one that is
    answered since. `guardian_id` is the guardian who asked for their child. `handed_over_at` is
    when a package of the person's data was last taken away.
    """

    request_id: str
    person_id: str
    guardian_id: str | None
    kind: str
    regime: str
    state: str
    channel: str
    times_asked: int
    received_at: datetime
    acknowledge_by: datetime | None
    acknowledged_at: datetime | None
    act_by: datetime
    is_extended: bool
    is_approved: bool
    ended_at: datetime | None
    handed_over_at: datetime | None
    denial_reason: str | None
    missed: tuple[str, ...]
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Hold:
    """This is a category of data that stays: on what basis, and until when."""

    category: str
    basis: str
    until: datetime
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """This is a recipient who was told, and whether they confirmed it."""

    recipient: str
    reference: str
    notified_at: datetime
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """This is one time the person's data was handed over, whole; the manifest says what it was."""

    handed_to: str
    handed_over_at: datetime
    manifest_sha256: str


@dataclass(frozen=True, slots=True)
class GoneKey:
    """This is a key that is no more."""

    category: str
    version: int
    fingerprint: str
    destroyed_at: datetime


@dataclass(frozen=True, slots=True)
class Cleared:
    """This is a store that was gone through: what was erased in all, and what is left."""

    name: str
    erased: int
    remaining: int
    cleared_at: datetime


@dataclass(frozen=True, slots=True)
class PrivacyRequestDetails:
    """This is everything about one request; what did not happen is absent."""

    request_id: str
    person_id: str
    guardian_id: str | None
    kind: str
    regime: str
    categories: tuple[str, ...]
    objects_to: tuple[str, ...]
    ground: str | None
    filed_by: str
    filed_as: str
    channel: str
    times_asked: int
    state: str
    received_at: datetime
    acknowledge_by: datetime | None
    acknowledged_at: datetime | None
    act_by: datetime
    is_overdue: bool
    extension_reason: str | None
    identity_method: str | None
    identity_confirmed_at: datetime | None
    decided_by: str | None
    approved_at: datetime | None
    denial_reason: str | None
    ended_at: datetime | None
    missed: tuple[str, ...]
    holds: tuple[Hold, ...]
    recipients: tuple[Told, ...]
    handovers: tuple[HandedOver, ...]
    erased_categories: tuple[str, ...]
    keys: tuple[GoneKey, ...]
    stores: tuple[Cleared, ...]
    certificate: str | None
    certificate_sha256: str | None
    certified_at: datetime | None
    redacted_facts: int


@dataclass(frozen=True, slots=True)
class PersonsWishes:
    """This is what lasts of what a person asked: nothing, for most."""

    person_id: str
    restricted_since: datetime | None
    ground: str | None
    objects_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BreachLine:
    """This is a breach in the register; `is_overdue` is as of the asking."""

    breach_id: str
    state: str
    cause: str
    became_aware_at: datetime
    authority_by: datetime
    notified_at: datetime | None
    is_told_all: bool
    risk: str | None
    people_count: int | None
    is_missed: bool
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Notification:
    """This is one time the authority was told."""

    phase: int
    reference: str
    is_final: bool
    delay_reason: str | None
    notified_at: datetime


@dataclass(frozen=True, slots=True)
class BreachDetails:
    """This is everything about one breach; what is not known yet is absent."""

    breach_id: str
    harms: tuple[str, ...]
    cause: str
    state: str
    became_aware_at: datetime
    authority_by: datetime
    recorded_at: datetime
    since: datetime | None
    until: datetime | None
    stream_kinds: tuple[str, ...]
    categories: tuple[str, ...]
    risk: str | None
    people_count: int | None
    facts_count: int | None
    assessed_at: datetime | None
    notified_at: datetime | None
    is_told_all: bool
    informed_count: int
    informed_at: datetime | None
    is_missed: bool
    is_overdue: bool
    exemption: str | None
    closed_at: datetime | None
    notifications: tuple[Notification, ...]
