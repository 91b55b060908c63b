"""A clock that moves when told, so that months pass in no time."""

from datetime import datetime, timedelta


class SetClock:
    """This shows the instant it was set to, until it is moved."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """This is the instant it stands at."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """This moves it on."""
        self._now += by

    def set(self, now: datetime) -> None:
        """This moves it to an instant."""
        self._now = now
