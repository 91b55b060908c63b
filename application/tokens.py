"""What somebody signed in carries: a short access token, and a refresh token for the next one.

The log and the command ledger hold neither. A command answers with session and generation
alone, and the edge derives the tokens from them: asked again, they come out usable again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.shared.actor import Actor, Role
from domain.shared.personal import PersonId

ACCESS_LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Access:
    """This is what an access token says: who, with which roles, by which session."""

    account_id: PersonId
    session_id: str
    roles: frozenset[Role]

    @property
    def actor(self) -> Actor:
        """This is the person as commands know them."""
        return Actor(self.account_id, self.roles)


@dataclass(frozen=True, slots=True)
class Refresh:
    """This is what a refresh token says: which session, and how often it was exchanged."""

    session_id: str
    generation: int


class AccessTokens(Protocol):
    """This lets somebody in for ten minutes without asking anything else."""

    def issue(self, access: Access, now: datetime) -> str:
        """This is a signed token that says so until `ACCESS_LIFETIME` is over."""

    def read(self, token: str, now: datetime) -> Access | None:
        """This is what the token says; nothing when it is not ours, or over."""


class RefreshTokens(Protocol):
    """This names a session so that nobody else can: opaque, and the same each time it is asked."""

    def issue(self, refresh: Refresh) -> str:
        """This is the token of that generation."""

    def read(self, token: str) -> Refresh | None:
        """This is what the token names; nothing when it is not ours."""
