"""`kill -9` under load: nothing acknowledged is lost, nothing happens twice, all goes on."""

import random

import pytest

from tests.conftest import BROKERS
from tests.support.load import Load
from tests.support.proof import prove
from tests.support.stack import BROKER, DATABASE, WORKERS, RunningStack

pytestmark = pytest.mark.io

ROUNDS = 3


class TestAKilledWorker:
    def test_is_started_again(self, stack: RunningStack, load: Load) -> None:
        with load.running():
            for name in WORKERS:
                load.await_more(2)
                stack.await_replaced(stack.kill(name))
            load.await_more(5)
        told = [line for line in stack.said if "killed by signal 9" in line]
        assert {line.partition(" ")[0] for line in told} == set(WORKERS)


class TestAKilledBroker:
    def test_is_started_again(self, stack: RunningStack, load: Load) -> None:
        with load.running():
            load.await_more(5)
            stack.await_replaced(stack.kill(BROKER))
            load.await_more(5)
        stack.settle()


class TestKillingUnderLoad:
    @pytest.mark.brokers(*BROKERS)
    def test_breaks_no_promise(self, stack: RunningStack, load: Load) -> None:
        chance = random.Random(7)  # noqa: S311 - a repeatable choice
        with load.running():
            for _ in range(ROUNDS):
                load.await_more(chance.randint(5, 20))
                stack.await_replaced(stack.kill(*chance.sample(WORKERS, k=chance.randint(2, 5))))
            load.await_more(5)
        prove(stack, load.people, load.expected)

    def test_breaks_no_promise_when_it_is_postgresql(self, stack: RunningStack, load: Load) -> None:
        with load.running():
            load.await_more(10)
            stack.await_replaced(stack.kill(DATABASE))
            load.await_more(10)
        prove(stack, load.people, load.expected)

    @pytest.mark.brokers(*BROKERS)
    def test_changes_no_answer(self, stack: RunningStack, load: Load) -> None:
        ben = load.customers[0].student
        path, key = f"/v1/consents/{ben.account_id}/analytics/deny", "asked-before-the-kill"
        text = {"text_version": "2026-11", "text_locale": "en", "text_sha256": "0" * 64}
        first = ben.ask(path, text, key=key)
        with stack.broker.down():
            killed = stack.kill("api")
        stack.await_replaced(killed)
        again = ben.ask(path, text, key=key)
        assert (first.status, first.told) == (again.status, again.told)
        assert again.is_replay
