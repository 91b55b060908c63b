"""A projection whose rows lie in dicts: the same promises, for tests without a database."""

from collections.abc import Sequence
from typing import Any

from application.consistency import Checkpoints, Positions
from application.delivery import FactLog
from domain.shared.event import Recorded
from projections.rows import InMemoryRows, Row, Rows, UnfitRow
from projections.runtime import Parked, Projection, complete, described, fold


class InMemoryProjection:
    """This is a sink for one projection: it skips what it has, and parks what it cannot apply."""

    def __init__(self, projection: Projection, partitions: int = 4) -> None:
        self._projection = projection
        self._kept = InMemoryRows(projection.tables)
        self.checkpoints = Checkpoints.at_start(projection.contexts, partitions)
        self.parked: dict[str, list[Parked]] = {}

    @property
    def name(self) -> str:
        """This is what the projection is called."""
        return self._projection.name

    @property
    def contexts(self) -> frozenset[str]:
        """This is the contexts it follows."""
        return self._projection.contexts

    def apply(self, batch: Sequence[Recorded[Any]], reached: Positions) -> None:
        """This takes what is new of the batch, and the places reached."""
        fresh = self.checkpoints.take(batch, reached)
        rows = Rows(self._kept, self._projection.tables)
        for parked in fold(self._projection, rows, fresh, self.parked.keys()):
            self.parked.setdefault(parked.stream_id, []).append(parked)
        complete(self._projection, rows)
        self._kept.keep(rows)

    def replay(self, facts: FactLog, stream_id: str) -> int:
        """This applies what waits of a stream up to the first that fails; answers how many."""
        waiting = self.parked.pop(stream_id, [])
        known = facts.read_positions([parked.position for parked in waiting])
        for count, recorded in enumerate(known):
            error = self._apply_alone(recorded)
            if error is not None:
                failed = Parked(stream_id, recorded.position, error)
                self.parked[stream_id] = [failed, *waiting[count + 1 :]]
                return count
        return len(known)

    def contents(self) -> dict[str, list[Row]]:
        """This is all rows of all tables, ordered by key."""
        return self._kept.contents()

    def _apply_alone(self, recorded: Recorded[Any]) -> str | None:
        rows = Rows(self._kept, self._projection.tables)
        failed = fold(self._projection, rows, [recorded], frozenset())
        if failed:
            return failed[0].error
        try:
            complete(self._projection, rows)
        except UnfitRow as reason:
            return described(reason)
        self._kept.keep(rows)
        return None
