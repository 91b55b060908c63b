"""What was shown, recorded at once: for tests that look at what came of it."""

from uuid import uuid4

from application.bus import Bus, Request
from application.showing import RECORDING, RecordShowings, Viewed
from domain.showing.terms import Shown


class InMemoryShowings:
    """This records each thing by itself, before it returns."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    def shown(self, shown: Shown) -> None:
        """This records what was shown."""
        self._execute(RecordShowings(showings=(shown,)))

    def viewed(self, viewed: Viewed) -> None:
        """This records a profile that was looked at."""
        self._execute(RecordShowings(views=(viewed,)))

    def _execute(self, command: RecordShowings) -> None:
        key = str(uuid4())
        self._bus.execute(Request(command, RECORDING, key, key))
