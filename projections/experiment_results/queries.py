"""Experiments as they stand, and what each of them tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, LiteralString

from domain.experiment.moments import Moments
from domain.experiment.results import Group, Results, judge
from domain.experiment.terms import Audience, Lane, Metric, Plan, Use, Variation, Watched, Wish
from projections.reading import Reader

EXPERIMENT: LiteralString = "SELECT * FROM experiment_results.experiments"


@dataclass(frozen=True, slots=True)
class Experiment:
    """This is an experiment: what was planned, how many take part now, and where it stands."""

    experiment_id: str
    state: str
    plan: Plan
    traffic: int
    drafted_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    chosen: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """This is an experiment with what it tells.

    Attributes:
        experiment: what was planned, and where it stands.
        until: the last day counted: those exposed later can still do something that counts.
        people: how many were shown each variation, in their order.
        counted: how many of those were exposed up to that day.
        results: what is to be said of each variation but the control.
    """

    experiment: Experiment
    until: date
    people: tuple[int, ...]
    counted: tuple[int, ...]
    results: Results


def experiments(
    reader: Reader, *, before: tuple[datetime, str] | None = None, limit: int = 50
) -> list[Experiment]:
    """This is a page of experiments, the last drafted first.

    `before` is `drafted_at` and `experiment_id` of the last one of the page before.
    """
    drafted_at, experiment_id = before or (None, None)
    found = reader.rows(
        EXPERIMENT + " WHERE %(drafted_at)s::timestamptz IS NULL"
        " OR (drafted_at, experiment_id) < (%(drafted_at)s, %(experiment_id)s)"
        " ORDER BY drafted_at DESC, experiment_id DESC LIMIT %(limit)s",
        {"drafted_at": drafted_at, "experiment_id": experiment_id, "limit": limit},
    )
    return [_experiment(row) for row in found]


def told(reader: Reader, experiment_id: str, now: datetime) -> Told | None:
    """This is what an experiment tells as of now, or as of its end."""
    row = reader.row(EXPERIMENT + " WHERE experiment_id = %(id)s", {"id": experiment_id})
    if row is None:
        return None
    experiment = _experiment(row)
    until = _last_whole_day(experiment, now)
    values = {"id": experiment_id, "until": until}
    people = reader.rows(
        "SELECT variation, sum(people)::bigint AS people,"
        " coalesce(sum(people) FILTER (WHERE day <= %(until)s), 0)::bigint AS counted"
        " FROM experiment_results.cohorts WHERE experiment_id = %(id)s GROUP BY variation",
        values,
    )
    sums = reader.rows(
        "SELECT variation, metric, sum(done)::bigint AS done,"
        " sum(done_squares)::bigint AS done_squares, sum(before)::bigint AS before,"
        " sum(before_squares)::bigint AS before_squares, sum(products)::bigint AS products"
        " FROM experiment_results.sums WHERE experiment_id = %(id)s AND day <= %(until)s"
        " GROUP BY variation, metric",
        values,
    )
    return _told(experiment, until, {each["variation"]: each for each in people}, sums)


def _told(
    experiment: Experiment,
    until: date,
    people: Mapping[str, Mapping[str, Any]],
    sums: Sequence[Mapping[str, Any]],
) -> Told:
    nobody = {"people": 0, "counted": 0}
    found = [people.get(each.name, nobody) for each in experiment.plan.variations]
    moments = {
        (row["variation"], row["metric"]): {
            name: value for name, value in row.items() if name not in {"variation", "metric"}
        }
        for row in sums
    }
    groups = [
        Group(
            each["people"],
            {
                watched.metric: Moments(
                    each["counted"], **moments.get((variation.name, watched.metric.value), {})
                )
                for watched in experiment.plan.watched
            },
        )
        for variation, each in zip(experiment.plan.variations, found, strict=True)
    ]
    return Told(
        experiment,
        until,
        tuple(each["people"] for each in found),
        tuple(each["counted"] for each in found),
        judge(experiment.plan, groups),
    )


def _last_whole_day(experiment: Experiment, now: datetime) -> date:
    """This is the last day whose last span was over, by now or when the experiment ended."""
    at = min(now, experiment.completed_at or now)
    return (at - experiment.plan.span).date() - timedelta(days=1)


def _experiment(row: Mapping[str, Any]) -> Experiment:
    plan = Plan(
        name=row["name"],
        variations=tuple(Variation(**each) for each in row["variations"]),
        traffic=row["planned"],
        watched=tuple(
            Watched(Metric(each["metric"]), Use(each["use"]), Wish(each["wish"]))
            for each in row["watched"]
        ),
        span_days=row["span_days"],
        people=row["people"],
        audience=Audience(tuple(row["locales"]), tuple(row["countries"])),
        lane=Lane(**row["lane"]) if row["lane"] else None,
        holdout_id=row["holdout_id"],
        is_profiling=row["is_profiling"],
    )
    return Experiment(
        row["experiment_id"],
        row["state"],
        plan,
        row["traffic"],
        row["drafted_at"],
        row["started_at"],
        row["completed_at"],
        row["chosen"],
    )
