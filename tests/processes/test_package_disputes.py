"""What a student's bank does about a package, in every order in which it is heard of."""

from dataclasses import replace
from typing import Any

from application.credit import ClosePackageDispute, NotePackageDispute
from application.lesson import CloseDispute, NoteDispute
from application.processes.package_disputes import PACKAGE_DISPUTES
from application.processes.package_payment import PACKAGE_PAYMENT
from application.processes.payment_disputes import PAYMENT_DISPUTES
from application.reactions.contesting import CONTESTING, ReadDispute
from domain.payment.dispute_events import PaymentDisputeClosed, PaymentDisputed
from tests.domain.booking.histories import CONFIRMED
from tests.domain.credit.history import BOUGHT, ORDERED, decided, disputed
from tests.processes.arrival import given
from tests.processes.test_package_payment import CAPTURED, OF, REQUESTED
from tests.support.examples import example
from tests.support.people import ANNA, BEN

OPENED = replace(example(PaymentDisputed), **OF, dispute_id="dp")
AGAIN = replace(OPENED, dispute_id="dp2")
WON = replace(example(PaymentDisputeClosed), **OF, dispute_id="dp", is_won=True)
LOST = replace(WON, is_won=False)
ABOUT: dict[str, Any] = {"student_id": BEN, "tutor_id": ANNA, "package_id": "five"}


class TestAPackage:
    def test_hears_of_an_alert_once_it_is_bought(self) -> None:
        given(ORDERED, OPENED).seen_by(PACKAGE_DISPUTES).then_nothing()
        todos = given(OPENED, ORDERED, BOUGHT).seen_by(PACKAGE_DISPUTES).then_todos("note-0")
        assert todos["note-0"].act == NotePackageDispute(**ABOUT)
        known = (ORDERED, BOUGHT, OPENED, disputed())
        given(*known).seen_by(PACKAGE_DISPUTES).then_nothing()

    def test_hears_of_the_banks_word(self) -> None:
        for word, is_won in ((WON, True), (LOST, False)):
            for known in ((OPENED, disputed()), (OPENED,), ()):
                seen = given(ORDERED, BOUGHT, *known, word).seen_by(PACKAGE_DISPUTES)
                name = f"close-{known.count(disputed())}"
                close = ClosePackageDispute(**ABOUT, is_won=is_won)
                assert seen.then_todos(name)[name].act == close
        over = (ORDERED, BOUGHT, OPENED, disputed(), WON, decided())
        given(*over).seen_by(PACKAGE_DISPUTES).then_nothing()

    def test_hears_of_the_next_dispute_too(self) -> None:
        won = (ORDERED, BOUGHT, OPENED, disputed(), WON, decided())
        given(*won, AGAIN).seen_by(PACKAGE_DISPUTES).then_todos("note-2")
        lost = replace(LOST, dispute_id="dp2")
        ended = given(*won, AGAIN, disputed(), lost).seen_by(PACKAGE_DISPUTES)
        close = ended.then_todos("close-3")["close-3"].act
        assert close == ClosePackageDispute(**ABOUT, is_won=False)
        known = (*won, AGAIN, disputed(), lost, decided(lost=5))
        given(*known).seen_by(PACKAGE_DISPUTES).then_nothing()

    def test_puts_an_alert_right_that_came_after_the_banks_word(self) -> None:
        late = (ORDERED, BOUGHT, OPENED, WON, decided(), disputed())
        given(*late).seen_by(PACKAGE_DISPUTES).then_todos("close-2")

    def test_waits_until_every_dispute_is_decided(self) -> None:
        facts = (ORDERED, BOUGHT, OPENED, disputed(), AGAIN, WON)
        given(*facts).seen_by(PACKAGE_DISPUTES).then_nothing()

    def test_gives_back_what_the_bank_has_left(self) -> None:
        facts = (ORDERED, REQUESTED, CAPTURED, BOUGHT, decided(lost=5))
        given(*facts).seen_by(PACKAGE_PAYMENT).then_todos("abandon-payment")
        won = (ORDERED, REQUESTED, CAPTURED, BOUGHT, disputed(), decided())
        given(*won).seen_by(PACKAGE_PAYMENT).then_nothing()


class TestALesson:
    def test_hears_of_it_from_the_package(self) -> None:
        noted = given(CONFIRMED, disputed("b")).seen_by(PAYMENT_DISPUTES).then_todos("note-five")
        assert noted["note-five"].act == NoteDispute(booking_id="b")
        given(disputed("b")).seen_by(PAYMENT_DISPUTES).then_nothing()
        for facts, is_won in (
            ((CONFIRMED, disputed("b"), decided("b")), True),
            ((decided("b", lost=2), CONFIRMED), False),
        ):
            closed = given(*facts).seen_by(PAYMENT_DISPUTES).then_todos("close-1")["close-1"]
            assert closed.act == CloseDispute(booking_id="b", is_won=is_won)

    def test_is_any_that_is_named(self) -> None:
        assert tuple(PAYMENT_DISPUTES.keys(disputed("b1", "b2"))) == ("b1", "b2")
        assert tuple(PAYMENT_DISPUTES.keys(OPENED)) == ()


class TestTheDispute:
    def test_is_read_anew_and_answered_by_people(self) -> None:
        assert tuple(CONTESTING.keys(OPENED)) == ("five",)
        todos = given(REQUESTED, CAPTURED, OPENED).seen_by(CONTESTING).todos()
        assert todos
        assert all(isinstance(todo.act, ReadDispute) for todo in todos.values())
        given(REQUESTED, CAPTURED, OPENED, WON).seen_by(CONTESTING).then_nothing()
