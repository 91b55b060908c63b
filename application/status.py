"""How the system is, for operators: what runs, and how far each follower of the log has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


class CannotBeDone(Exception):
    """This is why an operator's command came to nothing: one sentence for whoever typed it."""


@dataclass(frozen=True, slots=True)
class PartStatus:
    """This is something that has to run: a server, a process of ours, or the log's tables.

    `is_needed` says that the API can answer nothing without it; `detail` is one short line.
    """

    name: str
    is_up: bool
    is_needed: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ViewStatus:
    """This is one read model or process: up to where it is complete, and what waits.

    Attributes:
        name: what it is called.
        position: up to where all of its partitions are in.
        lag: how many positions its slowest partition is behind what is published.
        parked: how many streams wait for an operator.
        partitions: the same lag, of each partition that it follows.
        rate: how many positions of the log it takes in a second.
    """

    name: str
    position: int
    lag: int
    parked: int
    partitions: Mapping[str, int] = field(default_factory=dict)
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class StreamStatus:
    """This is how far the log is published.

    Attributes:
        position: up to where.
        lag: how many facts are recorded and not published.
        waits_seconds: for how long the oldest of those has been waiting.
        rate: how many facts are published a second.
    """

    position: int = 0
    lag: int = 0
    waits_seconds: float = 0.0
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class TopicStanding:
    """This is one of the topics that facts travel on, and how it stands.

    `differs` is what is not as it should be, `mended` what was not and is now, each in a few words.
    """

    name: str
    partitions: int
    copies: int
    differs: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerStatus:
    """This is what the last check of the ledger found, up to where; never yet, at no time."""

    position: int = 0
    findings: int = 0
    checked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """This is everything at one glance.

    `alarms` are what does not fit together in the history, its proof and the ledger, each in a
    sentence: the system goes on, and somebody has to look. `drift` is the same of models that are
    not what they were, `learnt` up to when the newest model of each kind has learnt.
    """

    position: int
    parts: Sequence[PartStatus]
    views: Sequence[ViewStatus]
    alarms: Sequence[str] = ()
    ledger: LedgerStatus = LedgerStatus()
    stream: StreamStatus = StreamStatus()
    drift: Sequence[str] = ()
    learnt: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def is_ready(self) -> bool:
        """This is true when everything needed runs."""
        return all(part.is_up for part in self.parts if part.is_needed)
