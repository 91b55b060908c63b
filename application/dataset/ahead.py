"""What came of what was shown, up to the place a set is made as of.

It is read before any row is made. It holds bookings and clicks, of which there are few, so that no
showing has to be held until its horizon has passed.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from domain.booking.events import BookingConfirmed
from domain.shared.event import Recorded
from domain.showing.events import (
    RecommendationBookingStarted,
    RecommendationClicked,
    RecommendationServed,
    SearchBookingStarted,
    SearchPerformed,
    SearchResultClicked,
)

CONTEXTS: Final = frozenset({"booking", "recommendation", "search"})


@dataclass(slots=True)
class Ahead:
    """This is what came of things, and the names of all features that were ever recorded."""

    confirmed: defaultdict[tuple[str, str], list[tuple[int, datetime]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    clicks: dict[tuple[str, str], datetime] = field(default_factory=dict)
    begun: dict[tuple[str, str], datetime] = field(default_factory=dict)
    features: set[str] = field(default_factory=set)

    def take(self, recorded: Recorded[Any]) -> None:
        """This takes in a fact from before the place."""
        match recorded.fact:
            case BookingConfirmed(student_id=student, tutor_id=tutor):
                when = (recorded.position, recorded.recorded_at)
                self.confirmed[student, tutor].append(when)
            case SearchResultClicked() | RecommendationClicked() as fact:
                self.clicks[fact.showing_id, fact.tutor_id] = recorded.recorded_at
            case SearchBookingStarted() | RecommendationBookingStarted() as fact:
                self.begun.setdefault((fact.showing_id, fact.tutor_id), recorded.recorded_at)
            case SearchPerformed() | RecommendationServed() as fact:
                self.features.update(fact.features)

    def is_booked(self, pair: tuple[str, str], of: Recorded[Any], horizon: timedelta) -> bool:
        """This is true when a booking of the two was confirmed behind that fact, and in time."""
        ends_at = of.recorded_at + horizon
        return any(
            position > of.position and at <= ends_at
            for position, at in self.confirmed.get(pair, ())
        )

    def is_opened(self, seat: tuple[str, str], of: Recorded[Any], horizon: timedelta) -> bool:
        """This is true when the tutor was opened out of that showing, in time."""
        return _is_in_time(self.clicks.get(seat), of, horizon)

    def is_tied(self, seat: tuple[str, str], of: Recorded[Any], horizon: timedelta) -> bool:
        """This is true when a booking was begun out of that showing, in time."""
        return _is_in_time(self.begun.get(seat), of, horizon)


def _is_in_time(at: datetime | None, of: Recorded[Any], horizon: timedelta) -> bool:
    return at is not None and at <= of.recorded_at + horizon
