"""Following: what the stream loses, repeats or delays is made good from the log."""

import threading
from collections.abc import Sequence
from typing import Any, Self

import pytest

from adapters.memory.projection import InMemoryProjection
from application.consistency import Portion, Positions
from application.delivery import FactLog, RelayPlace
from domain.shared.errors import Unavailable
from domain.shared.event import Recorded
from streams.follow import Following
from streams.reading import Inbox, Reading
from tests.streams.fakes import PARTITIONS, Log, Stream, delivered
from tests.support.consent_register.projector import projection
from tests.support.consents import granted
from tests.support.processes import soon
from tests.support.views import history, stream

FACTS = history(*(stream(f"consent-{number % 7}", granted()) for number in range(20)))
CONSENT = frozenset({"consent"})


class Register(InMemoryProjection):
    """This is a follower that counts how often it begins, and can fail."""

    def __init__(self) -> None:
        super().__init__(projection(), PARTITIONS)
        self.opened = 0
        self.fails = 0

    def open(self, _portion: Portion | None = None) -> bool:
        self.opened += 1
        return True

    def apply(self, batch: Sequence[Recorded[Any]], reached: Positions) -> None:
        if self.fails:
            self.fails -= 1
            raise Unavailable("away")
        super().apply(batch, reached)

    def close(self) -> None:
        pass

    def positions(self) -> list[int]:
        return [row["position"] for row in self.contents()["answers"]]


class Published:
    """This is where the relay says it is."""

    def __init__(self) -> None:
        self.place = RelayPlace(0, 0, {}, "")

    def look(self) -> RelayPlace:
        return self.place


class Follow:
    """This is a follower at work in its thread."""

    def __init__(self, log: FactLog) -> None:
        self.register = Register()
        self.inbox = Inbox(CONSENT)
        self.published = Published()
        self._stop = threading.Event()
        following = Following(self.register, log, self.inbox, self.published)
        self._thread = threading.Thread(target=following.run, args=(self._stop,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def comes_to(self, *positions: int) -> bool:
        return soon(lambda: sorted(self.register.positions()) == sorted(positions))


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.follow.LOOK_SECONDS", 0.02)
    monkeypatch.setattr("streams.outage.FIRST_PAUSE_SECONDS", 0.001)
    monkeypatch.setattr("streams.reading.POLL_SECONDS", 0.01)


class TestAFollower:
    def test_begins_with_the_log(self) -> None:
        with Follow(Log(FACTS)) as follow:
            assert follow.comes_to(*range(1, 21))

    def test_goes_on_with_the_stream(self) -> None:
        log = Log(FACTS[:10])
        with Follow(log) as follow:
            assert follow.comes_to(*range(1, 11))
            log.facts.append(FACTS[10])
            follow.inbox.put(delivered(FACTS[:11])[10:])
            assert follow.comes_to(*range(1, 12))

    def test_takes_what_comes_twice_once(self) -> None:
        log = Log(FACTS[:10])
        with Follow(log) as follow:
            follow.inbox.put(delivered(FACTS[:10]))
            follow.inbox.put(delivered(FACTS[:10]))
            assert follow.comes_to(*range(1, 11))

    def test_sees_that_a_message_was_lost(self) -> None:
        log = Log(FACTS[:5])
        with Follow(log) as follow:
            assert follow.comes_to(*range(1, 6))
            log.facts = list(FACTS)
            follow.inbox.put(delivered(FACTS)[12:])
            assert follow.comes_to(*range(1, 21))

    def test_reads_the_log_when_the_stream_began_anew(self) -> None:
        log = Log(FACTS[:5])
        with Follow(log) as follow:
            assert follow.comes_to(*range(1, 6))
            log.facts = list(FACTS)
            follow.inbox.restart()
            assert follow.comes_to(*range(1, 21))

    def test_notices_that_published_facts_do_not_come_and_complains(self) -> None:
        log = Log(FACTS[:5])
        with Follow(log) as follow:
            assert follow.comes_to(*range(1, 6))
            log.facts = list(FACTS)
            last = {one.partition: one.recorded.position for one in delivered(FACTS)}
            follow.published.place = RelayPlace(20, 20, last, "")
            assert follow.comes_to(*range(1, 21))
            assert soon(lambda: follow.inbox.is_deaf)

    def test_goes_on_without_a_relay(self) -> None:
        log = Log(FACTS[:5])
        with Follow(log) as follow:
            assert follow.comes_to(*range(1, 6))
            log.facts = list(FACTS)
            follow.published.place = RelayPlace(20, 5, {}, "")
            assert follow.comes_to(*range(1, 21))
            assert not follow.inbox.is_deaf

    def test_moves_idle_partitions_on(self) -> None:
        with Follow(Log(FACTS)) as follow:
            assert follow.comes_to(*range(1, 21))
            last = {one.partition: one.recorded.position for one in delivered(FACTS)}
            follow.published.place = RelayPlace(500, 500, last, "")
            assert soon(lambda: follow.register.checkpoints.low == 500)

    def test_begins_again_where_it_was_after_a_failure(self) -> None:
        log = Log(FACTS[:10])
        with Follow(log) as follow:
            assert follow.comes_to(*range(1, 11))
            follow.register.fails = 3
            log.facts = list(FACTS)
            follow.inbox.put(delivered(FACTS)[10:])
            assert follow.comes_to(*range(1, 21))
            assert follow.register.opened > 1


class TestAnInbox:
    def test_breaks_the_line_when_too_much_waits(self) -> None:
        inbox = Inbox(CONSENT, room=5)
        inbox.put(delivered(FACTS)[:6])
        assert inbox.take(0) == (True, [])
        inbox.put(delivered(FACTS)[:2])
        assert inbox.take(0) == (False, delivered(FACTS)[:2])

    def test_takes_only_what_is_followed(self) -> None:
        inbox = Inbox(frozenset({"booking"}))
        inbox.put(delivered(FACTS))
        assert inbox.take(0) == (False, [])


class TestReading:
    def test_subscribes_again_after_an_outage(self) -> None:
        inbox, stop = Inbox(CONSENT), threading.Event()
        first = Stream(delivered(FACTS[:2]), Unavailable("down"))
        second = Stream(delivered(FACTS[:3]), at_end=stop.set)
        streams = iter([first, second])
        Reading(lambda *_: next(streams), [inbox]).run(stop)
        assert first.is_closed
        assert second.is_closed
        assert inbox.take(0) == (True, delivered(FACTS[:3]))

    def test_subscribes_again_when_somebody_complains(self) -> None:
        inbox, stop = Inbox(CONSENT), threading.Event()
        streams = iter([Stream(at_end=inbox.complain), Stream(at_end=stop.set)])
        Reading(lambda *_: next(streams), [inbox]).run(stop)
        assert next(streams, None) is None
