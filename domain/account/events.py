"""What can happen to an account, to the e-mail address it holds, and to its sessions."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from domain.shared.actor import Role
from domain.shared.age import AgeBand
from domain.shared.event import Fact, fact
from domain.shared.personal import Category, Personal, PersonId
from domain.shared.text import Code, Identity, Pseudonym, Zone


class Locale(StrEnum):
    """This is a language the product speaks."""

    ENGLISH = "en"
    RUSSIAN = "ru"


class SuspensionReason(StrEnum):
    """This is why an account may not be used for now."""

    CONDUCT = "conduct"
    FRAUD = "fraud"
    DEBT = "debt"
    SAFETY = "safety"
    IDENTITY = "identity"


@fact("account.registered.v1")
class AccountRegistered(Fact):
    """Somebody opened an account under an e-mail address nobody else uses."""

    account_id: PersonId
    email: Annotated[str, Personal("account_id", Category.CONTACT)]
    email_pseudonym: Pseudonym
    display_name: Annotated[str, Personal("account_id", Category.PROFILE)]
    locale: Locale
    time_zone: Zone
    roles: tuple[Role, ...]
    registered_at: datetime


@fact("account.password_set.v1")
class PasswordSet(Fact):
    """The holder chose a password; only its Argon2id digest is kept."""

    account_id: PersonId
    password_hash: Annotated[str, Personal("account_id", Category.CONTACT)]
    set_at: datetime


@fact("account.email_verified.v1")
class EmailVerified(Fact):
    """The holder followed the link sent to their address, so the address is theirs."""

    account_id: PersonId
    verified_at: datetime


@fact("account.email_changed.v1")
class EmailChanged(Fact):
    """The account has another address, which is not believed until its own link is followed."""

    account_id: PersonId
    email: Annotated[str, Personal("account_id", Category.CONTACT)]
    email_pseudonym: Pseudonym
    changed_at: datetime


@fact("account.profile_corrected.v1")
class ProfileCorrected(Fact):
    """This is what the account says of its holder from now on, whole; somebody saw to it."""

    account_id: PersonId
    display_name: Annotated[str, Personal("account_id", Category.PROFILE)]
    locale: Locale
    time_zone: Zone
    corrected_by: PersonId
    corrected_at: datetime


@fact("account.role_granted.v1")
class RoleGranted(Fact):
    """An admin gave the account one more role."""

    account_id: PersonId
    role: Role
    granted_by: PersonId
    granted_at: datetime


@fact("account.role_revoked.v1")
class RoleRevoked(Fact):
    """An admin took a role from the account."""

    account_id: PersonId
    role: Role
    revoked_by: PersonId
    revoked_at: datetime


@fact("account.guardian_linked.v1")
class GuardianLinked(Fact):
    """A guardian may from now on act for the holder, who is a minor."""

    account_id: PersonId
    guardian_id: PersonId
    linked_at: datetime


@fact("account.age_declared.v1")
class AgeDeclared(Fact):
    """This is how old the holder is by the law of their country: a band, never a date of birth.

    Country and band alone name nobody, so they may outlive what is personal.
    """

    account_id: PersonId
    country: Code
    age_band: AgeBand
    declared_by: PersonId
    declared_at: datetime


@fact("account.suspended.v1")
class AccountSuspended(Fact):
    """The account may not be used until it is reinstated."""

    account_id: PersonId
    reason: SuspensionReason
    suspended_at: datetime


@fact("account.reinstated.v1")
class AccountReinstated(Fact):
    """The account may be used again."""

    account_id: PersonId
    reinstated_at: datetime


@fact("account.closed.v1")
class AccountClosed(Fact):
    """The account came to its end; its e-mail address is free again."""

    account_id: PersonId
    closed_at: datetime


@fact("account.erased.v1")
class AccountErased(Fact):
    """What is personal of those categories is no more; only that there was an account stays."""

    account_id: PersonId
    request_id: Identity
    categories: tuple[Category, ...]
    erased_at: datetime


@fact("account.email_reserved.v1")
class EmailReserved(Fact):
    """The address, known by its pseudonym alone, now belongs to this account."""

    email_pseudonym: Pseudonym
    account_id: PersonId
    reserved_at: datetime


@fact("account.email_released.v1")
class EmailReleased(Fact):
    """The address belongs to nobody again."""

    email_pseudonym: Pseudonym
    account_id: PersonId
    released_at: datetime


@fact("account.session_started.v1")
class SessionStarted(Fact):
    """The holder signed in; the session's first refresh token is generation 1."""

    session_id: Identity
    account_id: PersonId
    started_at: datetime
    expires_at: datetime


@fact("account.session_refreshed.v1")
class SessionRefreshed(Fact):
    """The refresh token was exchanged for that of the next generation."""

    session_id: Identity
    account_id: PersonId
    generation: int
    refreshed_at: datetime
    expires_at: datetime


@fact("account.session_reused.v1")
class SessionReused(Fact):
    """A refresh token came back after it was exchanged: there is a copy, so the session ends."""

    session_id: Identity
    account_id: PersonId
    generation: int
    reused_at: datetime


@fact("account.session_ended.v1")
class SessionEnded(Fact):
    """The holder signed out."""

    session_id: Identity
    account_id: PersonId
    ended_at: datetime


HolderEvent = (
    AccountRegistered
    | PasswordSet
    | EmailVerified
    | EmailChanged
    | ProfileCorrected
    | RoleGranted
    | RoleRevoked
    | GuardianLinked
    | AgeDeclared
    | AccountSuspended
    | AccountReinstated
    | AccountClosed
    | AccountErased
)
EmailEvent = EmailReserved | EmailReleased
SessionEvent = SessionStarted | SessionRefreshed | SessionReused | SessionEnded

AccountEvent = HolderEvent | EmailEvent | SessionEvent
