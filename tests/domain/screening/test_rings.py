"""How far accounts chose alike is what it comes to when each of them is looked at by themself."""

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.screening.rings import FEWEST_OTHERS, entangled
from domain.screening.traces import Trace, Traces
from tests.support.review_market import ReviewMarket
from tests.support.tries import tried


def surprise(one: Trace, traces: Traces) -> float:
    """This is the same, said plainly: everybody else who reviewed the tutor, one by one."""
    own = traces.tutors_of[one.student_id] - {one.tutor_id}
    common, alike, expected = 0, 0, 0.0
    for other in traces.students_of[one.tutor_id] - {one.student_id}:
        more = traces.tutors_of[other] - {one.tutor_id}
        common, alike = common + len(own & more), alike + bool(own & more)
        expected += len(more) * min(sum(traces.chance(other, each) for each in own), 1.0)
    if alike < FEWEST_OTHERS or common <= expected:
        return 0.0
    return common * log(common / expected) - common + expected


@tried(5)
@given(st.integers(0, 10_000))
def test_those_who_chose_nobody_alike_are_counted_together(seed: int) -> None:
    traces = Traces(ReviewMarket(seed, students=150, tutors=30).traces)
    found = entangled(traces)
    assert found == pytest.approx({one.booking_id: surprise(one, traces) for one in traces.every})
    assert any(found.values())
