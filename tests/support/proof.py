"""What must be true of the stack at rest, whatever happened to it before.

Each function compares what the log says with what somebody else says: the ledger, the read
models, the payment provider, the people who were given an answer.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.rows import dict_row

from adapters.bootstrap import Container
from adapters.postgres.projections.rebuild import RowsDiffer, rebuild
from adapters.postgres.projections.worker import connector
from application.bus import kept_key
from tests.support.client import Acknowledged, Person
from tests.support.stack import RunningStack

FACTS_OF = """
    SELECT l.outcome, l.first_position, l.last_position, count(f.notification_id) AS facts,
           min(f.notification_id) AS first, max(f.notification_id) AS last
    FROM log.ledger l LEFT JOIN log.facts f ON f.causation_id = l.key AND f.actor = %(actor)s
    WHERE l.scope = %(scope)s AND l.key = %(key)s
    GROUP BY l.outcome, l.first_position, l.last_position
"""
GAPS = """
    SELECT count(*) AS facts, coalesce(min(notification_id), 1) AS first,
           coalesce(max(notification_id), 0) AS last, (SELECT position FROM log.head) AS head,
           (SELECT count(*) FROM (
               SELECT recorded_at < lag(recorded_at) OVER (ORDER BY notification_id) AS back
               FROM log.facts) AS times WHERE back) AS backwards
    FROM log.facts
"""
STREAM_GAPS = """
    SELECT originator_id FROM log.facts GROUP BY originator_id
    HAVING count(*) <> max(originator_version) OR min(originator_version) <> 1
"""
CLASHES = """
    SELECT one.booking_id, other.booking_id AS other_id
    FROM booking_details.bookings one JOIN booking_details.bookings other
      ON one.booking_id < other.booking_id
     AND one.starts_at < other.ends_at AND other.starts_at < one.ends_at
     AND (one.tutor_id IN (other.tutor_id, other.student_id)
          OR one.student_id IN (other.tutor_id, other.student_id))
    WHERE one.state = ANY(%(blocking)s) AND other.state = ANY(%(blocking)s)
      AND (one.state <> 'held' OR one.due_at > now())
      AND (other.state <> 'held' OR other.due_at > now())
"""
BLOCKING = ["held", "requested", "awaiting_payment", "confirmed", "in_progress"]
MOVED_TWICE = """
    SELECT split_part(key, ':', 1) AS payment_id, deed, count(*) AS times
    FROM sandbox.request WHERE outcome = 'done' AND deed IN ('authorise', 'capture', 'void')
    GROUP BY 1, 2 HAVING count(*) > 1
"""
RECORDED_TWICE = """
    SELECT originator_id, topic, count(*) AS times FROM log.facts
    WHERE topic IN ('payment.requested.v1', 'payment.authorised.v1', 'payment.captured.v1',
                    'payment.voided.v1', 'booking.confirmed.v1', 'booking.cancelled.v1')
    GROUP BY 1, 2 HAVING count(*) > 1
"""
PAID_BY_CARD = """
    SELECT b.booking_id, b.state, b.price_minor, b.refund_minor, p.payment_id,
           p.taken_minor, p.refunded_minor, s.reserved, s.taken, s.refunded, s.is_void
    FROM booking_details.bookings b
    LEFT JOIN booking_details.payments p ON p.booking_id = b.booking_id
    LEFT JOIN sandbox.request r ON r.key LIKE p.payment_id || ':%%' AND r.deed = 'authorise'
    LEFT JOIN sandbox.payment s ON s.reference = r.reference
    WHERE b.package_id IS NULL
"""
PAID_IN_ADVANCE = """
    SELECT k.package_id, p.taken_minor, p.refunded_minor, s.taken, s.refunded,
           CASE k.state WHEN 'bought' THEN
               k.price_per_lesson_minor
                   * (k.lessons - cardinality(k.booking_ids) - k.refunded - k.lost)
               + (SELECT coalesce(sum(b.price_minor - coalesce(b.refund_minor, 0)), 0)
                  FROM booking_details.bookings b WHERE b.booking_id = ANY(k.booking_ids))
           ELSE 0 END AS kept
    FROM credits.packages k
    JOIN booking_details.payments p ON p.package_id = k.package_id
    LEFT JOIN sandbox.request r ON r.key LIKE p.payment_id || ':%%' AND r.deed = 'authorise'
    LEFT JOIN sandbox.payment s ON s.reference = r.reference
"""
RUNS_OUT = {"held": "hold_expired"}
"""What time makes of a state in which nobody does anything."""

Row = Mapping[str, Any]


class Proof:
    """This looks at a stack that has settled, through one connection."""

    def __init__(self, container: Container, connection: "Connection[dict[str, Any]]") -> None:
        self._container = container
        self._connection = connection

    @classmethod
    @contextmanager
    def of(cls, container: Container) -> "Iterator[Proof]":
        """This is a proof that looks for itself, until the block ends."""
        with psycopg.connect(container.url, autocommit=True, row_factory=dict_row) as connection:
            yield cls(container, connection)

    def that_all_holds(self, people: Iterable[Person], expected: Mapping[str, str]) -> None:
        """This holds when nothing that was promised is broken, of all that is promised."""
        self.positions_have_no_gap()
        for person in people:
            for acknowledged in person.acknowledged:
                self.is_in_the_log_once(acknowledged)
        self.read_models_equal_rebuilt_ones()
        self.nobody_is_booked_twice()
        self.money_moved_once()
        self.bookings_stand(expected)

    def positions_have_no_gap(self) -> None:
        """This holds when the log is 1, 2, 3 … to its head, and so is each stream."""
        (log,) = self._rows(GAPS)
        assert log["facts"] == log["last"] == log["head"], log
        assert log["first"] == 1, log
        assert log["backwards"] == 0, "the log's time runs backwards"
        assert self._rows(STREAM_GAPS) == []

    def is_in_the_log_once(self, acknowledged: Acknowledged) -> None:
        """This holds when the answer somebody was given is what the ledger and the log hold."""
        actor = acknowledged.actor
        key = kept_key(self._container.pseudonyms, actor, acknowledged.key)
        values = {"scope": actor, "actor": f"person:{actor}", "key": key}
        rows = self._rows(FACTS_OF, values)
        assert len(rows) == 1, f"{acknowledged} is not in the ledger"
        (row,) = rows
        assert row["facts"] == row["last_position"] - row["first_position"] + 1, row
        assert (row["first"], row["last"]) == (row["first_position"], row["last_position"]), row

    def read_models_equal_rebuilt_ones(self) -> None:
        """This holds when each read model and process state has the rows of one built anew."""
        container = self._container
        for projection in (*container.read_models, *container.automata):
            connect = connector(container.url)
            try:
                rebuilt = rebuild(
                    connect, projection, container.facts, container.partitions, strict=True
                )
            except RowsDiffer as differs:
                raise AssertionError(f"{projection.name}: {differs.rebuilt}") from differs
            assert rebuilt.was_compared, f"{projection.name} had nothing to compare with"

    def nobody_is_booked_twice(self) -> None:
        """This holds when no instant of anybody belongs to two bookings."""
        assert self._rows(CLASHES, {"blocking": BLOCKING}) == []

    def money_moved_once(self) -> None:
        """This holds when the provider moved what bookings and packages say, and only once."""
        assert self._rows(MOVED_TWICE) == []
        assert self._rows(RECORDED_TWICE) == []
        for row in self._rows(PAID_BY_CARD):
            _check_money(row)
        for row in self._rows(PAID_IN_ADVANCE):
            taken, refunded = _agreed(row)
            assert taken - refunded == row["kept"], row

    def bookings_stand(self, expected: Mapping[str, str]) -> None:
        """This holds when each booking is where its people left it, and they have no others."""
        rows = self._rows("SELECT booking_id, student_id, state FROM booking_details.bookings")
        states = {row["booking_id"]: row["state"] for row in rows}
        students = {row["student_id"] for row in rows if row["booking_id"] in expected}
        theirs = {row["booking_id"] for row in rows if row["student_id"] in students}
        assert theirs <= expected.keys(), f"nobody asked for {theirs - expected.keys()}"
        wrong = {
            booking_id: (states.get(booking_id), state)
            for booking_id, state in expected.items()
            if states.get(booking_id) not in (state, RUNS_OUT.get(state))
        }
        assert wrong == {}, f"found, expected: {wrong}"

    def _rows(self, statement: Any, values: Row | None = None) -> list[dict[str, Any]]:
        return self._connection.execute(statement, values or {}).fetchall()


def prove(
    stack: RunningStack,
    people: Iterable[Person],
    expected: Mapping[str, str],
    seconds: float = 60.0,
) -> int:
    """This waits until all is done, looks at everything, and answers how long the log is."""
    head = stack.settle(seconds)
    with stack.inside() as container, Proof.of(container) as proof:
        proof.that_all_holds(people, expected)
    return head


def _check_money(row: Row) -> None:
    """This holds when the provider and the read model agree on one booking's money."""
    if row["payment_id"] is None:
        assert row["state"] not in ("requested", "awaiting_payment", "confirmed"), row
        return
    there = _agreed(row)
    match row["state"]:
        case "confirmed":
            assert (*there, row["is_void"]) == (row["price_minor"], 0, False), row
        case "cancelled":
            assert row["is_void"] or there[0] - there[1] == _kept(row), row
        case "settled":
            assert there[0] - there[1] == _kept(row), row
        case "requested":
            assert (row["reserved"], *there) == (row["price_minor"], 0, 0), row
        case "declined":
            assert row["is_void"], row
        case _:
            raise AssertionError(f"nobody expected this: {row}")


def _agreed(row: Row) -> tuple[int, int]:
    """This is what was taken and given back, where the read model and the provider agree."""
    here = (row["taken_minor"], row["refunded_minor"])
    there = (row["taken"] or 0, row["refunded"] or 0)
    assert here == there, f"read model and provider differ: {row}"
    return there


def _kept(row: Row) -> int:
    """This is what is left with the platform and the tutor once it is decided."""
    return 0 if row["refund_minor"] is None else int(row["price_minor"] - row["refund_minor"])
