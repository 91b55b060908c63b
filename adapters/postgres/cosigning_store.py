"""The tree as it is brought to a witness, and what the witness is known to have seen."""

from collections.abc import Sequence
from typing import LiteralString

from adapters.postgres.desk import Desk
from adapters.postgres.pool import outages
from adapters.postgres.tree import TreeRows

_SEEN: LiteralString = "SELECT size FROM proof.witnesses WHERE url = %s"
_NOTE: LiteralString = """
    INSERT INTO proof.witnesses (url, size, trouble) VALUES (%s, %s, %s)
    ON CONFLICT (url) DO UPDATE SET size = EXCLUDED.size, trouble = EXCLUDED.trouble
"""
_KEEP: LiteralString = """
    INSERT INTO proof.cosignatures (checkpoint, line, made_at)
    SELECT %s, unnest(%s::text[]), clock_timestamp() ON CONFLICT DO NOTHING
"""


class PostgresCosigningStore(Desk):
    """This keeps cosignatures of one witness; one process at a time brings it checkpoints."""

    def __init__(self, url: str, witness: str) -> None:
        super().__init__(url, f"witness {witness}")
        self._witness = witness

    def seen(self) -> int:
        """This is the size that the witness saw last, as far as we know."""
        rows = self.rows(_SEEN, (self._witness,))
        return int(rows[0][0]) if rows else 0

    def cosignatures(self, checkpoint: int) -> list[str]:
        """This is the signature lines of witnesses under a checkpoint."""
        with outages():
            return TreeRows(self.connection).cosignatures(checkpoint)

    def keep_cosignatures(self, checkpoint: int, lines: Sequence[str]) -> None:
        """This keeps what the witness signed."""
        self.rows(_KEEP, (checkpoint, list(lines)))

    def note_witness(self, size: int, trouble: str) -> None:
        """This notes what the witness saw last, and what troubles it."""
        self.rows(_NOTE, (self._witness, size, trouble))
