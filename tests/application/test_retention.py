"""Ending and holding what is kept of a person, as commands."""

from dataclasses import replace

import pytest

from application.retention import HANDLERS, EndRetention, HoldRetention, LiftRetentionHold
from domain.account.events import AccountClosed, AccountRegistered, EmailReserved, EmailVerified
from domain.shared.errors import NotFound
from domain.shared.event import Fact
from domain.shared.personal import Category
from domain.shared.processing import RetentionRule
from tests.application.desk import Desk
from tests.support.calendar import MONDAY, TUESDAY, days
from tests.support.examples import example
from tests.support.people import AS_SYSTEM, BEN

ADDRESS = "a" * 64
REGISTERED = replace(
    example(AccountRegistered), account_id=BEN, email_pseudonym=ADDRESS, registered_at=MONDAY
)
RESERVED = EmailReserved(email_pseudonym=ADDRESS, account_id=BEN, reserved_at=MONDAY)
VERIFIED = EmailVerified(account_id=BEN, verified_at=TUESDAY)
CLOSED = AccountClosed(account_id=BEN, closed_at=TUESDAY)
TWO_YEARS_LATER = MONDAY + days(731)
UNANSWERED = EndRetention(person_id=BEN, rule=RetentionRule.UNANSWERED_REGISTRATION, since=MONDAY)
AFTER_CLOSING = EndRetention(person_id=BEN, rule=RetentionRule.ACCOUNT_CLOSED, since=TUESDAY)
HOLD = HoldRetention(person_id=BEN, request_id="r1", categories=tuple(Category))


def desk(*facts: Fact) -> Desk:
    """This is a desk at which Ben's account has lived through that."""
    made = Desk(HANDLERS)
    made._streams = {f"account-{BEN}": list(facts), f"email-{ADDRESS}": [RESERVED]}
    return made


class TestARegistrationNobodyAnswered:
    def test_ends_and_is_closed_and_its_address_is_free_in_one_append(self) -> None:
        decision = desk(REGISTERED).ask(UNANSWERED, AS_SYSTEM, TWO_YEARS_LATER)
        assert [type(fact).__name__ for one in decision.changes for fact in one.facts] == [
            "RetentionEnded",
            "AccountClosed",
            "EmailReleased",
        ]

    def test_is_left_alone_before_its_time(self) -> None:
        early = TWO_YEARS_LATER - days(2)
        assert desk(REGISTERED).ask(UNANSWERED, AS_SYSTEM, early).changes == ()

    def test_is_none_once_it_was_answered_or_closed(self) -> None:
        """Whoever follows the link in the last minute keeps their account."""
        for last in (VERIFIED, CLOSED):
            later = desk(REGISTERED, last)
            assert later.ask(UNANSWERED, AS_SYSTEM, TWO_YEARS_LATER).changes == ()

    def test_is_not_closed_while_all_of_it_is_held(self) -> None:
        at = desk(REGISTERED)
        at.ask(HOLD, AS_SYSTEM, MONDAY)
        assert at.ask(UNANSWERED, AS_SYSTEM, TWO_YEARS_LATER).changes == ()
        at.ask(LiftRetentionHold(person_id=BEN, request_id="r1"), AS_SYSTEM, TWO_YEARS_LATER)
        assert at.ask(UNANSWERED, AS_SYSTEM, TWO_YEARS_LATER).changes


class TestAClosedAccount:
    def test_loses_what_the_rule_names(self) -> None:
        at = desk(REGISTERED, VERIFIED, CLOSED)
        at.ask(AFTER_CLOSING, AS_SYSTEM, TUESDAY + days(30))
        assert at.names(f"retention-{BEN}") == ["RetentionEnded"]
        assert at.names(f"account-{BEN}")[-1] == "AccountClosed"

    def test_is_what_the_rule_is_about(self) -> None:
        open_still = desk(REGISTERED, VERIFIED)
        assert open_still.ask(AFTER_CLOSING, AS_SYSTEM, TWO_YEARS_LATER).changes == ()


def test_nothing_is_kept_of_nobody() -> None:
    with pytest.raises(NotFound):
        Desk(HANDLERS).ask(UNANSWERED, AS_SYSTEM, TWO_YEARS_LATER)
