"""Facts become counts: each adds the same to the day it happened on, whenever it arrives.

What a tutor offers is no count but a state, so that it can be held against an import file: it
follows from the tutor's own stream alone.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, assert_never

from domain.shared.event import Recorded
from domain.tutor.events import (
    CourseOffered,
    CourseWithdrawn,
    FeeChanged,
    PayoutAccountLost,
    PayoutAccountOpened,
    PayoutAccountReadied,
    PayoutAccountRequested,
    PolicyChosen,
    ProfilePublished,
    ReadinessAsked,
    ReadinessNoted,
    StrikeNoted,
    SubjectOffered,
    SubjectWithdrawn,
    TutorErased,
    TutorEvent,
    TutorHidden,
    TutorImported,
    TutorListed,
)
from domain.tutor.moderation_events import (
    ProfileApproved,
    ProfileScored,
    ProfileTakenDown,
    TakedownAppealed,
)
from domain.tutor.price_events import PackageOffered, PackageWithdrawn, RateChanged
from projections.platform_metrics.counting import Counted, counts_in
from projections.rows import RowKey, Rows, Table
from projections.runtime import Projection

ROLLUPS = Table(
    "rollups", key=("day", "metric", "currency"), columns=("value",), blank={"value": 0}
)
TUTORS = Table(
    "tutors",
    key=("tutor_id",),
    columns=(
        "source",
        "imported_at",
        "is_listed",
        "is_bookable",
        "course_count",
        "imported_course_count",
    ),
    blank={
        "is_listed": False,
        "is_bookable": False,
        "course_count": 0,
        "imported_course_count": 0,
    },
)


def apply(rows: Rows, recorded: Recorded[Counted]) -> None:
    """This adds what the fact counts for, and changes what there is of its tutor."""
    fact = recorded.fact
    for count in counts_in(fact):
        rows.increase(ROLLUPS, count.day, count.metric.value, count.currency, value=count.value)
    if isinstance(fact, TutorEvent):
        _change_tutor(rows, fact)


def _change_tutor(rows: Rows, fact: TutorEvent) -> None:
    match fact:
        case TutorImported():
            imported = {"source": fact.source, "imported_at": fact.imported_at}
            rows.change(TUTORS, fact.tutor_id, **imported)
        case TutorListed():
            listed = {"is_listed": True, "is_bookable": fact.is_bookable}
            rows.change(TUTORS, fact.tutor_id, **listed)
        case TutorHidden() | TutorErased():
            rows.change(TUTORS, fact.tutor_id, is_listed=False, is_bookable=False)
        case CourseOffered():
            rows.increase(TUTORS, fact.tutor_id, course_count=1)
            if _came_with_import(rows, fact):
                rows.increase(TUTORS, fact.tutor_id, imported_course_count=1)
        case CourseWithdrawn():
            rows.increase(TUTORS, fact.tutor_id, course_count=-1)
        case (
            ProfilePublished()
            | SubjectOffered()
            | SubjectWithdrawn()
            | RateChanged()
            | PackageOffered()
            | PackageWithdrawn()
            | PolicyChosen()
            | PayoutAccountRequested()
            | PayoutAccountOpened()
            | ReadinessAsked()
            | ReadinessNoted()
            | PayoutAccountReadied()
            | PayoutAccountLost()
            | StrikeNoted()
            | FeeChanged()
            | ProfileApproved()
            | ProfileTakenDown()
            | TakedownAppealed()
            | ProfileScored()
        ):
            return
        case _:
            assert_never(fact)


def _came_with_import(rows: Rows, fact: CourseOffered) -> bool:
    """This is true for courses of the same decision as the import: they share its instant."""
    tutor = rows.get(TUTORS, fact.tutor_id)
    return tutor is not None and tutor["imported_at"] == fact.offered_at


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the tutor's row; the rows of a day are few, and soon at hand."""
    if isinstance(recorded.fact, TutorEvent):
        yield TUTORS, (recorded.fact.tutor_id,)


PROJECTION = Projection(
    name="platform_metrics",
    version=1,
    contexts=frozenset({"account", "booking", "payment", "tutor"}),
    schema=Path(__file__).with_name("schema.sql"),
    tables=(ROLLUPS, TUTORS),
    apply=apply,
    keys=keys,
)
