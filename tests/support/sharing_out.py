"""Two processes share all tests out: one takes the journeys, each the next file of the rest.

Journeys wait for servers most of the time, and two of them at once would be two whole stacks on
two cores. Files stay together, because what a file shares would otherwise be made twice.
"""

from typing import Final

import pytest
from xdist.scheduler import LoadFileScheduling

JOURNEYS: Final = "tests/journeys/"


class SharedOut(LoadFileScheduling):  # type: ignore[misc]  # it comes without types
    """This gives the journeys to one process, as one piece of work."""

    def _split_scope(self, nodeid: str) -> str:
        return JOURNEYS if nodeid.startswith(JOURNEYS) else str(super()._split_scope(nodeid))


def longest_first(items: list[pytest.Item]) -> None:
    """This lets the journeys begin at once, since they take as long as all the rest."""
    items.sort(key=lambda item: not item.nodeid.startswith(JOURNEYS))
