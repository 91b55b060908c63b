"""The proofs of the other journeys can fail: each sees the fault it is there for."""

from collections.abc import Iterator
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import dict_row

from adapters.bootstrap import Container
from adapters.postgres.projections.rebuild import rebuild
from adapters.postgres.projections.worker import connector
from tests.support.client import Acknowledged, Reply
from tests.support.load import Load
from tests.support.proof import Proof
from tests.support.stack import RunningStack

pytestmark = pytest.mark.io

ANOTHER_HOUR: LiteralString = """
    INSERT INTO booking_details.bookings
    SELECT (jsonb_populate_record(b, '{"booking_id": "a-second-one"}')).*
    FROM booking_details.bookings b WHERE state = 'confirmed' LIMIT 1
"""
ANOTHER_CAPTURE: LiteralString = """
    INSERT INTO sandbox.request
    SELECT (jsonb_populate_record(r, jsonb_build_object('key', r.key || ':again'))).*
    FROM sandbox.request r WHERE outcome = 'done' AND deed = 'authorise' LIMIT 1
"""


@pytest.fixture(scope="module")
def container(stack: RunningStack, load: Load) -> Iterator[Container]:
    with load.running():
        load.await_more(20)
    stack.settle()
    with stack.inside() as opened:
        yield opened


@pytest.fixture
def connection(container: Container) -> "Iterator[Connection[dict[str, Any]]]":
    """This is a transaction that is never committed: faults made in it stay in it."""
    with psycopg.connect(container.url, row_factory=dict_row) as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def proof(container: Container, connection: "Connection[dict[str, Any]]") -> Proof:
    return Proof(container, connection)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE log.facts SET actor = 'person:eve'",
        "DELETE FROM log.facts",
        "TRUNCATE log.facts",
        "ALTER TABLE log.facts DISABLE TRIGGER ALL",
    ],
)
def test_the_platform_may_not_change_its_own_log(
    stack: RunningStack, change: LiteralString
) -> None:
    """All of these journeys are travelled as the user who is refused here."""
    with (
        psycopg.connect(str(stack.settings.database_url)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(change)


class TestProofs:
    def test_see_a_gap(self, proof: Proof, connection: "Connection[Any]") -> None:
        proof.positions_have_no_gap()
        connection.execute("UPDATE log.head SET position = position + 1")
        with pytest.raises(AssertionError):
            proof.positions_have_no_gap()

    def test_see_an_answer_that_is_nowhere_recorded(self, proof: Proof, load: Load) -> None:
        student = load.customers[0].student
        known = student.acknowledged[-1]
        proof.is_in_the_log_once(known)
        with pytest.raises(AssertionError):
            proof.is_in_the_log_once(
                Acknowledged(student.account_id, "never-asked", Reply(200, {}, {}))
            )

    def test_see_two_lessons_at_one_time(self, proof: Proof, connection: "Connection[Any]") -> None:
        proof.nobody_is_booked_twice()
        connection.execute(ANOTHER_HOUR)
        with pytest.raises(AssertionError):
            proof.nobody_is_booked_twice()

    @pytest.mark.parametrize(
        "fault",
        [
            ANOTHER_CAPTURE,
            "UPDATE sandbox.payment SET taken = 0, refunded = 0, transferred = 0 WHERE taken > 0",
            "UPDATE booking_details.payments SET refunded_minor = refunded_minor + 1",
            "UPDATE booking_details.bookings SET state = 'declined' WHERE state = 'confirmed'",
        ],
    )
    def test_see_money_that_does_not_add_up(
        self, proof: Proof, connection: "Connection[Any]", fault: LiteralString
    ) -> None:
        proof.money_moved_once()
        assert connection.execute(fault).rowcount > 0
        with pytest.raises(AssertionError):
            proof.money_moved_once()

    def test_see_a_booking_that_stands_elsewhere(self, proof: Proof, load: Load) -> None:
        proof.bookings_stand(load.expected)
        booking_id = next(iter(load.expected))
        with pytest.raises(AssertionError):
            proof.bookings_stand({**load.expected, booking_id: "settled"})

    def test_see_a_booking_nobody_asked_for(self, proof: Proof, load: Load) -> None:
        known = dict(list(load.expected.items())[1:])
        with pytest.raises(AssertionError, match="nobody asked"):
            proof.bookings_stand(known)

    def test_see_a_read_model_that_differs(self, proof: Proof, container: Container) -> None:
        proof.read_models_equal_rebuilt_ones()
        with psycopg.connect(container.url) as connection:
            connection.execute("UPDATE platform_metrics.rollups SET value = value + 1")
        with pytest.raises(AssertionError, match="platform_metrics"):
            proof.read_models_equal_rebuilt_ones()
        (damaged,) = [one for one in container.read_models if one.name == "platform_metrics"]
        rebuild(connector(container.url), damaged, container.facts, container.partitions)
        proof.read_models_equal_rebuilt_ones()
