"""Sums over people: what each did and did before, however it arrives, and nothing of who left."""

from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from domain.experiment.events import (
    ExperimentCompleted,
    ExperimentPaused,
    ExperimentResumed,
    PartEvent,
    TrafficChanged,
)
from domain.experiment.results import Verdict
from domain.experiment.terms import BEFORE, Metric
from projections.experiment_results.projector import PROJECTION
from projections.experiment_results.queries import experiments, told
from projections.experiment_results.tables import COHORTS, EXPERIMENTS, PEOPLE, SUMS
from projections.rows import Row
from tests.projections.conftest import Show
from tests.support.calendar import MONDAY, THURSDAY, TUESDAY, WEDNESDAY, days
from tests.support.experiments import (
    AS_ANALYST,
    DRAFTED,
    EXPERIMENT,
    PLAN,
    STARTED,
    converted,
    ended,
    exposed,
)
from tests.support.laws import folded, obeys_the_laws
from tests.support.people import BEN, OLGA
from tests.support.tries import tried
from tests.support.views import Stream, given, history, stream

BY = AS_ANALYST.id
COMPLETED = ExperimentCompleted(
    experiment_id=EXPERIMENT,
    chosen="instant",
    completed_by=BY,
    completed_at=MONDAY + days(30),
)
LIFE = stream(
    f"experiment-{EXPERIMENT}",
    DRAFTED,
    STARTED,
    TrafficChanged(experiment_id=EXPERIMENT, traffic=500, changed_by=BY, changed_at=TUESDAY),
    ExperimentPaused(experiment_id=EXPERIMENT, paused_by=BY, paused_at=TUESDAY),
    ExperimentResumed(experiment_id=EXPERIMENT, resumed_by=BY, resumed_at=TUESDAY),
    COMPLETED,
)


def part(person: str, *facts: PartEvent) -> Stream:
    return stream(f"participation-{person}", *facts)


BENS = part(
    BEN,
    converted(MONDAY - days(40), value=5),
    converted(MONDAY - days(1), value=2),
    exposed(at=MONDAY),
    converted(TUESDAY, EXPERIMENT),
    converted(WEDNESDAY, EXPERIMENT, value=3),
)
OLGAS = part(
    OLGA,
    exposed(OLGA, TUESDAY, "control"),
    converted(WEDNESDAY, EXPERIMENT, person=OLGA, metric=Metric.CANCELLATIONS),
    exposed(OLGA, WEDNESDAY, "control", "other"),
    ended(THURSDAY, OLGA),
    exposed(OLGA, THURSDAY, "instant", "third"),
)


class TestAnExperiment:
    def test_stands_as_it_was_planned_and_as_it_is(self) -> None:
        given(LIFE).seen_by(PROJECTION).then_rows(
            EXPERIMENTS,
            {
                "experiment_id": EXPERIMENT,
                "name": "instant_booking",
                "state": "completed",
                "planned": 10_000,
                "traffic": 500,
                "started_at": MONDAY,
                "completed_at": MONDAY + days(30),
                "chosen": "instant",
            },
        )


class TestAPerson:
    def test_is_added_with_what_they_did_and_did_before(self) -> None:
        seen = given(BENS).seen_by(PROJECTION)
        seen.then_rows(COHORTS, {"variation": "instant", "day": MONDAY.date(), "people": 1})
        seen.then_rows(
            SUMS,
            {
                "metric": "bookings_confirmed",
                "done": 4,
                "done_squares": 16,
                "before": 2,
                "before_squares": 4,
                "products": 8,
            },
        )

    def test_may_be_late_to_be_told_of_what_was_before(self) -> None:
        late = part(BEN, exposed(at=TUESDAY), converted(TUESDAY, EXPERIMENT), converted(MONDAY))
        given(late).seen_by(PROJECTION).then_rows(SUMS, {"done": 1, "before": 1, "products": 1})

    def test_is_taken_out_when_they_leave(self) -> None:
        seen = given(OLGAS).seen_by(PROJECTION)
        assert [row["people"] for row in seen.rows(COHORTS)] == [0, 0, 1]
        assert [row["done"] for row in seen.rows(SUMS)] == [0]
        (left,) = seen.rows(PEOPLE)
        assert list(left["exposures"]) == ["third"]


def test_the_laws_hold() -> None:
    obeys_the_laws(PROJECTION, LIFE, BENS, OLGAS)


@st.composite
def lives(draw: st.DrawFn, person: str) -> list[PartEvent]:
    """This is somebody who does things, is exposed to two experiments, and may leave."""
    steps = draw(
        st.lists(st.sampled_from(["book", "call off", "late", "one", "two", "leave"]), max_size=14)
    )
    at, facts, inside = MONDAY, list[PartEvent](), set[str]()
    for step in steps:
        at += days(draw(st.sampled_from([0.5, 2, 20])))
        if step in {"one", "two"} and step not in inside:
            inside.add(step)
            facts.append(exposed(person, at, draw(st.sampled_from(["a", "b"])), step))
        elif step == "leave":
            inside = set()
            facts.append(ended(at, person))
        elif step in {"book", "call off", "late"}:
            metric = Metric.CANCELLATIONS if step == "call off" else Metric.BOOKINGS_CONFIRMED
            when = at - days(3) if step == "late" else at
            counts = sorted(inside) if step != "late" else []
            value = draw(st.integers(1, 3))
            noted = converted(when, *counts, person=person, value=value, metric=metric)
            facts.append(noted)
    return facts


def by_hand(*streams: list[PartEvent]) -> tuple[Counter[Any], dict[Any, list[int]]]:
    """This is cohorts and sums of the same people, each looked at as a whole, after the end."""
    cohorts, sums = Counter[Any](), dict[Any, list[int]]()
    for facts in streams:
        last = max((at for at, each in enumerate(facts) if _is_end(each)), default=-1)
        staying = facts[last + 1 :]
        for each in staying:
            if hasattr(each, "exposed_at"):
                _add(cohorts, sums, each, staying)
    return cohorts, sums


def _is_end(fact: PartEvent) -> bool:
    return hasattr(fact, "ended_at")


def _add(
    cohorts: Counter[Any], sums: dict[Any, list[int]], fact: Any, staying: list[PartEvent]
) -> None:
    key = (fact.experiment_id, fact.variation, fact.exposed_at.date())
    cohorts[key] += 1
    for metric in Metric:
        done, before = _did(staying, fact.experiment_id, metric, fact.exposed_at)
        if done or before:
            known = sums.setdefault((*key, metric.value), [0] * 5)
            values = (done, done**2, before, before**2, done * before)
            sums[(*key, metric.value)] = [a + b for a, b in zip(known, values, strict=True)]


def _did(
    staying: list[PartEvent], experiment_id: str, metric: Metric, at: datetime
) -> tuple[int, int]:
    done = before = 0
    for each in staying:
        if getattr(each, "metric", None) is metric:
            noted: Any = each
            if experiment_id in noted.experiment_ids:
                done += noted.value
            elif at - BEFORE <= noted.converted_at < at:
                before += noted.value
    return done, before


@tried(60)
@for_any(lives(BEN), lives(OLGA))
def test_sums_are_those_of_looking_at_each_person_as_a_whole(
    bens: list[PartEvent], olgas: list[PartEvent]
) -> None:
    contents = folded(PROJECTION, history(part(BEN, *bens), part(OLGA, *olgas)))
    cohorts, sums = by_hand(bens, olgas)
    names = ("experiment_id", "variation", "day")
    assert {_key(row, names): row["people"] for row in contents["cohorts"] if row["people"]} == (
        dict(cohorts)
    )
    numbers = ("done", "done_squares", "before", "before_squares", "products")
    seen = {
        _key(row, (*names, "metric")): [row[name] for name in numbers] for row in contents["sums"]
    }
    assert {key: found for key, found in seen.items() if any(found)} == sums


def _key(row: Row, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def crowd() -> list[Stream]:
    """This is 300 people a variation, of whom more book at once where they can."""
    facts = []
    for number in range(600):
        person, is_instant = f"p{number}", number % 2
        first = exposed(person, MONDAY, "instant" if is_instant else "control")
        books = number % 20 < (10 if is_instant else 3)
        more = [converted(TUESDAY, EXPERIMENT, person=person)] if books else []
        facts.append(part(person, first, *more))
    return facts


class TestAsking:
    def test_tells_who_is_better_once_their_windows_are_over(self, show: Show) -> None:
        reader = show(PROJECTION, history(stream(LIFE.stream_id, DRAFTED, STARTED), *crowd()))
        early = told(reader, EXPERIMENT, MONDAY + days(14))
        assert early is not None
        assert (early.people, early.counted) == ((300, 300), (0, 0))
        assert early.results.variations[0].verdict is Verdict.TOO_EARLY
        later = told(reader, EXPERIMENT, MONDAY + days(15))
        assert later is not None
        assert later.counted == (300, 300)
        (judged,) = later.results.variations
        assert (judged.variation, judged.verdict) == ("instant", Verdict.BETTER)
        assert judged.comparisons[0].treated == pytest.approx(0.5)
        assert judged.comparisons[0].control == pytest.approx(0.2, abs=0.11)
        assert later.experiment.plan == PLAN

    def test_stops_where_the_experiment_was_completed(self, show: Show) -> None:
        reader = show(PROJECTION, history(LIFE, BENS))
        seen = told(reader, EXPERIMENT, MONDAY + days(99))
        assert seen is not None
        assert seen.until == (MONDAY + days(15)).date()
        assert seen.people == (0, 1)
        assert told(reader, "none", MONDAY) is None
        (one,) = experiments(reader)
        assert (one.experiment_id, one.state, one.chosen) == (EXPERIMENT, "completed", "instant")
        assert experiments(reader, before=(one.drafted_at, one.experiment_id)) == []
