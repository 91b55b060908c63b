"""Facts as files, a stretch of the log at a time: begun again it goes on behind the last stretch.

A stretch becomes one file for each topic and day in it, named after where it begins. Then the
folder's note says how far it has come. What was killed in between is written again under the same
names, so nothing is there twice and nothing is missing; what is held in memory is one stretch.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec
import pyarrow as pa

from adapters.arrow.types import columns_of, row_of
from adapters.arrow.writing import UNFINISHED, write, write_text
from application.delivery import READ_AT_ONCE, FactLog, Progress
from application.exporting import Exported, Wanted, topics_named
from application.status import CannotBeDone
from domain.shared.event import Recorded, context_of
from domain.shared.public import public_fact
from domain.shared.unreadable import UnreadableFact

NOTE: Final = "export.json"
STRETCH: Final = 100_000


class Note(msgspec.Struct):
    """This is what a folder holds: of what export, from where on, and how far."""

    wanted: Wanted
    after: int
    done: int
    facts: int = 0
    files: int = 0
    unreadable: int = 0


Pieces = dict[tuple[str, str], list[pa.RecordBatch]]
"""The rows of a stretch, by topic and day."""


@dataclass(frozen=True, slots=True)
class EventFiles:
    """This writes what happened into folders.

    Attributes:
        facts: the log, read without any key.
        position_before: behind which position everything was recorded at that time or later.
        stretch: positions at a time.
    """

    facts: FactLog
    position_before: Callable[[datetime], int]
    stretch: int = STRETCH

    def export(self, folder: Path, wanted: Wanted, said: Progress) -> Exported:
        """This writes what was recorded from one time up to another, or up to now.

        Raises:
            CannotBeDone: nothing is called so, or the folder holds something else or cannot be
                written.
        """
        topics = topics_named(wanted.names)
        until = self.position_before(wanted.before) if wanted.before else self.facts.head()
        try:
            note = self._begun(folder, wanted)
            while note.done < until:
                said(note.done - note.after, until - note.after)
                upto = min(note.done + self.stretch, until)
                self._write(folder, note, topics, upto)
        except OSError as reason:
            raise CannotBeDone(f"{folder} cannot be written: {reason.strerror}.") from reason
        return Exported(note.facts, note.files, note.done, note.unreadable)

    def _begun(self, folder: Path, wanted: Wanted) -> Note:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / NOTE
        if path.exists():
            note = msgspec.json.decode(path.read_bytes(), type=Note)
            if note.wanted != wanted:
                raise CannotBeDone(
                    f"{folder} holds an export of something else; ask for that, or name another."
                )
        elif any(path.name != NOTE + UNFINISHED for path in folder.iterdir()):
            raise CannotBeDone(f"{folder} holds something that is no export; name another folder.")
        else:
            after = self.position_before(wanted.since) if wanted.since else 0
            note = Note(wanted, after, after)
            _keep(note, folder)
        for left in folder.rglob(f"*{UNFINISHED}"):
            left.unlink()
        return note

    def _write(self, folder: Path, note: Note, topics: frozenset[str], upto: int) -> None:
        """This writes the stretch behind what is done, and notes that it is."""
        pieces: Pieces = defaultdict(list)
        for batch in self._read(note.done, upto, topics):
            note.unreadable += sum(isinstance(one.fact, UnreadableFact) for one in batch)
            note.facts += _add(pieces, batch, topics)
        for (topic, day), batches in pieces.items():
            name = f"{note.done + 1:012}.{note.wanted.format}"
            table = pa.Table.from_batches(batches, columns_of(topic))
            write(table, folder / f"topic={topic}" / f"log_day={day}" / name, note.wanted.format)
        note.files += len(pieces)
        note.done = upto
        _keep(note, folder)

    def _read(self, after: int, upto: int, topics: frozenset[str]) -> Iterator[list[Recorded[Any]]]:
        contexts = frozenset(map(context_of, topics))
        while after < upto:
            found = self.facts.read(after, READ_AT_ONCE, contexts)
            after = found[-1].position if len(found) == READ_AT_ONCE else upto
            yield [one for one in found if one.position <= upto]


def _add(pieces: Pieces, batch: Sequence[Recorded[Any]], topics: frozenset[str]) -> int:
    """This adds a batch to a stretch, and answers how many facts of it were wanted."""
    rows: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for one in batch:
        topic = one.fact.TOPIC
        if topic in topics and not isinstance(one.fact, UnreadableFact):
            day = one.recorded_at.astimezone(UTC).date().isoformat()
            rows[topic, day].append(row_of(public_fact(one)))
    for (topic, day), found in rows.items():
        made = pa.RecordBatch.from_pylist(found, columns_of(topic))
        pieces[topic, day].append(made)
    return sum(map(len, rows.values()))


def _keep(note: Note, folder: Path) -> None:
    write_text(msgspec.json.format(msgspec.json.encode(note)) + b"\n", folder / NOTE)
