"""The fold: the facts of one partition become figures, each with the position that changed it last.

A figure that stands at a fact's position has it already, and a partition's place says up to where
all its facts are in. So whatever is folded twice, in part or whole, gives the same, and two workers
that fold the same facts write the same.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple, Protocol, Self

from application.analytics.bursts import Hit, hits_in
from application.analytics.measures import Measure, Measured, measured, note_of
from application.analytics.spans import KINDS, Period
from domain.shared.event import Recorded

VERSION: Final = 2
"""Of what is counted and how: another one counts everything anew, beside what there is."""

LATEST: Final = timedelta(days=7)
"""A fact recorded longer after it happened changes no window: it is counted as late."""


def fold_name(partitions: int) -> str:
    """This names a way of counting: what is counted, and on how many partitions."""
    return f"v{VERSION}-p{partitions}"


class Key(NamedTuple):
    """This names a figure: what was counted, in which window, of what."""

    measure: Measure
    period: Period
    start: datetime
    subject: str
    country: str
    currency: str

    @property
    def text(self) -> str:
        """This is the same as one word."""
        return "|".join((*self[:2], f"{self.start:%Y-%m-%dT%H:%M}Z", *self[3:]))

    @classmethod
    def of(cls, text: str) -> Self:
        """This reads one back."""
        measure, period, start, *of = text.split("|")
        at = datetime.strptime(start, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
        return cls(Measure(measure), Period(period), at, *of)

    @property
    def end(self) -> datetime:
        """This is when the window is over."""
        return self.start + KINDS[self.period].length


class Cell(NamedTuple):
    """This is a figure, and the position of the fact that changed it last."""

    value: int
    position: int


NOTHING: Final = Cell(0, 0)


class State(Protocol):
    """This is what was made of a partition's facts up to its place."""

    @property
    def place(self) -> int:
        """This is the position of the last fact that is in whole."""

    def cell(self, key: Key) -> Cell | None:
        """This is the figure, if anything was counted for it."""

    def note(self, stream_id: str) -> str | None:
        """This is what was noted of a stream."""


@dataclass(slots=True)
class Folded:
    """This is what a batch comes to, to be put over the state it was folded on.

    Figures and notes are put first, the place when they are safe, and only then is what is over
    taken away: so whatever breaks off in between can be folded again.
    """

    place: int
    recorded_at: datetime | None = None
    cells: dict[Key, Cell] = field(default_factory=dict)
    notes: dict[str, str | None] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)


def is_late(recorded: Recorded[Any], at: datetime) -> bool:
    """This is true when something was recorded too long after it happened to count for its time."""
    return recorded.recorded_at - at > LATEST


def is_over(key: Key, recorded_at: datetime) -> bool:
    """This is true of a figure that no fact recorded from then on can change."""
    return key.end + LATEST < recorded_at


def fold(state: State, batch: Sequence[Recorded[Any]]) -> Folded:
    """This folds facts of one partition, in order; those at or before its place are passed over."""
    folded = Folded(state.place)
    for recorded in batch:
        if recorded.position <= folded.place:
            continue
        noted = _noted(folded, state, recorded.stream_id)
        for key, value in _counted(recorded, noted).items():
            cell = folded.cells.get(key) or state.cell(key) or NOTHING
            if cell.position < recorded.position:
                cell = Cell(cell.value + value, recorded.position)
            folded.cells[key] = cell
        folded.notes |= note_of(recorded)
        folded.hits += (hit for hit in hits_in(recorded) if not is_late(recorded, hit.at))
        folded.place, folded.recorded_at = recorded.position, recorded.recorded_at
    return folded


def _noted(folded: Folded, state: State, stream_id: str) -> str | None:
    if stream_id in folded.notes:
        return folded.notes[stream_id]
    return state.note(stream_id)


def _counted(recorded: Recorded[Any], noted: str | None) -> Mapping[Key, int]:
    """This is what the fact adds to each figure; what is late adds one to the late ones."""
    added: Counter[Key] = Counter()
    late = Measured(Measure.LATE_FACTS, recorded.recorded_at)
    found = [late if is_late(recorded, one.at) else one for one in measured(recorded, noted)]
    for one in dict.fromkeys(found):
        for key in _keys(one):
            added[key] += one.value
    return added


def _keys(one: Measured) -> Iterator[Key]:
    for period, windows in KINDS.items():
        for start in windows.around(one.at):
            yield Key(one.measure, period, start, one.subject, one.country, one.currency)
