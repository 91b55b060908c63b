"""Putting right what an account says, and exchanging its address."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from domain.account.aggregate import (
    ACCOUNT,
    Account,
    AccountIsClosed,
    AccountIsSuspended,
    OnlyTheHolderDoesThis,
    ThePasswordIsWrong,
)
from domain.account.correcting import Address, Correction, change_email, correct
from domain.account.events import (
    AccountClosed,
    AccountErased,
    AccountRegistered,
    AccountSuspended,
    EmailChanged,
    EmailVerified,
    GuardianLinked,
    Locale,
    ProfileCorrected,
    SuspensionReason,
)
from domain.shared.actor import Actor, Role
from domain.shared.event import Fact
from domain.shared.personal import Category
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import AS_BEN, AS_GRETA, AS_OLGA, BEN, GRETA
from tests.support.scenario import given

REGISTERED = AccountRegistered(
    account_id=BEN,
    email="ben@example.org",
    email_pseudonym="f00d",
    display_name="Ben",
    locale=Locale.ENGLISH,
    time_zone="Europe/Berlin",
    roles=(Role.STUDENT,),
    registered_at=MONDAY,
)
VERIFIED = EmailVerified(account_id=BEN, verified_at=MONDAY)
HAS_GRETA = GuardianLinked(account_id=BEN, guardian_id=GRETA, linked_at=MONDAY)
SUSPENDED = AccountSuspended(account_id=BEN, reason=SuspensionReason.DEBT, suspended_at=MONDAY)
CLOSED = AccountClosed(account_id=BEN, closed_at=MONDAY)
ERASED = AccountErased(account_id=BEN, request_id="r", categories=tuple(Category), erased_at=MONDAY)
AS_SUPPORT = Actor("some-support", frozenset({Role.SUPPORT}))
CORRECTED = ProfileCorrected(
    account_id=BEN,
    display_name="Benjamin",
    locale=Locale.ENGLISH,
    time_zone="Europe/Berlin",
    corrected_by=BEN,
    corrected_at=TUESDAY,
)
CHANGED = EmailChanged(
    account_id=BEN, email="ben@example.com", email_pseudonym="beef", changed_at=TUESDAY
)
bens = given(REGISTERED)
Deciding = Callable[[Account], Sequence[Fact]]


def saying(by: Actor = AS_BEN, **said: object) -> Deciding:
    correction = Correction(**{"display_name": "Benjamin", **said})  # type: ignore[arg-type]
    return lambda account: correct(account, correction, by, TUESDAY)


def moving(name: str = "beef", by: str = BEN, *, knows: bool = True) -> Deciding:
    address = Address("ben@example.com", name)
    return lambda account: change_email(account, address, by=by, knows_current=knows, now=TUESDAY)


class TestCorrecting:
    def test_keeps_what_is_not_named(self) -> None:
        bens.of(ACCOUNT).when(saying()).then(CORRECTED)

    def test_puts_each_of_it_right(self) -> None:
        said = saying(display_name=None, locale=Locale.RUSSIAN, time_zone="Asia/Tokyo")
        tells = replace(
            CORRECTED, display_name="Ben", locale=Locale.RUSSIAN, time_zone="Asia/Tokyo"
        )
        bens.of(ACCOUNT).when(said).then(tells)

    def test_to_what_it_says_already_changes_nothing(self) -> None:
        given(REGISTERED, CORRECTED).of(ACCOUNT).when(saying()).then_nothing()

    def test_is_for_a_guardian_and_support_as_well(self) -> None:
        for by in (AS_GRETA, AS_SUPPORT):
            tells = replace(CORRECTED, corrected_by=by.id)
            given(REGISTERED, HAS_GRETA).of(ACCOUNT).when(saying(by)).then(tells)

    def test_is_for_nobody_else(self) -> None:
        for by in (AS_OLGA, AS_GRETA):
            bens.of(ACCOUNT).when(saying(by)).then_refused(OnlyTheHolderDoesThis)

    def test_waits_while_suspended_unless_support_does_it(self) -> None:
        suspended = given(REGISTERED, SUSPENDED).of(ACCOUNT)
        suspended.when(saying()).then_refused(AccountIsSuspended)
        suspended.when(saying(AS_SUPPORT)).then(replace(CORRECTED, corrected_by="some-support"))

    @pytest.mark.parametrize("ends", [(CLOSED,), (CLOSED, ERASED)])
    def test_is_over_with_the_account(self, ends: tuple[Fact, ...]) -> None:
        for by in (AS_BEN, AS_SUPPORT):
            given(REGISTERED, *ends).of(ACCOUNT).when(saying(by)).then_refused(AccountIsClosed)


class TestAnotherAddress:
    def test_is_taken_by_who_knows_the_password(self) -> None:
        bens.of(ACCOUNT).when(moving()).then(CHANGED)
        bens.of(ACCOUNT).when(moving(knows=False)).then_refused(ThePasswordIsWrong)

    def test_is_not_taken_for_somebody_else(self) -> None:
        bens.of(ACCOUNT).when(moving(by=GRETA)).then_refused(OnlyTheHolderDoesThis)

    def test_that_is_the_same_changes_nothing(self) -> None:
        bens.of(ACCOUNT).when(moving("f00d")).then_nothing()

    def test_is_not_believed_until_its_own_link_is_followed(self) -> None:
        known = given(REGISTERED, VERIFIED, CHANGED).of(ACCOUNT).state
        assert not known.is_email_verified
        assert known.verify_email("new", expected="new", now=TUESDAY)

    @pytest.mark.parametrize("ends", [(CLOSED,), (CLOSED, ERASED)])
    def test_is_refused_to_who_is_gone(self, ends: tuple[Fact, ...]) -> None:
        given(REGISTERED, *ends).of(ACCOUNT).when(moving()).then_refused(AccountIsClosed)


class TestErasing:
    def test_forgets_the_name(self) -> None:
        gone = given(REGISTERED, CORRECTED, CLOSED, ERASED).of(ACCOUNT).state
        assert gone.display_name == ""
