"""A table as a file that appears whole or not at all."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa
from pyarrow import csv, parquet

UNFINISHED: Final = ".unfinished"
ENCODER: Final = msgspec.json.Encoder()
Write = Callable[[pa.Table, Path], None]


def write(table: pa.Table, path: Path, kind: str) -> None:
    """This writes a table in one of the formats; what was there is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + UNFINISHED)
    FORMATS[kind](table, unfinished)
    _put_in_place(unfinished, path)


def write_text(text: bytes, path: Path) -> None:
    """This writes a small file in the same way."""
    unfinished = path.with_name(path.name + UNFINISHED)
    unfinished.write_bytes(text)
    _put_in_place(unfinished, path)


def _put_in_place(unfinished: Path, path: Path) -> None:
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.replace(path)


def _parquet(table: pa.Table, path: Path) -> None:
    parquet.write_table(table, path, compression="zstd")


def _ndjson(table: pa.Table, path: Path) -> None:
    with path.open("wb") as file:
        for batch in table.to_batches(max_chunksize=1_000):
            file.write(ENCODER.encode_lines(batch.to_pylist()))


def _csv(table: pa.Table, path: Path) -> None:
    csv.write_csv(_flat(table), path)


def _flat(table: pa.Table) -> pa.Table:
    """This is the table without structure: parts as columns with a dot, lists as JSON."""
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    for at, field in enumerate(table.schema):
        if pa.types.is_list(field.type):
            lists = table.column(at).to_pylist()
            texts = [None if one is None else ENCODER.encode(one).decode() for one in lists]
            table = table.set_column(at, field.name, pa.array(texts, pa.string()))
    return table


FORMATS: Final[Mapping[str, Write]] = {"parquet": _parquet, "ndjson": _ndjson, "csv": _csv}
