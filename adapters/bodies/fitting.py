"""A fact has to fit into what is published of the log: a record of 60,000 bytes at most."""

from application.ports import Append
from domain.proof.record import LARGEST_RECORD, Stored, record_of
from domain.shared.errors import TooMuchForOneFact
from domain.shared.event import Fact
from domain.shared.personal import subjects_of

LAST_POSITION = 2**63 - 1
FRAME = 400
"""More than the names of a record take, its numbers, its instant and its quotes."""

LONGEST_LETTER = 6
"""No letter of a text takes more in JSON: a control character is written as \\u and four digits."""


def check_fits(entry: Append, stream_id: str, version: int, fact: Fact, body: bytes) -> None:
    """This returns when the record fits at whatever position it comes to stand.

    Raises:
        TooMuchForOneFact: it does not.
    """
    told = (entry.actor, entry.ground, entry.correlation_id, entry.causation_id)
    subjects = subjects_of(fact)
    letters = sum(len(text) + 1 for text in (*told, stream_id, fact.TOPIC, *subjects))
    if len(body) + LONGEST_LETTER * letters + FRAME <= LARGEST_RECORD:
        return
    place = (LAST_POSITION, stream_id, version, fact.TOPIC)
    if len(record_of(Stored(*place, body, entry.at, *told, subjects))) > LARGEST_RECORD:
        raise TooMuchForOneFact
