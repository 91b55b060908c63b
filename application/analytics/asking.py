"""What can be asked of the figures, and what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from application.analytics.measures import Measure
from application.analytics.spans import Period
from application.consistency import Partition


@dataclass(frozen=True, slots=True)
class Asked:
    """This is which windows are asked for: those that begin from `start` up to `end`.

    Attributes:
        period: of what length.
        start: where the first may begin.
        end: before which the last begins.
        measure: the only measure wanted; all of them otherwise.
        by_subject: whether each subject is told by itself.
        by_country: whether each country is.
    """

    period: Period
    start: datetime
    end: datetime
    measure: Measure | None = None
    by_subject: bool = False
    by_country: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """This is what was counted in one window; money is in minor units of its currency."""

    period: Period
    start: datetime
    measure: Measure
    subject: str
    country: str
    currency: str
    value: int


class Figures(Protocol):
    """This answers what is asked of the figures."""

    def find(self, asked: Asked) -> list[Figure]:
        """This is every figure of those windows that is not nothing, added up."""

    def places(self) -> Mapping[Partition, int]:
        """This is up to where each partition's facts are in."""
