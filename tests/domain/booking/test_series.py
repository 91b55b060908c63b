"""Weekly lessons on the tutor's wall clock."""

from datetime import UTC, date, datetime, time

import pytest

from domain.booking.series import (
    ASeriesHasOneTo52Lessons,
    ASeriesStaysInTheCalendar,
    weekly_slots,
)
from tests.support.calendar import hours

BERLIN = "Europe/Berlin"


class TestASeries:
    def test_keeps_the_hour_on_the_wall_when_summer_time_comes(self) -> None:
        slots = weekly_slots(date(2026, 3, 23), time(17), BERLIN, duration=hours(1), count=2)
        assert [slot.start for slot in slots] == [
            datetime(2026, 3, 23, 16, tzinfo=UTC),
            datetime(2026, 3, 30, 15, tzinfo=UTC),
        ]
        assert all(slot.duration == hours(1) for slot in slots)

    def test_starts_at_the_transition_when_the_hour_does_not_exist(self) -> None:
        (slot,) = weekly_slots(date(2026, 3, 29), time(2, 30), BERLIN, duration=hours(1), count=1)
        assert slot.start == datetime(2026, 3, 29, 1, tzinfo=UTC)
        assert slot.duration == hours(1)

    def test_has_up_to_52_lessons(self) -> None:
        slots = weekly_slots(date(2026, 3, 2), time(9), BERLIN, duration=hours(1), count=52)
        assert len(set(slots)) == 52
        for count in (0, 53):
            with pytest.raises(ASeriesHasOneTo52Lessons):
                weekly_slots(date(2026, 3, 2), time(9), BERLIN, duration=hours(1), count=count)

    @pytest.mark.parametrize("day", [date.min, date(9999, 12, 30)])
    def test_stays_in_the_calendar(self, day: date) -> None:
        with pytest.raises(ASeriesStaysInTheCalendar):
            weekly_slots(day, time(0), "Asia/Tokyo", duration=hours(1), count=2)
