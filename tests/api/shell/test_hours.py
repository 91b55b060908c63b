"""The hours assumed of tutors who come without any."""

import pytest

from api.shell.hours import hours_in
from application.status import CannotBeDone


def week(text: str) -> list[tuple[int, str, str]]:
    return [(each.weekday, each.opens, each.closes) for each in hours_in(text) or ()]


class TestHours:
    def test_name_a_run_of_days(self) -> None:
        assert week("mon-wed 09:00-18:00") == [(day, "09:00", "18:00") for day in (1, 2, 3)]

    def test_name_several_times(self) -> None:
        assert week("Tue 08:00-12:00, sat  10:00-24:00") == [
            (2, "08:00", "12:00"),
            (6, "10:00", "24:00"),
        ]

    def test_may_run_over_the_weekend(self) -> None:
        assert [day for day, _, _ in week("sat-mon 10:00-11:00")] == [6, 7, 1]

    def test_may_be_none(self) -> None:
        assert hours_in(" None ") is None

    @pytest.mark.parametrize(
        "text", ["", "always", "mon 9-18", "mon 18:00-09:00", "mon 09:00-09:00", "xxx 09:00-10:00"]
    )
    def test_are_refused_in_one_sentence(self, text: str) -> None:
        with pytest.raises(CannotBeDone, match="mon-fri 09:00-18:00"):
            hours_in(text)
