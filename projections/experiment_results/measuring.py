"""One person's part in the sums: what each fact of theirs adds, and what leaving takes out.

All of it comes from the person's own stream, in its order, and sums only grow by whole numbers, so
the order in which people arrive does not matter.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from domain.experiment.events import ConversionNoted, ParticipationEnded, PersonExposed
from domain.experiment.terms import BEFORE
from projections.experiment_results.tables import COHORTS, PEOPLE, SUMS
from projections.rows import Row, Rows

NOTHING = (0, 0)


def expose(rows: Rows, fact: PersonExposed) -> None:
    """This adds the person to their variation, with what they did before."""
    known = _known(rows, fact.person_id)
    since = fact.exposed_at - BEFORE
    before: dict[str, int] = {}
    for metric, value, at in known["lately"]:
        if since <= datetime.fromisoformat(at) < fact.exposed_at:
            before[metric] = before.get(metric, 0) + value
    exposure = {
        "variation": fact.variation,
        "exposed_at": fact.exposed_at.isoformat(),
        "did": {metric: [0, value] for metric, value in before.items()},
    }
    exposures = {**known["exposures"], fact.experiment_id: exposure}
    rows.change(PEOPLE, fact.person_id, exposures=exposures)
    _count(rows, fact.experiment_id, exposure, 1)
    for metric, value in before.items():
        _add(rows, fact.experiment_id, exposure, metric, (0, value), NOTHING)


def convert(rows: Rows, fact: ConversionNoted) -> None:
    """This adds what the person did to all it counts for, or to what was before."""
    known = _known(rows, fact.person_id)
    exposures = dict(known["exposures"])
    for experiment_id, exposure in known["exposures"].items():
        done, before = _counted(fact, experiment_id, exposure)
        if done or before:
            metric = fact.metric.value
            was = tuple(exposure["did"].get(metric, NOTHING))
            now = (was[0] + done, was[1] + before)
            exposures[experiment_id] = {**exposure, "did": {**exposure["did"], metric: [*now]}}
            _add(rows, experiment_id, exposure, metric, now, was)
    rows.change(PEOPLE, fact.person_id, exposures=exposures, lately=_lately(known, fact))


def leave(rows: Rows, fact: ParticipationEnded) -> None:
    """This takes the person out of all sums, and forgets them."""
    known = _known(rows, fact.person_id)
    for experiment_id, exposure in known["exposures"].items():
        _count(rows, experiment_id, exposure, -1)
        for metric, did in exposure["did"].items():
            _add(rows, experiment_id, exposure, metric, NOTHING, tuple(did))
    rows.delete(PEOPLE, fact.person_id)


def _known(rows: Rows, person_id: str) -> Row:
    return rows.get(PEOPLE, person_id) or PEOPLE.template


def _counted(
    fact: ConversionNoted, experiment_id: str, exposure: Mapping[str, Any]
) -> tuple[int, int]:
    """This is what the fact adds to what was done in the experiment, and to what was before it."""
    if experiment_id in fact.experiment_ids:
        return fact.value, 0
    exposed_at = datetime.fromisoformat(exposure["exposed_at"])
    is_before = exposed_at - BEFORE <= fact.converted_at < exposed_at
    return 0, fact.value if is_before else 0


def _lately(known: Row, fact: ConversionNoted) -> list[Any]:
    """This is what the person did of late: older things are before nothing that is to come."""
    since = fact.noted_at - BEFORE
    seen = [*known["lately"], [fact.metric.value, fact.value, fact.converted_at.isoformat()]]
    return [each for each in seen if datetime.fromisoformat(each[2]) >= since]


def _count(rows: Rows, experiment_id: str, exposure: Mapping[str, Any], people: int) -> None:
    rows.increase(COHORTS, experiment_id, exposure["variation"], _day(exposure), people=people)


def _add(
    rows: Rows,
    experiment_id: str,
    exposure: Mapping[str, Any],
    metric: str,
    now: tuple[int, ...],
    was: tuple[int, ...],
) -> None:
    key = (experiment_id, exposure["variation"], metric, _day(exposure))
    rows.increase(SUMS, *key, **dict(_changes(now, was)))


def _changes(now: tuple[int, ...], was: tuple[int, ...]) -> Iterator[tuple[str, int]]:
    """This is what becomes of the sums when one person's values change."""
    yield "done", now[0] - was[0]
    yield "done_squares", now[0] ** 2 - was[0] ** 2
    yield "before", now[1] - was[1]
    yield "before_squares", now[1] ** 2 - was[1] ** 2
    yield "products", now[0] * now[1] - was[0] * was[1]


def _day(exposure: Mapping[str, Any]) -> date:
    return datetime.fromisoformat(exposure["exposed_at"]).astimezone(UTC).date()
