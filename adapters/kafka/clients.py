"""What all our Kafka clients share."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from kafka.errors import KafkaError

from domain.shared.errors import Unavailable

CONNECT_MS = 5_000
REQUEST_MS = 10_000


def quiet() -> None:
    """This silences the library's own log: an outage is told by us, once, not by the retry."""
    logging.getLogger("kafka").setLevel(logging.CRITICAL)


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
