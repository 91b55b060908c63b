"""The tree as the notary extends it, on the connection that makes it the only notary."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import LiteralString

from psycopg.errors import UniqueViolation

from adapters.postgres.desk import Desk
from adapters.postgres.pool import outages
from application.notarising import DoesNotContinue, SignedCheckpoint
from domain.proof.checkpoint import Checkpoint
from domain.proof.growth import TileHash

_KEEP_HASHES: LiteralString = """
    INSERT INTO proof.tile_hashes (level, index, hash)
    SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[])
"""
_KEEP: LiteralString = """
    INSERT INTO proof.checkpoints (size, root, signed_at, note) VALUES (%s, %s, %s, %s)
    RETURNING number, size, root, signed_at, note
"""


class PostgresNotaryStore(Desk):
    """This keeps checkpoints and the hashes of tiles."""

    def __init__(self, url: str) -> None:
        super().__init__(url, "notary")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """This lets what is kept within be kept together, or not at all."""
        with outages(), self.connection.transaction():
            yield

    def keep_hashes(self, hashes: Sequence[TileHash]) -> None:
        """This keeps hashes of tiles."""
        lines = [(each.level, each.index, each.hash) for each in hashes]
        if not lines:
            return
        try:
            self.rows(_KEEP_HASHES, tuple(list(column) for column in zip(*lines, strict=True)))
        except UniqueViolation as reason:
            raise DoesNotContinue("Hashes of tiles stand where nothing was signed yet.") from reason

    def keep(self, checkpoint: Checkpoint, signed_at: datetime, note: str) -> SignedCheckpoint:
        """This keeps what was signed."""
        values = (checkpoint.size, checkpoint.root, signed_at, note)
        return SignedCheckpoint(*self.rows(_KEEP, values)[0])
