"""The words in which an experiment is told: what is tried, on whom, and what is looked at."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.shared.text import Code, Identity

WHOLE: Final = 10_000
"""Everybody, in basis points: the hash knows no finer parts."""

BEFORE: Final = timedelta(days=28)
"""How long before somebody is exposed it is looked at what they did without the experiment."""


class State(StrEnum):
    """This is where an experiment stands."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    COMPLETED = "completed"


class Metric(StrEnum):
    """This is what a student does that is counted."""

    BOOKINGS_CONFIRMED = "bookings_confirmed"
    LESSONS_COMPLETED = "lessons_completed"
    MINUTES_TAUGHT = "minutes_taught"
    CANCELLATIONS = "cancellations"
    PROBLEMS_REPORTED = "problems_reported"


class Use(StrEnum):
    """This is what a metric is looked at for: the verdict, a hint, or a harm to be noticed."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    GUARDRAIL = "guardrail"


class Wish(StrEnum):
    """This is which way a metric should go."""

    MORE = "more"
    LESS = "less"


class Reason(StrEnum):
    """This is why somebody sees what they see."""

    ASSIGNED = "assigned"
    KEPT = "kept"
    NOT_RUNNING = "not_running"
    NO_CONSENT = "no_consent"
    NOT_MEANT = "not_meant"
    IN_ANOTHER = "in_another"
    HELD_OUT = "held_out"
    OUT_OF_TRAFFIC = "out_of_traffic"
    HAS_LEFT = "has_left"


@dataclass(frozen=True, slots=True)
class Variation:
    """This is one of the things tried, and the part of people who see it, in basis points."""

    name: Code
    weight: int


@dataclass(frozen=True, slots=True)
class Watched:
    """This is a metric that the experiment looks at."""

    metric: Metric
    use: Use
    wish: Wish


@dataclass(frozen=True, slots=True)
class Lane:
    """This is a part of a namespace, in basis points, that one experiment has for itself."""

    namespace: Code
    start: int
    end: int

    def overlaps(self, other: "Lane") -> bool:
        """This is true when somebody could be in both."""
        is_same = self.namespace == other.namespace
        return is_same and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Audience:
    """This is whom the experiment is meant for: everybody, where nothing is said."""

    locales: tuple[Code, ...] = ()
    countries: tuple[Code, ...] = ()

    def includes(self, locale: str, country: str) -> bool:
        """This is true of somebody with that language, in that country."""
        return (not self.locales or locale in self.locales) and (
            not self.countries or country in self.countries
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """This is what an experiment was planned to be, before anybody saw anything.

    Attributes:
        name: what it is called.
        variations: what is tried, the control first; their weights add up to everybody.
        traffic: the part of people who take part at first, in basis points.
        watched: the metrics looked at, one of them primary.
        span_days: how long after being exposed what somebody does is counted.
        people: how many are expected to take part, which tunes the comparison.
        audience: whom it is meant for.
        lane: its part of a namespace.
        holdout_id: the experiment whose control group takes no part in this one.
        is_profiling: what is shown depends on what is known of the person.
    """

    name: Code
    variations: tuple[Variation, ...]
    traffic: int
    watched: tuple[Watched, ...]
    span_days: int
    people: int
    audience: Audience = Audience()
    lane: Lane | None = None
    holdout_id: Identity | None = None
    is_profiling: bool = False

    @property
    def control(self) -> Variation:
        """This is the variation that all others are compared with."""
        return self.variations[0]

    @property
    def span(self) -> timedelta:
        """This is how long after being exposed what somebody does is counted."""
        return timedelta(days=self.span_days)


@dataclass(frozen=True, slots=True)
class Conversion:
    """This is something a student did that a metric counts, so much of it, and in what."""

    metric: Metric
    value: int
    source_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """This is the variation somebody sees, and why."""

    variation: str
    reason: Reason
