"""Bursts: much of one kind about one person in a short time, which somebody should look at.

What makes a burst depends on which facts there are, never on the order in which they come: a
window that holds enough of them is a burst, and its signal has a name of its own, so that one told
twice is known again. Windows overlap by half: whatever happens within half their length lies in
one of them as a whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

from application.analytics.spans import Windows
from domain.account.events import SessionStarted
from domain.payment.events import CaptureFailed, PaymentDeclined
from domain.review.events import ReviewWritten
from domain.shared.event import Recorded


class Rule(StrEnum):
    """This is what there was too much of, about one person."""

    FAILED_PAYMENTS = "failed_payments"
    SIGN_INS = "sign_ins"
    REVIEWS = "reviews"


@dataclass(frozen=True, slots=True)
class Limit:
    """This is how many within one window are a burst."""

    count: int
    windows: Windows


def _within(length: timedelta) -> Windows:
    return Windows(length, length / 2)


LIMITS: Final[Mapping[Rule, Limit]] = {
    Rule.FAILED_PAYMENTS: Limit(5, _within(timedelta(hours=1))),
    Rule.SIGN_INS: Limit(10, _within(timedelta(minutes=10))),
    Rule.REVIEWS: Limit(5, _within(timedelta(hours=1))),
}


class Hit(NamedTuple):
    """This is one fact that counts towards a burst, and the position that tells it from others."""

    rule: Rule
    account_id: str
    at: datetime
    position: int


@dataclass(frozen=True, slots=True)
class Signal:
    """This is a burst: whose, of what, how many it takes, and the window it lies in."""

    rule: Rule
    account_id: str
    start: datetime
    end: datetime
    count: int

    @property
    def name(self) -> str:
        """This is the same for the same burst, however often it is found."""
        return f"{self.rule}|{self.account_id}|{self.start:%Y-%m-%dT%H:%M:%S}Z"


def hits_in(recorded: Recorded[Any]) -> Iterator[Hit]:
    """This is what the fact counts towards."""
    match recorded.fact:
        case PaymentDeclined(student_id=who, occurred_at=at):
            yield Hit(Rule.FAILED_PAYMENTS, who, at, recorded.position)
        case CaptureFailed(student_id=who, occurred_at=at):
            yield Hit(Rule.FAILED_PAYMENTS, who, at, recorded.position)
        case SessionStarted(account_id=who, started_at=at):
            yield Hit(Rule.SIGN_INS, who, at, recorded.position)
        case ReviewWritten(tutor_id=who, written_at=at):
            yield Hit(Rule.REVIEWS, who, at, recorded.position)
        case _:
            return


def windows_of(hit: Hit) -> Iterator[Signal]:
    """This is the burst that each window around the hit would be, if it held enough."""
    limit = LIMITS[hit.rule]
    for start in limit.windows.around(hit.at):
        end = start + limit.windows.length
        yield Signal(hit.rule, hit.account_id, start, end, limit.count)


def with_hit(positions: Sequence[int], hit: Hit) -> Sequence[int]:
    """This is the positions in a window once the hit is in it; the same ones if it changes nothing.

    Of a window that has enough nothing more is kept, so that no flood fills the memory.
    """
    if hit.position in positions or len(positions) >= LIMITS[hit.rule].count:
        return positions
    return [*positions, hit.position]
