"""What a tutor owes, rule by rule."""

from domain.debt.aggregate import DEBT, Debt, NoMoreIsRecoveredThanIsOwed, debt_of
from domain.debt.events import DebtIncurred, DebtRecovered
from domain.shared.money import Money
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import ANNA
from tests.support.scenario import given

INCURRED = DebtIncurred(tutor_id=ANNA, booking_id="b1", amount=Money(2700, "EUR"), at=MONDAY)
RECOVERED = DebtRecovered(tutor_id=ANNA, booking_id="b2", amount=Money(700, "EUR"), at=TUESDAY)
NOTHING = Money(0, "EUR")


class TestADebt:
    def test_is_incurred(self) -> None:
        assert Debt(ANNA).incur("b1", Money(2700, "EUR"), MONDAY) == (INCURRED,)
        assert Debt(ANNA).incur("b1", NOTHING, MONDAY) == ()

    def test_is_recovered_in_parts(self) -> None:
        given(INCURRED).of(DEBT).when(lambda d: d.recover("b2", Money(700, "EUR"), TUESDAY)).then(
            RECOVERED
        )
        assert given(INCURRED, RECOVERED).of(DEBT).state.owed == 2000
        assert given(INCURRED, RECOVERED, INCURRED).of(DEBT).state.owed == 4700

    def test_is_never_recovered_beyond_what_is_owed(self) -> None:
        given(INCURRED).of(DEBT).when(
            lambda d: d.recover("b2", Money(2701, "EUR"), TUESDAY)
        ).then_refused(NoMoreIsRecoveredThanIsOwed)
        given(INCURRED).of(DEBT).when(lambda d: d.recover("b2", NOTHING, TUESDAY)).then_nothing()

    def test_is_one_of_each_currency(self) -> None:
        assert debt_of(ANNA, "EUR") != debt_of(ANNA, "USD")
