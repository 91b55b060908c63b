"""One contract for every payment provider: moving money once, however often it is asked."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from adapters.memory.clock import SetClock
from adapters.sandbox.payments import SandboxPaymentGateway
from application.ports_money import PaymentAnswer
from domain.shared.errors import NotFound, Unavailable
from domain.shared.money import Money
from tests.support.calendar import MONDAY, hours
from tests.support.gateways import (
    HALF,
    PRICE,
    UpsettableGateway,
    authorised,
    reserved,
    sandbox_at,
    sandbox_pool,
    taken,
)

WAITING = Money(2401, "EUR")


class TestAuthorising:
    def test_reserves_the_amount_under_a_reference(self, gateway: UpsettableGateway) -> None:
        answer = authorised(gateway, "p1", PRICE)
        assert (answer.outcome, answer.occurred_at, answer.reason) == ("done", MONDAY, "")
        assert answer.reference
        assert gateway.moved() == [("authorise", "p1")]

    def test_gives_each_payment_its_own_reference(self, gateway: UpsettableGateway) -> None:
        one = authorised(gateway, "p1", PRICE)
        other = authorised(gateway, "p2", PRICE)
        assert one.reference != other.reference

    def test_may_take_the_amount_at_once(self, gateway: UpsettableGateway) -> None:
        answer = authorised(gateway, "p1", PRICE, capture=True)
        assert gateway.void("v1", answer.reference).reason == "not_reserved"
        assert gateway.refund("r1", answer.reference, PRICE).outcome == "done"

    def test_is_declined_for_the_amount_of_the_declined_card(
        self, sandbox: UpsettableGateway
    ) -> None:
        answer = sandbox.authorise("p1", Money(12402, "EUR"), capture=True, group="p1")
        assert answer == PaymentAnswer("declined", "", MONDAY, "card_declined")
        assert sandbox.moved() == []


class TestCapturing:
    def test_takes_what_is_reserved(self, gateway: UpsettableGateway) -> None:
        reference = reserved(gateway)
        assert gateway.capture("c1", reference, PRICE) == PaymentAnswer("done", reference, MONDAY)

    @pytest.mark.parametrize("amount", [Money(3001, "EUR"), Money(3000, "USD")])
    def test_takes_no_more_and_no_other_currency(
        self, gateway: UpsettableGateway, amount: Money
    ) -> None:
        reference = reserved(gateway)
        assert gateway.capture("c1", reference, amount).reason == "not_reserved"

    def test_takes_nothing_twice_under_another_key(self, gateway: UpsettableGateway) -> None:
        reference = reserved(gateway)
        gateway.capture("c1", reference, PRICE)
        assert gateway.capture("c2", reference, PRICE).reason == "not_reserved"

    def test_takes_nothing_of_what_nobody_reserved(self, gateway: UpsettableGateway) -> None:
        assert gateway.capture("c1", "nobody", PRICE).reason == "not_reserved"

    def test_is_refused_for_the_amount_of_the_refused_capture(
        self, sandbox: UpsettableGateway
    ) -> None:
        amount = Money(2403, "EUR")
        reference = authorised(sandbox, "p1", amount).reference
        assert sandbox.capture("c1", reference, amount).reason == "capture_refused"


class TestAReservation:
    def test_lapses_when_its_time_is_over(
        self, gateway: UpsettableGateway, clock: SetClock
    ) -> None:
        answer = authorised(gateway)
        assert answer.capture_before is not None
        clock.set(answer.capture_before)
        found = gateway.payment(answer.reference)
        assert (found.status, found.reason) == ("voided", "reservation_lapsed")
        assert (found.occurred_at, found.capture_before) == (answer.capture_before, None)

    def test_cannot_be_taken_then_and_need_not_be_voided(
        self, gateway: UpsettableGateway, clock: SetClock
    ) -> None:
        answer = authorised(gateway)
        assert answer.capture_before is not None
        clock.set(answer.capture_before)
        declined = gateway.capture("c1", answer.reference, PRICE)
        assert (declined.outcome, declined.reason) == ("declined", "not_reserved")
        assert gateway.void("v1", answer.reference).outcome == "done"


class TestVoiding:
    def test_gives_the_reservation_back(self, gateway: UpsettableGateway) -> None:
        reference = reserved(gateway)
        assert gateway.void("v1", reference) == PaymentAnswer("done", reference, MONDAY)
        assert gateway.capture("c1", reference, PRICE).reason == "not_reserved"

    def test_is_done_where_there_is_nothing_left_to_give_back(
        self, gateway: UpsettableGateway
    ) -> None:
        reference = reserved(gateway)
        gateway.void("v1", reference)
        assert gateway.void("v2", reference).outcome == "done"

    def test_gives_nothing_back_of_what_was_taken(self, gateway: UpsettableGateway) -> None:
        assert gateway.void("v1", taken(gateway)).reason == "not_reserved"
        assert gateway.void("v2", "nobody").reason == "not_reserved"


class TestWaitingForTheStudent:
    def test_is_an_answer_with_what_is_to_be_done(self, gateway: UpsettableGateway) -> None:
        answer = gateway.authorise("p1", WAITING, capture=True, group="p1")
        shown = gateway.action(answer.reference)
        assert shown is not None
        assert (answer.outcome, answer.reason) == ("action", shown.kind)
        assert shown.client_secret
        assert shown.client_secret not in repr(shown)
        assert gateway.payment(answer.reference).status == "action"

    @pytest.mark.parametrize(("capture", "status"), [(True, "taken"), (False, "reserved")])
    def test_is_over_when_they_did_it(
        self, gateway: UpsettableGateway, clock: SetClock, *, capture: bool, status: str
    ) -> None:
        answer = gateway.authorise("p1", WAITING, capture=capture, group="p1")
        clock.advance(hours(1))
        gateway.finish(answer.reference)
        assert gateway.action(answer.reference) is None
        found = gateway.payment(answer.reference)
        assert (found.status, found.occurred_at) == (status, MONDAY + hours(1))
        assert gateway.authorise("p1", WAITING, capture=capture, group="p1") == answer

    def test_takes_nothing(self, gateway: UpsettableGateway) -> None:
        answer = gateway.authorise("p1", WAITING, capture=False, group="p1")
        assert gateway.capture("c1", answer.reference, WAITING).reason == "not_reserved"

    def test_ends_with_a_void_and_cannot_be_done_late(self, gateway: UpsettableGateway) -> None:
        answer = gateway.authorise("p1", WAITING, capture=True, group="p1")
        assert gateway.void("v1", answer.reference).outcome == "done"
        assert gateway.action(answer.reference) is None
        gateway.finish(answer.reference)
        found = gateway.payment(answer.reference)
        assert (found.status, found.taken) == ("voided", Money(0, "EUR"))

    def test_is_of_no_payment_nobody_knows(self, gateway: UpsettableGateway) -> None:
        with pytest.raises(NotFound):
            gateway.action("nobody")


class TestReadingAPayment:
    def test_tells_how_far_it_came(self, gateway: UpsettableGateway) -> None:
        reference = reserved(gateway)
        found = gateway.payment(reference)
        assert (found.status, found.amount, found.taken) == ("reserved", PRICE, Money(0, "EUR"))
        assert found.fee is None
        gateway.capture("c1", reference, PRICE)
        gateway.refund("r1", reference, HALF)
        found = gateway.payment(reference)
        assert (found.status, found.taken, found.refunded) == ("taken", PRICE, HALF)
        assert found.fee is not None
        assert found.fee.minor > 0

    def test_is_known_by_what_it_was_tied_to(self, gateway: UpsettableGateway) -> None:
        assert gateway.payment(reserved(gateway, "of-b1")).group == "of-b1"
        waits = gateway.authorise("of-b2", Money(2401, "EUR"), capture=True, group="of-b2")
        assert gateway.payment(waits.reference).group == "of-b2"

    def test_tells_until_when_it_can_be_taken(self, gateway: UpsettableGateway) -> None:
        answer = authorised(gateway, "p1", PRICE)
        assert answer.capture_before is not None
        assert answer.capture_before - MONDAY > timedelta(days=1)
        assert gateway.payment(answer.reference).capture_before == answer.capture_before
        gateway.void("v1", answer.reference)
        assert gateway.payment(answer.reference).capture_before is None

    def test_is_not_found_where_there_is_none(self, gateway: UpsettableGateway) -> None:
        with pytest.raises(NotFound):
            gateway.payment("nobody")


class TestRefunding:
    def test_gives_back_in_parts_and_never_more_than_was_taken(
        self, gateway: UpsettableGateway
    ) -> None:
        reference = taken(gateway)
        first = gateway.refund("r1", reference, HALF)
        second = gateway.refund("r2", reference, HALF)
        assert (first.outcome, second.outcome) == ("done", "done")
        assert len({reference, first.reference, second.reference}) == 3
        assert gateway.refund("r3", reference, Money(1, "EUR")).reason == "not_taken"

    def test_gives_nothing_back_of_a_mere_reservation(self, gateway: UpsettableGateway) -> None:
        reference = reserved(gateway)
        assert gateway.refund("r1", reference, HALF).reason == "not_taken"

    def test_is_refused_for_the_amount_of_the_refused_refund(
        self, sandbox: UpsettableGateway
    ) -> None:
        reference = taken(sandbox)
        assert sandbox.refund("r1", reference, Money(2404, "EUR")).reason == "refund_refused"


class TestAskingAgain:
    def test_answers_the_same_and_moves_nothing(
        self, gateway: UpsettableGateway, clock: SetClock
    ) -> None:
        first = authorised(gateway, "p1", PRICE, capture=True)
        refund = gateway.refund("r1", first.reference, HALF)
        clock.advance(hours(3))
        assert authorised(gateway, "p1", PRICE, capture=True) == first
        assert gateway.refund("r1", first.reference, HALF) == refund
        assert gateway.moved() == [("authorise", "p1"), ("refund", "r1")]

    def test_stays_declined(self, gateway: UpsettableGateway) -> None:
        reference = reserved(gateway)
        refused = gateway.refund("r1", reference, PRICE)
        gateway.capture("c1", reference, PRICE)
        assert gateway.refund("r1", reference, PRICE) == refused

    def test_for_something_else_is_a_mistake_of_ours(self, gateway: UpsettableGateway) -> None:
        authorised(gateway, "p1", PRICE)
        with pytest.raises(ValueError, match="used before"):
            authorised(gateway, "p1", HALF)

    def test_eight_at_once_moves_money_once(self, gateway: UpsettableGateway) -> None:
        with ThreadPoolExecutor(8) as threads:
            asked = [threads.submit(taken, gateway) for _ in range(8)]
            answers = {one.result() for one in asked}
        assert len(answers) == 1
        assert gateway.moved() == [("authorise", "p1")]

    def test_eight_refunds_at_once_never_exceed_what_was_taken(
        self, gateway: UpsettableGateway
    ) -> None:
        reference = taken(gateway)
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
                authorised(gateway, "p1", PRICE, capture=True)
        assert gateway.moved() == []
        assert authorised(gateway, "p1", PRICE, capture=True).outcome == "done"

    def test_with_the_answer_lost_is_found_out_by_asking_again(
        self, gateway: UpsettableGateway
    ) -> None:
        gateway.fail_next(after_moving=True)
        with pytest.raises(Unavailable):
            authorised(gateway, "p1", PRICE, capture=True)
        assert gateway.moved() == [("authorise", "p1")]
        assert authorised(gateway, "p1", PRICE, capture=True).outcome == "done"
        assert gateway.moved() == [("authorise", "p1")]


@pytest.mark.io
class TestTheSandbox:
    def test_remembers_across_a_restart(self, database_url: str, clock: SetClock) -> None:
        answers = []
        for _ in range(2):
            with sandbox_at(database_url, clock) as sandbox:
                answers.append(sandbox.authorise("p1", PRICE, capture=True, group="p1"))
                assert sandbox.moved() == [("authorise", "p1")]
        assert answers[0] == answers[1]

    def test_is_unavailable_while_its_memory_is(self, database_url: str, clock: SetClock) -> None:
        pool = sandbox_pool(database_url)
        with pytest.raises(Unavailable):
            SandboxPaymentGateway(pool, clock).authorise("p1", PRICE, capture=True, group="p1")
