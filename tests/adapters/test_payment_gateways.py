"""One contract for every payment provider: moving money once, however often it is asked."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import pytest
from psycopg_pool import ConnectionPool

from adapters.memory.clock import SetClock
from adapters.memory.gateways import InMemoryPaymentGateway
from adapters.sandbox.payments import SandboxPaymentGateway
from application.ports import PaymentAnswer, PaymentGateway
from domain.shared.errors import Unavailable
from domain.shared.money import Money
from tests.support.calendar import MONDAY, hours

PRICE = Money(3000, "EUR")
HALF = Money(1500, "EUR")


class UpsettableGateway(PaymentGateway, Protocol):
    """This is a provider that tests may look into and upset."""

    def fail_next(self, calls: int = 1, *, after_moving: bool = False) -> None:
        """This makes the next calls fail."""

    def movements(self) -> list[tuple[str, str]]:
        """This is everything that ever moved."""


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MONDAY)


@pytest.fixture(params=["memory", pytest.param("sandbox", marks=pytest.mark.io)])
def gateway(request: pytest.FixtureRequest, clock: SetClock) -> Iterator[UpsettableGateway]:
    if request.param == "memory":
        yield InMemoryPaymentGateway(clock)
        return
    url = request.getfixturevalue("database_url")
    with sandbox_pool(url) as pool:
        sandbox = SandboxPaymentGateway(pool, clock)
        sandbox.prepare()
        yield sandbox


def sandbox_pool(url: str) -> "ConnectionPool[Any]":
    return ConnectionPool(url, min_size=1, max_size=8, open=False)


class TestAuthorising:
    def test_reserves_the_amount_under_a_reference(self, gateway: UpsettableGateway) -> None:
        answer = gateway.authorise("p1", PRICE, capture=False)
        assert (answer.outcome, answer.occurred_at, answer.reason) == ("done", MONDAY, "")
        assert answer.reference
        assert gateway.movements() == [("authorise", "p1")]

    def test_gives_each_payment_its_own_reference(self, gateway: UpsettableGateway) -> None:
        one = gateway.authorise("p1", PRICE, capture=False)
        other = gateway.authorise("p2", PRICE, capture=False)
        assert one.reference != other.reference

    def test_may_take_the_amount_at_once(self, gateway: UpsettableGateway) -> None:
        answer = gateway.authorise("p1", PRICE, capture=True)
        assert gateway.void("v1", answer.reference).reason == "not_reserved"
        assert gateway.refund("r1", answer.reference, PRICE).outcome == "done"

    def test_is_declined_for_the_amount_of_the_declined_card(
        self, gateway: UpsettableGateway
    ) -> None:
        answer = gateway.authorise("p1", Money(12402, "EUR"), capture=True)
        assert answer == PaymentAnswer("declined", "", MONDAY, "card_declined")
        assert gateway.movements() == []


class TestCapturing:
    def test_takes_what_is_reserved(self, gateway: UpsettableGateway) -> None:
        reference = gateway.authorise("p1", PRICE, capture=False).reference
        assert gateway.capture("c1", reference, PRICE) == PaymentAnswer("done", reference, MONDAY)

    @pytest.mark.parametrize("amount", [Money(3001, "EUR"), Money(3000, "USD")])
    def test_takes_no_more_and_no_other_currency(
        self, gateway: UpsettableGateway, amount: Money
    ) -> None:
        reference = gateway.authorise("p1", PRICE, capture=False).reference
        assert gateway.capture("c1", reference, amount).reason == "not_reserved"

    def test_takes_nothing_twice_under_another_key(self, gateway: UpsettableGateway) -> None:
        reference = gateway.authorise("p1", PRICE, capture=False).reference
        gateway.capture("c1", reference, PRICE)
        assert gateway.capture("c2", reference, PRICE).reason == "not_reserved"

    def test_takes_nothing_of_what_nobody_reserved(self, gateway: UpsettableGateway) -> None:
        assert gateway.capture("c1", "nobody", PRICE).reason == "not_reserved"

    def test_is_refused_for_the_amount_of_the_refused_capture(
        self, gateway: UpsettableGateway
    ) -> None:
        amount = Money(2403, "EUR")
        reference = gateway.authorise("p1", amount, capture=False).reference
        assert gateway.capture("c1", reference, amount).reason == "capture_refused"


class TestVoiding:
    def test_gives_the_reservation_back(self, gateway: UpsettableGateway) -> None:
        reference = gateway.authorise("p1", PRICE, capture=False).reference
        assert gateway.void("v1", reference) == PaymentAnswer("done", reference, MONDAY)
        assert gateway.capture("c1", reference, PRICE).reason == "not_reserved"
        assert gateway.void("v2", reference).reason == "not_reserved"


class TestRefunding:
    def test_gives_back_in_parts_and_never_more_than_was_taken(
        self, gateway: UpsettableGateway
    ) -> None:
        reference = gateway.authorise("p1", PRICE, capture=True).reference
        first = gateway.refund("r1", reference, HALF)
        second = gateway.refund("r2", reference, HALF)
        assert (first.outcome, second.outcome) == ("done", "done")
        assert len({reference, first.reference, second.reference}) == 3
        assert gateway.refund("r3", reference, Money(1, "EUR")).reason == "not_taken"

    def test_gives_nothing_back_of_a_mere_reservation(self, gateway: UpsettableGateway) -> None:
        reference = gateway.authorise("p1", PRICE, capture=False).reference
        assert gateway.refund("r1", reference, HALF).reason == "not_taken"

    def test_is_refused_for_the_amount_of_the_refused_refund(
        self, gateway: UpsettableGateway
    ) -> None:
        reference = gateway.authorise("p1", PRICE, capture=True).reference
        assert gateway.refund("r1", reference, Money(2404, "EUR")).reason == "refund_refused"


class TestAskingAgain:
    def test_answers_the_same_and_moves_nothing(
        self, gateway: UpsettableGateway, clock: SetClock
    ) -> None:
        first = gateway.authorise("p1", PRICE, capture=True)
        refund = gateway.refund("r1", first.reference, HALF)
        clock.advance(hours(3))
        assert gateway.authorise("p1", PRICE, capture=True) == first
        assert gateway.refund("r1", first.reference, HALF) == refund
        assert gateway.movements() == [("authorise", "p1"), ("refund", "r1")]

    def test_stays_declined(self, gateway: UpsettableGateway) -> None:
        reference = gateway.authorise("p1", PRICE, capture=False).reference
        refused = gateway.refund("r1", reference, PRICE)
        gateway.capture("c1", reference, PRICE)
        assert gateway.refund("r1", reference, PRICE) == refused

    def test_for_something_else_is_a_mistake_of_ours(self, gateway: UpsettableGateway) -> None:
        gateway.authorise("p1", PRICE, capture=False)
        with pytest.raises(ValueError, match="used before"):
            gateway.authorise("p1", HALF, capture=False)

    def test_eight_at_once_moves_money_once(self, gateway: UpsettableGateway) -> None:
        with ThreadPoolExecutor(8) as threads:
            asked = [threads.submit(gateway.authorise, "p1", PRICE, capture=True) for _ in range(8)]
            answers = {one.result() for one in asked}
        assert len(answers) == 1
        assert gateway.movements() == [("authorise", "p1")]

    def test_eight_refunds_at_once_never_exceed_what_was_taken(
        self, gateway: UpsettableGateway
    ) -> None:
        reference = gateway.authorise("p1", PRICE, capture=True).reference
        with ThreadPoolExecutor(8) as threads:
            asked = [
                threads.submit(gateway.refund, f"r{number}", reference, HALF) for number in range(8)
            ]
            outcomes = [one.result().outcome for one in asked]
        assert outcomes.count("done") == 2


class TestFailing:
    def test_before_anything_moved(self, gateway: UpsettableGateway) -> None:
        gateway.fail_next(2)
        for _ in range(2):
            with pytest.raises(Unavailable):
                gateway.authorise("p1", PRICE, capture=True)
        assert gateway.movements() == []
        assert gateway.authorise("p1", PRICE, capture=True).outcome == "done"

    def test_with_the_answer_lost_is_found_out_by_asking_again(
        self, gateway: UpsettableGateway
    ) -> None:
        gateway.fail_next(after_moving=True)
        with pytest.raises(Unavailable):
            gateway.authorise("p1", PRICE, capture=True)
        assert gateway.movements() == [("authorise", "p1")]
        assert gateway.authorise("p1", PRICE, capture=True).outcome == "done"
        assert gateway.movements() == [("authorise", "p1")]


@pytest.mark.io
class TestTheSandbox:
    def test_remembers_across_a_restart(self, database_url: str, clock: SetClock) -> None:
        answers = []
        for _ in range(2):
            with sandbox_pool(database_url) as pool:
                sandbox = SandboxPaymentGateway(pool, clock)
                sandbox.prepare()
                answers.append(sandbox.authorise("p1", PRICE, capture=True))
                assert sandbox.movements() == [("authorise", "p1")]
        assert answers[0] == answers[1]

    def test_is_unavailable_while_its_memory_is(self, database_url: str, clock: SetClock) -> None:
        pool = sandbox_pool(database_url)
        with pytest.raises(Unavailable):
            SandboxPaymentGateway(pool, clock).authorise("p1", PRICE, capture=True)
