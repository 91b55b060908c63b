"""Every deadline, over ends of months, weekends, holidays, leap years, zones and changed clocks."""

from datetime import UTC, date, datetime

import pytest

from domain.privacy.clocks import (
    Establishment,
    business_days_after,
    deadlines,
    end_of,
    is_recent,
    last_day_to_acknowledge,
    last_day_to_act,
    nears_at,
)
from domain.privacy.terms import Deadline, Regime
from domain.shared.time import months_later
from tests.support.calendar import MONDAY, days, minutes

NONE: frozenset[date] = frozenset()
GERMAN = frozenset(
    {
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2027, 1, 1),
    }
)
BERLIN = Establishment("Europe/Berlin", GERMAN)


def day(text: str) -> date:
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


class TestAMonth:
    @pytest.mark.parametrize(
        ("received_on", "due_on"),
        [
            ("2026-03-02", "2026-04-02"),
            ("2025-01-28", "2025-02-28"),
            ("2025-01-31", "2025-02-28"),
            ("2024-01-29", "2024-02-29"),
            ("2024-01-31", "2024-02-29"),
            ("2000-01-31", "2000-02-29"),
            ("2100-01-29", "2100-03-01"),  # no leap year; the 28th of February is a Sunday
            ("2026-08-31", "2026-09-30"),
            ("2024-02-29", "2024-03-29"),
            ("2026-12-01", "2027-01-01"),
        ],
    )
    def test_ends_on_the_day_of_the_same_number_or_the_last(
        self, received_on: str, due_on: str
    ) -> None:
        assert last_day_to_act(Regime.GDPR, day(received_on), NONE) == day(due_on)

    @pytest.mark.parametrize(
        ("received_on", "due_on"),
        [
            ("2026-01-31", "2026-03-02"),  # the 28th of February is a Saturday
            ("2026-12-31", "2027-02-01"),  # a Sunday
            ("2026-03-03", "2026-04-07"),  # Good Friday, and Monday after Easter
            ("2026-04-01", "2026-05-04"),  # Labour Day, a Friday
            ("2026-11-25", "2026-12-28"),  # Christmas, and its second day, a Saturday
            ("2026-12-01", "2027-01-04"),  # New Year, a Friday
        ],
    )
    def test_moves_to_the_next_day_on_which_people_work(
        self, received_on: str, due_on: str
    ) -> None:
        assert last_day_to_act(Regime.GDPR, day(received_on), GERMAN) == day(due_on)

    @pytest.mark.parametrize(
        ("received_on", "due_on"),
        [
            ("2026-03-02", "2026-06-02"),
            ("2026-01-31", "2026-04-30"),
            ("2023-11-30", "2024-02-29"),
            ("2025-11-30", "2026-03-02"),  # the 28th of February is a Saturday
            ("2026-09-25", "2026-12-28"),
        ],
    )
    def test_extended_is_three_from_the_arrival(self, received_on: str, due_on: str) -> None:
        found = last_day_to_act(Regime.GDPR, day(received_on), GERMAN, is_extended=True)
        assert found == day(due_on)

    def test_has_nothing_to_acknowledge(self) -> None:
        assert last_day_to_acknowledge(Regime.GDPR, day("2026-03-02"), NONE) is None

    def test_can_be_counted_over_years(self) -> None:
        assert months_later(day("2026-12-31"), 14) == day("2028-02-29")
        assert months_later(day("2026-12-31"), 0) == day("2026-12-31")


class TestDaysInCalifornia:
    @pytest.mark.parametrize(
        ("received_on", "due_on"),
        [
            ("2026-03-02", "2026-04-16"),
            ("2024-01-31", "2024-03-16"),  # a leap year; a Saturday, which moves nothing
            ("2025-01-31", "2025-03-17"),
            ("2026-02-17", "2026-04-03"),  # a holiday, which moves nothing
        ],
    )
    def test_to_act_are_forty_five(self, received_on: str, due_on: str) -> None:
        assert last_day_to_act(Regime.CCPA, day(received_on), GERMAN) == day(due_on)

    def test_to_act_are_ninety_when_extended(self) -> None:
        found = last_day_to_act(Regime.CCPA, day("2026-03-02"), NONE, is_extended=True)
        assert found == day("2026-05-31")

    @pytest.mark.parametrize(
        ("received_on", "due_on"),
        [
            ("2026-03-02", "2026-03-16"),
            ("2026-03-06", "2026-03-20"),
            ("2026-03-07", "2026-03-20"),  # a Saturday
            ("2026-03-08", "2026-03-20"),  # a Sunday
            ("2026-12-21", "2027-01-06"),  # Christmas and New Year, both Fridays
        ],
    )
    def test_to_acknowledge_are_ten_on_which_people_work(
        self, received_on: str, due_on: str
    ) -> None:
        found = last_day_to_acknowledge(Regime.CCPA, day(received_on), GERMAN)
        assert found == day(due_on)

    def test_may_be_none(self) -> None:
        assert business_days_after(day("2026-03-07"), 0, NONE) == day("2026-03-07")


class TestTheEndOfADay:
    @pytest.mark.parametrize(
        ("zone", "on", "ends"),
        [
            ("Europe/Berlin", "2026-03-02", "2026-03-02T23:00:00+00:00"),
            ("Europe/Berlin", "2026-07-31", "2026-07-31T22:00:00+00:00"),
            ("Europe/Berlin", "2026-03-28", "2026-03-28T23:00:00+00:00"),
            ("Europe/Berlin", "2026-03-29", "2026-03-29T22:00:00+00:00"),  # of 23 hours
            ("Europe/Berlin", "2026-10-25", "2026-10-25T23:00:00+00:00"),  # of 25 hours
            ("America/Los_Angeles", "2026-03-02", "2026-03-03T08:00:00+00:00"),
            ("Asia/Kolkata", "2026-03-02", "2026-03-02T18:30:00+00:00"),
            ("Pacific/Kiritimati", "2026-12-31", "2026-12-31T10:00:00+00:00"),
            ("Africa/Cairo", "2024-04-25", "2024-04-25T22:00:00+00:00"),  # then there is no 0:00
            ("UTC", "2024-02-29", "2024-03-01T00:00:00+00:00"),
        ],
    )
    def test_is_when_the_next_one_begins_there(self, zone: str, on: str, ends: str) -> None:
        assert end_of(day(on), zone) == at(ends)


class TestDeadlines:
    @pytest.mark.parametrize(
        ("zone", "received_at", "act_by"),
        [
            # Late in the evening in London, Wednesday already in Berlin: a month on is a Saturday.
            ("Europe/Berlin", "2026-03-03T23:30:00+00:00", "2026-04-07T22:00:00+00:00"),
            ("Europe/London", "2026-03-03T23:30:00+00:00", "2026-04-07T23:00:00+00:00"),
            ("Europe/London", "2026-03-02T23:30:00+00:00", "2026-04-02T23:00:00+00:00"),
            ("Europe/Berlin", "2026-03-01T23:30:00+00:00", "2026-04-02T22:00:00+00:00"),
            ("America/New_York", "2026-02-01T04:59:00+00:00", "2026-03-03T05:00:00+00:00"),
            ("America/New_York", "2026-02-02T05:00:00+00:00", "2026-03-03T05:00:00+00:00"),
            ("Europe/Berlin", "2026-02-28T09:00:00+00:00", "2026-03-30T22:00:00+00:00"),
        ],
    )
    def test_count_local_days(self, zone: str, received_at: str, act_by: str) -> None:
        where = Establishment(zone, GERMAN)
        assert deadlines(Regime.GDPR, at(received_at), where).act_by == at(act_by)

    def test_in_california_are_two(self) -> None:
        found = deadlines(Regime.CCPA, MONDAY, BERLIN)
        assert found.acknowledge_by == at("2026-03-16T23:00:00+00:00")
        assert found.act_by == at("2026-04-16T22:00:00+00:00")

    def test_are_later_when_extended(self) -> None:
        found = deadlines(Regime.GDPR, MONDAY, BERLIN, is_extended=True)
        assert found.act_by == at("2026-06-02T22:00:00+00:00")

    def test_are_near_for_some_days(self) -> None:
        due_at = deadlines(Regime.GDPR, MONDAY, BERLIN).act_by
        assert nears_at(Deadline.ACT, due_at) == due_at - days(7)
        assert nears_at(Deadline.ACKNOWLEDGE, due_at) == due_at - days(3)

    def test_stand_in_berlin_unless_said_otherwise(self) -> None:
        assert Establishment() == Establishment("Europe/Berlin", frozenset())


class TestASignIn:
    @pytest.mark.parametrize(
        ("ago", "recent"), [(0, True), (15, True), (15.1, False), (-0.1, False)]
    )
    def test_is_recent_for_a_quarter_of_an_hour(self, ago: float, recent: bool) -> None:  # noqa: FBT001
        assert is_recent(MONDAY - minutes(ago), MONDAY) is recent


def test_everything_is_in_utc() -> None:
    assert deadlines(Regime.GDPR, MONDAY, BERLIN).act_by.tzinfo is UTC
