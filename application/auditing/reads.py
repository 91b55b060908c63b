"""Who has read what is personal of somebody: facts of their own, recorded before it was shown."""

from collections.abc import Sequence
from typing import Final

from application.auditing.causes import causes_of
from application.auditing.history import History
from application.auditing.tracing import TraceLine, line_of
from domain.reading.events import DataRead

WHOSE: Final = "person_id"


def reads_of(
    history: History, person_id: str, *, after: int = 0, limit: int = 100
) -> Sequence[TraceLine]:
    """This is who has read something of the person, behind a position, the first of them."""
    said = (WHOSE, person_id)
    facts = history.at(history.saying(DataRead.TOPIC, said, after, limit))
    causes = causes_of(history, facts)
    return [line_of(one, causes[one.position]) for one in facts]
