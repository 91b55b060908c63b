"""Questions about a stretch of time: from, up to, and not too long."""

from datetime import timedelta
from typing import Final, Self

from pydantic import Field, model_validator

from api.answers import Question
from application.fields import Moment
from domain.shared.time import Interval

LONGEST: Final = timedelta(days=100)


class Window(Question):
    """This is a question about the time from `start` up to `end`."""

    start: Moment = Field(examples=["2026-03-02T00:00:00Z"])
    end: Moment = Field(examples=["2026-03-30T00:00:00Z"])

    @property
    def interval(self) -> Interval:
        """This is the same in the words of the domain."""
        return Interval(self.start, self.end)

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if not timedelta(0) < self.end - self.start <= LONGEST:
            raise ValueError("end comes after start, and at most 100 days later")
        return self
