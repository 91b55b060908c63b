"""Digests of read models in memory: the same promises, for tests that must not touch a disk."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from adapters.memory.tree import InMemoryTree
from application.digesting import SignedDigests
from domain.proof.digests import Digests


@dataclass
class InMemoryDigests(InMemoryTree):
    """This keeps signed digests beside the tree: whoever signs them works here, others read."""

    signed_digests: list[SignedDigests] = field(default_factory=list)
    places: list[tuple[str, int, int]] = field(default_factory=list)

    def latest_digests(self) -> SignedDigests | None:
        """This is the digests that were signed last."""
        return self.signed_digests[-1] if self.signed_digests else None

    def keep_digests(self, digests: Digests, signed_at: datetime, note: str) -> None:
        """This keeps what was signed, to be found by each read model and its position."""
        number = len(self.signed_digests) + 1
        self.signed_digests.append(
            SignedDigests(number, digests.position, digests.size, signed_at, note)
        )
        self.places += [(one.name, one.position, number) for one in digests.projections]

    def digests(self, number: int) -> SignedDigests | None:
        """This is the digests of that number."""
        return next((one for one in self.signed_digests if one.number == number), None)

    def digests_before(self, number: int | None, limit: int) -> Sequence[SignedDigests]:
        """This is the digests before those, or the last ones, the newest first."""
        found = [one for one in self.signed_digests if number is None or one.number < number]
        return found[::-1][:limit]

    def digests_of(self, projection: str, position: int) -> Sequence[SignedDigests]:
        """This is every digests that tell of that read model at that position."""
        numbers = {place[2] for place in self.places if place[:2] == (projection, position)}
        return [one for one in self.signed_digests if one.number in numbers]

    def told_near(self, projection: str, position: int | None) -> Sequence[int]:
        """This is where the read model was told of, below the position and above it, or last."""
        told = sorted({at for name, at, _number in self.places if name == projection})
        if position is None:
            return told[-1:]
        above = [at for at in told if at > position]
        return [*[at for at in told if at <= position][-1:], *above[:1]]
