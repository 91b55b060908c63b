"""The broker is distribution: wiped, killed or gone, it costs time and nothing else."""

import signal
import time

import pytest

from tests.conftest import BROKERS
from tests.support.client import Person
from tests.support.load import Load
from tests.support.marketplace import Marketplace, hour
from tests.support.processes import soon
from tests.support.proof import prove
from tests.support.stack import REDIS, RunningStack

pytestmark = pytest.mark.io

DOWN_SECONDS = 10.0


def asks_for_everything(person: Person, load: Load) -> None:
    """This is one look at each read model that anybody may see."""
    tutor_id = load.customers[0].tutors[0].tutor_id
    window = {"start": hour(5, 0).isoformat(), "end": hour(6, 0).isoformat()}
    person.see(f"/v1/accounts/{person.account_id}")
    person.see("/v1/tutors", words="english conversation")
    person.see(f"/v1/tutors/{tutor_id}/slots", **window)
    person.see(f"/v1/calendars/{person.account_id}", **window)
    person.see("/v1/bookings", student_id=person.account_id)


@pytest.mark.brokers(*BROKERS)
class TestAWipedBroker:
    def test_is_filled_again_and_everything_catches_up(
        self, stack: RunningStack, load: Load
    ) -> None:
        with load.running():
            for _ in range(2):
                load.await_more(20)
                stack.broker.wipe()
            load.await_more(10)
        prove(stack, load.people, load.expected)


@pytest.mark.brokers("apache")
class TestABrokerThatKeepsItsData:
    def test_is_restarted_in_mid_stream(self, stack: RunningStack, load: Load) -> None:
        with load.running():
            for by in (signal.SIGTERM, signal.SIGKILL):
                load.await_more(10)
                with stack.broker.down(by):
                    load.await_more(5)
            load.await_more(10)
        prove(stack, load.people, load.expected)


class TestABrokerThatIsDown:
    def test_stops_neither_commands_nor_queries(
        self, stack: RunningStack, market: Marketplace, load: Load
    ) -> None:
        ben, anna = market.student("ben"), load.customers[0].tutors[0]
        ben.retries_for = DOWN_SECONDS - 2
        with load.running(), stack.broker.down():
            end = time.monotonic() + DOWN_SECONDS
            held = ben.do("/v1/bookings", **anna.wish(hour(2)))
            assert ben.see(f"/v1/bookings/{held['booking_id']}")["state"] == "held"
            with stack.inside() as container:
                up = {part.name: part.is_up for part in container.status().parts}
            assert not up["Kafka"]
            load.await_more(20)
            while time.monotonic() < end:
                asks_for_everything(ben, load)
        prove(stack, load.people, load.expected)


class TestRedisThatIsDown:
    def test_lets_everybody_pass(
        self, stack: RunningStack, market: Marketplace, load: Load
    ) -> None:
        ben = market.student("ben")
        redis = stack.server(REDIS)
        with load.running(), redis._turn:
            redis.child.stop()
            load.await_more(20)
            asks_for_everything(ben, load)
            assert stack.answers()
        stack.await_running(REDIS)
        path = f"/v1/accounts/{ben.account_id}"
        assert soon(lambda: "ratelimit-limit" in ben.look(path).headers)
