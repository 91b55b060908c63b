"""A tutor's share on the running stack: to account and bank, raced for, and whatever is killed."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from adapters.bootstrap import Container
from application.booking import Amount
from application.bus import Outcome, Request
from application.earning import DecideEarning, FreezeEarning, RequestTransfer
from application.payout import PayoutPart, RequestPayout
from application.work import Command
from domain.earning.aggregate import EARNING, Earning
from domain.earning.events import FreezeReason, Ground
from domain.payout.aggregate import PAYOUT, State, payouts_of
from tests.support.client import Person
from tests.support.marked import let_end
from tests.support.marketplace import SYSTEM, Marketplace, Tutor, hour
from tests.support.processes import soon
from tests.support.stack import RunningStack

pytestmark = pytest.mark.io

AT_ONCE = 8
NET = 2000
MOVED = """
    SELECT deed, key FROM sandbox.request
    WHERE outcome = 'done' AND key LIKE %s AND deed IN ('transfer', 'reverse', 'pay_out')
"""
RECORDED = "SELECT topic FROM log.facts WHERE originator_id = %s"


@pytest.fixture
def inside(stack: RunningStack) -> Any:
    with stack.inside() as container:
        yield container


class Share:
    """This is a share of a booking that nobody made: what is decided on it, is decided here."""

    def __init__(self, container: Container, tutor: Tutor) -> None:
        self.container, self.tutor = container, tutor
        self.booking_id = uuid4().hex

    def decide(self, minor: int = NET, after: timedelta = timedelta(0)) -> DecideEarning:
        return DecideEarning(
            **self._about,
            net=Amount(minor=minor, currency="EUR"),
            ground=Ground.RESOLVED,
            decided_at=datetime.now(UTC) + after,
        )

    def freeze(self) -> FreezeEarning:
        return FreezeEarning(**self._about, reason=FreezeReason.DISPUTE, at=datetime.now(UTC))

    def transfer(self) -> RequestTransfer:
        return RequestTransfer(booking_id=self.booking_id)

    def now(self) -> Earning | None:
        return self.container.log.load(EARNING, self.booking_id).state

    def rests_at(self, moved: int) -> bool:
        """This is true once so much has moved, and the provider has answered everything."""
        state = self.now()
        return state is not None and state.movements.asked is None and _moved(state) == moved

    def comes_to(self, moved: int) -> None:
        """This waits until so much has moved, and nothing more is to."""
        assert soon(lambda: self.rests_at(moved), 30.0), self.now()

    @property
    def _about(self) -> dict[str, str]:
        return {
            "booking_id": self.booking_id,
            "tutor_id": self.tutor.tutor_id,
            "payment_id": f"of-{self.booking_id}",
        }


def _moved(share: Earning) -> int | None:
    """This is what has moved, unless some of it is on its way back."""
    return None if share.excess else share.movements.moved


def asked(container: Container, command: Command) -> Outcome:
    """This is a command of the business itself, under a key that nobody used."""
    return container.bus.execute(Request(command, SYSTEM, uuid4().hex, "test"))


def all_at_once(container: Container, commands: Sequence[Command]) -> list[Outcome]:
    """This is the outcomes of commands that all begin at the same moment."""
    gate, outcomes = threading.Barrier(len(commands)), []

    def run(command: Command) -> None:
        gate.wait()
        outcomes.append(asked(container, command))

    threads = [threading.Thread(target=run, args=(command,)) for command in commands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == len(commands)
    return outcomes


def moved(stack: RunningStack, prefix: str) -> Counter[str]:
    """This is how often the provider moved something under keys that begin so."""
    with psycopg.connect(stack.url) as connection:
        return Counter(deed for deed, _ in connection.execute(MOVED, (f"{prefix}%",)))


def recorded(stack: RunningStack, share: Share) -> Counter[str]:
    """This is everything recorded of a share, by what it is and how often."""
    with psycopg.connect(stack.url) as connection:
        rows = connection.execute(RECORDED, (f"earning-{share.booking_id}",))
        return Counter(topic.split(".")[1] for (topic,) in rows)


class TestOneShare:
    def test_is_transferred_once_by_eight(
        self, stack: RunningStack, inside: Container, anna: Tutor
    ) -> None:
        share = Share(inside, anna)
        assert asked(inside, share.decide()).accepted
        outcomes = all_at_once(inside, [share.transfer()] * AT_ONCE)
        assert all(outcome.accepted for outcome in outcomes)
        share.comes_to(NET)
        assert recorded(stack, share)["transfer_requested"] == 1
        assert moved(stack, share.booking_id) == {"transfer": 1}

    def test_comes_back_once_for_eight(
        self, stack: RunningStack, inside: Container, anna: Tutor
    ) -> None:
        share = Share(inside, anna)
        asked(inside, share.decide())
        asked(inside, share.transfer())
        share.comes_to(NET)
        all_at_once(inside, [share.freeze()] * AT_ONCE)
        share.comes_to(0)
        assert moved(stack, share.booking_id) == {"transfer": 1, "reverse": 1}

    @pytest.mark.parametrize("round_", range(3))
    def test_is_taken_back_or_never_sent_when_both_are_asked(
        self, stack: RunningStack, inside: Container, anna: Tutor, round_: int
    ) -> None:
        share = Share(inside, anna)
        asked(inside, share.decide())
        deeds: list[Callable[[], Command]] = [share.transfer, share.freeze] * (AT_ONCE // 2)
        all_at_once(inside, [deed() for deed in (deeds[::-1] if round_ else deeds)])
        share.comes_to(0)
        done = moved(stack, share.booking_id)
        assert done in (Counter(), Counter(transfer=1, reverse=1))

    def test_ends_where_it_was_decided_last_whoever_asks_first(
        self, stack: RunningStack, inside: Container, anna: Tutor
    ) -> None:
        share = Share(inside, anna)
        asked(inside, share.decide())
        lower = [share.decide(NET - 100 * n, timedelta(seconds=n)) for n in range(1, 8)]
        chance = random.Random(3)  # noqa: S311 - a repeatable choice
        mixed = [*lower, *[share.transfer()] * AT_ONCE]
        chance.shuffle(mixed)
        all_at_once(inside, mixed)
        asked(inside, share.transfer())
        share.comes_to(NET - 700)
        done = moved(stack, share.booking_id)
        assert done["transfer"] == 1
        assert done["reverse"] == recorded(stack, share)["reversed"]


class TestALesson:
    def taught(self, stack: RunningStack, ben: Person, tutor: Tutor, days: int) -> str:
        held = ben.do("/v1/bookings", **tutor.wish(hour(days)))
        path = f"/v1/bookings/{held['booking_id']}"
        ben.do(f"{path}/submit")
        ben.until(path, lambda shown: shown["state"] == "confirmed")
        with stack.inside() as container:
            let_end(container, str(held["booking_id"]))
        return str(held["booking_id"])

    def test_is_paid_to_the_tutors_account_and_from_there_to_their_bank(
        self, stack: RunningStack, inside: Container, market: Marketplace, ben: Person
    ) -> None:
        tutor = market.tutor("clara")
        booking_id = self.taught(stack, ben, tutor, 30)
        ben.do(f"/v1/bookings/{booking_id}/confirm")
        share = Share(inside, tutor)
        share.booking_id = booking_id
        share.comes_to(NET)
        part = PayoutPart(booking_id=booking_id, minor=NET)
        ask = RequestPayout(tutor_id=tutor.tutor_id, currency="EUR", until_minor=NET, parts=(part,))
        all_at_once(inside, [ask] * AT_ONCE)
        stream = payouts_of(tutor.tutor_id, "EUR")

        def is_paid() -> bool:
            payouts = inside.log.load(PAYOUT, stream).state
            return payouts is not None and payouts.each[0].state is State.PAID

        assert soon(is_paid, 30.0)
        assert moved(stack, tutor.tutor_id) == {"pay_out": 1}
        assert moved(stack, booking_id) == {"transfer": 1}

    def test_is_settled_once_whatever_is_killed_on_the_way(
        self, stack: RunningStack, inside: Container, market: Marketplace, ben: Person
    ) -> None:
        tutor, chance = market.tutor("dora"), random.Random(11)  # noqa: S311 - a repeatable choice
        bookings = [self.taught(stack, ben, tutor, 40 + number) for number in range(4)]
        ben.retries_for = 60.0
        for booking_id in bookings:
            ben.do(f"/v1/bookings/{booking_id}/confirm")
            workers = chance.sample(("processes", "reactions", "relay"), k=2)
            stack.await_replaced(stack.kill(*workers))
        stack.settle()
        for booking_id in bookings:
            share = Share(inside, tutor)
            share.booking_id = booking_id
            share.comes_to(NET)
            once = {"decided": 1, "transfer_requested": 1, "transferred": 1}
            assert recorded(stack, share) == once
            assert moved(stack, booking_id) == {"transfer": 1}
