"""How long a credential is valid, and when something is due about it.

A day begins and ends at midnight UTC: a credential valid until the 1st of March counts up to,
and not including, that midnight, wherever the tutor lives.
"""

from datetime import UTC, date, datetime, time, timedelta

from domain.shared.time import MONTHS_A_YEAR, months_later
from domain.verification.events import Credential

LIMITED = frozenset({Credential.BACKGROUND})
"""The credentials that are valid for twelve months; the others are so for good."""

RENEWAL = timedelta(days=60)
NOTICES = (60, 30, 7, 1)
"""How many days before the end the tutor is told, the first of them when renewal may start."""


def valid_until(
    credential: Credential, issued_on: date, held_until: datetime | None
) -> datetime | None:
    """This is when a credential ends that rests on a document of that day (RULES: verification).

    A document made while renewal is open counts from the end of what it renews, so that no
    days are lost by being early; an older or later one counts from its own day.
    """
    if credential not in LIMITED:
        return None
    begins = issued_on
    if held_until and (held_until - RENEWAL).date() <= issued_on <= held_until.date():
        begins = held_until.date()
    return datetime.combine(months_later(begins, MONTHS_A_YEAR), time(), UTC)


def may_renew(held_until: datetime | None, now: datetime) -> bool:
    """This is true from sixty days before the end; what has no end is never renewed."""
    return held_until is not None and now >= held_until - RENEWAL


def notice_due(held_until: datetime | None, now: datetime) -> int | None:
    """This is the nearest notice whose time has come; earlier ones it makes pointless."""
    if held_until is None or now >= held_until:
        return None
    come = (days for days in NOTICES if now >= held_until - timedelta(days=days))
    return min(come, default=None)


def deadlines_after(held_until: datetime | None) -> tuple[datetime, ...]:
    """This is every instant at which something is due: the notices, then the end itself.

    Those that have passed already are due at once; acting on them late, or on all of them at
    the same time, gives one notice.
    """
    if held_until is None:
        return ()
    return (*(held_until - timedelta(days=days) for days in NOTICES), held_until)
