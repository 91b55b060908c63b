"""The fee ladder, rule by rule."""

import pytest

from domain.tutor.aggregate import TUTOR, newcomer
from domain.tutor.events import FeeChanged
from domain.tutor.fees import FeeLadder, NoLadder, Step, level
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import ANNA
from tests.support.scenario import given

LADDER = FeeLadder((Step(0, 2500), Step(20, 2000), Step(50, 1500)))
AFTER_20 = FeeChanged(tutor_id=ANNA, basis_points=2000, hours_taught=20, changed_at=MONDAY)
AFTER_50 = FeeChanged(tutor_id=ANNA, basis_points=1500, hours_taught=57, changed_at=TUESDAY)


class TestALadder:
    @pytest.mark.parametrize(
        ("hours", "fee"), [(0, 2500), (19, 2500), (20, 2000), (49, 2000), (50, 1500), (900, 1500)]
    )
    def test_has_a_step_for_any_hours(self, hours: int, fee: int) -> None:
        assert LADDER.after(hours) == fee

    @pytest.mark.parametrize(
        "steps",
        [
            (),
            (Step(1, 2000),),
            (Step(0, 2000), Step(20, 2500)),
            (Step(0, 2000), Step(0, 1500)),
            (Step(0, 2000), Step(20, 1500), Step(10, 1000)),
            (Step(0, 10_001),),
            (Step(0, 2000), Step(20, -1)),
        ],
    )
    def test_leads_down_from_no_hours_on(self, steps: tuple[Step, ...]) -> None:
        with pytest.raises(NoLadder):
            FeeLadder(steps)

    def test_may_have_one_step(self) -> None:
        assert level(2000).after(1000) == 2000


class TestHoursTaught:
    def test_change_the_fee_with_the_step(self) -> None:
        known = given().of(TUTOR, newcomer(ANNA))
        known.when(lambda t: t.note_hours(19, LADDER, MONDAY)).then_nothing()
        known.when(lambda t: t.note_hours(20, LADDER, MONDAY)).then(AFTER_20)
        known = given(AFTER_20).of(TUTOR)
        known.when(lambda t: t.note_hours(21, LADDER, TUESDAY)).then_nothing()
        known.when(lambda t: t.note_hours(57, LADDER, TUESDAY)).then(AFTER_50)

    def test_that_are_heard_of_late_change_nothing(self) -> None:
        known = given(AFTER_20, AFTER_50).of(TUTOR)
        known.when(lambda t: t.note_hours(20, LADDER, TUESDAY)).then_nothing()

    def test_are_counted_anew_on_another_ladder(self) -> None:
        dearer = FeeLadder((Step(0, 2500), Step(60, 1000)))
        given(AFTER_20, AFTER_50).of(TUTOR).when(lambda t: t.note_hours(58, dearer, TUESDAY)).then(
            FeeChanged(tutor_id=ANNA, basis_points=2500, hours_taught=58, changed_at=TUESDAY)
        )

    def test_leave_a_newcomer_on_the_first_step(self) -> None:
        assert newcomer(ANNA).fee_on(LADDER) == 2500
        assert given(AFTER_20).of(TUTOR).state.fee_on(LADDER) == 2000
