"""Who is shown what: the same each time, and the control to whoever is not in."""

from dataclasses import replace
from datetime import datetime

import pytest

from domain.experiment.events import PersonExposed
from domain.experiment.participation import PARTICIPATION, Participation, Student, nowhere
from domain.experiment.terms import Audience, Conversion, Metric, Reason, Shown, State
from domain.shared.age import AgeBand
from tests.support.calendar import MONDAY, TUESDAY, days
from tests.support.experiments import EXPERIMENT, PLAN, converted, ended, exposed, running
from tests.support.people import BEN
from tests.support.scenario import given

GROWN = Student("ru", "DE", AgeBand.ADULT)
INSTANT, CONTROL = "instant", "control"


def is_held_out(person: str) -> bool:
    return running("holdout").bucket(person).variation == CONTROL


HELD, FREE = (
    next(name for name in map(str, range(99)) if is_held_out(name) is wanted)
    for wanted in (True, False)
)


def somebody(*facts: PersonExposed) -> Participation:
    return given(*facts).of(PARTICIPATION, nowhere(BEN)).state


class TestBeingShown:
    def test_follows_the_hash_at_first_and_stays_then(self) -> None:
        first = somebody().shown(running(), GROWN, None)
        assert first == running().bucket(BEN)
        for variation in (CONTROL, INSTANT):
            known = somebody(exposed(variation=variation))
            assert known.shown(running(), GROWN, None) == Shown(variation, Reason.KEPT)

    def test_stays_when_fewer_take_part(self) -> None:
        shown = somebody(exposed()).shown(running(traffic=0), GROWN, None)
        assert shown == Shown(INSTANT, Reason.KEPT)

    @pytest.mark.parametrize("state", [State.DRAFT, State.PAUSED, State.COMPLETED])
    def test_is_of_the_control_unless_it_runs(self, state: State) -> None:
        idle = replace(running(), state=state)
        assert somebody(exposed()).shown(idle, GROWN, None) == Shown(CONTROL, Reason.NOT_RUNNING)

    @pytest.mark.parametrize(
        ("student", "is_meant"),
        [
            (GROWN, True),
            (replace(GROWN, age_band=None), True),
            (replace(GROWN, age_band=AgeBand.CHILD), False),
            (replace(GROWN, locale="en"), False),
            (replace(GROWN, country="FR"), False),
        ],
    )
    def test_is_for_whom_it_is_meant(self, student: Student, *, is_meant: bool) -> None:
        meant = running(audience=Audience(("ru",), ("DE", "AT")))
        shown = somebody().shown(meant, student, None)
        assert (shown.reason is Reason.NOT_MEANT) is not is_meant

    def test_is_not_for_who_is_held_out(self) -> None:
        holdout = running("holdout")
        held = nowhere(HELD).shown(running(), GROWN, holdout)
        assert held == Shown(CONTROL, Reason.HELD_OUT)
        free = nowhere(FREE).shown(running(), GROWN, holdout)
        assert free.reason is Reason.ASSIGNED
        paused = replace(holdout, state=State.PAUSED)
        assert nowhere(HELD).shown(running(), GROWN, paused).reason is Reason.HELD_OUT
        over = replace(holdout, state=State.COMPLETED)
        assert nowhere(HELD).shown(running(), GROWN, over).reason is Reason.ASSIGNED

    def test_ends_for_good_when_somebody_leaves(self) -> None:
        left = given(exposed(), ended(TUESDAY)).of(PARTICIPATION).state
        assert left.shown(running(), GROWN, None) == Shown(CONTROL, Reason.HAS_LEFT)


class TestBeingExposed:
    def test_is_recorded_the_first_time(self) -> None:
        first = running().bucket(BEN).variation
        fresh = given().of(PARTICIPATION, nowhere(BEN))
        fresh.when(lambda p: p.expose(running(), GROWN, None, MONDAY)).then(
            exposed(variation=first)
        )
        for known, experiment in (
            (somebody(exposed()), running()),
            (somebody(), running(traffic=0)),
            (somebody(), replace(running(), state=State.PAUSED)),
        ):
            assert not known.expose(experiment, GROWN, None, MONDAY)

    @pytest.mark.parametrize("person", [HELD, FREE])
    def test_is_to_the_holdout_too_held_out_or_not(self, person: str) -> None:
        holdout = running("holdout")
        facts = nowhere(person).expose(running(), GROWN, holdout, MONDAY)
        names = [fact.experiment_id for fact in facts if isinstance(fact, PersonExposed)]
        assert names == (["holdout"] if person == HELD else [EXPERIMENT, "holdout"])

    @pytest.mark.parametrize("person", [HELD, FREE])
    def test_is_to_the_holdout_where_nobody_more_is_let_in(self, person: str) -> None:
        facts = nowhere(person).expose(running(traffic=0), GROWN, running("holdout"), MONDAY)
        assert [fact.experiment_id for fact in facts if isinstance(fact, PersonExposed)] == [
            "holdout"
        ]

    def test_is_to_no_holdout_for_who_cannot_take_part(self) -> None:
        holdout, child = running("holdout"), replace(GROWN, age_band=AgeBand.CHILD)
        idle = replace(running(), state=State.PAUSED)
        assert not nowhere(FREE).expose(running(), child, holdout, MONDAY)
        assert not nowhere(FREE).expose(idle, GROWN, holdout, MONDAY)
        known = somebody(exposed())
        assert not known.expose(running(), GROWN, holdout, MONDAY)


class TestConverting:
    def test_counts_for_what_somebody_is_in(self) -> None:
        done = Conversion(Metric.BOOKINGS_CONFIRMED, 1, "b1", TUESDAY)
        experiments = [running(), running("other")]
        given(exposed()).of(PARTICIPATION).when(lambda p: p.note(done, experiments, TUESDAY)).then(
            converted(TUESDAY, EXPERIMENT)
        )

    @pytest.mark.parametrize("at", [MONDAY - days(1), MONDAY + PLAN.span])
    def test_before_or_long_after_counts_for_nothing(self, at: datetime) -> None:
        done = Conversion(Metric.BOOKINGS_CONFIRMED, 1, "b1", at)
        given(exposed()).of(PARTICIPATION).when(lambda p: p.note(done, [running()], at)).then(
            converted(at)
        )


class TestLeaving:
    def test_is_of_everything_at_once(self) -> None:
        given(exposed(), exposed(experiment_id="other")).of(PARTICIPATION).when(
            lambda p: p.end(TUESDAY)
        ).then(ended(TUESDAY))

    def test_is_nothing_for_who_is_in_nothing(self) -> None:
        given(exposed(), ended(TUESDAY)).of(PARTICIPATION).when(
            lambda p: p.end(TUESDAY)
        ).then_nothing()
        given(converted(MONDAY)).of(PARTICIPATION).when(lambda p: p.end(TUESDAY)).then_nothing()
