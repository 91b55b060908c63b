"""Custody of keys: the key-encryption key rolls by itself, week after week.

It looks once an hour, so that it may be stopped at any time; looking more often changes nothing.
"""

import threading

import structlog

from adapters.bootstrap import Container
from streams.outage import Outage

LOOK_SECONDS = 3_600.0

log = structlog.get_logger()


def keep(container: Container, stop: threading.Event) -> None:
    """This rolls keys when it is time, until told to stop."""
    outage = Outage("custody")
    while not stop.is_set():
        try:
            rolled = container.key_rolling.roll(container.clock.now())
            if rolled.rewrapped or rolled.destroyed:
                log.info(
                    "keys_rolled",
                    version=rolled.version,
                    rewrapped=rolled.rewrapped,
                    destroyed=rolled.destroyed,
                )
            outage.over()
        except Exception as reason:  # noqa: BLE001 - told, and tried again for ever
            outage.wait(reason, stop)
        else:
            stop.wait(LOOK_SECONDS)
