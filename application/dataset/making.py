"""Making a training set: the log is read twice, a batch at a time, and rows go out as they come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import msgspec

from application.dataset import ahead, known
from application.dataset.ahead import Ahead
from application.dataset.rows import Rows
from application.dataset.standing import CONTEXTS as STANDING
from application.dataset.standing import Standing
from application.dataset.terms import Asked, Interaction, Left, Made, Row, SetWriter
from application.delivery import FactLog, Progress
from application.ports import PositionsByTime
from application.status import CannotBeDone
from domain.shared.event import Recorded

READ_AT_ONCE: Final = 1_000
"""Facts in memory at a time: one of them may hold a hundred candidates."""

FOLLOWED: Final = ahead.CONTEXTS | known.CONTEXTS


def as_of_position(facts: FactLog, position: int | None, horizon: timedelta) -> Asked:
    """This asks for the set as of a position, or of the end of the log.

    Raises:
        CannotBeDone: the log does not reach so far, or holds nothing.
    """
    head = facts.head()
    place = head if position is None else position
    if not 1 <= place <= head:
        raise CannotBeDone(f"The log has {head:,} facts, and none at {place:,}.")
    (last,) = facts.read_positions([place])
    return Asked(place, last.recorded_at, horizon)


def as_of_time(log: PositionsByTime, at: datetime, now: datetime, horizon: timedelta) -> Asked:
    """This asks for the set as of a time, by the log's own times.

    Raises:
        CannotBeDone: it has not come yet: the set would be another one each time.
    """
    if at > now:
        raise CannotBeDone("That time has not come yet.")
    return Asked(log.position_before(at), at, horizon)


@dataclass(frozen=True, slots=True)
class Making:
    """This makes training sets.

    Attributes:
        facts: the log, read without any key: words are in no set.
        now: when it is asked who may be learned from.
    """

    facts: FactLog
    now: datetime

    def look_ahead(self, asked: Asked, said: Progress) -> Ahead:
        """This is what came of what was shown, up to the place."""
        found = Ahead()
        for batch in self._read(ahead.CONTEXTS, asked.position):
            for recorded in batch:
                found.take(recorded)
            said(batch[-1].position, 2 * asked.position)
        return found

    def make(self, asked: Asked, found: Ahead, writer: SetWriter, said: Progress) -> Made:
        """This writes the set, row by row, and is what was made."""
        rows = Rows(asked, found, self._standing())
        made = _Sum()
        for batch in self._read(FOLLOWED, asked.position):
            for recorded in batch:
                for row in rows.made_of(recorded):
                    made.row(row)
                    writer.row(row)
                for interaction in rows.interactions_of(recorded):
                    made.interaction(interaction)
                    writer.interaction(interaction)
            said(asked.position + batch[-1].position, 2 * asked.position)
        return made.told(asked, features_of(found), rows.left)

    def _standing(self) -> Standing:
        standing = Standing(self.now)
        for batch in self._read(STANDING, self.facts.head()):
            for recorded in batch:
                standing.take(recorded)
        return standing

    def _read(self, contexts: frozenset[str], upto: int) -> Iterator[Sequence[Recorded[Any]]]:
        """This is the facts of those contexts up to a position, in batches that hold some."""
        after = 0
        while after < upto:
            found = self.facts.read(after, READ_AT_ONCE, contexts)
            batch = [one for one in found if one.position <= upto]
            if batch:
                yield batch
            after = found[-1].position if len(found) == READ_AT_ONCE else upto


def features_of(found: Ahead) -> tuple[str, ...]:
    """This is the names of everything known of a row: what was recorded, and what is counted."""
    return (*sorted(found.features), *known.KNOWN)


class _Sum:
    """This adds up what is written, and its digest."""

    def __init__(self) -> None:
        self._digest = sha256()
        self._rows = self._opened = self._booked = self._interactions = 0

    def row(self, row: Row) -> None:
        self._rows += 1
        self._opened += row.is_opened
        self._booked += row.is_booked
        self._take(row)

    def interaction(self, interaction: Interaction) -> None:
        self._interactions += 1
        self._take(interaction)

    def told(self, asked: Asked, features: tuple[str, ...], left: Left) -> Made:
        counts = (self._rows, self._opened, self._booked, self._interactions)
        return Made(asked, features, *counts, self._digest.hexdigest(), left)

    def _take(self, thing: Any) -> None:
        self._digest.update(msgspec.json.encode(thing, order="deterministic") + b"\n")
