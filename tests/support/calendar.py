"""The days of the tests: one week in March 2026, Monday the 2nd first, all in UTC."""

from datetime import UTC, datetime, timedelta

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)
THURSDAY = MONDAY + timedelta(days=3)
FRIDAY = MONDAY + timedelta(days=4)
SATURDAY = MONDAY + timedelta(days=5)
SUNDAY = MONDAY + timedelta(days=6)


def minutes(count: float) -> timedelta:
    """This is that many minutes."""
    return timedelta(minutes=count)


def hours(count: float) -> timedelta:
    """This is that many hours."""
    return timedelta(hours=count)


def days(count: float) -> timedelta:
    """This is that many days."""
    return timedelta(days=count)
