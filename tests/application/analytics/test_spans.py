"""In which windows an instant lies."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from application.analytics.spans import EPOCH, KINDS, Period
from tests.support.calendar import MONDAY, minutes

INSTANTS = st.datetimes(datetime(1999, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given apart


class TestAround:
    @given(at=INSTANTS, period=st.sampled_from(Period))
    def test_every_window_found_holds_the_instant_and_no_other_does(
        self, at: datetime, period: Period
    ) -> None:
        windows = KINDS[period]
        found = list(windows.around(at))
        assert len(found) == windows.length // windows.hop
        for start in found:
            assert start <= at < start + windows.length
            assert (start - EPOCH) % windows.hop == timedelta(0)
        assert at < found[0] + windows.hop
        assert found[-1] - windows.hop + windows.length <= at

    def test_a_window_ends_where_the_next_begins(self) -> None:
        hour = KINDS[Period.HOUR]
        assert list(hour.around(MONDAY)) == [MONDAY]
        assert list(hour.around(MONDAY - timedelta(microseconds=1))) == [MONDAY - minutes(60)]

    def test_days_are_those_of_utc_wherever_it_was_said(self) -> None:
        late = datetime(2026, 3, 3, 1, 0, tzinfo=timezone(timedelta(hours=3)))
        assert list(KINDS[Period.DAY].around(late)) == [datetime(2026, 3, 2, tzinfo=UTC)]
