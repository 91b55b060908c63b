"""The time somebody wishes to learn at, heard in their words, and the starts that lie in it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import given

from projections.asking.hours import MOST_STARTS, PARTS, WishedTime
from projections.asking.times import heard
from tests.support.calendar import MONDAY
from tests.support.tries import tried

DAY = 24 * 60
EVENING = PARTS["evening"]
HOUR = timedelta(hours=1)


class TestHearing:
    @pytest.mark.parametrize(
        ("typed", "rest", "time"),
        [
            ("english on Tuesday evening", "english", WishedTime((2,), None, *EVENING)),
            ("английский во вторник вечером", "английский", WishedTime((2,), None, *EVENING)),
            ("free in the evening", "", WishedTime((), None, *EVENING)),
            ("свободен вечером, химия", ", химия", WishedTime((), None, *EVENING)),
            ("chess tuesdays after 6 pm", "chess", WishedTime((2,), None, 18 * 60, DAY)),
            ("по вторникам и четвергам до 12", "", WishedTime((2, 4), None, 0, 12 * 60)),
            ("piano on weekends", "piano", WishedTime((6, 7))),
            ("фортепиано по выходным", "фортепиано", WishedTime((6, 7))),
            ("math tomorrow from 6 to 8 pm", "math", WishedTime((), 1, 18 * 60, 20 * 60)),
            ("физика сегодня утром", "физика", WishedTime((), 0, *PARTS["morning"])),
            ("химия в субботу с 10:30 до 12", "химия", WishedTime((6,), None, 630, 720)),
            ("Monday 12 am chess on friday", "Monday 12 am chess", WishedTime((5,))),
        ],
    )
    def test_takes_the_time_out_of_the_words(self, typed: str, rest: str, time: WishedTime) -> None:
        assert heard(typed) == (rest, time)

    @pytest.mark.parametrize(
        "typed",
        [
            "Friday blues guitar",
            "Monday",
            "evening courses of english",
            "night photography",
            "репетитор по физике",
            "вечерняя школа",
            "SAT preparation",
            "english for Sunday school",
            "с 5 до 7 класса математика",
            "free trial lesson",
            "on tuesday from 9 to 7",
            "подготовка после 9 класса",
            "",
        ],
    )
    def test_leaves_words_that_name_no_time(self, typed: str) -> None:
        assert heard(typed) == (typed, None)

    @tried(200)
    @given(
        st.text(max_size=60)
        | st.lists(
            st.sampled_from(
                ["on", "free", "в", "с", "до", "10", "99:99", "tuesday", "вечером", "pm"]
            )
        ).map(" ".join)
    )
    def test_of_anything_names_hours_of_a_day_or_nothing(self, typed: str) -> None:
        rest, time = heard(typed)
        if time is None:
            assert rest == typed
        else:
            assert len(rest) < len(typed)
            assert 0 <= time.opens < time.closes <= DAY


class TestStarts:
    def test_are_every_half_hour_by_the_clocks_of_who_asks(self) -> None:
        berlin = ZoneInfo("Europe/Berlin")
        starts = WishedTime((2,), None, *EVENING).starts(MONDAY, "Europe/Berlin", 2, HOUR)
        first = starts[0].astimezone(berlin)
        assert (first.isoweekday(), first.hour, first.minute) == (2, 17, 0)
        assert starts[1] - starts[0] == timedelta(minutes=30)
        assert {each.astimezone(berlin).date() for each in starts} == {
            first.date(),
            first.date() + timedelta(days=7),
        }
        assert max(each.astimezone(berlin).hour for each in starts) == 21

    def test_are_every_quarter_where_lessons_do_not_last_half_hours(self) -> None:
        lasting = timedelta(minutes=45)
        first, second, *_ = WishedTime((), 0, *EVENING).starts(MONDAY, "UTC", 1, lasting)
        assert second - first == timedelta(minutes=15)

    def test_lie_ahead(self) -> None:
        now = datetime(2026, 3, 3, 18, 7, tzinfo=UTC)
        starts = WishedTime((), 0, *EVENING).starts(now, "UTC", 1, HOUR)
        assert starts[0] == now.replace(minute=30)
        assert WishedTime((), 0, 0, 60).starts(now, "UTC", 1, HOUR) == ()

    @tried(100)
    @given(
        st.sets(st.integers(1, 7)),
        st.tuples(st.integers(0, DAY - 1), st.integers(1, DAY)).filter(lambda w: w[0] < w[1]),
        st.integers(1, 4),
        st.sampled_from(["UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago"]),
        st.integers(0, 400),
    )
    def test_let_the_whole_lesson_lie_in_the_hours(
        self, days: set[int], hours: tuple[int, int], weeks: int, zone: str, ahead: int
    ) -> None:
        now = MONDAY + timedelta(days=ahead)
        starts = WishedTime(tuple(sorted(days)), None, *hours).starts(now, zone, weeks, HOUR)
        assert len(starts) <= MOST_STARTS
        assert list(starts) == sorted(starts)
        for start in starts:
            local = start.astimezone(ZoneInfo(zone))
            assert start > now
            assert not days or local.isoweekday() in days
            assert local.hour * 60 + local.minute >= hours[0]
