"""Looking for somebody everywhere: every row, every file, every key, every message.

A marker counts as found in any form it may have taken: as it is, in small letters, in
hexadecimal, and in base64 at any of its three offsets.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from kafka import KafkaConsumer, TopicPartition
from psycopg.sql import SQL, Identifier
from redis import Redis

from tests.support.stack import RunningStack

OFFSETS = 3
UNTOUCHED = ("pg_wal",)
"""The write-ahead log is written over in turn, and kept in backups for as long as they are."""


@dataclass(frozen=True, slots=True)
class Trace:
    """This is where a marker was found, and in which form."""

    place: str
    marker: str


def forms(marker: str) -> Iterator[bytes]:
    """This is every form a marker may have."""
    raw = marker.encode()
    yield raw
    yield raw.lower()
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    for offset in range(OFFSETS):
        # Characters at the ends depend on what stands beside the marker, so they are left out.
        encoded = b64encode(b"\0" * offset + raw)
        yield encoded[4 if offset else 0 : -4]


def traces(stack: RunningStack, markers: Sequence[str]) -> list[Trace]:
    """This is every place in which a marker is found."""
    return _found(_everything(stack), markers)


def traces_in_tables(stack: RunningStack, markers: Sequence[str]) -> list[Trace]:
    """This is every table in which a marker is found."""
    return _found(_rows(stack.url), markers)


def _found(places: Iterator[tuple[str, bytes]], markers: Sequence[str]) -> list[Trace]:
    wanted = [(marker, form) for marker in markers for form in forms(marker)]
    return [
        Trace(place, marker)
        for place, content in places
        for marker, form in wanted
        if form in content
    ]


def _everything(stack: RunningStack) -> Iterator[tuple[str, bytes]]:
    yield from _rows(stack.url)
    yield from _files(stack.settings.preceptor_home)
    yield from _keys(str(stack.settings.redis_url))
    yield from _messages(str(stack.settings.kafka_bootstrap_servers))


def _rows(url: str) -> Iterator[tuple[str, bytes]]:
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, name in tables:
            statement = SQL("SELECT row_to_json(t)::text FROM {} t").format(
                Identifier(schema, name)
            )
            rows = b"\n".join(row.encode() for (row,) in connection.execute(statement))
            yield f"table {schema}.{name}", rows


def _files(home: Path) -> Iterator[tuple[str, bytes]]:
    """This is every file under the data folder, as it lies on the disk."""
    for path in sorted(home.rglob("*")):
        if path.is_file() and not set(UNTOUCHED) & set(path.parts):
            yield f"file {path.relative_to(home)}", path.read_bytes()


def _keys(url: str) -> Iterator[tuple[str, bytes]]:
    with Redis.from_url(url) as redis:
        for key in redis.scan_iter("*"):
            yield f"Redis {key!r}", bytes(key) + (redis.dump(key) or b"")


def _messages(servers: str) -> Iterator[tuple[str, bytes]]:
    """This is every message of every partition, with key and headers."""
    consumer: Any = KafkaConsumer(
        bootstrap_servers=servers.split(","),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    try:
        parts = [
            TopicPartition(topic, number)
            for topic in consumer.topics()
            for number in consumer.partitions_for_topic(topic) or ()
        ]
        consumer.assign(parts)
        consumer.seek_to_beginning()
        while found := consumer.poll(timeout_ms=2_000):
            for part, messages in found.items():
                for one in messages:
                    headers = b"".join(name.encode() + value for name, value in one.headers)
                    yield f"Kafka {part.topic}", (one.key or b"") + (one.value or b"") + headers
    finally:
        consumer.close()
