"""What all our Kafka clients share."""

import logging
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from kafka.errors import KafkaError

from domain.shared.errors import Unavailable

CONNECT_MS = 5_000
REQUEST_MS = 5_000
REACH_SECONDS = 2.0


def prepare_to_connect(servers: Sequence[str]) -> None:
    """This finds out whether any of the servers takes connections, before a client is made.

    A client of the library that cannot bootstrap leaves its thread and sockets behind, so
    that trying again for hours would use up both. Its own log is silenced: an outage is told
    by us, once, not by every attempt.

    Raises:
        Unavailable: none of them does.
    """
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    for server in servers:
        host, _, port = server.strip().rpartition(":")
        with suppress(OSError), socket.create_connection((host, int(port)), REACH_SECONDS):
            return
    raise Unavailable("the broker takes no connections")


@contextmanager
def outages() -> Iterator[None]:
    """This turns what the library raises into what our readers and the relay know.

    Raises:
        Unavailable: the broker does not answer, or has lost what it was asked for.
    """
    try:
        yield
    except (KafkaError, OSError) as reason:
        raise Unavailable(f"the broker does not answer: {type(reason).__name__}") from reason
