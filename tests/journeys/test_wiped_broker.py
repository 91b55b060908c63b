"""The broker is distribution: wiped, killed or gone, it costs time and nothing else."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.client import Person
from tests.support.load import Load
from tests.support.marketplace import Marketplace, hour
from tests.support.processes import soon
from tests.support.proof import prove
from tests.support.stack import BROKER, REDIS, RunningStack

pytestmark = pytest.mark.io

DOWN_SECONDS = 10.0


@contextmanager
def down(stack: RunningStack, setting: str) -> Iterator[None]:
    """This keeps a server from running until the block ends, whoever wants to start it."""
    server = stack.server(setting)
    with server._turn:
        server.child.stop()
        yield
    stack.await_running(setting)


def asks_for_everything(person: Person, load: Load) -> None:
    """This is one look at each read model that anybody may see."""
    tutor_id = load.customers[0].tutors[0].tutor_id
    window = {"start": hour(5, 0).isoformat(), "end": hour(6, 0).isoformat()}
    person.see(f"/v1/accounts/{person.account_id}")
    person.see("/v1/tutors", words="english conversation")
    person.see(f"/v1/tutors/{tutor_id}/slots", **window)
    person.see(f"/v1/calendars/{person.account_id}", **window)
    person.see("/v1/bookings", student_id=person.account_id)


class TestAWipedBroker:
    def test_is_filled_again_and_everything_catches_up(
        self, stack: RunningStack, load: Load
    ) -> None:
        with load.running():
            for _ in range(2):
                load.await_more(20)
                stack.stack.servers.restart_broker()
            load.await_more(20)
            stack.await_replaced(stack.kill(BROKER))
            load.await_more(10)
        prove(stack, load.people, load.expected)


class TestABrokerThatIsDown:
    def test_stops_neither_commands_nor_queries(
        self, stack: RunningStack, market: Marketplace, load: Load
    ) -> None:
        ben, anna = market.student("ben"), load.customers[0].tutors[0]
        ben.retries_for = DOWN_SECONDS - 2
        with load.running(), down(stack, BROKER):
            end = time.monotonic() + DOWN_SECONDS
            held = ben.do("/v1/bookings", **anna.wish(hour(2)))
            assert ben.see(f"/v1/bookings/{held['booking_id']}")["state"] == "held"
            assert not stack.server(BROKER).is_running()
            load.await_more(20)
            while time.monotonic() < end:
                asks_for_everything(ben, load)
        prove(stack, load.people, load.expected)


class TestRedisThatIsDown:
    def test_lets_everybody_pass(
        self, stack: RunningStack, market: Marketplace, load: Load
    ) -> None:
        ben = market.student("ben")
        with load.running(), down(stack, REDIS):
            load.await_more(20)
            asks_for_everything(ben, load)
            assert stack.answers()
        path = f"/v1/accounts/{ben.account_id}"
        assert soon(lambda: "ratelimit-limit" in ben.look(path).headers)
