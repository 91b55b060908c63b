"""Analysts follow the log: live, from where they left off, and nobody is kept waiting by others."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import psutil
import pytest

from api import following
from api.routes import stream
from domain.booking.events import BookingRequested
from domain.payment.events import PaymentRequested
from domain.shared.actor import Actor, Role
from domain.tutor.events import ProfilePublished
from tests.api.world import World
from tests.support.calendar import minutes
from tests.support.consents import granted
from tests.support.examples import example
from tests.support.following import Ended, Follower
from tests.support.listening import listening
from tests.support.office import record
from tests.support.people import ANNA, AS_BEN

pytestmark = pytest.mark.io

AS_ANALYST = Actor("some-analyst", frozenset({Role.ANALYST}))
MANY = 8_000


@pytest.fixture
def port(world: World) -> Iterator[int]:
    with listening(world.app) as port:
        yield port


@pytest.fixture
def follow(world: World, port: int) -> Iterator[Callable[..., Follower]]:
    """This begins to follow, as an analyst unless somebody else is named."""
    with ExitStack() as opened:

        def begin(query: str = "", actor: Actor | None = AS_ANALYST, **more: str) -> Follower:
            token = "" if actor is None else world.token(actor)
            return opened.enter_context(Follower(port, token, query, **more))

        yield begin


def grow(world: World, facts: int = 1) -> None:
    """This records that Ben agreed to something, so many times."""
    for _ in range(facts):
        record(world.log, "consent-ben", granted())


class TestWhoFollows:
    def test_is_told_what_comes_next(self, world: World, follow: Callable[..., Follower]) -> None:
        grow(world, 3)
        follower = follow()
        assert follower.headers["content-type"].startswith("text/event-stream")
        assert follower.headers["cache-control"] == "no-store"
        assert follower.event() == {"retry": "1000"}
        grow(world)
        told = follower.next()
        assert told["position"] == 4
        assert told["topic"] == "consent.granted.v1"
        assert told["stream"] == "consent"
        assert told["recorded_at"] == "2026-03-02T07:00:00Z"

    def test_goes_on_where_they_left_off(
        self, world: World, follow: Callable[..., Follower]
    ) -> None:
        grow(world, 5)
        first = follow("?after=0")
        assert first.until(2) == [1, 2]
        first.close()
        grow(world, 2)
        again = follow("?after=0", last_id=first.last_id)
        assert again.until(7) == [3, 4, 5, 6, 7]

    def test_begins_with_what_was_recorded_then(
        self, world: World, follow: Callable[..., Follower]
    ) -> None:
        grow(world, 3)
        assert follow("?since=2026-03-02T07:00:00Z").until(3) == [1, 2, 3]
        late = follow("?since=2026-03-02T07:00:01Z")
        late.event()
        grow(world)
        assert late.next()["position"] == 4

    def test_is_told_what_they_want_alone(
        self, world: World, follow: Callable[..., Follower]
    ) -> None:
        grow(world, 2)
        record(world.log, "booking-b1", example(BookingRequested))
        record(world.log, "payment-p1", example(PaymentRequested))
        currency = example(PaymentRequested).amount.currency
        grow(world, 2)
        assert follow("?after=0&topic=booking&topic=payment.requested").until(4) == [3, 4]
        assert follow("?after=0&stream=payment").until(4) == [4]
        assert follow(f"?after=0&value=amount.currency={currency}").until(4) == [4]

    def test_sees_nothing_of_a_person(self, world: World, follow: Callable[..., Follower]) -> None:
        published = example(ProfilePublished)
        record(world.log, f"tutor-{ANNA}", published)
        told = repr(follow("?after=0").next())
        assert published.tutor_id not in told
        assert published.display_name not in told
        assert ANNA not in told

    def test_hears_where_they_are_when_nothing_is_for_them(
        self, world: World, follow: Callable[..., Follower], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.1)
        follower = follow("?topic=booking")
        grow(world, 3)
        follower.event()
        while follower.event() != {"id": "3"}:
            pass

    def test_is_sent_away_when_their_token_is_over(
        self, world: World, follow: Callable[..., Follower], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.1)
        grow(world, 2)
        follower = follow("?after=0")
        assert follower.until(2) == [1, 2]
        world.clock.advance(minutes(10))
        assert follower.rest() == []

    def test_is_sent_away_when_the_server_stops(self, world: World) -> None:
        with listening(world.app) as port:
            follower = Follower(port, world.token(AS_ANALYST))
            follower.event()
        with pytest.raises(Ended):
            follower.next()
        follower.close()

    def test_has_only_headers_when_they_ask_for_no_more(
        self, follow: Callable[..., Follower]
    ) -> None:
        follower = follow(method="HEAD")
        assert follower.status == 200
        assert follower.rest() == []


class TestWhoDoesNot:
    @pytest.mark.parametrize(("actor", "status"), [(None, 401), (AS_BEN, 403)])
    def test_may_not(
        self, follow: Callable[..., Follower], actor: Actor | None, status: int
    ) -> None:
        assert follow(actor=actor).status == status

    @pytest.mark.parametrize(
        "query",
        [
            *("?after=-1", "?after=x", "?since=noon", "?after=1&since=2026-03-02T07:00:00Z"),
            *("?topic=a%20b", "?value=currency", "?colour=red"),
        ],
    )
    def test_asks_for_nothing_there_is(self, follow: Callable[..., Follower], query: str) -> None:
        assert follow(query).status == 422

    @pytest.mark.parametrize("last_id", ["x", "-1", "9" * 40, "١"])
    def test_has_an_id_that_is_not_ours(
        self, follow: Callable[..., Follower], last_id: str
    ) -> None:
        assert follow(last_id=last_id.encode().decode("latin-1")).status == 422

    def test_finds_no_room(
        self, follow: Callable[..., Follower], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(following, "MOST", 2)
        first, second = follow(), follow()
        assert [first.status, second.status, follow().status] == [200, 200, 503]
        first.close()
        while follow().status != 200:
            pass


class TestWhoIsSlow:
    def test_keeps_nobody_waiting_and_takes_no_room(
        self, world: World, follow: Callable[..., Follower]
    ) -> None:
        slow = [follow("?after=0") for _ in range(20)]
        quick = [follow("?after=0") for _ in range(3)]
        grow(world, 100)
        for one in quick:
            one.until(100)
        before = psutil.Process().memory_info().rss
        grow(world, MANY)
        recorded = psutil.Process().memory_info().rss
        with ThreadPoolExecutor(3) as threads:
            for got in threads.map(lambda one: one.until(MANY + 100), quick):
                assert got == list(range(101, MANY + 101))
        held = psutil.Process().memory_info().rss - recorded
        assert held < max(64 << 20, recorded - before)
        assert slow[0].until(MANY + 100) == list(range(1, MANY + 101))
