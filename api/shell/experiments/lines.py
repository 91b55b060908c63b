"""What a table or a page says of an experiment: its sentences and its rows, ready to be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.experiment.results import Comparison, Judged
from domain.experiment.terms import WHOLE
from projections.experiment_results.queries import Experiment, Told

Words = Mapping[str, str]
Row = tuple[str, ...]

PEOPLE = ("variation", "weight", "shown", "counted")
NUMBERS = (
    "metric",
    "use",
    "control",
    "treated",
    "difference",
    "low",
    "high",
    "p",
    "explained",
)


@dataclass(frozen=True, slots=True)
class Section:
    """This is what is said of one variation."""

    variation: str
    verdict: str
    sentence: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """This is an experiment in words."""

    name: str
    standing: str
    notes: tuple[str, ...]
    people: tuple[Row, ...]
    is_suspicious: bool
    spread: str
    sections: tuple[Section, ...]


def report(told: Told, words: Words) -> Report:
    """This is everything there is to say, in those words."""
    experiment, results = told.experiment, told.results
    plan = experiment.plan
    spread = words["mismatch" if results.is_suspicious else "spread"]
    return Report(
        name=plan.name,
        standing=standing(experiment, words),
        notes=(
            words["expected"].format(people=f"{plan.people:,}", traffic=_share(experiment.traffic)),
            words["how_counted"].format(day=told.until, days=plan.span_days),
        ),
        people=tuple(
            (variation.name, _share(variation.weight), f"{shown:,}", f"{counted:,}")
            for variation, shown, counted in zip(
                plan.variations, told.people, told.counted, strict=True
            )
        ),
        is_suspicious=results.is_suspicious,
        spread=spread.format(p=_number(results.mismatch_p)),
        sections=tuple(_section(each, words) for each in results.variations),
    )


def standing(experiment: Experiment, words: Words) -> str:
    """This is where an experiment stands, since when, and what was chosen."""
    said = [words[experiment.state]]
    if experiment.started_at:
        said.append(f"{words['since']} {_at(experiment.started_at)}")
    if experiment.completed_at:
        said.append(f"{words['until']} {_at(experiment.completed_at)}")
    chosen = f"; {words['chosen']}: {experiment.chosen}" if experiment.chosen else ""
    return " ".join(said) + chosen


def _section(judged: Judged, words: Words) -> Section:
    rows = tuple(_compared(each, words) for each in judged.comparisons)
    return Section(judged.variation, judged.verdict, words[judged.verdict], rows)


def _compared(found: Comparison, words: Words) -> Row:
    numbers = (found.control, found.treated, found.difference, found.low, found.high, found.p)
    return (
        words[found.metric],
        words[found.use],
        *map(_number, numbers),
        f"{found.explained:.0%}",
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"


def _share(basis_points: int) -> str:
    return f"{100 * basis_points / WHOLE:g} %"


def _at(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
