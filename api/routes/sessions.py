"""Sessions: signing in with a password, staying signed in with a refresh token, signing out.

The password and the refresh token are checked here; the command says only that they were
right. The tokens derive from what it answers, so a retry gets usable ones again.
"""

from dataclasses import replace
from typing import Final, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field, SecretStr

from api.accepts import Asked, Created, Does, accepts
from api.errors import TooManyRequests
from application.account import EndSession, RefreshSession, StartSession, email_pseudonym
from application.bus import Outcome
from application.fields import Email
from application.limits import Rate, Turn
from application.tokens import ACCESS_LIFETIME, Access, Refresh
from application.work import Command
from domain.shared.actor import Actor, Role
from domain.shared.errors import NotAllowed, Unavailable
from projections.directory.queries import by_email

EDGE: Final = Actor("process:sign_in", frozenset({Role.SYSTEM}))
GUESSES: Final = Rate(a_minute=10, burst=10)


class EmailOrPasswordIsWrong(NotAllowed):
    """There is no account with this e-mail address and password."""


class RefreshTokenIsNotOurs(NotAllowed):
    """The refresh token is not one we gave; please sign in again."""


class RefreshTokenWasReused(NotAllowed):
    """The refresh token was used before, so somebody has a copy; please sign in again."""


class SignIn(Command):
    """Sign in with e-mail and password."""

    email: Email
    password: SecretStr = Field(max_length=200)


class StaySignedIn(Command):
    """Exchange a refresh token for new tokens; each is good for one exchange."""

    refresh_token: str = Field(min_length=1, max_length=400, pattern="^[A-Za-z0-9_-]+$")


class SignOut(Command):
    """Sign out: the session that the access token belongs to ends."""


class SignedIn(BaseModel):
    """Tokens: the one for the next ten minutes, and the one to get the next with."""

    account_id: str
    roles: list[Role]
    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    refresh_token: str
    session_id: str
    session_expires_at: str


class NewlySignedIn(SignedIn, Created):
    """The first tokens of a session."""


def sessions(router: APIRouter) -> None:
    """This adds signing in and out."""
    signs_in = Does(StartSession, sign_in, (EmailOrPasswordIsWrong,), ("directory",))
    stays = Does(RefreshSession, stay_signed_in, (RefreshTokenIsNotOurs, RefreshTokenWasReused))
    accepts(router, "POST", "/v1/sessions", SignIn, NewlySignedIn, signs_in)
    accepts(router, "POST", "/v1/sessions/refresh", StaySignedIn, SignedIn, stays)
    signs_out = Does(EndSession, sign_out)
    accepts(router, "DELETE", "/v1/sessions/current", SignOut, does=signs_out)


def sign_in(asked: Asked) -> Outcome:
    """This checks the password, whether or not there is an account: both take as long."""
    container, command = asked.container, asked.command
    _count_guess(asked)
    found = by_email(container.reader, command.email)
    kept = found.password_hash if found else ""
    if not container.passwords.verify(kept, command.password.get_secret_value()) or not found:
        raise EmailOrPasswordIsWrong
    return _with_tokens(asked, StartSession(account_id=found.account_id), found.account_id)


def stay_signed_in(asked: Asked) -> Outcome:
    """This exchanges a refresh token."""
    named = asked.container.refresh_tokens.read(asked.command.refresh_token)
    if named is None:
        raise RefreshTokenIsNotOurs
    command = RefreshSession(session_id=named.session_id, generation=named.generation)
    return _with_tokens(asked, command, f"{named.session_id}.{named.generation}")


def sign_out(asked: Asked) -> Outcome:
    """This ends the session of the access token."""
    command = EndSession(session_id=asked.visit.session_id)
    return asked.on_behalf(command, asked.visit.actor, asked.key)


def _count_guess(asked: Asked) -> None:
    """This lets a password be guessed at slowly, from however many addresses."""
    container = asked.container
    if container.limits is None:
        return
    name = email_pseudonym(asked.command.email, container.pseudonyms)
    try:
        (verdict,) = container.limits.take([Turn(f"guesses:{name}", GUESSES)])
    except Unavailable:
        container.metrics.on_uncounted(1)
        return
    if not verdict.passes:
        raise TooManyRequests(verdict.retry_seconds)


def _with_tokens(asked: Asked, command: Command, whose: str) -> Outcome:
    """This executes the command under a key of its own, and makes tokens of the answer."""
    container = asked.container
    key = container.pseudonyms.of(f"{type(command).__name__}:{whose}:{asked.key}")
    outcome = asked.on_behalf(command, EDGE, key)
    if not outcome.accepted:
        return outcome
    answer = outcome.answer
    if answer["reused"]:
        raise RefreshTokenWasReused
    access = Access(
        answer["account_id"], answer["session_id"], frozenset(map(Role, answer["roles"]))
    )
    refresh = Refresh(answer["session_id"], answer["generation"])
    tokens = {
        "account_id": access.account_id,
        "roles": sorted(access.roles),
        "access_token": container.access_tokens.issue(access, container.clock.now()),
        "token_type": "Bearer",
        "expires_in": int(ACCESS_LIFETIME.total_seconds()),
        "refresh_token": container.refresh_tokens.issue(refresh),
        "session_id": access.session_id,
        "session_expires_at": answer["expires_at"],
    }
    return replace(outcome, answer=tokens)
