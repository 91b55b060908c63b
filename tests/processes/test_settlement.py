"""The tutor's share of a booking, from what is decided on it to where it ends up."""

from dataclasses import replace
from typing import Any

import pytest

from application.earning import DecideEarning, FreezeEarning, RequestTransfer, UnfreezeEarning
from application.processes.settlement import AGAIN_AFTER, SETTLEMENT, TRIES_AGAIN, WEEK
from domain.booking import events as booking
from domain.booking import outcomes
from domain.booking.terms import CancellationReason, ResolutionGround, Split
from domain.earning import events as earning
from domain.earning.events import FreezeReason, Ground
from domain.payment import events as payment
from domain.shared.event import Fact
from domain.shared.money import Money
from tests.processes.arrival import given
from tests.support.calendar import FRIDAY, MONDAY, SATURDAY, THURSDAY, hours
from tests.support.examples import example
from tests.support.people import ANNA, BEN

PRICE = Money(3000, "EUR")
NOTHING = Money(0, "EUR")
ABOUT: dict[str, Any] = {
    "booking_id": "b1",
    "tutor_id": ANNA,
    "student_id": BEN,
    "start": THURSDAY,
    "end": THURSDAY + hours(1),
}
OF: dict[str, Any] = {"booking_id": "b1", "tutor_id": ANNA, "payment_id": "of-b1"}


def split(net: int) -> Split:
    return Split("EUR", 3000, 3000 - net - 300, 300, net)


def of_booking(kind: Any, **fields: Any) -> Any:
    """This is a fact of the booking."""
    return replace(example(kind), **ABOUT, **fields)


def of_payment(kind: Any, **fields: Any) -> Any:
    """This is a fact of its payment."""
    return replace(example(kind), **OF, student_id=BEN, **fields)


def of_share(kind: Any, **fields: Any) -> Any:
    """This is a fact of the tutor's share."""
    return replace(example(kind), **OF, **fields)


CONFIRMED = of_booking(booking.BookingConfirmed, price=PRICE, payment_id="of-b1")
SETTLED = of_booking(outcomes.BookingSettled, split=split(2700), settled_at=FRIDAY)
RESOLVED = of_booking(
    outcomes.BookingResolved,
    split=split(2000),
    ground=ResolutionGround.DECIDED,
    resolved_at=SATURDAY,
)
PROBLEM = of_booking(outcomes.ProblemReported, reported_at=THURSDAY)
DISPUTED = of_booking(outcomes.DisputeNoted, noted_at=THURSDAY)
WON, LOST = (
    of_booking(outcomes.DisputeClosed, is_won=is_won, closed_at=SATURDAY)
    for is_won in (True, False)
)
CAPTURED = of_payment(payment.PaymentCaptured, amount=PRICE, occurred_at=MONDAY)
NOT_CAPTURED = of_payment(payment.CaptureFailed, undone=NOTHING)

DECIDED = of_share(earning.EarningDecided, net=Money(2700, "EUR"), decided_at=FRIDAY)
DECIDED_LESS = of_share(earning.EarningDecided, net=Money(2000, "EUR"), decided_at=SATURDAY)
ASKED = of_share(earning.TransferRequested, transfer_id="t1", amount=Money(2700, "EUR"))
MOVED = of_share(
    earning.EarningTransferred, transfer_id="t1", reference="tr", amount=Money(2700, "EUR")
)
FAILED = of_share(
    earning.TransferFailed, transfer_id="t1", amount=Money(2700, "EUR"), undone=NOTHING
)
HELD = of_share(earning.EarningHeld)


def frozen(reason: FreezeReason) -> Any:
    return of_share(earning.EarningFrozen, reason=reason, at=THURSDAY)


def unfrozen(reason: FreezeReason) -> Any:
    return of_share(earning.EarningUnfrozen, reason=reason, at=SATURDAY)


class TestDeciding:
    @pytest.mark.parametrize(
        ("fact", "ground"),
        [
            (SETTLED, Ground.SETTLED),
            (of_booking(outcomes.NoShowUpheld, split=split(2700)), Ground.NO_SHOW),
            (of_booking(outcomes.LateFeeWaived, split=split(2700)), Ground.WAIVED),
            (RESOLVED, Ground.RESOLVED),
            (replace(RESOLVED, ground=ResolutionGround.DISPUTE_LOST), Ground.DISPUTE_LOST),
            (of_booking(booking.BookingCancelled, split=split(2700)), Ground.CANCELLED),
            (
                of_booking(
                    booking.BookingCancelled,
                    split=split(2700),
                    reason=CancellationReason.DISPUTE_LOST,
                ),
                Ground.DISPUTE_LOST,
            ),
        ],
        ids=lambda value: getattr(value, "TOPIC", ""),
    )
    def test_notes_what_the_booking_says(self, fact: Any, ground: Ground) -> None:
        todo = given(CONFIRMED, fact).seen_by(SETTLEMENT).then_todos("decide")["decide"]
        assert isinstance(todo.act, DecideEarning)
        assert todo.act.ground is ground
        assert todo.act.net.minor == fact.split.tutor_net_minor

    def test_is_nothing_while_nothing_was_ever_the_tutors(self) -> None:
        nothing = of_booking(booking.NeitherJoined, split=split(0))
        given(CONFIRMED, nothing).seen_by(SETTLEMENT).then_nothing()
        given(CONFIRMED, SETTLED, replace(RESOLVED, split=split(0))).seen_by(SETTLEMENT).then_todos(
            "decide"
        )

    def test_is_done_once_the_share_knows(self) -> None:
        given(CONFIRMED, SETTLED, DECIDED).seen_by(SETTLEMENT).then_nothing()
        later = (CONFIRMED, SETTLED, RESOLVED)
        given(*later, DECIDED).seen_by(SETTLEMENT).then_todos("decide")
        given(*later, DECIDED, DECIDED_LESS).seen_by(SETTLEMENT).then_nothing()
        given(CONFIRMED, SETTLED, DECIDED_LESS).seen_by(SETTLEMENT).then_nothing()

    def test_is_not_of_what_is_free(self) -> None:
        free = replace(CONFIRMED, price=NOTHING)
        given(free, PROBLEM, SETTLED).seen_by(SETTLEMENT).then_nothing()


class TestTransferring:
    KNOWN = (CONFIRMED, SETTLED, DECIDED)

    def test_waits_for_the_money(self) -> None:
        given(*self.KNOWN).seen_by(SETTLEMENT).then_nothing()
        todos = given(*self.KNOWN, CAPTURED).seen_by(SETTLEMENT).then_todos("transfer-as-of-1")
        assert todos["transfer-as-of-1"].act == RequestTransfer(booking_id="b1")

    def test_does_not_wait_for_money_that_will_not_come(self) -> None:
        for failed in (NOT_CAPTURED, of_payment(payment.PaymentDeclined, undone=NOTHING)):
            given(*self.KNOWN, failed).seen_by(SETTLEMENT).then_todos("transfer-as-of-1")

    def test_is_asked_once(self) -> None:
        known = (*self.KNOWN, CAPTURED)
        given(*known, ASKED).seen_by(SETTLEMENT).then_nothing()
        given(*known, ASKED, MOVED).seen_by(SETTLEMENT).then_nothing()
        given(*known, HELD).seen_by(SETTLEMENT).then_nothing()

    def test_waits_for_what_was_decided_later(self) -> None:
        given(*self.KNOWN, CAPTURED, RESOLVED).seen_by(SETTLEMENT).then_todos("decide")

    def test_is_asked_again_a_day_after_it_failed_and_later_a_week(self) -> None:
        """Nothing new happens to a settled booking, and its share is the tutor's all the same."""
        known: tuple[Fact, ...] = (*self.KNOWN, CAPTURED)
        for number in range(TRIES_AGAIN + 3):
            name = f"t{number}"
            failed = replace(FAILED, transfer_id=name, occurred_at=FRIDAY)
            known = (*known, replace(ASKED, transfer_id=name), failed)
            (todo,) = given(*known).seen_by(SETTLEMENT).todos().values()
            assert todo.due_at == FRIDAY + (AGAIN_AFTER if number < TRIES_AGAIN else WEEK)


class TestFreezing:
    PAID = (CONFIRMED, CAPTURED)

    @pytest.mark.parametrize(
        ("cause", "reason"),
        [
            ((PROBLEM,), FreezeReason.PROBLEM),
            ((DISPUTED,), FreezeReason.DISPUTE),
            ((DISPUTED, LOST), FreezeReason.DISPUTE),
            ((replace(CAPTURED, amount=Money(2999, "EUR")),), FreezeReason.MISMATCH),
            ((replace(NOT_CAPTURED, undone=PRICE),), FreezeReason.MISMATCH),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_is_once_and_before_any_transfer(self, cause: Any, reason: FreezeReason) -> None:
        known = (*self.PAID, SETTLED, DECIDED, *cause)
        (todo,) = given(*known).seen_by(SETTLEMENT).then_todos(f"freeze-{reason}").values()
        assert isinstance(todo.act, FreezeEarning)
        given(*known, frozen(reason)).seen_by(SETTLEMENT).then_nothing()

    def test_is_of_no_amount_that_is_right(self) -> None:
        given(*self.PAID).seen_by(SETTLEMENT).then_nothing()

    def test_ends_once_what_was_resolved_is_noted(self) -> None:
        known = (*self.PAID, PROBLEM, frozen(FreezeReason.PROBLEM), RESOLVED)
        given(*known).seen_by(SETTLEMENT).then_todos("decide")
        (todo,) = (
            given(*known, DECIDED_LESS)
            .seen_by(SETTLEMENT)
            .then_todos("unfreeze-problem-as-of-2")
            .values()
        )
        assert todo.act == UnfreezeEarning(
            booking_id="b1", reason=FreezeReason.PROBLEM, at=SATURDAY
        )
        given(*known, DECIDED_LESS, unfrozen(FreezeReason.PROBLEM)).seen_by(SETTLEMENT).then_todos(
            "transfer-as-of-3"
        )

    def test_ends_when_a_dispute_is_won_and_never_when_it_is_lost(self) -> None:
        known = (*self.PAID, SETTLED, DECIDED, DISPUTED, frozen(FreezeReason.DISPUTE))
        given(*known, WON).seen_by(SETTLEMENT).then_todos("unfreeze-dispute-as-of-2")
        given(*known, LOST).seen_by(SETTLEMENT).then_nothing()

    def test_is_made_up_for_when_it_is_over_before_it_was_noted(self) -> None:
        known = (*self.PAID, SETTLED, DECIDED, DISPUTED, WON)
        given(*known).seen_by(SETTLEMENT).then_todos("freeze-dispute")
        given(*known, frozen(FreezeReason.DISPUTE)).seen_by(SETTLEMENT).then_todos(
            "unfreeze-dispute-as-of-2"
        )

    def test_of_a_wrong_amount_ends_when_somebody_has_looked(self) -> None:
        wrong = replace(CAPTURED, amount=Money(2999, "EUR"))
        known = (CONFIRMED, wrong, SETTLED, DECIDED, frozen(FreezeReason.MISMATCH))
        given(*known, unfrozen(FreezeReason.MISMATCH)).seen_by(SETTLEMENT).then_todos(
            "transfer-as-of-3"
        )
