"""What students did, read in the log up to a place, and read on from there when asked again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from application.delivery import READ_AT_ONCE, FactLog
from domain.success.deeds import Done
from projections.rows import InMemoryRows, Rows
from projections.student_deeds.projector import DEEDS, PROJECTION
from projections.student_deeds.queries import done_of


class Deeds:
    """This is what each student did, as the read model has it; no fact is read twice."""

    def __init__(self, facts: FactLog) -> None:
        self._facts = facts
        self._rows, self._position = _nothing(), 0

    def until(self, position: int) -> Mapping[str, Sequence[Done]]:
        """This is it up to a position; to know what was before, it is read anew."""
        if position < self._position:
            self._rows, self._position = _nothing(), 0
        while self._position < position and self._go_on(position):
            pass
        self._position = position
        found: dict[str, list[Done]] = defaultdict(list)
        for row in self._rows.added[DEEDS]:
            found[row["student_id"]].append(done_of(row))
        return found

    def _go_on(self, position: int) -> bool:
        """This reads a batch; there was none if nothing more is to be read."""
        batch = self._facts.read(self._position, READ_AT_ONCE, PROJECTION.contexts)
        for recorded in batch:
            if recorded.position <= position:
                PROJECTION.apply(self._rows, recorded)
        self._rows.settle()
        self._position = min(batch[-1].position, position) if batch else position
        return bool(batch)


def _nothing() -> Rows:
    return Rows(InMemoryRows(PROJECTION.tables), PROJECTION.tables)
