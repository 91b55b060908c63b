"""A training set as files: rows as Parquet, interactions as lines, and a manifest of both.

The manifest is written last and holds the digest of the content: a folder without one holds no set.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any, Final, TextIO

import msgspec
import pyarrow as pa
from pyarrow import parquet

from adapters.arrow.writing import UNFINISHED, write_text
from application.dataset.terms import Interaction, Made, Row
from application.status import CannotBeDone

ROWS: Final = "rows.parquet"
INTERACTIONS: Final = "train.tsv"
MANIFEST: Final = "manifest.json"
TOGETHER: Final = 5_000
TYPES: Final = {
    "log_position": pa.int64(),
    "shown_at": pa.timestamp("us", tz="UTC"),
    "place": pa.int32(),
    "sources": pa.list_(pa.string()),
    "score": pa.float64(),
    "propensity": pa.float64(),
    "is_opened": pa.bool_(),
    "is_tied": pa.bool_(),
    "is_booked": pa.bool_(),
}
PLAIN: Final = tuple(each.name for each in fields(Row) if each.name != "features")


class TrainingSetFiles:
    """This writes a set into files as it is made."""

    def __init__(
        self, table: parquet.ParquetWriter, lines: TextIO, features: Sequence[str]
    ) -> None:
        self._table = table
        self._lines = lines
        self._features = features
        self._rows: list[Row] = []

    def row(self, row: Row) -> None:
        """This writes a row, with some others."""
        self._rows.append(row)
        if len(self._rows) >= TOGETHER:
            self.flush()

    def interaction(self, interaction: Interaction) -> None:
        """This writes who chose whom, what it was, and when, as `bench ranking` reads it."""
        student_id, tutor_id, rating, at = interaction
        self._lines.write(f"{student_id}\t{tutor_id}\t{rating}\t{at.timestamp():.0f}\n")

    def flush(self) -> None:
        """This writes the rows that are waiting."""
        columns: dict[str, list[Any]] = {
            name: [getattr(row, name) for row in self._rows] for name in PLAIN
        }
        for name in self._features:
            columns[name] = [row.features.get(name) for row in self._rows]
        self._table.write_batch(pa.RecordBatch.from_pydict(columns, self._table.schema))
        self._rows.clear()


def write_set(
    folder: Path, features: Sequence[str], make: Callable[[TrainingSetFiles], Made]
) -> Made:
    """This writes a whole set into an empty folder, or one that holds a set already.

    Raises:
        CannotBeDone: the folder holds something else, or cannot be written.
    """
    try:
        _clear(folder)
        with _opened(folder, features) as files:
            made = make(files)
            files.flush()
        for name in (ROWS, INTERACTIONS):
            (folder / f"{name}{UNFINISHED}").replace(folder / name)
        write_text(msgspec.json.format(msgspec.json.encode(made)) + b"\n", folder / MANIFEST)
    except OSError as reason:
        raise CannotBeDone(f"{folder} cannot be written: {reason.strerror}.") from reason
    return made


@contextmanager
def _opened(folder: Path, features: Sequence[str]) -> Iterator[TrainingSetFiles]:
    schema = pa.schema(
        [
            *((name, TYPES.get(name, pa.string())) for name in PLAIN),
            *((name, pa.float64()) for name in features),
        ]
    )
    rows, lines = folder / f"{ROWS}{UNFINISHED}", folder / f"{INTERACTIONS}{UNFINISHED}"
    with (
        parquet.ParquetWriter(rows, schema, compression="zstd") as table,
        lines.open("w", encoding="utf-8") as file,
    ):
        yield TrainingSetFiles(table, file, features)


def _clear(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    ours = {*(ROWS, INTERACTIONS, MANIFEST), f"{ROWS}{UNFINISHED}", f"{INTERACTIONS}{UNFINISHED}"}
    there = list(folder.iterdir())
    if any(path.name not in ours for path in there):
        raise CannotBeDone(f"{folder} holds something that is no training set; name another.")
    for path in there:
        path.unlink()
