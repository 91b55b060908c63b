"""Whether models still do as they did, looked at now and then: whole days alone are judged."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from application.ports import Clock
from domain.shared.errors import Unavailable
from projections.model_performance.queries import alarms, performance
from projections.reading import Reader

AGAIN: Final = timedelta(hours=1)


class ModelWatch:
    """This knows what is an alarm, and looks again after an hour, however often it is asked."""

    def __init__(self, reader: Reader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock
        self._looked_at: datetime | None = None
        self._found: Sequence[str] = ()

    def alarms(self) -> Sequence[str]:
        """This is a sentence for each model that is not what it was."""
        now = self._clock.now()
        if self._looked_at is None or now - self._looked_at >= AGAIN:
            try:
                self._found = alarms(performance(self._reader, now.date()))
            except Unavailable:
                # That PostgreSQL or the read model is not there is told by whoever looks at those.
                return self._found
            self._looked_at = now
        return self._found
