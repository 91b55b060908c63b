"""What all our Kafka clients share."""

import logging
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from kafka.errors import BrokerResponseError, KafkaError
from kafka.net.compat import KafkaNetClient

from domain.shared.errors import Unavailable

CONNECT_MS = 5_000
REQUEST_MS = 5_000
RECONNECT_MS = 500
REACH_SECONDS = 2.0


def connecting(servers: Sequence[str]) -> dict[str, Any]:
    """This is how a client connects; left alone it would look for a broker that is back in 30 s."""
    return {
        "bootstrap_servers": servers,
        "bootstrap_timeout_ms": CONNECT_MS,
        "request_timeout_ms": REQUEST_MS,
        "reconnect_backoff_max_ms": RECONNECT_MS,
    }


def making_no_topics() -> dict[str, Any]:
    """This is how a client asks about a topic that is not there without having it made.

    A broker makes such topics as it likes best, with one partition and for a week. The library
    takes the setting, and in 3.0.12 does not pass it on to what asks.
    """
    return {"allow_auto_create_topics": False, "kafka_client": _asking_only}


def _asking_only(**settings: Any) -> KafkaNetClient:
    client = KafkaNetClient(**settings)
    client.cluster.config["allow_auto_create_topics"] = False
    return client


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
        Unavailable: the broker does not answer, has lost what it was asked for, or says no.
    """
    try:
        yield
    except BrokerResponseError as reason:
        raise Unavailable(f"the broker says {type(reason).__name__}") from reason
    except (KafkaError, OSError) as reason:
        raise Unavailable(f"the broker does not answer: {type(reason).__name__}") from reason
