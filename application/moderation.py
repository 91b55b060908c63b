"""What a service outside says of words: how likely they do harm, for reviewers to look sooner."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Protocol

from pydantic import Field

from domain.shared.harm import Harm

SERVICE_VERSION: Final = r"^[A-Za-z0-9._-]{1,40}$"
"""What a version of a service looks like."""

ServiceVersion = Annotated[str, Field(pattern=SERVICE_VERSION)]
BasisPoints = Annotated[int, Field(ge=0, le=10_000)]
Revision = Annotated[int, Field(ge=1, examples=[1])]
"""Which wording was read; a correction is the next one."""


@dataclass(frozen=True, slots=True)
class Scores:
    """This is how likely a text does each kind of harm, in basis points, and who says so."""

    of: Mapping[Harm, int]
    version: str


class Moderation(Protocol):
    """This tells harm in words; it is given the words and nothing else."""

    def scores(self, text: str) -> Scores | None:
        """This is what it says of the text; nothing where there is no service to ask.

        Raises:
            Unavailable: it does not answer, or not in a way that can be understood.
        """


class NoModeration:
    """This is no service: words are shown to nobody outside."""

    def scores(self, _text: str) -> Scores | None:
        """This is nothing."""
        return None
