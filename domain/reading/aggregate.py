"""Reading: who read what is personal of one person in one month, and what for.

Rules, in plain language:

- Whoever reads somebody else's data says what for, and it is recorded.
- Reading on the same way for the same purpose is recorded once an hour: turning pages is one look.
- Reading one's own data is nobody's business; taking it away as an export is recorded all the same.
- Only the reader says that they read; a process says it for whoever it reads for.

There are no states: a month is read in, or not yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.reading.events import DataRead, ReadingEvent, ReadingPurpose, Route
from domain.shared.actor import Actor
from domain.shared.errors import NotAllowed
from domain.shared.event import Kind
from domain.shared.personal import Category, PersonId
from domain.shared.text import Month

TAKEN_AWAY = frozenset({ReadingPurpose.SUBJECT_ACCESS, ReadingPurpose.EXPORT})


class OnlyTheReaderSaysSo(NotAllowed):
    """Nobody says of another person that they read somebody's data."""


@dataclass(frozen=True, slots=True)
class Look:
    """This is one person reading on one way for one purpose."""

    reader_id: PersonId
    purpose: ReadingPurpose
    route: Route


@dataclass(frozen=True, slots=True)
class Readings:
    """This is a person's month, as far as a decision needs it: the looks of the newest hour."""

    person_id: PersonId
    month: Month
    hour: datetime | None = None
    looks: tuple[Look, ...] = ()

    def note(
        self, look: Look, categories: Sequence[Category], by: Actor, now: datetime
    ) -> Sequence[ReadingEvent]:
        """This records that the person's data was read; once more within the hour is nothing new.

        Raises:
            OnlyTheReaderSaysSo: somebody says it of another.
        """
        if by.id != look.reader_id and not by.is_system:
            raise OnlyTheReaderSaysSo
        if look.reader_id == self.person_id and look.purpose not in TAKEN_AWAY:
            return ()
        if self.hour == hour_of(now) and look in self.looks:
            return ()
        return (
            DataRead(
                person_id=self.person_id,
                reader_id=look.reader_id,
                purpose=look.purpose,
                categories=tuple(categories),
                route=look.route,
                read_at=now,
            ),
        )


def hour_of(at: datetime) -> datetime:
    """This is the beginning of the hour."""
    return at.replace(minute=0, second=0, microsecond=0)


def month_of(at: datetime) -> str:
    """This is the month, as the name of the stream ends with it."""
    return f"{at:%Y-%m}"


def unread(person_id: str, month: str) -> Readings:
    """This is a month in which nobody read anything of the person yet."""
    return Readings(person_id, month)


def evolve(state: Readings | None, fact: ReadingEvent) -> Readings:
    """This is the month after the fact."""
    known = state or unread(fact.person_id, month_of(fact.read_at))
    look, hour = Look(fact.reader_id, fact.purpose, fact.route), hour_of(fact.read_at)
    looks = (*known.looks, look) if hour == known.hour else (look,)
    return replace(known, hour=hour, looks=looks)


READING = Kind("reading", Readings, evolve)
