"""The tree in memory: the same promises, for tests that must not touch a disk."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from application.notarising import DoesNotContinue, SignedCheckpoint
from domain.proof.checkpoint import Checkpoint
from domain.proof.growth import TileHash
from domain.proof.merkle import leaf_hash
from domain.proof.record import Stored, record_of
from domain.proof.tiles import WIDTH, Tile


@dataclass
class InMemoryTree:
    """This keeps facts, their leaves and what was signed, in lists and dicts."""

    facts: list[Stored] = field(default_factory=list)
    own_leaves: list[bytes] = field(default_factory=list)
    checkpoints: list[SignedCheckpoint] = field(default_factory=list)
    kept_hashes: dict[tuple[int, int], bytes] = field(default_factory=dict)
    lines: dict[int, list[str]] = field(default_factory=dict)
    alarms: dict[str, str] = field(default_factory=dict)
    checked: int = 0
    completed: int = 0

    def add(self, *facts: Stored) -> None:
        """This appends facts with their leaves."""
        for fact in facts:
            self.facts.append(fact)
            self.own_leaves.append(_leaf_of(fact))

    def take_over(self) -> bool:
        """This is always ours."""
        return True

    def head(self) -> int:
        """This is how many leaves the log has."""
        return len(self.own_leaves)

    def latest(self) -> SignedCheckpoint | None:
        """This is what was signed last."""
        return self.checkpoints[-1] if self.checkpoints else None

    def latest_upto(self, size: int) -> SignedCheckpoint | None:
        """This is what was signed last of no more than so many facts."""
        found = self.signed(0, size)
        return found[-1] if found else None

    def cosignatures(self, checkpoint: int) -> list[str]:
        """This is the signature lines of witnesses under a checkpoint."""
        return self.lines.get(checkpoint, [])

    def hashes(self, tile: Tile) -> bytes:
        """This is the hashes of a tile; fewer than its width where the tree has no more."""
        first = tile.index * WIDTH
        places = range(first, first + tile.width)
        if tile.level == 0:
            return b"".join(self.own_leaves[first : first + tile.width])
        return b"".join(self.kept_hashes.get((tile.level, place), b"") for place in places)

    def leaves(self, after: int, upto: int) -> list[bytes]:
        """This is the leaves behind one size, up to another; missing ones are left out."""
        return self.own_leaves[after:upto]

    def signed(self, after: int, upto: int) -> list[SignedCheckpoint]:
        """This is what was signed of sizes behind one, up to another, in order."""
        found = [each for each in self.checkpoints if after < each.size <= upto]
        return sorted(found, key=lambda each: (each.size, each.number))

    def stored(self, after: int, upto: int) -> list[Stored]:
        """This is the facts behind one position, up to another, column by column."""
        return self.facts[after:upto]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """This lets what is kept within be kept together, or not at all."""
        before = list(self.checkpoints), dict(self.kept_hashes)
        try:
            yield
        except BaseException:
            self.checkpoints, self.kept_hashes = before
            raise

    def keep_hashes(self, hashes: Sequence[TileHash]) -> None:
        """This keeps hashes of tiles."""
        for each in hashes:
            if (each.level, each.index) in self.kept_hashes:
                raise DoesNotContinue("Hashes of tiles stand where nothing was signed yet.")
            self.kept_hashes[each.level, each.index] = each.hash

    def keep(self, checkpoint: Checkpoint, signed_at: datetime, note: str) -> SignedCheckpoint:
        """This keeps what was signed."""
        number = len(self.checkpoints) + 1
        made = SignedCheckpoint(number, checkpoint.size, checkpoint.root, signed_at, note)
        self.checkpoints.append(made)
        return made

    def raise_alarm(self, source: str, sentence: str) -> None:
        """This lets everybody see that something does not fit together."""
        self.alarms[source] = sentence

    def end_alarm(self, source: str) -> None:
        """This takes back what the source had said."""
        self.alarms.pop(source, None)

    def advance(self, checked: int) -> None:
        """This notes up to where the present round of the self-check has come."""
        self.checked = checked

    def complete(self, at: datetime) -> None:  # noqa: ARG002 - that it happened is enough
        """This notes that a whole round has ended without finding anything."""
        self.completed += 1


@lru_cache(maxsize=2_000)
def _leaf_of(fact: Stored) -> bytes:
    """This is remembered: tests make the same facts over and over."""
    return leaf_hash(record_of(fact))
