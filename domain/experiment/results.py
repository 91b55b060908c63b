"""What an experiment tells, in words that a person can act on.

- Nothing is said while people are not spread as planned, or are fewer than a hundred in a group.
- Better or worse is what the primary metric is, when zero lies outside its interval.
- A guardrail that goes the wrong way, outside its interval, makes a variation harmful, whatever the
  primary metric says.
- The intervals hold however often one looks; each variation has its part of the 5 %. That is said
  of one metric: of several guardrails or hints, one is wrong more often than that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.experiment.moments import Moments, difference
from domain.experiment.planning import FEWEST, confidence_left
from domain.experiment.ratios import SUSPICIOUS, mismatch
from domain.experiment.sequences import Interval, interval
from domain.experiment.terms import WHOLE, Metric, Plan, Use, Watched, Wish


class Verdict(StrEnum):
    """This is what is said of a variation."""

    WITHHELD = "withheld"
    TOO_EARLY = "too_early"
    UNDECIDED = "undecided"
    BETTER = "better"
    WORSE = "worse"
    HARMFUL = "harmful"


@dataclass(frozen=True, slots=True)
class Group:
    """This is everybody who was shown a variation, and those of them whose span is over."""

    people: int
    moments: Mapping[Metric, Moments]


@dataclass(frozen=True, slots=True)
class Comparison:
    """This is one metric of a variation beside that of the control.

    Attributes:
        metric: which.
        use: what it is looked at for.
        wish: which way it should go.
        control: what one of the control did on average.
        treated: what one of the variation did.
        difference: between both, with what they did before taken out.
        low: of the interval, absent where there is none yet.
        high: of the interval.
        p: the always-valid p-value.
        explained: the part of the variance that what they did before took out.
    """

    metric: Metric
    use: Use
    wish: Wish
    control: float
    treated: float
    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    explained: float

    @property
    def goes(self) -> int:
        """This is 1 when it surely goes the wished way, -1 when the other, else 0."""
        if self.low is None or self.high is None or self.low <= 0 <= self.high:
            return 0
        is_more = self.low > 0
        return 1 if is_more is (self.wish is Wish.MORE) else -1


@dataclass(frozen=True, slots=True)
class Judged:
    """This is what is said of one variation, and why."""

    variation: str
    verdict: Verdict
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """This is what an experiment tells: how likely the spread is, and of each variation."""

    mismatch_p: float
    is_suspicious: bool
    variations: tuple[Judged, ...]


def judge(plan: Plan, groups: Sequence[Group]) -> Results:
    """This is what is to be said of each variation but the control; groups come in their order."""
    weights = [each.weight for each in plan.variations]
    p = mismatch([group.people for group in groups], weights)
    control, *treated = zip(plan.variations, groups, strict=True)
    found = []
    for variation, group in treated:
        expected = plan.people * (control[0].weight + variation.weight) / WHOLE
        comparisons = tuple(
            _compared(watched, control[1], group, expected, confidence_left(len(groups)))
            for watched in plan.watched
        )
        verdict = Verdict.WITHHELD if p < SUSPICIOUS else _verdict(comparisons)
        found.append(Judged(variation.name, verdict, comparisons))
    return Results(p, p < SUSPICIOUS, tuple(found))


def _compared(
    watched: Watched, control: Group, treated: Group, expected: float, alpha: float
) -> Comparison:
    metric = watched.metric
    one = control.moments.get(metric, Moments())
    other = treated.moments.get(metric, Moments())
    found = difference(one, other)
    within: Interval | None = None
    if found is not None and found.variance and min(one.people, other.people) >= FEWEST:
        within = interval(found, expected, alpha)
    return Comparison(
        metric=metric,
        use=watched.use,
        wish=watched.wish,
        control=one.mean,
        treated=other.mean,
        difference=found.estimate if found else None,
        low=within.low if within else None,
        high=within.high if within else None,
        p=within.p if within else None,
        explained=found.explained if found else 0.0,
    )


def _verdict(comparisons: Sequence[Comparison]) -> Verdict:
    primary = next(each for each in comparisons if each.use is Use.PRIMARY)
    if any(each.goes < 0 for each in comparisons if each.use is Use.GUARDRAIL):
        return Verdict.HARMFUL
    if primary.low is None:
        return Verdict.TOO_EARLY
    return {1: Verdict.BETTER, 0: Verdict.UNDECIDED, -1: Verdict.WORSE}[primary.goes]
