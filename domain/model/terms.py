"""The words in which models are spoken of: what for, how good, and how far they have come."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.shared.text import Code, Decimal, Digest, Version


class Purpose(StrEnum):
    """This is what a model is for."""

    RECOMMENDATION = "recommendation"
    SUCCESS = "success"


class State(StrEnum):
    """This is how far a model has come."""

    CANDIDATE = "candidate"
    SHADOW = "shadow"
    CANARY = "canary"
    LIVE = "live"
    RETIRED = "retired"


NEXT: dict[State, State] = {
    State.CANDIDATE: State.SHADOW,
    State.SHADOW: State.CANARY,
    State.CANARY: State.LIVE,
}
"""What each state is promoted to, one step at a time."""


class Ground(StrEnum):
    """This is what promoting or retiring rests on: the rule, or a person who says why."""

    RULE = "rule"
    DECISION = "decision"


class Why(StrEnum):
    """This is why a person promotes or retires a model past the rule, or goes back."""

    FIRST_OF_ITS_KIND = "first_of_its_kind"
    BETTER_ELSEWHERE = "better_elsewhere"
    RECOMMENDS_BADLY = "recommends_badly"
    UNFAIR = "unfair"
    TOO_SLOW = "too_slow"
    TRIAL = "trial"


@dataclass(frozen=True, slots=True)
class Metric:
    """This is one figure of a model, as digits."""

    name: Code
    value: Decimal


@dataclass(frozen=True, slots=True)
class Trained:
    """This is a model that was trained: what it is called, from what, and how good it was.

    Attributes:
        version: its name, unique among its kind.
        data_digest: SHA-256 of what it was trained on.
        files_digest: SHA-256 of what it has learnt, under which that is kept.
        position: place in the log up to which it was trained.
        until: nothing that happened from then on is in it.
        metrics: how good it was on what was held back.
    """

    version: Version
    data_digest: Digest
    files_digest: Digest
    position: int
    until: datetime
    metrics: tuple[Metric, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """This is how one model did against another for the same people, in millionths.

    Attributes:
        against: the other one's version; nothing where there was none in use.
        people: how many were looked at.
        margin: how much better it was, on the mean.
        low: the lower end of the 95 % interval of that.
        high: the upper end.
        calibration: its mean error of probabilities; `calibration_before` is the other one's.
    """

    against: Version | None
    people: int
    margin: int
    low: int
    high: int
    calibration: int
    calibration_before: int | None


@dataclass(frozen=True, slots=True)
class Known:
    """This is one model, where it stands, how it last compared, and which features drifted."""

    trained: Trained
    trained_at: datetime
    state: State = State.CANDIDATE
    compared: Compared | None = None
    drifted: tuple[Code, ...] = ()
