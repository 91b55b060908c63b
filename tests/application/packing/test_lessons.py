"""Lessons as iCalendar: lines, folding and escaping as RFC 5545 has them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from application.packing.lessons import LONGEST, Event, Firmness, calendar
from tests.support.calendar import MONDAY, hours

UNFOLDED = re.compile(rb"\r\n[ \t]")
summaries = st.text(st.characters(codec="utf-8"), max_size=200)


def event(summary: str = "Lesson: english", uid: str = "b1") -> Event:
    return Event(uid, MONDAY, MONDAY + hours(1), summary, Firmness.CONFIRMED)


def written(*events: Event) -> bytes:
    return b"".join(calendar(events, MONDAY))


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)


class TestACalendar:
    def test_is_what_the_standard_asks_for(self) -> None:
        assert written(event()).decode().split("\r\n") == [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Preceptor//Lessons//EN",
            "BEGIN:VEVENT",
            "UID:b1@preceptor",
            "DTSTAMP:20260302T090000Z",
            "DTSTART:20260302T090000Z",
            "DTEND:20260302T100000Z",
            "SUMMARY:Lesson: english",
            "STATUS:CONFIRMED",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]

    def test_escapes_what_means_something(self) -> None:
        lines = written(event("a, b; c\\d\ne")).decode().split("\r\n")
        assert "SUMMARY:a\\, b\\; c\\\\d\\ne" in lines

    @given(summaries)
    def test_folds_lines_and_never_inside_a_character(self, summary: str) -> None:
        raw = written(event(summary))
        assert raw.endswith(b"\r\n")
        for line in raw.split(b"\r\n"):
            assert len(line) <= LONGEST
            line.decode()
        (told,) = [
            line.decode()
            for line in UNFOLDED.sub(b"", raw).split(b"\r\n")
            if line.startswith(b"SUMMARY:")
        ]
        meant = "".join(each for each in summary if each == "\n" or each.isprintable())
        assert unescaped(told.removeprefix("SUMMARY:")) == meant

    def test_of_nothing_is_a_calendar(self) -> None:
        assert written().count(b"VEVENT") == 0
