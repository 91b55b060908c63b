"""What recommendations stand on besides the request, in the words of who asks for it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from domain.matching.styles import Style
from projections.proposing import Rates
from projections.rating import Model


class Grounds(Protocol):
    """This is looked up now and then, and at hand for every request."""

    @property
    def rates(self) -> Rates:
        """This is how often tutors are booked."""

    def model_for(self, student_id: str) -> Model:
        """This is the model in use, or for some students the one that is tried."""

    def style(self, style: Style) -> str:
        """This is a style of learning as a vector, close to those of tutors who teach like that."""

    def recall(self, follows_from: object, work_out: Callable[[], Sequence[str]]) -> Sequence[str]:
        """This is a list that follows from something, worked out unless it is remembered."""
