"""Whether models still do as they did, looked at now and then: whole days alone are judged.

Of what puts tutors in order a read model tells it; of others the log does, where a night notes it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from application.model import models_of
from application.ports import Clock, EventLog
from domain.model.terms import Purpose
from domain.shared.errors import Unavailable
from projections.model_performance.queries import alarms, performance
from projections.reading import Reader

AGAIN: Final = timedelta(hours=1)


class ModelWatch:
    """This knows what is an alarm, and looks again after an hour, however often it is asked."""

    def __init__(self, reader: Reader, log: EventLog, clock: Clock) -> None:
        self._reader = reader
        self._log = log
        self._clock = clock
        self._looked_at: datetime | None = None
        self._found: Sequence[str] = ()

    def alarms(self) -> Sequence[str]:
        """This is a sentence for each model that is not what it was."""
        now = self._clock.now()
        if self._looked_at is None or now - self._looked_at >= AGAIN:
            try:
                worse = alarms(performance(self._reader, now.date()))
                self._found = (*worse, *_drifted(self._log))
            except Unavailable:
                # That PostgreSQL or the read model is not there is told by whoever looks at those.
                return self._found
            self._looked_at = now
        return self._found


def _drifted(log: EventLog) -> Iterator[str]:
    for purpose in Purpose:
        live = models_of(log, purpose).state.live
        if live is not None and live.drifted:
            yield (
                f"What the model of {purpose} in use ({live.trained.version}) is shown is not what"
                f" it learnt from: {', '.join(live.drifted)}."
            )
