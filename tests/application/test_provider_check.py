"""The provider's books: whatever it and the facts do not both say is found."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from application.ledger_check import LedgerCheck
from application.ports_money import MovementKind, ProviderMovement
from application.provider_check import BEGINNING, Compared, ProviderCheck
from domain.shared.money import Money
from tests.application.test_ledger_check import FACTS, log_of
from tests.processes.stories import STORIES
from tests.support.calendar import MONDAY, days, hours, minutes
from tests.support.ledger import Books, LedgerInMemory
from tests.support.market import Market

NOW = MONDAY + days(1)
TAKEN = ProviderMovement(
    "txn_1", MovementKind.PAYMENT, Money(3000, "EUR"), Money(0, "EUR"), "pi", MONDAY
)


def checked(
    *movements: ProviderMovement, now: datetime = NOW, since: datetime = BEGINNING
) -> ProviderCheck:
    """This is the facts of a payment of 30 euros, held against those books."""
    check = ProviderCheck(Books(*movements), now, since)
    check.look()
    for recorded in FACTS:
        check.take(recorded)
    return check


def said(check: ProviderCheck) -> list[str]:
    return [one.what for one in check.findings()]


class TestTheProvidersBooks:
    def test_say_the_same(self) -> None:
        check = checked(TAKEN)
        assert said(check) == []
        assert check.compared == Compared(count=1, unlike=0, findings=0)

    @pytest.mark.parametrize(
        ("movement", "told"),
        [
            (
                replace(TAKEN, amount=Money(2999, "EUR")),
                ["pi moved +3000 EUR by the facts, +2999 by the provider."],
            ),
            (
                replace(TAKEN, fee=Money(45, "EUR")),
                ["pi cost +0 EUR by the facts, +45 by the provider."],
            ),
            (
                replace(TAKEN, source="pi_other"),
                [
                    "pi moved +3000 EUR by the facts, +0 by the provider.",
                    "pi_other moved +0 EUR by the facts, +3000 by the provider.",
                ],
            ),
        ],
    )
    def test_say_something_else(self, movement: ProviderMovement, told: list[str]) -> None:
        assert said(checked(movement)) == told

    def test_lead_to_the_fact(self) -> None:
        (first,) = checked().findings()
        assert first.position == 4

    def test_are_not_judged_by_what_is_between_it_and_the_platform(self) -> None:
        own = [
            replace(TAKEN, kind=kind, source=kind.value, amount=Money(-700, "EUR"))
            for kind in (MovementKind.PAYOUT, MovementKind.FEE, MovementKind.OTHER)
        ]
        assert said(checked(TAKEN, *own)) == []

    def test_may_be_in_another_currency(self) -> None:
        check = checked(replace(TAKEN, amount=Money(3200, "USD")))
        assert said(check) == []
        assert check.compared == Compared(count=1, unlike=1, findings=0)

    def test_may_be_ahead_of_the_facts(self) -> None:
        news = replace(TAKEN, source="pi_new", occurred_at=NOW - minutes(59))
        assert said(checked(TAKEN, news)) == []
        assert said(checked(TAKEN, news, now=NOW + minutes(1))) != []

    def test_are_not_judged_by_what_may_have_begun_before(self) -> None:
        assert said(checked(since=MONDAY - hours(23))) == []
        assert said(checked(since=MONDAY - days(1))) != []
        assert said(checked(since=MONDAY + hours(1), now=NOW + days(9))) == []


@pytest.mark.parametrize("story", STORIES)
def test_facts_and_provider_agree_in_the_end(story: str) -> None:
    market = Market.opened()
    STORIES[story](market)
    market.advance(days=60)
    check = ProviderCheck(market.gateway, market.clock.now() + timedelta(days=1))
    check.look()
    for recorded in market.log.facts:
        check.take(recorded)
    assert said(check) == []


def test_what_the_provider_says_otherwise_is_found_with_the_ledger() -> None:
    provider = ProviderCheck(Books(), NOW)
    provider.look()
    check = LedgerCheck(log_of(FACTS), LedgerInMemory(FACTS), provider)
    while not check.is_through:
        check.advance(2)
    told = check.end()
    assert told.findings == 1
    assert told.provider == Compared(count=1, unlike=0, findings=1)
