"""What models have learnt, in memory, for tests."""

from collections.abc import Set as AbstractSet
from datetime import datetime


class InMemoryModelFiles:
    """This keeps bytes in a dict, each with when it was last learnt."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[bytes, datetime]] = {}

    def keep(self, digest: str, contents: bytes, now: datetime) -> None:
        """This keeps it; of the same again it is known that it was learnt anew."""
        before = self._kept.get(digest, (contents, now))
        self._kept[digest] = before[0], max(before[1], now)

    def find(self, digest: str) -> bytes | None:
        """This is what is kept under the digest."""
        return self._kept[digest][0] if digest in self._kept else None

    def remove(self, before: datetime, needed: AbstractSet[str]) -> AbstractSet[str]:
        """This removes what is not needed, and was last learnt before that time."""
        gone = {
            digest
            for digest, (_, kept_at) in self._kept.items()
            if kept_at < before and digest not in needed
        }
        for digest in gone:
            del self._kept[digest]
        return gone
