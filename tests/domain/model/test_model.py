"""Models: by the rule, or because somebody says why; one is in use, and there is a way back."""

from dataclasses import replace
from datetime import datetime

import pytest

from domain.model.aggregate import (
    MODELS,
    ModelIsInUseAlready,
    ModelIsRetired,
    Models,
    NothingIsLive,
    TheModelInUseIsGoneBackFrom,
    ThereIsNoSuchModel,
    TheRuleDoesNotLetItForward,
    TheRuleDoesNotRetireIt,
    VersionIsTaken,
)
from domain.model.events import (
    ModelCompared,
    ModelPromoted,
    ModelRetired,
    ModelRolledBack,
    ModelTrained,
    ModelWatched,
)
from domain.model.policies import FEWEST_PEOPLE, MONTH, MOST_CHALLENGERS, WORSE, outlived
from domain.model.terms import Compared, Ground, Metric, Purpose, State, Trained, Why
from domain.shared.event import Fact
from tests.support.calendar import MONDAY, days, minutes
from tests.support.people import OLGA
from tests.support.scenario import given

FOR = Purpose.RECOMMENDATION
ONE = Trained("one", "a" * 64, "b" * 64, 100, MONDAY, (Metric("ndcg", "0.25"),))
TWO, THREE = replace(ONE, version="two"), replace(ONE, version="three")
BETTER = Compared("one", 200, 20_000, 5_000, 35_000, 30_000, 25_000)
WORSE_THAN_IT = replace(BETTER, margin=-20_000, low=-35_000, high=-5_000)


def trained(model: Trained) -> ModelTrained:
    return ModelTrained(purpose=FOR, version=model.version, trained=model, trained_at=MONDAY)


def promoted(
    model: Trained, state: State, why: Why | None = Why.TRIAL, instead_of: str | None = None
) -> ModelPromoted:
    return ModelPromoted(
        purpose=FOR,
        version=model.version,
        state=state,
        ground=Ground.RULE if why is None else Ground.DECISION,
        why=why,
        instead_of=instead_of,
        promoted_by=OLGA,
        promoted_at=MONDAY,
    )


def retired(model: Trained, why: Why | None = None) -> ModelRetired:
    return ModelRetired(
        purpose=FOR,
        version=model.version,
        ground=Ground.RULE if why is None else Ground.DECISION,
        why=why,
        retired_by=OLGA,
        retired_at=MONDAY,
    )


def compared(model: Trained, how: Compared = BETTER) -> ModelCompared:
    return ModelCompared(purpose=FOR, version=model.version, compared=how, compared_at=MONDAY)


STEPS = (State.SHADOW, State.CANARY, State.LIVE)
ONE_LIVE: tuple[Fact, ...] = (trained(ONE), *(promoted(ONE, state) for state in STEPS))
TWO_CANARY: tuple[Fact, ...] = (
    *ONE_LIVE,
    trained(TWO),
    promoted(TWO, State.SHADOW),
    promoted(TWO, State.CANARY),
)
TWO_LIVE: tuple[Fact, ...] = (
    *TWO_CANARY,
    promoted(TWO, State.LIVE, instead_of="one"),
    retired(ONE),
)


def models(*facts: Fact) -> Models:
    found = given(*facts).of(MODELS).state
    assert isinstance(found, Models)
    return found


class TestTraining:
    def test_takes_a_model_in_once(self) -> None:
        assert Models(FOR).train(ONE, MONDAY) == (trained(ONE),)
        known = given(trained(ONE)).of(MODELS)
        known.when(lambda it: it.train(ONE, MONDAY)).then()
        known.when(lambda it: it.train(replace(ONE, position=101), MONDAY)).then()
        other = replace(ONE, files_digest="c" * 64)
        known.when(lambda it: it.train(other, MONDAY)).then_refused(VersionIsTaken)
        known.when(lambda it: it.compare("two", BETTER, MONDAY)).then_refused(ThereIsNoSuchModel)


class TestWatching:
    def test_notes_what_drifted_where_it_is_not_what_it_was(self) -> None:
        def noted(*drifted: str) -> ModelWatched:
            return ModelWatched(purpose=FOR, version="one", drifted=drifted, watched_at=MONDAY)

        known = given(*ONE_LIVE).of(MODELS)
        known.when(lambda it: it.watch("one", (), MONDAY)).then()
        known.when(lambda it: it.watch("one", ["stars"], MONDAY)).then(noted("stars"))
        known = given(*ONE_LIVE, noted("stars")).of(MODELS)
        known.when(lambda it: it.watch("one", ["stars"], MONDAY)).then()
        known.when(lambda it: it.watch("one", (), MONDAY)).then(noted())
        known.when(lambda it: it.watch("two", (), MONDAY)).then_refused(ThereIsNoSuchModel)


class TestPromoting:
    def test_goes_one_step_at_a_time(self) -> None:
        facts: tuple[Fact, ...] = (trained(ONE),)
        for state in STEPS:
            known = given(*facts).of(MODELS)
            known.when(lambda it: it.promote("one", Why.TRIAL, OLGA, MONDAY)).then(
                promoted(ONE, state)
            )
            facts = (*facts, promoted(ONE, state))
        known = given(*facts).of(MODELS)
        known.when(lambda it: it.promote("one", Why.TRIAL, OLGA, MONDAY)).then_refused(
            ModelIsInUseAlready
        )

    def test_into_the_shadow_needs_no_ground(self) -> None:
        known = given(*ONE_LIVE, trained(TWO)).of(MODELS)
        known.when(lambda it: it.promote("two", None, OLGA, MONDAY)).then(
            promoted(TWO, State.SHADOW, None)
        )

    def test_by_the_rule_takes_the_place_of_the_one_in_use(self) -> None:
        shadow = given(*ONE_LIVE, trained(TWO), promoted(TWO, State.SHADOW), compared(TWO))
        shadow.of(MODELS).when(lambda it: it.promote("two", None, OLGA, MONDAY)).then(
            promoted(TWO, State.CANARY, None)
        )
        canary = given(*TWO_CANARY, compared(TWO)).of(MODELS)
        canary.when(lambda it: it.promote("two", None, OLGA, MONDAY)).then(
            promoted(TWO, State.LIVE, None, "one"), retired(ONE)
        )

    @pytest.mark.parametrize(
        "how",
        [
            None,
            replace(BETTER, low=0),
            replace(BETTER, people=FEWEST_PEOPLE - 1),
            replace(BETTER, against="another"),
            replace(BETTER, against=None),
            replace(BETTER, calibration=25_000 + WORSE + 1),
        ],
    )
    def test_is_not_done_by_the_rule_without_being_better(self, how: Compared | None) -> None:
        told = (compared(TWO, how),) if how else ()
        known = given(*ONE_LIVE, trained(TWO), promoted(TWO, State.SHADOW), *told).of(MODELS)
        known.when(lambda it: it.promote("two", None, OLGA, MONDAY)).then_refused(
            TheRuleDoesNotLetItForward
        )
        known.when(lambda it: it.promote("two", Why.BETTER_ELSEWHERE, OLGA, MONDAY)).then(
            promoted(TWO, State.CANARY, Why.BETTER_ELSEWHERE)
        )

    def test_the_first_one_has_nothing_to_be_better_than(self) -> None:
        known = given(trained(ONE), promoted(ONE, State.SHADOW)).of(MODELS)
        known.when(lambda it: it.promote("one", None, OLGA, MONDAY)).then_refused(
            TheRuleDoesNotLetItForward
        )

    def test_of_a_second_canary_ends_the_first(self) -> None:
        known = given(*TWO_CANARY, trained(THREE), promoted(THREE, State.SHADOW)).of(MODELS)
        known.when(lambda it: it.promote("three", Why.TRIAL, OLGA, MONDAY)).then(
            promoted(THREE, State.CANARY), retired(TWO)
        )

    def test_of_what_is_retired_is_refused(self) -> None:
        known = given(*TWO_LIVE).of(MODELS)
        known.when(lambda it: it.promote("one", Why.TRIAL, OLGA, MONDAY)).then_refused(
            ModelIsRetired
        )


class TestRetiring:
    def test_by_the_rule_ends_a_canary_that_was_worse(self) -> None:
        known = given(*TWO_CANARY, compared(TWO, WORSE_THAN_IT)).of(MODELS)
        known.when(lambda it: it.retire("two", None, OLGA, MONDAY)).then(retired(TWO))

    @pytest.mark.parametrize(
        "how",
        [
            None,
            replace(WORSE_THAN_IT, high=0),
            replace(WORSE_THAN_IT, people=FEWEST_PEOPLE - 1),
            replace(WORSE_THAN_IT, against="another"),
        ],
    )
    def test_is_not_done_by_the_rule_without_being_worse(self, how: Compared | None) -> None:
        told = (compared(TWO, how),) if how else ()
        known = given(*TWO_CANARY, *told).of(MODELS)
        known.when(lambda it: it.retire("two", None, OLGA, MONDAY)).then_refused(
            TheRuleDoesNotRetireIt
        )
        known.when(lambda it: it.retire("two", Why.UNFAIR, OLGA, MONDAY)).then(
            retired(TWO, Why.UNFAIR)
        )

    def test_is_a_decision_about_a_candidate_or_a_shadow_and_done_once(self) -> None:
        for facts in ((), (promoted(TWO, State.SHADOW),)):
            known = given(*ONE_LIVE, trained(TWO), *facts, compared(TWO, WORSE_THAN_IT)).of(MODELS)
            known.when(lambda it: it.retire("two", None, OLGA, MONDAY)).then_refused(
                TheRuleDoesNotRetireIt
            )
            known.when(lambda it: it.retire("two", Why.TRIAL, OLGA, MONDAY)).then(
                retired(TWO, Why.TRIAL)
            )
        given(*TWO_LIVE).of(MODELS).when(lambda it: it.retire("one", None, OLGA, MONDAY)).then()

    def test_is_not_how_the_one_in_use_goes(self) -> None:
        known = given(*ONE_LIVE).of(MODELS)
        known.when(lambda it: it.retire("one", Why.UNFAIR, OLGA, MONDAY)).then_refused(
            TheModelInUseIsGoneBackFrom
        )


class TestGoingBack:
    def back(self, model: str, to: str | None) -> ModelRolledBack:
        return ModelRolledBack(
            purpose=FOR,
            version=model,
            back_to=to,
            why=Why.RECOMMENDS_BADLY,
            rolled_back_by=OLGA,
            rolled_back_at=MONDAY,
        )

    def test_is_to_the_one_before_and_then_to_none(self) -> None:
        known = given(*TWO_LIVE).of(MODELS)
        known.when(lambda it: it.roll_back(Why.RECOMMENDS_BADLY, OLGA, MONDAY)).then(
            self.back("two", "one")
        )
        once = models(*TWO_LIVE, self.back("two", "one"))
        assert once.live is not None
        assert once.live.trained == ONE
        assert once.roll_back(Why.RECOMMENDS_BADLY, OLGA, MONDAY) == (self.back("one", None),)
        twice = models(*TWO_LIVE, self.back("two", "one"), self.back("one", None))
        assert twice.live is None
        with pytest.raises(NothingIsLive):
            twice.roll_back(Why.UNFAIR, OLGA, MONDAY)

    def test_lets_another_one_forward_afterwards(self) -> None:
        once = models(*TWO_LIVE, self.back("two", "one"), trained(THREE))
        assert once.promote("three", None, OLGA, MONDAY) == (promoted(THREE, State.SHADOW, None),)
        with pytest.raises(ModelIsRetired):
            once.promote("two", Why.TRIAL, OLGA, MONDAY)


class TestOutliving:
    def gone(self, known: Models, now: datetime = MONDAY + MONTH) -> list[str]:
        return [each.trained.version for each in outlived(known.known, known.live, now)]

    def test_is_of_who_stands_against_nobody_a_month_later(self) -> None:
        older = replace(TWO, until=MONDAY - days(1))
        shadow, candidate = promoted(older, State.SHADOW), trained(THREE)
        known = models(*ONE_LIVE, trained(older), shadow, candidate)
        assert self.gone(known) == ["two", "three"]
        assert self.gone(known, MONDAY + MONTH - minutes(1)) == []
        for version in ("two", "three"):
            (fact,) = known.retire(version, None, None, MONDAY + MONTH)
            assert isinstance(fact, ModelRetired)
            assert fact.ground is Ground.RULE
        with pytest.raises(TheRuleDoesNotRetireIt):
            known.retire("three", None, None, MONDAY + MONTH - minutes(1))

    def test_spares_who_is_in_use_or_looked_at(self) -> None:
        assert self.gone(models(*TWO_CANARY)) == []
        assert self.gone(models(trained(ONE), promoted(ONE, State.SHADOW))) == []
        many = [replace(ONE, version=f"{at}", until=MONDAY + days(1 + at)) for at in range(9)]
        shadows = [fact for each in many for fact in (trained(each), promoted(each, State.SHADOW))]
        known = models(*ONE_LIVE, *shadows)
        assert self.gone(known) == [each.version for each in many[:-MOST_CHALLENGERS]]


class TestBeingNeeded:
    MANY = tuple(replace(ONE, version=f"{at}", files_digest=f"{at}" * 64) for at in range(6))

    def lived(self) -> list[Fact]:
        """This is four models, one live after the other."""
        facts: list[Fact] = []
        for each in self.MANY[:4]:
            facts += [trained(each), *(promoted(each, state) for state in STEPS)]
        return [*facts, *(retired(each) for each in self.MANY[:3])]

    def digests(self, *places: int) -> frozenset[str]:
        return frozenset(self.MANY[at].files_digest for at in places)

    def test_ends_with_who_is_retired_and_cannot_be_gone_back_to(self) -> None:
        assert models(*self.lived()).needed == self.digests(1, 2, 3)
        waits = models(*self.lived(), trained(self.MANY[4]), trained(self.MANY[5]))
        assert waits.needed == self.digests(1, 2, 3, 4, 5)
        over = models(*self.lived(), trained(self.MANY[4]), retired(self.MANY[4]))
        assert over.needed == self.digests(1, 2, 3)

    def test_is_of_whoever_going_back_goes_to(self) -> None:
        facts = self.lived()
        for needed in (self.digests(1, 2), self.digests(1), frozenset[str]()):
            facts += models(*facts).roll_back(Why.UNFAIR, OLGA, MONDAY)
            assert models(*facts).needed == needed
        assert models(*facts).live is None

    def test_follows_a_log_that_went_back_further(self) -> None:
        further = ModelRolledBack(
            purpose=FOR,
            version="1",
            back_to="0",
            why=Why.UNFAIR,
            rolled_back_by=OLGA,
            rolled_back_at=MONDAY,
        )
        facts = [*self.lived(), replace(further, version="3", back_to="2")]
        known = models(*facts, replace(further, version="2", back_to="1"), further)
        assert known.needed == self.digests(0)
        assert known.roll_back(Why.UNFAIR, OLGA, MONDAY) == (
            replace(further, version="0", back_to=None),
        )


def test_one_at_most_is_live_and_one_the_canary() -> None:
    for facts in (ONE_LIVE, TWO_CANARY, TWO_LIVE):
        states = [each.state for each in models(*facts).known]
        assert states.count(State.LIVE) == 1
        assert states.count(State.CANARY) <= 1
    canary = models(*TWO_CANARY).canary
    assert canary is not None
    assert canary.trained == TWO
