"""What is kept of a person ends at its time: once, whatever arrives first, and not while held."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given as drawn

from application.account import CloseAccount, RegisterAccount, VerifyEmail, verification_token
from application.processes.retention import RETENTION
from application.retention import EndRetention, HoldRetention, LiftRetentionHold
from application.work import Command
from domain.account.aggregate import ACCOUNT
from domain.account.events import AccountClosed, AccountRegistered, EmailVerified, PasswordSet
from domain.retention.events import RetentionEnded, RetentionHeld, RetentionHoldLifted
from domain.shared.actor import Actor, Role
from domain.shared.personal import Category
from domain.shared.processing import AFTER_CLOSING, UNANSWERED, RetentionRule
from tests.processes.arrival import given, in_every_order, streams_by_key
from tests.processes.stories import ask
from tests.support.calendar import MONDAY, TUESDAY, days
from tests.support.examples import example
from tests.support.market import Market, PlainSecrets
from tests.support.people import AS_SYSTEM, BEN
from tests.support.tries import tried

Step = Callable[[Market, str], None]

STRANGER = Actor("", frozenset())
REGISTERED = replace(example(AccountRegistered), account_id=BEN, registered_at=MONDAY)
VERIFIED = EmailVerified(account_id=BEN, verified_at=TUESDAY)
CLOSED = AccountClosed(account_id=BEN, closed_at=TUESDAY)
TWO_YEARS = datetime.fromisoformat("2028-03-02T09:00:00+00:00")
BOOKS = datetime.fromisoformat("2037-01-01T00:00:00+00:00")
HELD = RetentionHeld(
    person_id=BEN,
    request_id="r1",
    categories=(Category.MESSAGES,),
    until=None,
    held_at=TUESDAY,
)
UNTIL = TUESDAY + days(90)


def ends(*facts: Any) -> dict[str, datetime | None]:
    """This is when each rule has something to end, by the name of the to-do."""
    todos = given(*facts).seen_by(RETENTION).todos()
    return {name: todo.due_at for name, todo in todos.items()}


class TestAnAccount:
    def test_never_verified_is_over_after_24_months(self) -> None:
        (todo,) = given(REGISTERED).seen_by(RETENTION).todos().values()
        rule = RetentionRule.UNANSWERED_REGISTRATION
        assert todo.act == EndRetention(person_id=BEN, rule=rule, since=MONDAY)
        assert todo.due_at == TWO_YEARS

    def test_verified_stays(self) -> None:
        given(REGISTERED, VERIFIED).seen_by(RETENTION).then_nothing()

    @pytest.mark.parametrize("before", [(REGISTERED,), (REGISTERED, VERIFIED)])
    def test_closed_loses_each_category_at_its_time(self, before: tuple[Any, ...]) -> None:
        assert sorted(filter(None, ends(*before, CLOSED).values())) == [
            TUESDAY + days(30),
            datetime.fromisoformat("2029-03-03T09:00:00+00:00"),
            BOOKS,
        ]

    def test_has_nothing_more_to_lose_when_all_is_gone(self) -> None:
        gone = [
            RetentionEnded(
                person_id=BEN,
                rule=each.rule,
                categories=each.categories,
                due_at=MONDAY,
                ended_at=MONDAY,
            )
            for each in AFTER_CLOSING
        ]
        given(REGISTERED, CLOSED, *gone).seen_by(RETENTION).then_nothing()

    def test_is_not_followed_in_what_says_nothing_of_it(self) -> None:
        assert tuple(RETENTION.keys(replace(example(PasswordSet), account_id=BEN))) == ()


class TestAHold:
    def test_without_an_end_keeps_its_category_alone(self) -> None:
        everything = replace(HELD, categories=AFTER_CLOSING[0].categories)
        assert len(ends(CLOSED, HELD)) == 3
        assert len(ends(CLOSED, everything)) == 2

    def test_with_an_end_gives_its_category_a_time_of_its_own(self) -> None:
        due = sorted(filter(None, ends(CLOSED, replace(HELD, until=UNTIL)).values()))
        assert due[:2] == [TUESDAY + days(30), UNTIL]

    def test_that_ends_before_the_rule_changes_nothing(self) -> None:
        short = replace(HELD, until=TUESDAY + days(3))
        assert sorted(ends(CLOSED, short).values(), key=str) == sorted(
            ends(CLOSED).values(), key=str
        )

    def test_lifted_lets_the_category_go_at_once_under_a_new_name(self) -> None:
        lifted_at = TUESDAY + days(40)
        lifted = RetentionHoldLifted(person_id=BEN, request_id="r1", lifted_at=lifted_at)
        rest = RetentionEnded(
            person_id=BEN,
            rule=RetentionRule.ACCOUNT_CLOSED,
            categories=AFTER_CLOSING[0].categories[:-1],
            due_at=TUESDAY + days(30),
            ended_at=TUESDAY + days(30),
        )
        found = ends(CLOSED, HELD, rest, lifted)
        assert lifted_at in found.values()
        assert found.keys().isdisjoint(ends(CLOSED))

    def test_placed_again_and_lifted_at_once_gives_the_end_another_name(self) -> None:
        """Under the name it had before, the end would be taken for one that was done."""
        lifted = RetentionHoldLifted(person_id=BEN, request_id="r1", lifted_at=UNTIL)
        first = ends(CLOSED, HELD, lifted)
        again = ends(CLOSED, HELD, lifted, replace(HELD, held_at=UNTIL), lifted)
        assert sorted(filter(None, first.values())) == sorted(filter(None, again.values()))
        assert first.keys().isdisjoint(again)


def registered(market: Market) -> str:
    """This is somebody who opened an account, and never followed the link."""
    outcome = market.ask(
        RegisterAccount.model_validate(
            {
                "email": "ben@example.org",
                "password": "correct horse battery",
                "display_name": "Ben",
                "time_zone": "Europe/Berlin",
            }
        ),
        STRANGER,
    )
    assert outcome.accepted, outcome
    return str(outcome.answer["account_id"])


def verify(market: Market, account_id: str) -> None:
    """This follows the link, for whatever it is good by then."""
    state = market.log.load(ACCOUNT, account_id).state
    assert state is not None
    token = verification_token(account_id, state.email_pseudonym, PlainSecrets())
    command = VerifyEmail.model_construct(account_id=account_id, token=token)
    market.ask(command, STRANGER)


def ended(market: Market, account_id: str) -> list[tuple[str, tuple[Category, ...]]]:
    return [
        (fact.rule, fact.categories)
        for fact in market.facts(f"retention-{account_id}")
        if isinstance(fact, RetentionEnded)
    ]


class TestInTime:
    def test_an_unanswered_registration_goes_and_its_address_is_free(self) -> None:
        market = Market.opened()
        account_id = registered(market)
        market.advance(days=730)
        assert ended(market, account_id) == []
        market.advance(days=2)
        assert ended(market, account_id) == [(UNANSWERED.rule, UNANSWERED.categories)]
        assert market.names(f"account-{account_id}")[-2:] == ["AccountClosed", "AccountErased"]
        assert registered(market) != account_id

    def test_what_the_law_wants_kept_of_it_goes_later(self) -> None:
        market = Market.opened()
        account_id = registered(market)
        market.advance(days=14 * 366)
        rules = [rule for rule, _ in ended(market, account_id)]
        assert rules == ["unanswered_registration", "claims_lapsed", "books_closed"]

    def test_one_that_was_answered_stays(self) -> None:
        market = Market.opened()
        account_id = registered(market)
        market.advance(days=700)
        verify(market, account_id)
        market.advance(days=4_000)
        assert ended(market, account_id) == []

    def test_a_closed_account_loses_everything_by_and_by(self) -> None:
        market = Market.opened()
        account_id = registered(market)
        verify(market, account_id)
        holder = Actor(account_id, frozenset({Role.STUDENT}))
        ask(market, holder, CloseAccount(account_id=account_id))
        market.advance(days=11 * 366)
        found = ended(market, account_id)
        assert found == [(each.rule, each.categories) for each in AFTER_CLOSING]

    def test_nobody_looked_for_years_and_it_goes_all_the_same_once(self) -> None:
        market = Market.opened()
        account_id = registered(market)
        market.jump(days=11 * 366)
        market.jump(days=15 * 366)
        destroyed = [each for _, categories in ended(market, account_id) for each in categories]
        assert sorted(destroyed) == sorted(Category)

    def test_what_a_request_holds_goes_when_it_is_lifted(self) -> None:
        market = Market.opened()
        account_id = registered(market)
        holder = Actor(account_id, frozenset({Role.STUDENT}))
        ask(market, holder, CloseAccount(account_id=account_id))
        about = {"person_id": account_id, "request_id": "r1"}
        hold = HoldRetention.model_validate({**about, "categories": ["messages"]})
        ask(market, AS_SYSTEM, hold)
        market.advance(days=60)
        assert Category.MESSAGES not in ended(market, account_id)[0][1]
        ask(market, AS_SYSTEM, LiftRetentionHold.model_validate(about))
        market.run_until_quiet()
        assert ended(market, account_id)[-1] == ("account_closed", (Category.MESSAGES,))


def _by(command: type[Command], actor: Actor, **fields: Any) -> Step:
    def step(market: Market, who: str) -> None:
        market.ask(command.model_validate({"person_id": who, "request_id": "r1", **fields}), actor)

    return step


def _closes(market: Market, who: str) -> None:
    market.ask(CloseAccount(account_id=who), Actor(who, frozenset({Role.STUDENT})))


def _holds_a_while(market: Market, who: str) -> None:
    until = market.clock.now() + days(50)
    categories = ["profile", "billing"]
    _by(HoldRetention, AS_SYSTEM, request_id="r2", categories=categories, until=until)(market, who)


STEPS: Mapping[str, Step] = {
    "verify": verify,
    "close": _closes,
    "hold": _by(HoldRetention, AS_SYSTEM, categories=["messages", "contact"]),
    "hold a while": _holds_a_while,
    "lift": _by(LiftRetentionHold, AS_SYSTEM),
    "wait": lambda market, _: market.advance(days=20),
    "forget": lambda market, _: market.jump(days=900),
}


@tried(40)
@drawn(st.lists(st.sampled_from(sorted(STEPS)), max_size=7))
def test_every_order_of_arrival_is_the_same_and_all_is_gone_in_the_end(steps: list[str]) -> None:
    market = Market.opened()
    account_id = registered(market)
    for step in (*steps, "lift"):
        STEPS[step](market, account_id)
    market.advance(days=16 * 366)
    streams = streams_by_key(RETENTION, market.log.facts)[account_id]
    in_every_order(RETENTION, account_id, streams).then_nothing()
    destroyed = [each for _, categories in ended(market, account_id) for each in categories]
    is_closed = "AccountClosed" in market.names(f"account-{account_id}")
    assert is_closed or "verify" in steps
    assert sorted(destroyed) == (sorted(Category) if is_closed else [])
