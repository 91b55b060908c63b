"""A fact has to fit into what is published of the log: a record of 60,000 bytes at most."""

from application.ports import Append
from domain.proof.record import LARGEST_RECORD, Stored, record_of
from domain.shared.errors import TooMuchForOneFact
from domain.shared.event import Fact
from domain.shared.personal import subjects_of

LAST_POSITION = 2**63 - 1


def check_fits(entry: Append, stream_id: str, version: int, fact: Fact, body: bytes) -> None:
    """This returns when the record fits at whatever position it comes to stand.

    Raises:
        TooMuchForOneFact: it does not.
    """
    told = (entry.actor, entry.ground, entry.correlation_id, entry.causation_id)
    place = (LAST_POSITION, stream_id, version, fact.TOPIC)
    if len(record_of(Stored(*place, body, entry.at, *told, subjects_of(fact)))) > LARGEST_RECORD:
        raise TooMuchForOneFact
