"""What recommendations stand on besides the request, in the words of who asks for it."""

from typing import Protocol

from domain.matching.compatibility import Scale
from projections.proposing import Rates
from projections.rating import Model


class Grounds(Protocol):
    """This is looked up now and then, and at hand for every request."""

    @property
    def rates(self) -> Rates:
        """This is how often tutors are booked."""

    @property
    def model(self) -> Model:
        """This is the model in use."""

    @property
    def scale(self) -> Scale:
        """This makes a probability of compatibility."""
