"""Retention, rule by rule."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.retention.aggregate import KEPT, Kept, NothingIsLeftToKeep
from domain.retention.events import (
    RetentionEnded,
    RetentionEvent,
    RetentionHeld,
    RetentionHoldLifted,
)
from domain.shared.errors import Refused
from domain.shared.personal import Category
from domain.shared.processing import RETENTION, RetentionRule
from tests.support.calendar import MONDAY, days
from tests.support.people import BEN
from tests.support.scenario import given
from tests.support.tries import tried

CLOSED = RetentionRule.ACCOUNT_CLOSED
DAILY_LIFE = (Category.PROFILE, Category.CONTACT, Category.LEARNING, Category.MESSAGES)
DUE = MONDAY + days(30)
ENDED = RetentionEnded(person_id=BEN, rule=CLOSED, categories=DAILY_LIFE, due_at=DUE, ended_at=DUE)
HELD = RetentionHeld(
    person_id=BEN,
    request_id="r1",
    categories=(Category.MESSAGES,),
    until=DUE + days(10),
    held_at=MONDAY,
)
LIFTED = RetentionHoldLifted(person_id=BEN, request_id="r1", lifted_at=MONDAY)
UNTOUCHED = Kept(BEN)


class TestEnding:
    def test_names_the_categories_the_rule_and_when_it_was_due(self) -> None:
        given().of(KEPT, UNTOUCHED).when(lambda k: k.let_go(CLOSED, MONDAY, DUE)).then(ENDED)

    def test_says_when_it_was_due_however_late_it_comes(self) -> None:
        late = DUE + days(5)
        given().of(KEPT, UNTOUCHED).when(lambda k: k.let_go(CLOSED, MONDAY, late)).then(
            replace(ENDED, ended_at=late)
        )

    def test_before_its_time_does_nothing(self) -> None:
        early = DUE - days(1)
        given().of(KEPT, UNTOUCHED).when(lambda k: k.let_go(CLOSED, MONDAY, early)).then_nothing()

    def test_happens_once(self) -> None:
        given(ENDED).of(KEPT).when(lambda k: k.let_go(CLOSED, MONDAY, DUE)).then_nothing()

    def test_by_another_rule_ends_only_what_is_left(self) -> None:
        unanswered = replace(ENDED, rule=RetentionRule.UNANSWERED_REGISTRATION)
        given(unanswered).of(KEPT).when(lambda k: k.let_go(CLOSED, MONDAY, DUE)).then_nothing()

    def test_leaves_what_is_held_and_takes_the_rest(self) -> None:
        given(HELD).of(KEPT).when(lambda k: k.let_go(CLOSED, MONDAY, DUE)).then(
            replace(ENDED, categories=DAILY_LIFE[:-1])
        )

    def test_takes_what_was_held_when_the_hold_is_over(self) -> None:
        rest = replace(ENDED, categories=DAILY_LIFE[:-1])
        over = DUE + days(10)
        given(HELD, rest).of(KEPT).when(lambda k: k.let_go(CLOSED, MONDAY, over)).then(
            replace(ENDED, categories=(Category.MESSAGES,), ended_at=over)
        )


class TestHolding:
    def test_keeps_categories_until_then(self) -> None:
        given().of(KEPT, UNTOUCHED).when(
            lambda k: k.hold("r1", {Category.MESSAGES}, DUE + days(10), MONDAY)
        ).then(HELD)

    def test_the_same_again_changes_nothing(self) -> None:
        given(HELD).of(KEPT).when(
            lambda k: k.hold("r1", {Category.MESSAGES}, HELD.until, DUE)
        ).then_nothing()

    def test_again_otherwise_replaces_what_was(self) -> None:
        endless = replace(HELD, until=None)
        (hold,) = given(HELD, endless).of(KEPT).state.holds
        assert hold.until is None

    def test_keeps_only_what_is_left(self) -> None:
        given(ENDED).of(KEPT).when(
            lambda k: k.hold("r1", {Category.MESSAGES, Category.BILLING}, None, DUE)
        ).then(replace(HELD, categories=(Category.BILLING,), until=None, held_at=DUE))

    def test_is_refused_for_what_was_destroyed(self) -> None:
        given(ENDED).of(KEPT).when(
            lambda k: k.hold("r1", {Category.MESSAGES}, None, DUE)
        ).then_refused(NothingIsLeftToKeep)


class TestLifting:
    def test_takes_the_hold_away(self) -> None:
        given(HELD).of(KEPT).when(lambda k: k.lift("r1", MONDAY)).then(LIFTED)
        given(HELD, LIFTED).of(KEPT).when(lambda k: k.let_go(CLOSED, MONDAY, DUE)).then(ENDED)

    @pytest.mark.parametrize("request_id", ["r1", "r2"])
    def test_without_a_hold_changes_nothing(self, request_id: str) -> None:
        given(HELD, LIFTED).of(KEPT).when(lambda k: k.lift(request_id, MONDAY)).then_nothing()


class RetentionLife(RuleBasedStateMachine):
    """This is what is kept of one person, whatever rules and requests say, as time goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.kept, self.now = UNTOUCHED, MONDAY
        self.ended: list[RetentionEnded] = []

    @rule(by=st.sampled_from([1, 20, 400, 4_000]))
    def wait(self, by: int) -> None:
        self.now += days(by)

    @rule(which=st.sampled_from(RetentionRule))
    def let_go(self, which: RetentionRule) -> None:
        kept, now = self.kept, self.now
        for fact in self.ask(kept.let_go(which, MONDAY, now)):
            assert isinstance(fact, RetentionEnded)
            assert fact.due_at == RETENTION[which].period.ends_at(MONDAY) <= now
            held = {
                each
                for hold in kept.holds
                for each in hold.categories
                if hold.until is None or now < hold.until
            }
            assert held.isdisjoint(fact.categories)
            self.ended.append(fact)

    @rule(
        request=st.sampled_from(["r1", "r2"]),
        categories=st.sets(st.sampled_from(Category), min_size=1),
        lasts=st.sampled_from([None, 10, 1_000]),
    )
    def hold(self, request: str, categories: set[Category], lasts: int | None) -> None:
        until: datetime | None = self.now + days(lasts) if lasts else None
        try:
            self.ask(self.kept.hold(request, categories, until, self.now))
        except Refused:
            assert categories <= set(self.kept.ended)

    @rule(request=st.sampled_from(["r1", "r2"]))
    def lift(self, request: str) -> None:
        self.ask(self.kept.lift(request, self.now))

    def ask(self, facts: Sequence[RetentionEvent]) -> Sequence[RetentionEvent]:
        for fact in facts:
            self.kept = KEPT.evolve(self.kept, fact)
        return facts

    @invariant()
    def nothing_is_destroyed_twice(self) -> None:
        destroyed = [category for fact in self.ended for category in fact.categories]
        assert len(destroyed) == len(set(destroyed))
        assert sorted(destroyed) == sorted(self.kept.ended)


TestRetentionLife = RetentionLife.TestCase
TestRetentionLife.settings = tried(40, stateful_step_count=20)
