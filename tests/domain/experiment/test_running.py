"""An experiment is planned, runs, pauses and ends; its namespace keeps others out."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from domain.experiment.aggregate import (
    EXPERIMENT,
    ItDoesNotRun,
    OneMetricDecides,
    OnlyADraftIsStarted,
    TheHoldoutDoesNotRun,
    TheLaneIsEmpty,
    ThePlanIsFixed,
    ThereIsNoSuchVariation,
    VariationsDoNotFit,
    draft,
)
from domain.experiment.events import (
    ExperimentCompleted,
    ExperimentPaused,
    ExperimentResumed,
    LaneReleased,
    LaneReserved,
    TrafficChanged,
)
from domain.experiment.namespace import NAMESPACE, Namespace, TheLaneIsTaken
from domain.experiment.terms import Lane, Metric, Reason, State, Use, Variation, Watched, Wish
from tests.support.calendar import MONDAY, TUESDAY, days
from tests.support.experiments import AS_ANALYST, DRAFTED, PLAN, STARTED, running
from tests.support.experiments import EXPERIMENT as ID
from tests.support.scenario import given

BY = AS_ANALYST.id
PAUSED = ExperimentPaused(experiment_id=ID, paused_by=BY, paused_at=TUESDAY)
RESUMED = ExperimentResumed(experiment_id=ID, resumed_by=BY, resumed_at=TUESDAY)
ENDED = ExperimentCompleted(
    experiment_id=ID, chosen="instant", completed_by=BY, completed_at=TUESDAY
)
MORE = Watched(Metric.LESSONS_COMPLETED, Use.PRIMARY, Wish.MORE)


class TestAPlan:
    def test_is_recorded_as_it_is(self) -> None:
        assert tuple(draft(ID, PLAN, BY, MONDAY)) == (DRAFTED,)

    @pytest.mark.parametrize(
        ("changed", "refusal"),
        [
            ({"variations": (Variation("control", 10_000),)}, VariationsDoNotFit),
            ({"variations": (Variation("a", 5000), Variation("a", 5000))}, VariationsDoNotFit),
            ({"variations": (Variation("a", 5000), Variation("b", 4999))}, VariationsDoNotFit),
            ({"watched": PLAN.watched[1:]}, OneMetricDecides),
            ({"watched": (*PLAN.watched, MORE)}, OneMetricDecides),
            ({"watched": (*PLAN.watched, PLAN.watched[1])}, OneMetricDecides),
            ({"lane": Lane("checkout", 500, 500)}, TheLaneIsEmpty),
        ],
    )
    def test_has_to_be_sound(self, changed: dict[str, Any], refusal: type[Exception]) -> None:
        with pytest.raises(refusal):
            draft(ID, replace(PLAN, **changed), BY, MONDAY)


class TestALife:
    def test_begins_once(self) -> None:
        given(DRAFTED).of(EXPERIMENT).when(lambda e: e.start(BY, MONDAY)).then(STARTED)
        for facts in ((DRAFTED, STARTED), (DRAFTED, ENDED)):
            given(*facts).of(EXPERIMENT).when(lambda e: e.start(BY, MONDAY)).then_refused(
                OnlyADraftIsStarted
            )

    def test_begins_after_its_holdout(self) -> None:
        idle = replace(running("holdout"), state=State.DRAFT)
        drafted = given(DRAFTED).of(EXPERIMENT)
        drafted.when(lambda e: e.start(BY, MONDAY, running("holdout"))).then(STARTED)
        drafted.when(lambda e: e.start(BY, MONDAY, idle)).then_refused(TheHoldoutDoesNotRun)

    def test_may_pause_and_go_on(self) -> None:
        begun = given(DRAFTED, STARTED).of(EXPERIMENT)
        begun.when(lambda e: e.pause(BY, TUESDAY)).then(PAUSED)
        begun.when(lambda e: e.resume(BY, TUESDAY)).then_nothing()
        paused = given(DRAFTED, STARTED, PAUSED).of(EXPERIMENT)
        paused.when(lambda e: e.resume(BY, TUESDAY)).then(RESUMED)
        paused.when(lambda e: e.pause(BY, TUESDAY)).then_nothing()
        for facts in ((DRAFTED,), (DRAFTED, STARTED, ENDED)):
            idle = given(*facts).of(EXPERIMENT)
            idle.when(lambda e: e.pause(BY, TUESDAY)).then_refused(ItDoesNotRun)
            idle.when(lambda e: e.resume(BY, TUESDAY)).then_refused(ItDoesNotRun)

    def test_changes_in_how_many_take_part_alone(self) -> None:
        begun = given(DRAFTED, STARTED).of(EXPERIMENT)
        begun.when(lambda e: e.change_traffic(500, BY, TUESDAY)).then(
            TrafficChanged(experiment_id=ID, traffic=500, changed_by=BY, changed_at=TUESDAY)
        )
        begun.when(lambda e: e.change_traffic(10_000, BY, TUESDAY)).then_nothing()
        for facts in ((DRAFTED,), (DRAFTED, STARTED, ENDED)):
            given(*facts).of(EXPERIMENT).when(
                lambda e: e.change_traffic(500, BY, TUESDAY)
            ).then_refused(ThePlanIsFixed)

    def test_ends_once_with_a_variation_or_none(self) -> None:
        begun = given(DRAFTED, STARTED, PAUSED).of(EXPERIMENT)
        begun.when(lambda e: e.complete("instant", BY, TUESDAY)).then(ENDED)
        begun.when(lambda e: e.complete(None, BY, TUESDAY)).then(replace(ENDED, chosen=None))
        begun.when(lambda e: e.complete("other", BY, TUESDAY)).then_refused(ThereIsNoSuchVariation)
        over = given(DRAFTED, STARTED, ENDED).of(EXPERIMENT)
        over.when(lambda e: e.complete(None, BY, TUESDAY)).then_nothing()


class TestCounting:
    def test_is_from_being_exposed_to_the_end_of_the_window(self) -> None:
        begun = running()
        assert begun.counts(MONDAY, MONDAY)
        assert not begun.counts(TUESDAY, MONDAY)
        assert not begun.counts(MONDAY, MONDAY + days(14))

    def test_is_while_it_runs(self) -> None:
        assert not given(DRAFTED, STARTED, PAUSED).of(EXPERIMENT).state.counts(MONDAY, MONDAY)


PEOPLE = [f"person-{number}" for number in range(4000)]


class TestPeople:
    def test_are_spread_as_planned(self) -> None:
        third = running(variations=(Variation("a", 2000), Variation("b", 8000)), traffic=5000)
        seen = Counter(third.bucket(person) for person in PEOPLE)
        counts = {(each.variation, each.reason): count for each, count in seen.items()}
        assert counts[("a", Reason.ASSIGNED)] == pytest.approx(400, abs=80)
        assert counts[("b", Reason.ASSIGNED)] == pytest.approx(1600, abs=120)
        assert counts[("a", Reason.OUT_OF_TRAFFIC)] == pytest.approx(2000, abs=130)

    def test_stay_where_they_are_when_more_take_part(self) -> None:
        some, all_ = running(traffic=3000), running()
        for person in PEOPLE[:500]:
            shown = some.bucket(person)
            assert shown == all_.bucket(person) or shown.reason is Reason.OUT_OF_TRAFFIC

    def test_are_in_one_experiment_of_a_namespace_at_most(self) -> None:
        one = running(lane=Lane("checkout", 0, 6000))
        other = running("other", lane=Lane("checkout", 6000, 10_000))
        for person in PEOPLE[:500]:
            reasons = [each.bucket(person).reason for each in (one, other)]
            assert sorted(reasons) == [Reason.ASSIGNED, Reason.IN_ANOTHER]


class TestANamespace:
    LOW, HIGH = Lane("checkout", 0, 6000), Lane("checkout", 6000, 10_000)
    RESERVED = LaneReserved(experiment_id=ID, lane=LOW, reserved_at=MONDAY)
    RELEASED = LaneReleased(experiment_id=ID, lane=LOW, released_at=TUESDAY)

    def test_gives_each_range_once(self) -> None:
        empty = given().of(NAMESPACE, Namespace("checkout"))
        empty.when(lambda n: n.reserve(ID, self.LOW, MONDAY)).then(self.RESERVED)
        known = given(self.RESERVED).of(NAMESPACE)
        overlapping = Lane("checkout", 5999, 7000)
        known.when(lambda n: n.reserve("other", overlapping, MONDAY)).then_refused(TheLaneIsTaken)
        known.when(lambda n: n.reserve("other", self.HIGH, MONDAY)).then(
            LaneReserved(experiment_id="other", lane=self.HIGH, reserved_at=MONDAY)
        )

    def test_takes_back_what_was_given(self) -> None:
        known = given(self.RESERVED).of(NAMESPACE)
        known.when(lambda n: n.release(ID, TUESDAY)).then(self.RELEASED)
        known.when(lambda n: n.release("other", TUESDAY)).then_nothing()
        free = given(self.RESERVED, self.RELEASED).of(NAMESPACE)
        free.when(lambda n: n.reserve("other", self.LOW, MONDAY)).then(
            replace(self.RESERVED, experiment_id="other")
        )
