"""A fact as a CloudEvent, there and back."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from adapters.bodies.codec import encode
from adapters.kafka.envelope import PREFIX, NotOurs, from_message, to_message
from application.consistency import Partition
from application.delivery import Outgoing
from domain.shared.event import Recorded
from domain.shared.unreadable import UnreadableFact
from tests.support.consents import granted
from tests.support.keys import plainly
from tests.support.people import BEN, OLGA

PARTITION = Partition("consent", 1)
AT = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)


@dataclass(frozen=True)
class Stored:
    """This is a fact as the log hands it to the relay."""

    id: int = 42
    originator_id: str = "consent-1"
    originator_version: int = 3
    topic: str = "consent.granted.v1"
    state: bytes = encode(granted())
    recorded_at: datetime = AT
    actor: str = f"person:{BEN}"
    ground: str = "student:GrantConsent"
    correlation_id: str = "c-1"
    causation_id: str = "k-1"
    subjects: list[str] = field(default_factory=list)


def test_a_fact_travels_as_a_binary_cloud_event() -> None:
    message = to_message(Outgoing(Stored(), PARTITION, 40), PREFIX)
    headers = {name: value.decode() for name, value in message.headers}
    assert (message.topic, message.partition, message.key) == ("preceptor.consent", 1, b"consent-1")
    assert message.value == encode(granted())
    assert headers["ce_specversion"] == "1.0"
    assert headers["ce_id"] == "consent-1@3"
    assert headers["ce_type"] == "consent.granted.v1"
    assert headers["ce_source"] == "/preceptor"
    assert headers["ce_time"] == "2026-03-02T09:00:00.123456+00:00"
    assert headers["content-type"] == "application/json"
    assert all(name[3:].isalnum() for name in headers if name.startswith("ce_"))


@pytest.mark.parametrize("subjects", [[], [BEN], [BEN, OLGA]])
def test_nothing_of_the_envelope_is_lost(subjects: list[str]) -> None:
    message = to_message(Outgoing(Stored(subjects=subjects), PARTITION, 40), PREFIX)
    delivered = from_message(PARTITION, message.headers, message.value, plainly)
    assert delivered.previous == 40
    assert delivered.recorded == Recorded(
        position=42,
        stream_id="consent-1",
        version=3,
        fact=granted(),
        recorded_at=AT,
        actor=f"person:{BEN}",
        ground="student:GrantConsent",
        correlation_id="c-1",
        causation_id="k-1",
        subjects=tuple(subjects),
    )


def test_a_fact_the_code_cannot_read_still_tells_its_stream() -> None:
    message = to_message(Outgoing(Stored(topic="consent.twisted.v9"), PARTITION, 40), PREFIX)
    delivered = from_message(PARTITION, message.headers, message.value, plainly)
    assert isinstance(delivered.recorded.fact, UnreadableFact)
    assert delivered.recorded.stream_id == "consent-1"


@pytest.mark.parametrize(
    "headers",
    [[], [("ce_position", b"one")], [("ce_position", b"1"), ("ce_subject", b"\xff")]],
)
def test_what_is_no_fact_of_ours_says_so(headers: list[tuple[str, bytes]]) -> None:
    with pytest.raises(NotOurs):
        from_message(PARTITION, headers, b"{}", plainly)
