"""Account: registering, roles, passwords, and being signed in.

A password and a token are checked at the edge; what arrives here is that they were right.
So `StartSession` and `RefreshSession` are the edge's own to ask, and no answer holds a token:
the edge derives it from session and generation (`application/tokens.py`).
"""

from functools import reduce
from typing import Any

from pydantic import Field, SecretStr

from application.fields import Email, Identity, Password, TimeZone, Title
from application.ports import Change, Loaded, Pseudonyms
from application.work import Command, Decision, Handlers, Streams, Work, append, decided
from domain.account.aggregate import ACCOUNT, Account
from domain.account.email import EMAIL
from domain.account.email import Email as Address
from domain.account.events import Locale, SuspensionReason
from domain.account.registering import Registration, register
from domain.account.session import SESSION, Session, State, start
from domain.shared.actor import Role


class RegisterAccount(Command):
    """Open an account. Roles may be student, tutor and guardian; an admin grants others."""

    email: Email
    password: Password
    display_name: Title
    locale: Locale = Locale.ENGLISH
    time_zone: TimeZone
    roles: tuple[Role, ...] = Field(default=(Role.STUDENT,), min_length=1, max_length=3)


class ChangePassword(Command):
    """Choose another password; everybody signed in has to sign in again."""

    account_id: Identity
    current_password: SecretStr = Field(max_length=200)
    new_password: Password


class VerifyEmail(Command):
    """Show the token from the link that was sent to the account's address."""

    account_id: Identity
    token: str = Field(pattern="^[0-9a-f]{64}$", examples=["0" * 64])


class GrantRole(Command):
    """Give somebody else one more role."""

    account_id: Identity
    role: Role


class RevokeRole(Command):
    """Take a role from somebody else."""

    account_id: Identity
    role: Role


class LinkGuardian(Command):
    """Let a guardian act for a minor."""

    account_id: Identity
    guardian_id: Identity


class SuspendAccount(Command):
    """Stop an account from being used until it is reinstated."""

    account_id: Identity
    reason: SuspensionReason


class ReinstateAccount(Command):
    """Let a suspended account be used again."""

    account_id: Identity


class CloseAccount(Command):
    """End an account for ever; its e-mail address becomes free."""

    account_id: Identity


class StartSession(Command):
    """Sign in somebody whose password was right."""

    account_id: Identity


class RefreshSession(Command):
    """Exchange a refresh token, known by its session and generation, for the next."""

    session_id: Identity
    generation: int = Field(ge=1, le=9_999_999_999)


class EndSession(Command):
    """Sign out."""

    session_id: Identity


def email_pseudonym(email: str, pseudonyms: Pseudonyms) -> str:
    """This is the name under which an address is reserved and looked up; case does not count."""
    return pseudonyms.of(f"email:{email.casefold()}")


def verification_token(account_id: str, email_name: str, pseudonyms: Pseudonyms) -> str:
    """This is what the link sent to an address must show; it derives, so it is kept nowhere."""
    return pseudonyms.of(f"verify-email:{account_id}:{email_name}")


def time_zone_of(streams: Streams, person_id: str) -> str | None:
    """This is the time zone somebody named, if we know them."""
    account = streams.load(ACCOUNT, person_id).state
    return account.time_zone or None if account else None


def register_account(command: RegisterAccount, work: Work) -> Decision:
    """This opens an account and takes its address, both or neither."""
    account_id = work.new_id("account")
    name = email_pseudonym(command.email, work.ports.pseudonyms)
    address = address_of(name, work)
    reserved = append(address, address.state.reserve(account_id, work.now))
    registration = Registration(
        command.email, name, command.display_name, command.locale, command.time_zone, command.roles
    )
    password_hash = work.ports.passwords.hash(command.password.get_secret_value())
    account = work.find(ACCOUNT, account_id)
    registered = append(account, register(account_id, registration, password_hash, work.now))
    return decided(registered, reserved, account_id=account_id)


def change_password(command: ChangePassword, work: Work) -> Decision:
    """This replaces a password by another."""
    account = work.load(ACCOUNT, command.account_id)
    passwords = work.ports.passwords
    current = command.current_password.get_secret_value()
    facts = account.state.set_password(
        passwords.hash(command.new_password.get_secret_value()),
        by=work.actor.id,
        knows_current=passwords.verify(account.state.password_hash, current),
        now=work.now,
    )
    return decided(append(account, facts))


def verify_email(command: VerifyEmail, work: Work) -> Decision:
    """This believes an address."""
    account = work.load(ACCOUNT, command.account_id)
    name = account.state.email_pseudonym
    expected = verification_token(command.account_id, name, work.ports.pseudonyms)
    facts = account.state.verify_email(command.token, expected=expected, now=work.now)
    return decided(append(account, facts))


def grant_role(command: GrantRole, work: Work) -> Decision:
    """This gives a role."""
    account = work.load(ACCOUNT, command.account_id)
    facts = account.state.grant_role(command.role, by=work.actor.id, now=work.now)
    return decided(append(account, facts))


def revoke_role(command: RevokeRole, work: Work) -> Decision:
    """This takes a role away."""
    account = work.load(ACCOUNT, command.account_id)
    facts = account.state.revoke_role(command.role, by=work.actor.id, now=work.now)
    return decided(append(account, facts))


def link_guardian(command: LinkGuardian, work: Work) -> Decision:
    """This lets one account act for another."""
    account = work.load(ACCOUNT, command.account_id)
    guardian = work.load(ACCOUNT, command.guardian_id)
    return decided(append(account, account.state.link_guardian(guardian.state, work.now)))


def suspend_account(command: SuspendAccount, work: Work) -> Decision:
    """This stops an account."""
    account = work.load(ACCOUNT, command.account_id)
    return decided(append(account, account.state.suspend(command.reason, work.now)))


def reinstate_account(command: ReinstateAccount, work: Work) -> Decision:
    """This lets an account go on."""
    account = work.load(ACCOUNT, command.account_id)
    return decided(append(account, account.state.reinstate(work.now)))


def close_account(command: CloseAccount, work: Work) -> Decision:
    """This ends an account and sets its address free, both or neither."""
    return decided(*closing(work.load(ACCOUNT, command.account_id), work))


def closing(account: Loaded[Account], work: Work) -> tuple[Change, Change]:
    """This is what closing an account changes: the account, and the address that was its."""
    closed = append(account, account.state.close(work.actor, work.now))
    address = address_of(account.state.email_pseudonym, work)
    released = address.state.release(account.state.account_id, work.now)
    return closed, append(address, released)


def start_session(command: StartSession, work: Work) -> Decision:
    """This signs somebody in."""
    account = work.load(ACCOUNT, command.account_id)
    account.state.check_usable()
    session_id = work.new_id("session")
    facts = start(session_id, command.account_id, work.now)
    after = reduce(SESSION.evolve, facts, Session(session_id, command.account_id))
    session = work.find(SESSION, session_id)
    return decided(append(session, facts), **_answer(after, account.state))


def refresh_session(command: RefreshSession, work: Work) -> Decision:
    """This exchanges a token, or ends the session of one that was used before."""
    session = work.load(SESSION, command.session_id)
    account = work.load(ACCOUNT, session.state.account_id)
    account.state.check_usable()
    facts = session.state.refresh(
        command.generation, work.now, password_set_at=account.state.password_set_at
    )
    after = reduce(SESSION.evolve, facts, session.state)
    return decided(append(session, facts), **_answer(after, account.state))


def end_session(command: EndSession, work: Work) -> Decision:
    """This signs somebody out."""
    session = work.load(SESSION, command.session_id)
    return decided(append(session, session.state.end(by=work.actor.id, now=work.now)))


def address_of(name: str, work: Work) -> Loaded[Address]:
    """This is the address of that pseudonym, whoever it belongs to."""
    found = work.find(EMAIL, name)
    return Loaded(found.stream_id, found.version, found.state or Address(name))


def _answer(session: Session, account: Account) -> dict[str, Any]:
    """This is what the edge needs to derive the tokens; of a revoked session only that."""
    if session.state is State.REVOKED:
        return {"reused": True}
    return {
        "reused": False,
        "session_id": session.session_id,
        "account_id": session.account_id,
        "generation": session.generation,
        "expires_at": session.expires_at.isoformat(),
        "roles": list(account.roles),
    }


HANDLERS: Handlers = (
    (RegisterAccount, register_account),
    (ChangePassword, change_password),
    (VerifyEmail, verify_email),
    (GrantRole, grant_role),
    (RevokeRole, revoke_role),
    (LinkGuardian, link_guardian),
    (SuspendAccount, suspend_account),
    (ReinstateAccount, reinstate_account),
    (CloseAccount, close_account),
    (StartSession, start_session),
    (RefreshSession, refresh_session),
    (EndSession, end_session),
)
