"""The ledger: every movement as rows, and what accounts hold."""

from dataclasses import replace

from domain.booking.outcomes import BookingSettled
from domain.ledger.accounts import Account
from domain.payment.events import PaymentCaptured
from domain.shared.money import Money
from projections.ledger.projector import BALANCES, POSTINGS, PROJECTION, TUTOR_BALANCES
from projections.ledger.queries import Balance, balances, balances_of, ledger_of
from tests.domain.booking.histories import ABOUT, CONFIRMED, HELD, NONE_BACK, PAYMENT
from tests.projections.conftest import Show
from tests.support.calendar import FRIDAY, MONDAY
from tests.support.laws import obeys_the_laws
from tests.support.people import ANNA, BEN, IVAN
from tests.support.views import given, history, stream

CAPTURED = PaymentCaptured(
    payment_id=PAYMENT,
    booking_id="b",
    student_id=BEN,
    tutor_id=ANNA,
    reference="pi",
    amount=Money(3000, "EUR"),
    fee=Money(600, "EUR"),
    occurred_at=MONDAY,
)
SETTLED = BookingSettled(
    **ABOUT,
    payment_id=PAYMENT,
    is_confirmed_by_student=True,
    split=NONE_BACK,
    settled_at=FRIDAY,
)
BOOKING = stream("booking-b", HELD, CONFIRMED, SETTLED)
PAID = stream("payment-of-b", CAPTURED)
OTHERS = stream(
    "booking-c",
    replace(CONFIRMED, booking_id="c", tutor_id=IVAN, price=Money(500, "JPY")),
)
IN_EUROS = {
    Account.PLATFORM_FEE: -600,
    Account.PROVIDER_BALANCE: 3000,
    Account.TUTOR_PAYABLE: -2400,
}
AT_NOTHING = {Account.HELD: 0, Account.STUDENT_RECEIVABLE: 0}


class TestAnEntry:
    def test_becomes_rows_that_say_what_it_is_about(self) -> None:
        about = {"booking_id": "b", "tutor_id": ANNA, "student_id": BEN}
        when = {"position": 1, "occurred_at": MONDAY, "topic": "booking.confirmed.v1"}
        given(CONFIRMED).seen_by(PROJECTION).then_rows(
            POSTINGS,
            {**about, **when, "line": 1, "account": "student_receivable", "amount_minor": 3000},
            {**about, **when, "line": 2, "account": "held", "amount_minor": -3000},
        )

    def test_changes_what_accounts_hold(self) -> None:
        view = given(BOOKING, PAID).seen_by(PROJECTION)
        held = {row["account"]: row["balance_minor"] for row in view.rows(BALANCES)}
        assert held == {**IN_EUROS, **AT_NOTHING}

    def test_belongs_to_its_tutor(self) -> None:
        view = given(BOOKING, OTHERS).seen_by(PROJECTION)
        assert {
            (row["account"], row["balance_minor"])
            for row in view.rows(TUTOR_BALANCES)
            if row["tutor_id"] == IVAN
        } == {("held", -500), ("student_receivable", 500)}

    def test_is_of_facts_that_move_money_alone(self) -> None:
        given(HELD).seen_by(PROJECTION).then_nothing(POSTINGS)


def test_the_laws_hold() -> None:
    obeys_the_laws(PROJECTION, BOOKING, PAID, OTHERS)


class TestAsking:
    def test_what_accounts_hold_is_by_currency(self, show: Show) -> None:
        reader = show(PROJECTION, history(BOOKING, PAID, OTHERS))
        assert balances(reader) == [
            *(Balance(account, "EUR", minor) for account, minor in in_order()),
            Balance("held", "JPY", -500),
            Balance("student_receivable", "JPY", 500),
        ]
        assert balances_of(reader, IVAN) == balances(reader)[-2:]
        assert balances_of(reader, BEN) == []

    def test_a_booking_tells_every_movement_of_its_money(self, show: Show) -> None:
        reader = show(PROJECTION, history(BOOKING, PAID, OTHERS))
        found = ledger_of(reader, "b")
        assert found is not None
        assert (found.tutor_id, found.student_id) == (ANNA, BEN)
        assert [(one.position, one.line) for one in found.postings] == [
            *((2, 1), (2, 2)),
            *((3, 1), (3, 2), (3, 3)),
            *((4, 1), (4, 2)),
        ]
        assert {one.account: one.balance_minor for one in found.balances} == {
            **IN_EUROS,
            **AT_NOTHING,
        }
        assert ledger_of(reader, "nobody's") is None


def in_order() -> list[tuple[Account, int]]:
    return sorted({**IN_EUROS, **AT_NOTHING}.items())
