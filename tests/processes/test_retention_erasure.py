"""What may not be kept any more is erased by itself, once, whoever is killed over it."""

from dataclasses import replace
from datetime import timedelta

from pydantic import SecretStr

from application.account import CloseAccount, RegisterAccount
from application.erasing import BeginErasureByRule
from application.processes.retention_erasure import RETENTION_ERASURE
from application.retention import HoldRetention
from domain.retention.events import RetentionEnded
from domain.shared.actor import Actor, Role
from domain.shared.personal import Category, Erased
from domain.shared.processing import RetentionRule
from tests.domain.privacy.history import TO_ERASE
from tests.processes.arrival import given
from tests.support.calendar import MONDAY
from tests.support.market import MortalMarket
from tests.support.people import AS_SYSTEM, BEN

ENDED = RetentionEnded(
    person_id=BEN,
    rule=RetentionRule.ACCOUNT_CLOSED,
    categories=(Category.CONTACT,),
    due_at=MONDAY,
    ended_at=MONDAY,
)
BEGUN = replace(TO_ERASE, request_id=f"by-rule-{BEN}-account_closed-contact")


class TestTheEndOfATime:
    def test_begins_an_erasure(self) -> None:
        todos = given(ENDED).seen_by(RETENTION_ERASURE).then_todos("begin")
        begin = BeginErasureByRule(
            person_id=BEN, rule=RetentionRule.ACCOUNT_CLOSED, categories=(Category.CONTACT,)
        )
        assert todos["begin"].act == begin

    def test_begins_it_once_whichever_comes_first(self) -> None:
        given(ENDED, BEGUN).seen_by(RETENTION_ERASURE).then_nothing()
        given(BEGUN, ENDED).seen_by(RETENTION_ERASURE).then_nothing()

    def test_is_another_one_for_what_was_held_the_first_time(self) -> None:
        held = replace(ENDED, categories=(Category.MESSAGES,))
        assert not {*RETENTION_ERASURE.keys(held)} & {*RETENTION_ERASURE.keys(BEGUN)}
        given(held).seen_by(RETENTION_ERASURE).then_todos("begin")

    def test_leaves_a_persons_own_request_alone(self) -> None:
        assert list(RETENTION_ERASURE.keys(TO_ERASE)) == []


def closed_account(market: MortalMarket) -> str:
    registration = RegisterAccount(
        email="zoya@example.org",
        password=SecretStr("a long enough password"),
        display_name="Zoya",
        time_zone="UTC",
        roles=(Role.STUDENT,),
    )
    account_id = str(market.ask(registration, Actor("", frozenset())).answer["account_id"])
    zoya = Actor(account_id, frozenset({Role.STUDENT}))
    assert market.ask(CloseAccount(account_id=account_id), zoya).accepted
    return account_id


def test_a_closed_account_is_erased_after_its_time() -> None:
    market = MortalMarket()
    account_id = closed_account(market)
    market.die_after(9)
    market.advance(days=31)
    request = f"privacy-by-rule-{account_id}-account_closed-profile"
    assert market.names(request)[-1] == "PrivacyRequestCompleted"
    registered = market.facts(f"account-{account_id}")[0]
    assert isinstance(registered.email, Erased)  # type: ignore[attr-defined]
    assert market.names(f"account-{account_id}").count("AccountErased") == 1


def test_what_was_held_is_erased_when_the_hold_is_over() -> None:
    market = MortalMarket()
    account_id = closed_account(market)
    until = market.clock.now() + timedelta(days=60)
    hold = HoldRetention(
        person_id=account_id, request_id="r", categories=(Category.CONTACT,), until=until
    )
    assert market.ask(hold, AS_SYSTEM).accepted
    market.advance(days=31)
    registered = market.facts(f"account-{account_id}")[0]
    assert isinstance(registered.display_name, Erased)  # type: ignore[attr-defined]
    assert registered.email == "zoya@example.org"  # type: ignore[attr-defined]
    market.advance(days=30)
    registered = market.facts(f"account-{account_id}")[0]
    assert isinstance(registered.email, Erased)  # type: ignore[attr-defined]
    request = f"privacy-by-rule-{account_id}-account_closed-contact"
    assert market.names(request)[-1] == "PrivacyRequestCompleted"
