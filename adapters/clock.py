"""The time of the machine."""

from datetime import UTC, datetime


class SystemClock:
    """This shows the machine's time."""

    def now(self) -> datetime:
        """This is the present instant, in UTC."""
        return datetime.now(UTC)
