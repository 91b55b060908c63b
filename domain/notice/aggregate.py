"""Notice: one thing the payment provider told us of, from arriving to being closed.

Rules, in plain language:

- A notice is known by the provider's name of it, and received once.
- What is not followed is dismissed in the step that receives it.
- It is closed once: handled, when what it is about was read anew, or dismissed for a reason.

States: RECEIVED → HANDLED | DISMISSED.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from domain.notice.events import (
    Matter,
    NoticeDismissed,
    NoticeEvent,
    NoticeHandled,
    NoticeReceived,
)
from domain.shared.event import Kind
from domain.shared.text import Digest, Reference

NOT_FOLLOWED: Final = "not_followed"
"""Nothing of ours depends on this kind of notice."""


@dataclass(frozen=True, slots=True)
class Told:
    """This is a notice as it came, without its content."""

    event_id: Reference
    kind: Reference
    matter: Matter
    about: Reference | None
    account: Digest | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """This is a notice that was received."""

    event_id: Reference
    about: Reference | None
    is_closed: bool = False

    def handle(self, recorded: str | None, now: datetime) -> Sequence[NoticeEvent]:
        """This closes it with what was noted; one that is closed stays as it is."""
        if self.is_closed:
            return ()
        handled = NoticeHandled(
            event_id=self.event_id, about=self.about, recorded=recorded, handled_at=now
        )
        return (handled,)

    def dismiss(self, reason: str, now: datetime) -> Sequence[NoticeEvent]:
        """This closes it without anything coming of it."""
        return () if self.is_closed else (_dismissed(self.event_id, self.about, reason, now),)


def receive(known: Notice | None, told: Told, now: datetime) -> Sequence[NoticeEvent]:
    """This notes that it came, and closes what is not followed; coming again is nothing."""
    if known is not None:
        return ()
    received = NoticeReceived(
        event_id=told.event_id,
        about=told.about,
        kind=told.kind,
        matter=told.matter,
        account=told.account,
        created_at=told.created_at,
        received_at=now,
    )
    if told.matter is not Matter.OTHER:
        return (received,)
    return (received, _dismissed(told.event_id, told.about, NOT_FOLLOWED, now))


def evolve(state: Notice | None, fact: NoticeEvent) -> Notice:
    """This is the notice after the fact; it asks no question and reads no clock."""
    known = state or Notice(fact.event_id, fact.about)
    return known if isinstance(fact, NoticeReceived) else replace(known, is_closed=True)


def _dismissed(event_id: str, about: str | None, reason: str, now: datetime) -> NoticeDismissed:
    return NoticeDismissed(event_id=event_id, about=about, reason=reason, dismissed_at=now)


NOTICE = Kind("notice", Notice, evolve)
