"""Everything that belongs to a booking: its own facts, its payments, the calendars, the refused.

It is found by going along what facts share, until nothing new comes: streams they stand in,
requests and process runs they came of; of those, what names the booking belongs to it. What a
process did for it stands under `process:key`. Refused commands name it and nothing else.
"""

from collections.abc import Iterable, Iterator, Sequence

from application.auditing.causes import AUTOMATA
from application.auditing.history import Happened, History, told
from domain.shared.event import Fact, context_of
from domain.shared.unreadable import UnreadableFact

KIND = "booking"
OWN_IDS = ("booking_id", "payment_id")


def of_booking(history: History, booking_id: str, until: int) -> Sequence[Happened]:
    """This is every fact that belongs to the booking, up to a position, in order."""
    return _Closure(history, booking_id, until).everything()


def keys_of(facts: Iterable[Happened], booking_id: str) -> frozenset[str]:
    """This is what processes call the booking by: its own id and those of its payments."""
    found = (one.public.get(name) for one in facts for name in OWN_IDS)
    return frozenset({booking_id}).union(str(key) for key in found if key)


def runs_after(fact: Fact) -> Iterator[str]:
    """This is the correlation of everything that processes may do because of a fact."""
    if isinstance(fact, UnreadableFact):
        return
    for process in AUTOMATA:
        if context_of(fact.TOPIC) in process.contexts:
            yield from (f"{process.name}:{key}" for key in process.keys(fact))


class _Closure:
    """This is one search: what was found, and where was looked already."""

    def __init__(self, history: History, booking_id: str, until: int) -> None:
        self._history = history
        self._booking_id = booking_id
        self._until = until
        self._found: dict[int, Happened] = {}
        self._passed: set[int] = set()
        self._looked: set[tuple[str, str]] = set()

    def everything(self) -> Sequence[Happened]:
        """This looks everywhere, and answers what belongs to the booking."""
        new = self._belonging([*self._look("stream", f"{KIND}-{self._booking_id}")])
        new |= self._belonging(self._history.about(self._booking_id))
        while new:
            self._found |= new
            new = self._belonging(sorted(self._further(new.values())))
        return [self._found[position] for position in sorted(self._found)]

    def _further(self, facts: Iterable[Happened]) -> set[int]:
        """This is where facts stand that share something with those."""
        positions: set[int] = set()
        for one in facts:
            positions.update(self._look("stream", one.recorded.stream_id))
            positions.update(self._look("correlation", one.recorded.correlation_id))
            for run in runs_after(one.recorded.fact):
                positions.update(self._look("correlation", run))
        return positions

    def _look(self, where: str, name: str) -> Sequence[int]:
        if (where, name) in self._looked:
            return ()
        self._looked.add((where, name))
        look = self._history.in_stream if where == "stream" else self._history.in_correlation
        return look(name)

    def _belonging(self, positions: Iterable[int]) -> dict[int, Happened]:
        """This is what belongs to the booking of the facts there, each looked at once."""
        fresh = sorted(at for at in set(positions) if at <= self._until and at not in self._passed)
        self._passed.update(fresh)
        return {
            one.position: one for one in told(self._history, fresh) if self._booking_id in one.names
        }
