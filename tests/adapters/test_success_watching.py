"""Whether students still do as they did when the model in use learnt from them."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from adapters.memory.model_files import InMemoryModelFiles
from adapters.registry import Taught
from adapters.succeeding import Succeeding
from adapters.success_keeping import as_bytes
from application.status import CannotBeDone
from application.success import Seen, SuccessLearning, drifted_from
from domain.model.terms import Why
from domain.success.deeds import Deed, Done
from domain.success.features import FEATURES, Values
from tests.adapters.test_success_keeping import LEARNT
from tests.api.world import Shelf
from tests.support.calendar import MONDAY, days
from tests.support.learners import REFUSES, record_lives
from tests.support.office import Office

STUDENTS = 160
UNKNOWN = ("days_between_lessons", "overdue", "stars")
LESSONS = FEATURES.index("lessons")


def lives() -> dict[str, Sequence[Done]]:
    """This is students who each had one lesson, and another one after the next Monday began."""
    return {
        f"student-{at}": [
            Done(at, Deed.LEARNT, MONDAY + days(day), f"tutor-{at}", f"lesson-{at}-{day}")
            for day in (at % 3, 7)
        ]
        for at in range(STUDENTS)
    }


def nothing_to_learn() -> SuccessLearning:
    raise AssertionError("watching learns nothing")


@pytest.fixture(scope="module")
def office() -> Office:
    office = Office()
    record_lives(office.log, lives())
    office.clock.set(MONDAY + days(8))
    return office


def succeeding(office: Office) -> Succeeding:
    return Succeeding(
        log=office.log,
        bus=office.bus,
        files=InMemoryModelFiles(),
        reader=Shelf(),
        facts=office.log,
        clock=office.clock,
        learning=nothing_to_learn,
    )


def test_notes_what_students_do_otherwise_than_when_it_learnt(office: Office) -> None:
    models = succeeding(office)
    assert models.watch() is None, "no model is in use"
    for lessons, drifted in (((0, 0, 300), ("lessons",)), ((0, 300, 0), ())):
        learnt = replace(LEARNT, seen={**seen_as_now(), "lessons": Seen((1.0,), lessons)})
        known = models.take_in(Taught(1, MONDAY, "a" * 64, as_bytes(learnt), {}), MONDAY)
        for _ in range(3):
            models.promote(known.trained.version, Why.FIRST_OF_ITS_KIND)
        watched = models.watch()
        assert watched is not None
        assert (watched.trained.version, watched.drifted) == (known.trained.version, drifted)
    gone = replace(models, files=InMemoryModelFiles())
    with pytest.raises(CannotBeDone, match="not kept here"):
        gone.watch()


def seen_as_now() -> dict[str, Seen]:
    """This is what nobody can tell from anything: all values lie in one bin."""
    known, unknown = Seen((), (0, 300)), Seen((), (300, 0))
    return {name: unknown if name in UNKNOWN else known for name in FEATURES}


def test_looks_at_nobody_who_does_not_agree(office: Office) -> None:
    models = succeeding(office)
    assert REFUSES not in models._agreeing(office.log.head(), office.clock.now())
    assert len(models._agreeing(office.log.head(), office.clock.now())) == STUDENTS - 1


@pytest.mark.parametrize(("people", "drifted"), [(99, ()), (100, ("lessons",))])
def test_says_nothing_of_too_few(people: int, drifted: tuple[str, ...]) -> None:
    values: list[Values] = [
        tuple(float(at == LESSONS) for at in range(len(FEATURES))) for _ in range(people)
    ]
    seen = {name: Seen((0.5,), (0, 300, 0)) for name in FEATURES}
    assert drifted_from(seen, values) == drifted
    assert drifted_from(seen, []) == ()
