"""Declaring an age: what is kept of it, and what it does to what was agreed to."""

import pytest

from application import age, consent
from application.age import DeclareAge
from application.consent import in_force
from application.work import Command
from domain.account.age import SomebodyElseSaysThatOneGrewUp
from domain.account.events import GuardianLinked
from domain.consent.events import Purpose
from tests.application.desk import Desk
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.consents import grant
from tests.support.people import AS_BEN, AS_GRETA, BEN, GRETA

STREAM = f"consent-{BEN}-recording"


def declare(years: int, country: str = "DE") -> Command:
    return DeclareAge(account_id=BEN, country=country, age_years=years)


@pytest.fixture
def bens() -> Desk:
    """This is a desk where Greta is Ben's guardian."""
    desk = Desk((*age.HANDLERS, *consent.HANDLERS))
    desk.know(f"account-{BEN}", GuardianLinked(account_id=BEN, guardian_id=GRETA, linked_at=MONDAY))
    return desk


class TestAnAge:
    @pytest.mark.parametrize(
        ("years", "country", "band"),
        [(13, "GB", "teen"), (13, "DE", "child"), (16, "DE", "teen"), (18, "DE", "adult")],
    )
    def test_is_kept_as_a_band_of_the_country(
        self, bens: Desk, years: int, country: str, band: str
    ) -> None:
        decision = bens.ask(declare(years, country), AS_BEN, MONDAY)
        fact = bens.facts(f"account-{BEN}")[-1]
        assert (fact.country, fact.age_band) == (country, band)
        assert decision.answer == {"age_band": band}
        assert str(years) not in repr(fact).replace("2026", "")

    def test_is_no_childs_own_word_when_it_grows(self, bens: Desk) -> None:
        bens.ask(declare(12), AS_BEN, MONDAY)
        with pytest.raises(SomebodyElseSaysThatOneGrewUp):
            bens.ask(declare(18), AS_BEN, TUESDAY)


class TestAChild:
    def test_becomes_a_teen_who_answers(self, bens: Desk) -> None:
        bens.ask(declare(12), AS_BEN, MONDAY)
        bens.ask(declare(16), AS_GRETA, TUESDAY)
        bens.ask(grant(), AS_BEN, TUESDAY)
        assert bens.names(STREAM) == ["ConsentGranted"]

    def test_turning_out_to_be_one_takes_back_what_was_agreed_to_alone(self, bens: Desk) -> None:
        bens.ask(grant(), AS_BEN, MONDAY)
        bens.ask(grant(purpose=Purpose.CHILD_DATA), AS_GRETA, MONDAY)
        bens.ask(declare(15), AS_BEN, TUESDAY)
        assert bens.names(STREAM) == ["ConsentGranted", "ConsentWithdrawn"]
        assert in_force(bens, BEN, Purpose.CHILD_DATA, TUESDAY)
