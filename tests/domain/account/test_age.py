"""How old the holder is: who may say so, and who acts for them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from domain.account.age import SomebodyElseSaysThatOneGrewUp, acts_for, declare
from domain.account.aggregate import (
    ACCOUNT,
    Account,
    AccountIsSuspended,
    OnlyTheHolderDoesThis,
)
from domain.account.events import AccountSuspended, AgeDeclared, GuardianLinked, SuspensionReason
from domain.shared.actor import Actor, Role
from domain.shared.age import AgeBand
from domain.shared.event import Fact
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import AS_BEN, AS_GRETA, AS_OLGA, BEN, GRETA
from tests.support.scenario import given

HAS_GRETA = GuardianLinked(account_id=BEN, guardian_id=GRETA, linked_at=MONDAY)
CHILD = AgeDeclared(
    account_id=BEN, country="DE", age_band=AgeBand.CHILD, declared_by=BEN, declared_at=MONDAY
)
TEEN = replace(CHILD, age_band=AgeBand.TEEN)
AS_SUPPORT = Actor("some-support", frozenset({Role.SUPPORT}))


def saying(
    band: AgeBand, by: Actor, country: str = "DE", now: datetime = TUESDAY
) -> Callable[[Account], Sequence[Fact]]:
    return lambda account: declare(account, country, band, by, now)


class TestDeclaring:
    def test_keeps_country_and_band(self) -> None:
        given(HAS_GRETA).of(ACCOUNT).when(saying(AgeBand.CHILD, AS_BEN, now=MONDAY)).then(CHILD)

    def test_what_is_known_changes_nothing(self) -> None:
        given(CHILD).of(ACCOUNT).when(saying(AgeBand.CHILD, AS_BEN)).then_nothing()

    def test_is_refused_to_strangers(self) -> None:
        for stranger in (AS_OLGA, AS_GRETA):
            given(CHILD).of(ACCOUNT).when(saying(AgeBand.ADULT, stranger)).then_refused(
                OnlyTheHolderDoesThis
            )

    def test_is_refused_while_suspended(self) -> None:
        suspended = AccountSuspended(
            account_id=BEN, reason=SuspensionReason.SAFETY, suspended_at=MONDAY
        )
        given(suspended).of(ACCOUNT).when(saying(AgeBand.CHILD, AS_BEN)).then_refused(
            AccountIsSuspended
        )


class TestGrowingUp:
    def test_is_not_a_minors_own_word(self) -> None:
        for before, band in ((CHILD, AgeBand.TEEN), (CHILD, AgeBand.ADULT), (TEEN, AgeBand.ADULT)):
            given(before).of(ACCOUNT).when(saying(band, AS_BEN)).then_refused(
                SomebodyElseSaysThatOneGrewUp
            )

    def test_is_a_guardians_or_supports(self) -> None:
        for by in (AS_GRETA, AS_SUPPORT):
            said = replace(TEEN, declared_by=by.id, declared_at=TUESDAY)
            given(HAS_GRETA, CHILD).of(ACCOUNT).when(saying(AgeBand.TEEN, by)).then(said)

    def test_backwards_is_ones_own_word(self) -> None:
        given(TEEN).of(ACCOUNT).when(saying(AgeBand.CHILD, AS_BEN)).then(
            replace(CHILD, declared_at=TUESDAY)
        )

    def test_within_a_band_another_country_is_ones_own_word(self) -> None:
        given(TEEN).of(ACCOUNT).when(saying(AgeBand.TEEN, AS_BEN, "FR")).then(
            replace(TEEN, country="FR", declared_at=TUESDAY)
        )


class TestAGuardian:
    def test_acts_for_whom_they_are_linked_to(self) -> None:
        for facts in ((HAS_GRETA,), (HAS_GRETA, CHILD), (HAS_GRETA, TEEN)):
            assert acts_for(given(*facts).of(ACCOUNT).state, AS_GRETA)

    def test_acts_for_nobody_else(self) -> None:
        assert not acts_for(given(CHILD).of(ACCOUNT).state, AS_GRETA)

    def test_acts_for_no_adult(self) -> None:
        adult = replace(CHILD, age_band=AgeBand.ADULT)
        assert not acts_for(given(HAS_GRETA, adult).of(ACCOUNT).state, AS_GRETA)

    def test_acts_no_more_without_the_role(self) -> None:
        without = Actor(GRETA, frozenset({Role.STUDENT}))
        assert not acts_for(given(HAS_GRETA).of(ACCOUNT).state, without)
