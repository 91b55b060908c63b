"""Coming by a payout account, rule by rule."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from domain.shared.event import Fact
from domain.shared.text import digest_of
from domain.tutor.aggregate import TUTOR, Tutor, newcomer
from domain.tutor.events import (
    PayoutAccountLost,
    PayoutAccountOpened,
    PayoutAccountReadied,
    PayoutAccountRequested,
    ReadinessAsked,
    ReadinessNoted,
)
from domain.tutor.paying import OpenAPayoutAccountFirst
from tests.support.calendar import MONDAY
from tests.support.people import ANNA
from tests.support.scenario import given

NEW = newcomer(ANNA)
REQUESTED = PayoutAccountRequested(tutor_id=ANNA, country="DE", requested_at=MONDAY)
OPENED = PayoutAccountOpened(
    tutor_id=ANNA, payout_account="acct", account_digest=digest_of("acct"), opened_at=MONDAY
)
READY = PayoutAccountReadied(
    tutor_id=ANNA, payout_account="acct", account_digest=digest_of("acct"), readied_at=MONDAY
)
ELSEWHERE = replace(READY, payout_account="another")
LOST = PayoutAccountLost(tutor_id=ANNA, lost_at=MONDAY)
Deed = Callable[[Tutor], Sequence[Fact]]


def asked(look: int, cause: str | None = None) -> ReadinessAsked:
    return ReadinessAsked(tutor_id=ANNA, look=look, cause=cause, asked_at=MONDAY)


def noted(look: int, *missing: str, is_payable: bool = False) -> ReadinessNoted:
    return ReadinessNoted(
        tutor_id=ANNA, look=look, is_payable=is_payable, missing=missing, noted_at=MONDAY
    )


def noting(look: int, *missing: str, is_payable: bool = False, account: str = "acct") -> Deed:
    return lambda tutor: tutor.note_readiness(look, account, missing, MONDAY, is_payable=is_payable)


class TestOpening:
    def test_is_asked_for_once_in_the_first_country(self) -> None:
        assert NEW.request_account("DE", MONDAY) == (REQUESTED,)
        for known in ((REQUESTED,), (REQUESTED, OPENED)):
            given(*known).of(TUTOR).when(lambda t: t.request_account("FR", MONDAY)).then_nothing()

    def test_is_noted_once_and_followed_by_a_look(self) -> None:
        opening: Deed = lambda tutor: tutor.open_account("acct", MONDAY)  # noqa: E731
        given(REQUESTED).of(TUTOR).when(opening).then(OPENED, asked(1))
        given(REQUESTED, OPENED, asked(1)).of(TUTOR).when(opening).then_nothing()

    def test_does_not_make_it_the_one_they_are_paid_on(self) -> None:
        tutor = given(REQUESTED, OPENED, asked(1)).of(TUTOR).state
        assert (tutor.payout_account, tutor.opened_account) == ("", "acct")


class TestAskingForALook:
    def test_is_for_who_has_an_account(self) -> None:
        with pytest.raises(OpenAPayoutAccountFirst):
            NEW.ask_readiness(None, MONDAY)
        given(REQUESTED).of(TUTOR).when(lambda t: t.ask_readiness(None, MONDAY)).then_refused(
            OpenAPayoutAccountFirst
        )
        given(READY).of(TUTOR).when(lambda t: t.ask_readiness(None, MONDAY)).then(asked(1))

    def test_counts_and_may_say_why(self) -> None:
        known = (REQUESTED, OPENED, asked(1), noted(1))
        given(*known).of(TUTOR).when(lambda t: t.ask_readiness("b1:t1", MONDAY)).then(
            asked(2, "b1:t1")
        )


class TestWhatWasFound:
    KNOWN = (REQUESTED, OPENED, asked(1))

    def test_says_what_is_missing(self) -> None:
        given(*self.KNOWN).of(TUTOR).when(noting(1, "email")).then(noted(1, "email"))
        assert given(*self.KNOWN, noted(1, "email")).of(TUTOR).state.missing == ("email",)

    def test_makes_an_account_the_payout_account(self) -> None:
        given(*self.KNOWN).of(TUTOR).when(noting(1, is_payable=True)).then(
            noted(1, is_payable=True), READY
        )

    def test_changes_nothing_when_it_is_so_already(self) -> None:
        known = (*self.KNOWN, noted(1, is_payable=True), READY, asked(2))
        good = noted(2, is_payable=True)
        given(*known).of(TUTOR).when(noting(2, is_payable=True)).then(good)

    def test_takes_it_away(self) -> None:
        known = (*self.KNOWN, noted(1, is_payable=True), READY, asked(2))
        given(*known).of(TUTOR).when(noting(2, "bank")).then(noted(2, "bank"), LOST)

    def test_is_nothing_when_a_newer_look_is_known(self) -> None:
        known = (*self.KNOWN, asked(2), noted(2, is_payable=True), READY)
        for look in (1, 2):
            given(*known).of(TUTOR).when(noting(look, "bank")).then_nothing()

    def test_of_one_account_leaves_another_alone(self) -> None:
        known = (*self.KNOWN, ELSEWHERE)
        for is_payable in (True, False):
            deed = noting(1, is_payable=is_payable)
            given(*known).of(TUTOR).when(deed).then(noted(1, is_payable=is_payable))
