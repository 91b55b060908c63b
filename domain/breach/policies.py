"""By when the authority is told of a breach: 72 hours from becoming aware, in elapsed time.

Hours are counted, not days: no weekend, holiday or change of clocks moves them (GDPR 33).
"""

from datetime import datetime, timedelta

NOTIFIED_WITHIN = timedelta(hours=72)
REMINDED_BEFORE = timedelta(hours=24)


def authority_by(became_aware_at: datetime) -> datetime:
    """This is the instant by which the authority has to have been told."""
    return became_aware_at + NOTIFIED_WITHIN


def nears_at(due_at: datetime) -> datetime:
    """This is from when on that instant is near."""
    return due_at - REMINDED_BEFORE
