"""The stream from any place on: what the broker no longer holds comes from the log.

Broker timestamps and offsets say nothing of the log. But each message says what came before it in
its partition, so the oldest message of each partition tells up to where the broker may lack
something. Up to there the log is read, and from there on the stream, each fact once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any, Final, Protocol

from application.consistency import Partition, Positions
from application.delivery import READ_AT_ONCE, Delivered, FactLog, FactStream
from domain.shared.errors import Unavailable
from domain.shared.event import Recorded, context_of

POLL_SECONDS: Final = 1.0
PATIENCE: Final = 20
"""So many times nothing may come before all of what was published has come."""


class HeldStream(FactStream, Protocol):
    """This is a subscription that begins with the oldest fact the broker still holds."""

    def held(self) -> frozenset[Partition]:
        """This is the partitions of which the broker holds anything.

        Raises:
            Unavailable: the broker does not answer.
        """


@dataclass(frozen=True, slots=True)
class Replay:
    """This replays facts of some topics behind a position.

    Attributes:
        stream: what the broker holds of their contexts, and what comes.
        log: what it does not hold any more.
        published: the position last published in each partition of theirs.
        topics: which facts are wanted.
    """

    stream: HeldStream
    log: FactLog
    published: Positions
    topics: frozenset[str]

    def behind(self, after: int, *, is_following: bool) -> Iterator[Recorded[Any]]:
        """This is every wanted fact behind the position: all that was published, or for ever.

        Raises:
            Unavailable: log or broker does not answer, or what was published does not come.
        """
        held = self.stream.held()
        begun = list(self._begun(held))
        floor = max(after, self._lacking(held, begun))
        yield from self._from_log(after, floor)
        seen = dict.fromkeys(self.published, floor)
        left = {part: at for part, at in self.published.items() if at > floor}
        batches = chain([begun], self._polled(is_following=is_following))
        for batch in batches:
            for one in sorted(batch, key=lambda each: each.recorded.position):
                position = one.recorded.position
                if position > seen.get(one.partition, floor):
                    seen[one.partition] = position
                    yield from self._wanted([one.recorded])
            if not is_following and all(seen[part] >= at for part, at in left.items()):
                return

    def _begun(self, held: frozenset[Partition]) -> Iterator[Delivered]:
        """This is what comes until each partition that holds something has shown its oldest."""
        missing = set(held)
        for batch in self._polled(is_following=False) if held else ():
            yield from batch
            missing -= {one.partition for one in batch}
            if not missing:
                return

    def _lacking(self, held: frozenset[Partition], begun: Sequence[Delivered]) -> int:
        """This is up to which position the broker may lack something."""
        oldest: dict[Partition, int] = {}
        for one in begun:
            oldest.setdefault(one.partition, one.previous)
        gone = (at for part, at in self.published.items() if part not in held)
        return max([0, *oldest.values(), *gone])

    def _polled(self, *, is_following: bool) -> Iterator[list[Delivered]]:
        silent = 0
        for _ in repeat(None):
            batch = self.stream.poll(POLL_SECONDS)
            silent = 0 if batch else silent + 1
            if silent > PATIENCE and not is_following:
                raise Unavailable("what was published does not come from the broker")
            yield batch

    def _from_log(self, after: int, upto: int) -> Iterator[Recorded[Any]]:
        contexts = frozenset(map(context_of, self.topics))
        while after < upto:
            found = self.log.read(after, READ_AT_ONCE, contexts)
            after = found[-1].position if len(found) == READ_AT_ONCE else upto
            yield from self._wanted([one for one in found if one.position <= upto])

    def _wanted(self, found: Sequence[Recorded[Any]]) -> Iterator[Recorded[Any]]:
        return (one for one in found if one.fact.TOPIC in self.topics)
