"""Where facts stand, and how far somebody who follows them has come.

A fact stands at a position, in one partition of its context's topic. A follower has, for each
partition, everything up to some position. Comparing the two answers "have you seen my
writes?" without ever waiting for a partition nothing was written to.
"""

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from application.ports import Place
from domain.shared.errors import Refused
from domain.shared.event import Recorded, context_of

LONGEST_TOKEN = 4_000
_PART = re.compile(r"([a-z][a-z0-9_]{0,62})\.(\d{1,4})@(\d{1,18})")


class ConsistencyTokenUnreadable(Refused):
    """The consistency token is not one of ours; send it as it was given, or leave it out."""


class Partition(NamedTuple):
    """This is one of the parallel lines that the facts of a context travel on."""

    context: str
    number: int


Positions = Mapping[Partition, int]


def partition_of(stream_id: str, partitions: int) -> int:
    """This is the partition of a stream: the same in every process, language and year."""
    return zlib.crc32(stream_id.encode()) % partitions


def all_partitions(contexts: Iterable[str], partitions: int) -> list[Partition]:
    """This is every partition of those contexts, in order."""
    return [
        Partition(context, number) for context in sorted(contexts) for number in range(partitions)
    ]


@dataclass(frozen=True, slots=True)
class Portion:
    """This is what one of several workers takes in: some partitions of every topic.

    Attributes:
        numbers: the partitions.
        of: how many there are.
    """

    numbers: frozenset[int]
    of: int

    @classmethod
    def at(cls, rank: int, members: int, of: int) -> "Portion":
        """This is the portion of one of so many members, counted from 0; some may get none."""
        return cls(frozenset(range(rank, of, members)), of)

    @classmethod
    def whole(cls, of: int) -> "Portion":
        """This is everything."""
        return cls.at(0, 1, of)

    @property
    def is_whole(self) -> bool:
        """This is true when nobody else takes anything in."""
        return len(self.numbers) == self.of


@dataclass(frozen=True, slots=True)
class Reached:
    """This is how far somebody has come in the log: up to a position, without what is missing.

    Of two partitions one may be ahead; what of the other has not come yet is missing.
    """

    position: int
    missing: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Token:
    """This is where the facts of a command stand: the highest position in each partition."""

    positions: Positions

    @classmethod
    def of(cls, places: Iterable[Place], partitions: int) -> "Token":
        """This is the token of a command whose facts stand at those places."""
        highest: dict[Partition, int] = {}
        for place in places:
            partition = Partition(place.context, partition_of(place.stream_id, partitions))
            highest[partition] = max(highest.get(partition, 0), place.position)
        return cls(highest)

    @classmethod
    def decode(cls, text: str) -> "Token":
        """This reads a token back.

        Raises:
            ConsistencyTokenUnreadable: the text is not a token.
        """
        if len(text) > LONGEST_TOKEN:
            raise ConsistencyTokenUnreadable
        positions: dict[Partition, int] = {}
        for part in filter(None, text.strip().split(",")):
            found = _PART.fullmatch(part.strip())
            if found is None:
                raise ConsistencyTokenUnreadable
            partition = Partition(found[1], int(found[2]))
            positions[partition] = max(positions.get(partition, 0), int(found[3]))
        return cls(positions)

    def encode(self) -> str:
        """This is the token as text, such as `booking.3@1042,calendar.1@1044`."""
        return ",".join(
            f"{context}.{number}@{position}"
            for (context, number), position in sorted(self.positions.items())
        )

    def beyond(self, reached: Positions) -> int:
        """This is how many positions the farthest fact lies beyond what was reached.

        Partitions that are not followed at all hold nobody up. 0 means: all of it is in.
        """
        missing = (
            position - reached[partition]
            for partition, position in self.positions.items()
            if partition in reached
        )
        return max(0, max(missing, default=0))


class Checkpoints:
    """This is how far a follower has come: per partition, up to where it has everything."""

    def __init__(self, positions: Positions, partitions: int) -> None:
        self.positions = dict(positions)
        self.partitions = partitions

    @classmethod
    def at_start(cls, contexts: Iterable[str], partitions: int) -> "Checkpoints":
        """This is the place of a follower that has nothing yet."""
        return cls(dict.fromkeys(all_partitions(contexts, partitions), 0), partitions)

    def copy(self) -> "Checkpoints":
        """This is the same place, to move on from without committing to it."""
        return Checkpoints(self.positions, self.partitions)

    def within(self, portion: Portion) -> "Checkpoints":
        """This is the place in the partitions of a portion alone."""
        mine = {at: had for at, had in self.positions.items() if at.number in portion.numbers}
        return Checkpoints(mine, self.partitions)

    @property
    def portion(self) -> Portion:
        """This is the partitions that are taken in at all."""
        return Portion(frozenset(at.number for at in self.positions), self.partitions)

    @property
    def low(self) -> int:
        """This is the position up to which every partition is complete."""
        return min(self.positions.values(), default=0)

    def all_at(self, position: int) -> dict[Partition, int]:
        """This is every followed partition at that position, for who read the whole log so far."""
        return dict.fromkeys(self.positions, position)

    def partition(self, recorded: Recorded[Any]) -> Partition:
        """This is the partition a fact travels on."""
        number = partition_of(recorded.stream_id, self.partitions)
        return Partition(context_of(recorded.fact.TOPIC), number)

    def take(self, batch: Sequence[Recorded[Any]], complete: Positions) -> list[Recorded[Any]]:
        """This is what of the batch is new, in order; from now on it counts as had.

        `complete` says up to where partitions hold nothing beyond the batch, so that idle ones
        move on as well.
        """
        positions = self.positions
        if len(complete) == len(positions) and self.portion.is_whole:
            fresh = self._behind_all(batch)
        else:
            fresh = []
            for recorded in batch:
                partition = self.partition(recorded)
                if recorded.position > positions.get(partition, recorded.position):
                    positions[partition] = recorded.position
                    fresh.append(recorded)
        for partition, position in complete.items():
            if position > positions.get(partition, position):
                positions[partition] = position
        return fresh

    def _behind_all(self, batch: Sequence[Recorded[Any]]) -> list[Recorded[Any]]:
        """This is what is new of a batch from the log, which holds nothing twice.

        Most of it lies behind every partition's place, so that its own need not be found.
        """
        positions = self.positions
        high = max(positions.values(), default=0)
        contexts = {context for context, _number in positions}
        return [
            recorded
            for recorded in batch
            if context_of(recorded.fact.TOPIC) in contexts
            and (
                recorded.position > high or recorded.position > positions[self.partition(recorded)]
            )
        ]

    def since(self, before: "Checkpoints") -> dict[Partition, int]:
        """This is the partitions that have moved on, with their new positions."""
        return {
            partition: position
            for partition, position in self.positions.items()
            if before.positions.get(partition) != position
        }
