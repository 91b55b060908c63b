"""What is said of processing covers everything there is, and keeps nothing twice or for ever."""

from datetime import UTC, datetime, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from domain.catalogue import FACTS
from domain.shared.activities import ACTIVITIES, GIVEN
from domain.shared.event import context_of
from domain.shared.personal import Category, personal_fields
from domain.shared.processing import (
    AFTER_CLOSING,
    DIFFERENT,
    HANDLING,
    RETENTION,
    UNANSWERED,
    RetentionRule,
    Since,
    handling,
    kept,
)
from domain.shared.time import months_later

CLASSES: dict[str, Any] = dict(FACTS)


class TestWhatIsSaid:
    def test_covers_every_context(self) -> None:
        assert set(ACTIVITIES) >= set(map(context_of, FACTS))
        assert set(ACTIVITIES) >= set(GIVEN)

    def test_covers_every_category(self) -> None:
        assert set(HANDLING) == set(Category)
        assert set(RETENTION) == set(RetentionRule)

    def test_destroys_every_category_once_after_closing(self) -> None:
        destroyed = [category for each in AFTER_CLOSING for category in each.categories]
        assert sorted(destroyed) == sorted(Category)
        assert all(each.since is Since.CLOSED for each in AFTER_CLOSING)

    def test_keeps_what_the_law_wants_kept_of_an_unanswered_registration(self) -> None:
        assert set(UNANSWERED.categories) == set(Category) - {
            Category.BILLING,
            Category.SAFEGUARDING,
        }

    @pytest.mark.parametrize(("topic", "category"), DIFFERENT)
    def test_differs_only_for_what_there_is(self, topic: str, category: Category) -> None:
        marks = personal_fields(CLASSES[topic]).values()
        assert category in {mark.category for mark in marks}
        assert handling(topic, category) != HANDLING[category]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class TestAPeriod:
    @pytest.mark.parametrize(
        ("rule", "since", "end"),
        [
            (RetentionRule.UNANSWERED_REGISTRATION, "2026-03-02T09:00", "2028-03-02T09:00"),
            (RetentionRule.UNANSWERED_REGISTRATION, "2028-02-29T09:00", "2030-02-28T09:00"),
            (RetentionRule.ACCOUNT_CLOSED, "2026-12-31T23:59", "2027-01-30T23:59"),
            (RetentionRule.CLAIMS_LAPSED, "2028-02-29T00:00", "2031-02-28T00:00"),
            (RetentionRule.BOOKS_CLOSED, "2026-01-01T00:00", "2037-01-01T00:00"),
            (RetentionRule.BOOKS_CLOSED, "2026-12-31T23:59", "2037-01-01T00:00"),
        ],
    )
    def test_ends_on_the_day_the_law_means(self, rule: RetentionRule, since: str, end: str) -> None:
        assert RETENTION[rule].period.ends_at(utc(since)) == utc(end)

    def test_of_billing_is_never_shorter_than_ten_years(self) -> None:
        period = kept(Category.BILLING).period
        for month in range(1, 13):
            since = datetime(2026, month, 1, tzinfo=UTC)
            assert period.ends_at(since) >= months_later(since, 120)


moments = st.datetimes(datetime(2000, 1, 1), datetime(2190, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)


@given(at=moments, months=st.integers(0, 120))
def test_months_later_is_the_same_day_or_the_last_of_that_month(at: datetime, months: int) -> None:
    later = months_later(at, months)
    assert (later.year - at.year) * 12 + later.month - at.month == months
    assert later.timetz() == at.timetz()
    assert later.day == at.day or (later.day < at.day and (later + timedelta(days=1)).day == 1)
