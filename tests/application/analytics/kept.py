"""What a fold has come to, in memory, where a test can break off whatever is put there."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from application.analytics.folding import Cell, Folded, Key, fold
from domain.shared.event import Recorded


class Kept:
    """This is the state of one partition."""

    def __init__(self) -> None:
        self.place = 0
        self.cells: dict[Key, Cell] = {}
        self.notes: dict[str, str] = {}

    def cell(self, key: Key) -> Cell | None:
        return self.cells.get(key)

    def note(self, stream_id: str) -> str | None:
        return self.notes.get(stream_id)

    def take(self, batch: Sequence[Recorded[Any]], breaks_off: float = 1.0) -> Folded:
        """This folds a batch and puts it here; of what breaks off only the first part is put."""
        folded = fold(self, batch)
        puts: list[tuple[dict[Any, Any], Any, Any]] = [
            *((self.cells, *each) for each in folded.cells.items()),
            *((self.notes, *each) for each in folded.notes.items() if each[1] is not None),
        ]
        for put, name, value in puts[: round(breaks_off * len(puts))]:
            put[name] = value
        if breaks_off == 1.0:
            self.place = folded.place
            for stream_id, note in folded.notes.items():
                if note is None:
                    self.notes.pop(stream_id, None)
        return folded

    @property
    def figures(self) -> Counter[Key]:
        """This is what was counted, without who counted it last."""
        return Counter({key: cell.value for key, cell in self.cells.items()})
