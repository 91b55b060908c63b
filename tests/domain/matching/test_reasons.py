"""Reasons: what really spoke for somebody, the strongest first, and nothing else."""

from dataclasses import replace

import pytest

from domain.matching.compatibility import Part
from domain.matching.reasons import MOST, Code, Known, Reason, reasons

NOBODY = Known({}, frozenset(), 0, None, 0, 0, is_new=False)


def codes(known: Known) -> list[Code]:
    return [reason.code for reason in reasons(known)]


class TestReasons:
    def test_are_the_wish_alone_where_nothing_else_speaks_for_somebody(self) -> None:
        assert codes(NOBODY) == [Code.FITS_WISH]
        assert codes(replace(NOBODY, parts=dict.fromkeys(Part, 0.79))) == [Code.FITS_WISH]
        assert codes(replace(NOBODY, sources=frozenset({"popular"}))) == [Code.FITS_WISH]
        assert codes(replace(NOBODY, rating=5.0, review_count=2)) == [Code.FITS_WISH]

    @pytest.mark.parametrize(
        ("known", "code"),
        [
            (replace(NOBODY, is_new=True), Code.NEW_HERE),
            (replace(NOBODY, times_booked=2), Code.BOOKED_BEFORE),
            (replace(NOBODY, sources=frozenset({"ease"})), Code.CHOSEN_BY_OTHERS),
            (replace(NOBODY, sources=frozenset({"content"})), Code.LIKE_THOSE_BOOKED),
            (
                replace(NOBODY, sources=frozenset({"popular"}), lessons_given=10),
                Code.POPULAR,
            ),
            (replace(NOBODY, parts={Part.GOALS: 0.9}), Code.FITS_GOAL),
            (replace(NOBODY, parts={Part.STYLE: 0.9}), Code.FITS_STYLE),
            (replace(NOBODY, parts={Part.LANGUAGE: 1.0}), Code.SPEAKS),
            (replace(NOBODY, parts={Part.SCHEDULE: 0.8}), Code.HAS_TIME),
            (replace(NOBODY, parts={Part.PRICE: 1.0}), Code.IN_BUDGET),
            (replace(NOBODY, parts={Part.BEHAVIOUR: 0.95}), Code.RELIABLE),
            (replace(NOBODY, rating=4.5, review_count=3), Code.WELL_REVIEWED),
            (replace(NOBODY, lessons_given=50), Code.EXPERIENCED),
        ],
        ids=lambda one: one.value if isinstance(one, Code) else "",
    )
    def test_each_has_what_it_rests_on(self, known: Known, code: Code) -> None:
        assert codes(known) == [code]

    def test_are_few_and_those_of_the_person_come_first(self) -> None:
        known = replace(
            NOBODY,
            parts=dict.fromkeys(Part, 0.9),
            sources=frozenset({"factors", "content"}),
            times_booked=1,
        )
        assert codes(known) == [
            Code.BOOKED_BEFORE,
            Code.CHOSEN_BY_OTHERS,
            Code.LIKE_THOSE_BOOKED,
            Code.FITS_GOAL,
        ]
        assert len(codes(known)) == MOST

    def test_tell_numbers(self) -> None:
        (reason,) = reasons(replace(NOBODY, times_booked=7))
        assert reason == Reason(Code.BOOKED_BEFORE, {"times": 7})
