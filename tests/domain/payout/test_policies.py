"""When tutors are paid out, and from how much on."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from domain.payout.policies import MINIMUM, minimum_of, payday_after

PAYDAY = datetime(2026, 3, 9, 6, 0, tzinfo=UTC)


class TestPayday:
    @pytest.mark.parametrize(
        "at",
        [
            datetime(2026, 3, 2, 6, 0, tzinfo=UTC),
            datetime(2026, 3, 5, 12, 0, tzinfo=UTC),
            datetime(2026, 3, 8, 23, 59, tzinfo=UTC),
            datetime(2026, 3, 9, 5, 59, tzinfo=UTC),
            datetime(2026, 3, 9, 7, 30, tzinfo=timezone(timedelta(hours=2))),
        ],
    )
    def test_is_the_next_monday_morning(self, at: datetime) -> None:
        assert payday_after(at) == PAYDAY

    def test_is_a_week_later_for_what_comes_when_it_has_begun(self) -> None:
        assert payday_after(PAYDAY) == PAYDAY + timedelta(days=7)
        assert payday_after(PAYDAY - timedelta(microseconds=1)) == PAYDAY


class TestTheMinimum:
    def test_is_that_of_the_currency(self) -> None:
        assert minimum_of("EUR") == 1000
        assert minimum_of("JPY") == 1500
        assert all(minimum > 1 for minimum in MINIMUM.values())

    def test_is_anything_in_a_currency_we_do_not_know(self) -> None:
        assert minimum_of("XTS") == 1
