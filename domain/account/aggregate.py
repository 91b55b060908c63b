"""Account: who somebody is to the product, what they may do, and whether they still may.

Rules, in plain language:

- Anybody may register as student, tutor or guardian (`registering.py`); every other role an admin
  grants.
- Nobody grants a role to themselves, or takes one from themselves; no person is the system.
- The password is kept as a digest only. Changing it takes the old one, and ends every session
  that began before.
- The address counts as the holder's once they followed the link that was sent there. It may be
  exchanged for another, and what the account says of its holder be corrected (`correcting.py`).
- A guardian is another person's open account that holds the role of guardian.
- A suspended account can do nothing but wait or be closed; a closed one never opens again.
- Asking for what is so already changes nothing.

States: ACTIVE → SUSPENDED → ACTIVE;  ACTIVE | SUSPENDED → CLOSED.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hmac import compare_digest
from typing import Annotated, assert_never

from domain.account.events import (
    AccountClosed,
    AccountErased,
    AccountRegistered,
    AccountReinstated,
    AccountSuspended,
    AgeDeclared,
    EmailChanged,
    EmailVerified,
    GuardianLinked,
    HolderEvent,
    Locale,
    PasswordSet,
    ProfileCorrected,
    RoleGranted,
    RoleRevoked,
    SuspensionReason,
)
from domain.shared.actor import Actor, Role
from domain.shared.age import AgeBand
from domain.shared.errors import NotAllowed, RuleBroken
from domain.shared.event import Kind
from domain.shared.personal import Category, Personal, PersonId
from domain.shared.text import Code, Identity, Pseudonym, Zone

CLOSERS = (Role.ADMIN, Role.SYSTEM)


class NobodyChangesTheirOwnRoles(NotAllowed):
    """Another admin has to change your roles."""


class NoPersonIsTheSystem(RuleBroken):
    """That role belongs to processes and the clock; no account can hold it."""


class ThePasswordIsWrong(NotAllowed):
    """The current password is not the one given."""


class TheLinkIsWrong(NotAllowed):
    """This link does not belong to the account's e-mail address; ask for a new one."""


class OnlyTheHolderDoesThis(NotAllowed):
    """Only the holder of the account can do this."""


class NobodyIsTheirOwnGuardian(RuleBroken):
    """The guardian has to be another person."""


class OnlyAGuardianIsLinked(RuleBroken):
    """That account does not hold the role of guardian."""


class AccountIsSuspended(NotAllowed):
    """The account is suspended; please write to support."""


class AccountIsClosed(NotAllowed):
    """The account was closed."""


class State(StrEnum):
    """This is where an account stands."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Account:
    """This is one person's account, as far as a decision may need it."""

    account_id: PersonId
    state: State = State.ACTIVE
    roles: tuple[Role, ...] = ()
    email_pseudonym: Pseudonym = ""
    is_email_verified: bool = False
    display_name: Annotated[str, Personal("account_id", Category.PROFILE)] = ""
    locale: Locale | None = None
    time_zone: Zone = ""
    password_hash: Annotated[str, Personal("account_id", Category.CONTACT)] = ""
    password_set_at: datetime | None = None
    guardians: tuple[PersonId, ...] = ()
    country: Code = ""
    age_band: AgeBand | None = None
    erased_by: tuple[Identity, ...] = ()

    def set_password(
        self, password_hash: str, *, by: str, knows_current: bool, now: datetime
    ) -> Sequence[HolderEvent]:
        """This replaces the password, for the holder who knows the current one."""
        self.check_usable()
        if by != self.account_id:
            raise OnlyTheHolderDoesThis
        if not knows_current:
            raise ThePasswordIsWrong
        return (PasswordSet(account_id=self.account_id, password_hash=password_hash, set_at=now),)

    def verify_email(self, token: str, *, expected: str, now: datetime) -> Sequence[HolderEvent]:
        """This believes the address is the holder's, for whoever shows the token sent there."""
        self.check_usable()
        if not compare_digest(token, expected):
            raise TheLinkIsWrong
        if self.is_email_verified:
            return ()
        return (EmailVerified(account_id=self.account_id, verified_at=now),)

    def grant_role(self, role: Role, *, by: str, now: datetime) -> Sequence[HolderEvent]:
        """This gives one more role; one that is held already changes nothing."""
        self.check_usable()
        self._check_role_change(role, by)
        if role in self.roles:
            return ()
        return (RoleGranted(account_id=self.account_id, role=role, granted_by=by, granted_at=now),)

    def revoke_role(self, role: Role, *, by: str, now: datetime) -> Sequence[HolderEvent]:
        """This takes a role away; one that is not held changes nothing."""
        self.check_not_closed()
        self._check_role_change(role, by)
        if role not in self.roles:
            return ()
        return (RoleRevoked(account_id=self.account_id, role=role, revoked_by=by, revoked_at=now),)

    def link_guardian(self, guardian: "Account", now: datetime) -> Sequence[HolderEvent]:
        """This lets a guardian act for the holder."""
        self.check_usable()
        guardian.check_usable()
        if guardian.account_id == self.account_id:
            raise NobodyIsTheirOwnGuardian
        if Role.GUARDIAN not in guardian.roles:
            raise OnlyAGuardianIsLinked
        if guardian.account_id in self.guardians:
            return ()
        return (
            GuardianLinked(
                account_id=self.account_id, guardian_id=guardian.account_id, linked_at=now
            ),
        )

    def suspend(self, reason: SuspensionReason, now: datetime) -> Sequence[HolderEvent]:
        """This stops the account from being used for now."""
        self.check_not_closed()
        if self.state is State.SUSPENDED:
            return ()
        return (AccountSuspended(account_id=self.account_id, reason=reason, suspended_at=now),)

    def reinstate(self, now: datetime) -> Sequence[HolderEvent]:
        """This lets a suspended account be used again."""
        self.check_not_closed()
        if self.state is State.ACTIVE:
            return ()
        return (AccountReinstated(account_id=self.account_id, reinstated_at=now),)

    def close(self, by: Actor, now: datetime) -> Sequence[HolderEvent]:
        """This ends the account for ever, when its holder wants it or the platform does."""
        self.check_not_closed()
        if by.id != self.account_id and not by.has(*CLOSERS):
            raise OnlyTheHolderDoesThis
        return (AccountClosed(account_id=self.account_id, closed_at=now),)

    def erase(
        self, request_id: str, categories: Sequence[Category], now: datetime
    ) -> Sequence[HolderEvent]:
        """This ends the account, if it is not over, and forgets; the same request asks once."""
        if request_id in self.erased_by:
            return ()
        closed = AccountClosed(account_id=self.account_id, closed_at=now)
        gone = AccountErased(
            account_id=self.account_id,
            request_id=request_id,
            categories=tuple(sorted(set(categories))),
            erased_at=now,
        )
        return (gone,) if self.state is State.CLOSED else (closed, gone)

    def check_usable(self) -> None:
        """This lets nobody but an active account pass.

        Raises:
            AccountIsSuspended: it has to be reinstated first.
            AccountIsClosed: it is over.
        """
        self.check_not_closed()
        if self.state is State.SUSPENDED:
            raise AccountIsSuspended

    def check_not_closed(self) -> None:
        """This lets nobody pass whose account is over.

        Raises:
            AccountIsClosed: it is.
        """
        if self.state is State.CLOSED:
            raise AccountIsClosed

    def _check_role_change(self, role: Role, by: str) -> None:
        if role is Role.SYSTEM:
            raise NoPersonIsTheSystem
        if by == self.account_id:
            raise NobodyChangesTheirOwnRoles


def evolve(  # noqa: C901, PLR0912 - one arm a fact
    state: Account | None, fact: HolderEvent
) -> Account:
    """This is the account after the fact; it asks no question and reads no clock."""
    known = state or Account(fact.account_id)
    match fact:
        case AccountRegistered():
            return replace(
                _saying(known, fact), roles=fact.roles, email_pseudonym=fact.email_pseudonym
            )
        case PasswordSet():
            return replace(known, password_hash=fact.password_hash, password_set_at=fact.set_at)
        case EmailVerified():
            return replace(known, is_email_verified=True)
        case EmailChanged():
            return replace(known, email_pseudonym=fact.email_pseudonym, is_email_verified=False)
        case ProfileCorrected():
            return _saying(known, fact)
        case RoleGranted():
            return replace(known, roles=(*known.roles, fact.role))
        case RoleRevoked():
            return replace(known, roles=tuple(r for r in known.roles if r is not fact.role))
        case GuardianLinked():
            return replace(known, guardians=(*known.guardians, fact.guardian_id))
        case AgeDeclared():
            return replace(known, country=fact.country, age_band=fact.age_band)
        case AccountSuspended():
            return replace(known, state=State.SUSPENDED)
        case AccountReinstated():
            return replace(known, state=State.ACTIVE)
        case AccountClosed():
            return replace(known, state=State.CLOSED)
        case AccountErased():
            return _forgetting(known, fact)
        case _:
            assert_never(fact)


def _saying(known: Account, fact: AccountRegistered | ProfileCorrected) -> Account:
    return replace(
        known, display_name=fact.display_name, locale=fact.locale, time_zone=fact.time_zone
    )


def _forgetting(known: Account, fact: AccountErased) -> Account:
    return replace(
        known,
        password_hash="" if Category.CONTACT in fact.categories else known.password_hash,
        display_name="" if Category.PROFILE in fact.categories else known.display_name,
        erased_by=(*known.erased_by, fact.request_id),
    )


ACCOUNT = Kind("account", Account, evolve)
