"""What may not be kept any more is erased by itself, once, whoever is killed over it."""

from dataclasses import replace

from pydantic import SecretStr

from application.account import CloseAccount, RegisterAccount
from application.erasing import BeginErasureByRule
from application.processes.retention_erasure import RETENTION_ERASURE
from domain.retention.events import RetentionEnded
from domain.shared.actor import Actor, Role
from domain.shared.personal import Category, Erased
from domain.shared.processing import RetentionRule
from tests.domain.privacy.history import TO_ERASE
from tests.processes.arrival import given
from tests.support.calendar import MONDAY
from tests.support.market import MortalMarket
from tests.support.people import BEN

ENDED = RetentionEnded(
    person_id=BEN,
    rule=RetentionRule.ACCOUNT_CLOSED,
    categories=(Category.CONTACT,),
    due_at=MONDAY,
    ended_at=MONDAY,
)
BEGUN = replace(TO_ERASE, request_id=f"by-rule-{BEN}-account_closed")


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

    def test_leaves_a_persons_own_request_alone(self) -> None:
        assert list(RETENTION_ERASURE.keys(TO_ERASE)) == []


def test_a_closed_account_is_erased_after_its_time() -> None:
    market = MortalMarket()
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
    market.die_after(9)
    market.advance(days=31)
    request = f"privacy-by-rule-{account_id}-account_closed"
    assert market.names(request)[-1] == "PrivacyRequestCompleted"
    registered = market.facts(f"account-{account_id}")[0]
    assert isinstance(registered.email, Erased)  # type: ignore[attr-defined]
    assert market.names(f"account-{account_id}").count("AccountErased") == 1
