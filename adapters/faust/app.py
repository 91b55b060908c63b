"""A Faust app as we run it: mended, small, and without anything but its streams and tables."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import aiokafka.client
import faust
from aiokafka.protocol.metadata import MetadataRequest

from adapters.faust.recovery import OrderedTables
from adapters.faust.table import PositionTable
from adapters.kafka.topics import LARGEST_MESSAGE

SESSION_SECONDS = 6.0
HEARTBEAT_SECONDS = 1.0
MOST_AT_ONCE = 2_000
ROOM = 8_192


def make_app(
    name: str, servers: Sequence[str], *, partitions: int, replication: int, folder: str
) -> faust.App:
    """This is an app of that name; Faust writes what it wants to write into the folder.

    Its clients ask for topics without having them made: they would be made with as many partitions
    as the broker likes, and what was on its way to one before would be the first thing in it.
    """
    aiokafka.client.MetadataRequest = partial(MetadataRequest, allow_auto_topic_creation=False)
    options: dict[str, Any] = {
        "broker": [f"kafka://{server}" for server in servers],
        "datadir": folder,
        "store": "memory://",
        "autodiscover": False,
        "web_enabled": False,
        "topic_disable_leader": True,
        "topic_partitions": partitions,
        "topic_replication_factor": replication,
        "consumer_auto_offset_reset": "earliest",
        "consumer_max_fetch_size": LARGEST_MESSAGE,
        "producer_max_request_size": LARGEST_MESSAGE,
        "producer_acks": -1,
        "broker_session_timeout": SESSION_SECONDS,
        "broker_heartbeat_interval": HEARTBEAT_SECONDS,
        "broker_max_poll_records": MOST_AT_ONCE,
        "stream_buffer_maxsize": ROOM,
        "stream_wait_empty": False,
        "Table": PositionTable,
        "TableManager": OrderedTables,
    }
    return faust.App(name, **options)
