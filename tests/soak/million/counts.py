"""What was made of the facts, counted, and the same counted over the log."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from kafka import KafkaConsumer, TopicPartition
from pyarrow import dataset

from adapters.kafka.clients import connecting, prepare_to_connect
from adapters.kafka.envelope import PREFIX

Counts = Mapping[str, int]

_LESSONS = (
    "SELECT CASE topic WHEN 'booking.held.v1' THEN 'bookings_held'"
    " WHEN 'booking.confirmed.v1' THEN 'bookings_confirmed' ELSE 'lessons_completed' END,"
    " count(*) FROM log.facts WHERE topic IN"
    " ('booking.held.v1', 'booking.confirmed.v1', 'booking.lesson_completed.v1')"
    " GROUP BY topic"
)
OVER_THE_LOG: Mapping[str, tuple[str, str]] = {
    "facts in the audit trail, by topic": (
        "SELECT topic, count(*) FROM audit_trail.entries GROUP BY topic",
        "SELECT topic, count(*) FROM log.facts GROUP BY topic",
    ),
    "bookings": (
        "SELECT 'bookings', count(*) FROM booking_details.bookings",
        (
            "SELECT 'bookings', count(DISTINCT originator_id) FROM log.facts"
            " WHERE topic LIKE 'booking.%'"
        ),
    ),
    "payments": (
        "SELECT 'payments', count(*) FROM booking_details.payments",
        (
            "SELECT 'payments', count(DISTINCT originator_id) FROM log.facts"
            " WHERE topic LIKE 'payment.%'"
        ),
    ),
    "what happened to bookings and payments, by topic": (
        "SELECT topic, count(*) FROM booking_details.history GROUP BY topic",
        "SELECT topic, count(*) FROM log.facts GROUP BY topic",
    ),
    "what is counted by day": (
        (
            "SELECT metric, sum(value)::bigint FROM platform_metrics.rollups"
            " WHERE metric IN ('bookings_held', 'bookings_confirmed', 'lessons_completed')"
            " GROUP BY metric"
        ),
        _LESSONS,
    ),
    "what is counted in windows of a day": (
        (
            "SELECT measure, sum(value)::bigint FROM analytics.windows WHERE period = 'day'"
            " AND measure IN ('bookings_held', 'bookings_confirmed', 'lessons_completed')"
            " GROUP BY measure"
        ),
        _LESSONS,
    ),
    "the ledger, where all of it adds up to nothing": (
        "SELECT currency, sum(amount_minor)::bigint FROM ledger.postings GROUP BY currency",
        "SELECT 'EUR', 0",
    ),
}
"""The same asked of a read model and of the log; another follower is another line."""

POLL_MS = 2_000
AT_ONCE = 5_000


def compared(url: str) -> dict[str, tuple[Counts, Counts]]:
    """This is both answers of each pair."""
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        return {
            what: (_counts(connection, of_view), _counts(connection, of_log))
            for what, (of_view, of_log) in OVER_THE_LOG.items()
        }


def in_files(folder: Path) -> Counts:
    """This is how many facts of each topic lie in files."""
    return {
        one.name.removeprefix("topic="): dataset.dataset(one, partitioning="hive").count_rows()
        for one in folder.iterdir()
        if one.is_dir()
    }


def in_log(url: str) -> Counts:
    """This is how many facts of each topic the log has."""
    with closing(psycopg.connect(url)) as connection:
        return _counts(connection, "SELECT topic, count(*) FROM log.facts GROUP BY topic")


def carried(kafka: str, contexts: frozenset[str]) -> set[int]:
    """This is the position of every fact on the stream; one that was sent twice is there once."""
    found: set[int] = set()
    prepare_to_connect([kafka])
    settings = connecting([kafka])
    consumer = KafkaConsumer(**settings, enable_auto_commit=False, max_poll_records=AT_ONCE)
    with closing(consumer):
        lines = [
            TopicPartition(f"{PREFIX}{context}", number)
            for context in contexts
            for number in consumer.partitions_for_topic(f"{PREFIX}{context}") or ()
        ]
        consumer.assign(lines)
        consumer.seek_to_beginning()
        while polled := consumer.poll(timeout_ms=POLL_MS):
            for messages in polled.values():
                found.update(_position(message) for message in messages)
    return found


def _position(message: Any) -> int:
    return next(int(value) for name, value in message.headers if name == "ce_position")


def _counts(connection: "psycopg.Connection[Any]", statement: str) -> Counts:
    return dict(connection.execute(statement.encode()).fetchall())
