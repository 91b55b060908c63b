"""Session: somebody signed in on one device, until they sign out, vanish, or a copy shows up.

Rules, in plain language:

- Each refresh token is good for one exchange; the session remembers only which generation
  is current, and the token itself derives from it, so the log holds no secret.
- A token of an older generation shows that somebody holds a copy: the session ends for both.
- The one before the current may come back for 10 seconds, because an answer can get lost or
  two windows can ask at once; it is answered with the current one, and nothing changes.
- A session not refreshed for 30 days ends, and every session ends after 90 days.
- A session that began before the password was last changed ends with it.

States: OPEN → ENDED | REVOKED; an open one counts no more once it has expired.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import assert_never

from domain.account.events import (
    SessionEnded,
    SessionEvent,
    SessionRefreshed,
    SessionReused,
    SessionStarted,
)
from domain.shared.errors import NotAllowed
from domain.shared.event import Kind
from domain.shared.personal import PersonId
from domain.shared.text import Identity

IDLE = timedelta(days=30)
LONGEST = timedelta(days=90)
GRACE = timedelta(seconds=10)
NEVER = datetime.min.replace(tzinfo=UTC)


class SessionIsOver(NotAllowed):
    """The session is over; please sign in again."""


class OnlyTheHolderEndsASession(NotAllowed):
    """Only the person who signed in can end this session."""


class State(StrEnum):
    """This is where a session stands."""

    OPEN = "open"
    ENDED = "ended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Session:
    """This is one device signed in; one that never started has always been over."""

    session_id: Identity
    account_id: PersonId
    state: State = State.OPEN
    generation: int = 0
    started_at: datetime = NEVER
    refreshed_at: datetime = NEVER
    expires_at: datetime = NEVER

    def refresh(
        self, generation: int, now: datetime, *, password_set_at: datetime | None
    ) -> Sequence[SessionEvent]:
        """This exchanges the token of that generation for the next.

        An older generation is a reuse: the session is revoked, which is a fact and no refusal.

        Raises:
            SessionIsOver: it ended, expired, or never gave out such a token.
        """
        outdated = password_set_at is not None and self.started_at < password_set_at
        if not self.in_force(now) or outdated or generation > self.generation:
            raise SessionIsOver
        if generation == self.generation:
            return (self._refreshed(now),)
        if generation == self.generation - 1 and now < self.refreshed_at + GRACE:
            return ()
        return (
            SessionReused(
                session_id=self.session_id,
                account_id=self.account_id,
                generation=generation,
                reused_at=now,
            ),
        )

    def end(self, *, by: str, now: datetime) -> Sequence[SessionEvent]:
        """This signs out; a session that is over stays as it is."""
        if by != self.account_id:
            raise OnlyTheHolderEndsASession
        if not self.in_force(now):
            return ()
        return (SessionEnded(session_id=self.session_id, account_id=self.account_id, ended_at=now),)

    def in_force(self, now: datetime) -> bool:
        """This is true while the session counts."""
        return self.state is State.OPEN and now < self.expires_at

    def _refreshed(self, now: datetime) -> SessionRefreshed:
        return SessionRefreshed(
            session_id=self.session_id,
            account_id=self.account_id,
            generation=self.generation + 1,
            refreshed_at=now,
            expires_at=min(now + IDLE, self.started_at + LONGEST),
        )


def start(session_id: str, account_id: str, now: datetime) -> Sequence[SessionEvent]:
    """This signs somebody in whose password was right."""
    return (
        SessionStarted(
            session_id=session_id, account_id=account_id, started_at=now, expires_at=now + IDLE
        ),
    )


def evolve(state: Session | None, fact: SessionEvent) -> Session:
    """This is the session after the fact."""
    known = state or Session(fact.session_id, fact.account_id)
    match fact:
        case SessionStarted():
            return replace(
                known,
                generation=1,
                started_at=fact.started_at,
                refreshed_at=fact.started_at,
                expires_at=fact.expires_at,
            )
        case SessionRefreshed():
            return replace(
                known,
                generation=fact.generation,
                refreshed_at=fact.refreshed_at,
                expires_at=fact.expires_at,
            )
        case SessionReused():
            return replace(known, state=State.REVOKED)
        case SessionEnded():
            return replace(known, state=State.ENDED)
        case _:
            assert_never(fact)


SESSION = Kind("session", Session, evolve)
