"""Telling what was made of facts: figures and signals, as JSON under a key, safe when it returns.

The producer is known to the broker by the order in which it sends. So one that was emptied takes
nothing that was on its way to it before; the embedded broker would keep that where nobody can read
it, and take nothing more.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from kafka import KafkaProducer

from adapters.kafka.clients import (
    CONNECT_MS,
    connecting,
    making_no_topics,
    outages,
    prepare_to_connect,
)
from adapters.kafka.producer import ACKNOWLEDGED_SECONDS, COMPRESSION

Told = Iterable[tuple[str, Mapping[str, Any]]]
"""These are values to be told, each under its key."""


class KafkaTelling:
    """This tells values; of one key the last one told is the newest.

    Raises:
        Unavailable: the broker does not answer.
    """

    def __init__(self, servers: str) -> None:
        addresses = servers.split(",")
        prepare_to_connect(addresses)
        with outages():
            self._producer = KafkaProducer(
                **connecting(addresses),
                **making_no_topics(),
                acks="all",
                enable_idempotence=True,
                max_block_ms=CONNECT_MS,
                delivery_timeout_ms=int(ACKNOWLEDGED_SECONDS * 1000),
                compression_type=COMPRESSION,
                key_serializer=str.encode,
                value_serializer=lambda value: json.dumps(value).encode(),
            )

    def tell(self, topic: str, told: Told) -> None:
        """This returns once the broker has all of it.

        Raises:
            Unavailable: it has not acknowledged all of it.
        """
        with outages():
            sent = [self._producer.send(topic, key=key, value=value) for key, value in told]
            if not sent:
                return
            self._producer.flush(timeout=ACKNOWLEDGED_SECONDS)
            for future in sent:
                future.get(timeout=ACKNOWLEDGED_SECONDS)

    def close(self) -> None:
        """This ends the connection."""
        self._producer.close(timeout=0)
