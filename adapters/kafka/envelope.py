"""A fact as a Kafka message: CloudEvents 1.0, binary mode.

Attributes are headers, the body is the fact's JSON exactly as it lies in the log, the key is
the stream's id. The extension `previous` lets a consumer see whether it has missed anything.
When it was decided stands in `time`; the message's own time is that of its publishing, from which
the broker counts for how long it keeps it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from application.consistency import Partition
from application.delivery import TOPIC_PREFIX, Delivered, Outgoing
from domain.shared.event import Fact, Recorded

PREFIX = TOPIC_PREFIX
SOURCE = "/preceptor"

Open = Callable[[str, int, str, bytes], Fact]
"""This is the fact of a body, given with its stream, version and topic."""

Headers = Sequence[tuple[str, bytes]]


class NotOurs(Exception):
    """This is a message on our topic that is no fact of ours: an attribute is missing or odd."""


@dataclass(frozen=True, slots=True)
class Message:
    """This is what is sent for one fact."""

    topic: str
    partition: int
    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]


def to_message(outgoing: Outgoing, prefix: str) -> Message:
    """This is the fact as it is published."""
    stored = outgoing.stored
    stream_id = str(stored.originator_id)
    attributes = {
        "ce_specversion": "1.0",
        "ce_id": f"{stream_id}@{stored.originator_version}",
        "ce_source": SOURCE,
        "ce_type": stored.topic,
        "ce_time": stored.recorded_at.astimezone(UTC).isoformat(),
        "ce_subject": stream_id,
        "content-type": "application/json",
        "ce_position": str(stored.id),
        "ce_previous": str(outgoing.previous),
        "ce_streamversion": str(stored.originator_version),
        "ce_actor": stored.actor,
        "ce_ground": stored.ground,
        "ce_correlationid": stored.correlation_id,
        "ce_causationid": stored.causation_id,
        "ce_subjects": ",".join(stored.subjects),
    }
    return Message(
        topic=f"{prefix}{outgoing.partition.context}",
        partition=outgoing.partition.number,
        key=stream_id.encode(),
        value=bytes(stored.state),
        headers=[(name, value.encode()) for name, value in attributes.items() if value],
    )


def from_message(partition: Partition, headers: Headers, value: bytes, open_: Open) -> Delivered:
    """This is the fact a message brings.

    Raises:
        NotOurs: the message is no fact of ours.
    """
    said = dict(headers)
    try:
        stream_id, version = said["ce_subject"].decode(), int(said["ce_streamversion"])
        recorded = Recorded(
            int(said["ce_position"]),
            stream_id,
            version,
            open_(stream_id, version, said["ce_type"].decode(), value),
            datetime.fromisoformat(said["ce_time"].decode()),
            said["ce_actor"].decode(),
            said.get("ce_ground", b"").decode(),
            said.get("ce_correlationid", b"").decode(),
            said.get("ce_causationid", b"").decode(),
            tuple(said["ce_subjects"].decode().split(",")) if "ce_subjects" in said else (),
        )
        previous = int(said["ce_previous"])
    except (KeyError, ValueError) as reason:
        raise NotOurs(str(partition)) from reason
    return Delivered(partition, previous, recorded)
