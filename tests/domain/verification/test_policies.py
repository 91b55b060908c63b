"""How long a background check is valid, and when something is due."""

from datetime import UTC, date, datetime, time

import pytest

from domain.verification.events import Credential
from domain.verification.policies import (
    deadlines_after,
    may_renew,
    notice_due,
    valid_until,
)
from tests.support.calendar import days, minutes

BACKGROUND = Credential.BACKGROUND
END = datetime(2027, 3, 2, tzinfo=UTC)


class TestValidity:
    @pytest.mark.parametrize(
        ("day", "end"),
        [
            (date(2026, 3, 2), date(2027, 3, 2)),
            (date(2024, 2, 29), date(2025, 2, 28)),
            (date(2023, 2, 28), date(2024, 2, 28)),
            (date(2023, 12, 31), date(2024, 12, 31)),
        ],
    )
    def test_is_twelve_months(self, day: date, end: date) -> None:
        assert valid_until(BACKGROUND, day, None) == datetime.combine(end, time(), UTC)

    def test_ends_at_midnight(self) -> None:
        assert valid_until(BACKGROUND, date(2026, 3, 2), None) == END

    @pytest.mark.parametrize(
        "credential",
        [Credential.IDENTITY, Credential.EDUCATION, Credential.TEACHING_CERTIFICATE],
    )
    def test_of_other_credentials_has_no_end(self, credential: Credential) -> None:
        assert valid_until(credential, date(2026, 3, 2), None) is None

    @pytest.mark.parametrize(
        ("issued_on", "end"),
        [
            (date(2026, 12, 31), datetime(2027, 12, 31, tzinfo=UTC)),  # 61 days before
            (date(2027, 1, 1), datetime(2028, 3, 2, tzinfo=UTC)),  # 60 days before
            (date(2027, 3, 1), datetime(2028, 3, 2, tzinfo=UTC)),
            (date(2027, 3, 2), datetime(2028, 3, 2, tzinfo=UTC)),
            (date(2027, 3, 3), datetime(2028, 3, 3, tzinfo=UTC)),  # after the end
        ],
    )
    def test_of_a_renewal_loses_no_days(self, issued_on: date, end: datetime) -> None:
        assert valid_until(BACKGROUND, issued_on, END) == end


class TestRenewal:
    def test_may_start_sixty_days_before_the_end(self) -> None:
        assert may_renew(END, END - days(60))
        assert not may_renew(END, END - days(60) - minutes(1))

    def test_never_starts_for_what_has_no_end(self) -> None:
        assert not may_renew(None, END)


class TestDeadlines:
    def test_are_the_notices_and_the_end(self) -> None:
        before = [END - at for at in deadlines_after(END)]
        assert before == [days(60), days(30), days(7), days(1), days(0)]

    def test_are_none_for_what_has_no_end(self) -> None:
        assert deadlines_after(None) == ()

    @pytest.mark.parametrize(
        ("left", "due"),
        [(61, None), (60, 60), (31, 60), (30, 30), (7, 7), (2, 7), (1, 1), (0, None)],
    )
    def test_call_for_the_nearest_notice(self, left: int, due: int | None) -> None:
        assert notice_due(END, END - days(left)) == due
