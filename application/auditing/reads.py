"""Who has read what is personal of somebody: facts of their own, recorded where it was read."""

from collections.abc import Sequence
from typing import Final

from application.auditing.causes import causes_of
from application.auditing.history import History
from application.auditing.tracing import TraceLine, line_of

DATA_READ: Final = "privacy.data_read.v1"


def reads_of(
    history: History, person_id: str, *, after: int = 0, limit: int = 100
) -> Sequence[TraceLine]:
    """This is who has read something of the person, behind a position, the first of them."""
    facts = history.at(history.naming(DATA_READ, person_id, after, limit))
    causes = causes_of(history, facts)
    return [line_of(one, causes[one.position]) for one in facts]
