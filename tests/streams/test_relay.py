"""The relay: in order, resuming, and filling a broker that has lost everything."""

from collections.abc import Sequence
from threading import Event

import pytest

from application.consistency import Partition
from application.delivery import Outgoing
from domain.shared.errors import Unavailable
from streams.relay import Acknowledged, Relay
from tests.streams.fakes import PARTITIONS, Broker, Log, State
from tests.support.consents import granted
from tests.support.views import history, stream


def log_of(count: int) -> Log:
    return Log(history(*(stream(f"consent-{number % 5}", granted()) for number in range(count))))


@pytest.fixture
def broker() -> Broker:
    return Broker()


@pytest.fixture
def state() -> State:
    return State()


def relay(log: Log, broker: Broker, state: State, refill: int = 10) -> None:
    """This runs the relay until it has nothing more to do."""
    state.stop.clear()
    Relay(log, broker, state, PARTITIONS, refill).run(state.stop)


class TestTheRelay:
    def test_publishes_everything_in_order(self, broker: Broker, state: State) -> None:
        relay(log_of(2_345), broker, state)
        assert broker.positions() == list(range(1, 2_346))
        assert state.position == 2_345

    def test_says_what_came_before_in_the_same_partition(
        self, broker: Broker, state: State
    ) -> None:
        relay(log_of(30), broker, state)
        last: dict[Partition, int] = {}
        for sent in broker.published:
            assert sent.previous == last.get(sent.partition, 0)
            last[sent.partition] = int(sent.stored.id or 0)
        assert state.partitions == last

    def test_resumes_where_the_broker_acknowledged(self, broker: Broker, state: State) -> None:
        relay(log_of(20), broker, state)
        relay(log_of(30), broker, state)
        assert broker.positions() == list(range(1, 31))

    def test_sends_ahead_but_counts_only_what_is_acknowledged(
        self, broker: Broker, state: State, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        publish, refused = broker.publish, Event()
        reached: list[int] = []

        def refuse_the_second_batch_once(batch: Sequence[Outgoing]) -> Acknowledged:
            reached.append(state.position)
            acknowledged = publish(batch)
            if batch[0].stored.id == 1_001 and not refused.is_set():
                refused.set()
                broker.is_down = True
            return acknowledged

        monkeypatch.setattr(broker, "publish", refuse_the_second_batch_once)
        monkeypatch.setattr(
            "streams.outage.Outage.wait", lambda *_: setattr(broker, "is_down", False)
        )
        relay(log_of(2_500), broker, state)
        assert reached[:2] == [0, 0], "the second batch was sent before the first was acknowledged"
        assert reached[2] == 0, "neither counted, for neither was acknowledged"
        assert state.position == 2_500
        assert set(broker.positions()) == set(range(1, 2_501))
        assert broker.positions()[2_000:] == list(range(1, 2_501))

    def test_fills_a_wiped_broker_with_the_newest_facts(self, broker: Broker, state: State) -> None:
        relay(log_of(40), broker, state, refill=10)
        broker.wipe()
        relay(log_of(45), broker, state, refill=10)
        assert broker.positions() == [*range(31, 41), *range(41, 46)]
        assert broker.carries(state.marker)

    def test_claims_no_more_than_it_knows_when_it_fills(self, broker: Broker, state: State) -> None:
        relay(log_of(40), broker, state)
        broker.wipe()
        relay(log_of(40), broker, state, refill=10)
        firsts = {sent.partition: sent.previous for sent in reversed(broker.published)}
        assert set(firsts.values()) == {30}

    def test_does_not_fill_a_broker_that_still_has_everything(
        self, broker: Broker, state: State
    ) -> None:
        relay(log_of(40), broker, state)
        relay(log_of(40), broker, state)
        assert broker.positions() == list(range(1, 41))

    def test_outlives_an_outage(
        self, broker: Broker, state: State, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        attempts: list[int] = []

        def fail_three_times() -> None:
            attempts.append(1)
            if len(attempts) <= 3:
                raise Unavailable("down")

        monkeypatch.setattr(broker, "open", fail_three_times)
        monkeypatch.setattr("streams.outage.FIRST_PAUSE_SECONDS", 0.001)
        relay(log_of(5), broker, state)
        assert broker.positions() == [1, 2, 3, 4, 5]
        assert len(attempts) == 4
