"""What analysts ask to have as files, and what they are told of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from application.status import CannotBeDone
from domain.catalogue import FACTS
from domain.shared.event import context_of

Format = Literal["parquet", "ndjson", "csv"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """This is what to write, recorded from when, before when, in which format.

    `names` are topics and contexts; where there are none everything is wanted, also what will only
    be known to later code.
    """

    format: Format
    names: tuple[str, ...] = ()
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """This is what a folder holds: so many facts and files, up to where in the log.

    `unreadable` is how many facts were passed over because the code cannot read them.
    """

    facts: int
    files: int
    position: int
    unreadable: int


def topics_named(names: Sequence[str]) -> frozenset[str]:
    """This is the topics of those names, each a topic or a whole context; all where none is.

    Raises:
        CannotBeDone: nothing happens under one of the names.
    """
    contexts = sorted(set(map(context_of, FACTS)))
    for name in names:
        if name not in FACTS and name not in contexts:
            raise CannotBeDone(
                f"There is no topic {name}; there are those of /catalogue, and in one word all of "
                f"{', '.join(contexts)}."
            )
    return frozenset(
        topic for topic in FACTS if not names or topic in names or context_of(topic) in names
    )
