"""Figures of read models as one file each."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import pyarrow as pa

from adapters.arrow.writing import write
from application.exporting import Format
from application.status import CannotBeDone
from projections.platform_metrics.queries import Rollup

ROLLUPS: Final = pa.schema(
    [
        pa.field("day", pa.date32(), nullable=False),
        pa.field("metric", pa.string(), nullable=False),
        pa.field("currency", pa.string(), nullable=False),
        pa.field("value", pa.int64(), nullable=False),
    ]
)


def write_rollups(folder: Path, found: Sequence[Rollup], kind: Format) -> Path:
    """This writes the figures of days, and answers where.

    Raises:
        CannotBeDone: the folder cannot be written.
    """
    path = folder / f"rollups.{kind}"
    try:
        write(pa.Table.from_pylist([asdict(one) for one in found], ROLLUPS), path, kind)
    except OSError as reason:
        raise CannotBeDone(f"{folder} cannot be written: {reason.strerror}.") from reason
    return path
