"""Traces: what happened to a thing, about a person or in one request, one line a fact.

Nothing personal is in a line: hidden fields say why they are. Whom the log knows by pseudonym
stays a pseudonym.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any, Final

from application.auditing.causes import Cause, causes_of, dues_of
from application.auditing.closure import keys_of, of_booking
from application.auditing.history import AT_ONCE, Happened, Hidden, History

PROOF: Final = "/v1/log/proof/{position}"
"""Where the proof of a fact is given."""


class Thread(StrEnum):
    """This is what a trace goes along."""

    STREAM = "stream"
    SUBJECT = "subject"
    CORRELATION = "correlation"
    BOOKING = "booking"


@dataclass(frozen=True, slots=True)
class TraceLine:
    """This is one fact of a trace.

    Attributes:
        position: its place in the log.
        event_id: its stream and its version there.
        recorded_at: when it was decided.
        topic: what happened.
        actor: who caused it, by pseudonym, or which process.
        ground: the role and the command that allowed it.
        correlation_id: the request or process run it belongs to.
        cause: what directly led to it.
        public: its fields that are nobody's personal data.
        hidden: its other fields, and why each is not shown.
        about: everybody it is about, by pseudonym.
        proof: where its proof is given.
    """

    position: int
    event_id: str
    recorded_at: datetime
    topic: str
    actor: str
    ground: str
    correlation_id: str
    cause: Cause
    public: Mapping[str, Any]
    hidden: Mapping[str, Hidden]
    about: tuple[str, ...]
    proof: str


@dataclass(frozen=True, slots=True)
class Trace:
    """This is a trace begun: how many facts it has, and its lines, read as they are asked for."""

    size: int
    lines: Iterator[TraceLine]


def trace(history: History, thread: Thread, name: str, *, after: int = 0, until: int) -> Trace:
    """This is what happened along a thread, behind one position and up to another."""
    if thread is Thread.BOOKING:
        return _of_booking(history, name, after, until)
    found = _positions(history, thread, name)
    positions = [position for position in found if after < position <= until]
    return Trace(len(positions), _lines(history, positions))


def line_of(happened: Happened, cause: Cause) -> TraceLine:
    """This is a fact as one line."""
    recorded = happened.recorded
    return TraceLine(
        position=recorded.position,
        event_id=recorded.event_id,
        recorded_at=recorded.recorded_at,
        topic=recorded.fact.TOPIC,
        actor=recorded.actor,
        ground=recorded.ground,
        correlation_id=recorded.correlation_id,
        cause=cause,
        public=happened.public,
        hidden=happened.hidden,
        about=happened.about,
        proof=PROOF.format(position=recorded.position),
    )


def _positions(history: History, thread: Thread, name: str) -> Sequence[int]:
    match thread:
        case Thread.STREAM:
            return history.in_stream(name)
        case Thread.CORRELATION:
            return history.in_correlation(name)
        case _:
            return history.about(name)


def _lines(history: History, positions: Sequence[int]) -> Iterator[TraceLine]:
    rest = iter(positions)
    while some := list(islice(rest, AT_ONCE)):
        facts = history.at(some)
        causes = causes_of(history, facts)
        yield from (line_of(one, causes[one.position]) for one in facts)


def _of_booking(history: History, booking_id: str, after: int, until: int) -> Trace:
    """This is a booking's trace: all of its facts are at hand, so causes reach through to-dos."""
    facts = of_booking(history, booking_id, until)
    dues = dues_of(facts, keys_of(facts, booking_id))
    shown = [one for one in facts if one.position > after]
    causes = causes_of(history, shown, dues)
    return Trace(len(shown), (line_of(one, causes[one.position]) for one in shown))
