"""The cancellation table, the split of a price, the deadlines."""

from dataclasses import replace

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from domain.booking.policies import (
    Agreed,
    earliest_start,
    nothing_paid,
    payment_expires_at,
    quote_cancellation,
    request_expires_at,
    split_of,
    waived_refund_minor,
)
from domain.booking.terms import CancellationPolicy, Conditions, Split, Waiver
from domain.shared.currency import (
    CHARGED_BY,
    PROVIDERS_DECIMALS,
    from_provider,
    is_chargeable,
    to_provider,
)
from domain.shared.money import Money
from tests.domain.booking.histories import ALL_BACK, NONE_BACK, PLATFORM, PRICE, STUDENT, TUTOR
from tests.support.calendar import FRIDAY, MONDAY, days, hours, minutes

AGREED = Agreed(FRIDAY, MONDAY, PRICE, Conditions(CancellationPolicy.STANDARD, 2000))


class TestTheCutOff:
    @pytest.mark.parametrize(
        ("policy", "count"),
        [
            (CancellationPolicy.FLEXIBLE, 12),
            (CancellationPolicy.STANDARD, 24),
            (CancellationPolicy.STRICT, 48),
        ],
    )
    def test_is_free_to_the_very_instant(self, policy: CancellationPolicy, count: int) -> None:
        agreed = replace(AGREED, conditions=Conditions(policy, 2000))
        last = FRIDAY - hours(count)
        assert quote_cancellation(agreed, STUDENT, last).split == ALL_BACK
        late = quote_cancellation(agreed, STUDENT, last + minutes(0.001))
        assert late.split == NONE_BACK
        assert late.is_late
        assert late.free_until == last

    def test_costs_only_the_student(self) -> None:
        for by in (TUTOR, PLATFORM):
            quote = quote_cancellation(AGREED, by, FRIDAY - minutes(1))
            assert quote.split == ALL_BACK
            assert quote.strikes_tutor is (by is TUTOR)


class TestTheGraceAfterBooking:
    def test_lasts_a_quarter_of_an_hour(self) -> None:
        booked = FRIDAY - hours(5)
        agreed = replace(AGREED, confirmed_at=booked)
        assert not quote_cancellation(agreed, STUDENT, booked + minutes(14.99)).is_late
        assert quote_cancellation(agreed, STUDENT, booked + minutes(15)).is_late

    def test_needs_more_than_two_hours_to_the_start(self) -> None:
        booked = FRIDAY - hours(2) - minutes(5)
        agreed = replace(AGREED, confirmed_at=booked)
        assert not quote_cancellation(agreed, STUDENT, booked + minutes(4.99)).is_late
        assert quote_cancellation(agreed, STUDENT, booked + minutes(5)).is_late

    def test_is_no_excuse_for_the_tutor(self) -> None:
        agreed = replace(AGREED, confirmed_at=FRIDAY - hours(5))
        assert quote_cancellation(agreed, TUTOR, FRIDAY - hours(5)).strikes_tutor


class TestSplitting:
    @for_any(gross=st.integers(0, 10**9), points=st.integers(0, 10_000), part=st.fractions(0, 1))
    def test_gives_everything_to_somebody(self, gross: int, points: int, part: float) -> None:
        split = split_of(Money(gross, "EUR"), points, int(gross * part))
        assert split.refund_minor + split.fee_minor + split.tutor_net_minor == gross
        assert min(split.refund_minor, split.fee_minor, split.tutor_net_minor) >= 0

    def test_leaves_nothing_after_a_full_refund(self) -> None:
        assert split_of(PRICE, 2000, 3000) == ALL_BACK
        assert split_of(Money(0, "EUR"), 2000, 0) == nothing_paid("EUR")

    def test_rounds_the_fee_half_up(self) -> None:
        assert split_of(Money(5, "EUR"), 1000, 0) == Split("EUR", 5, 0, 1, 4)

    @for_any(
        currency=st.sampled_from(sorted({*CHARGED_BY, *PROVIDERS_DECIMALS, "HUF", "TWD", "EUR"})),
        many=st.integers(1, 10**6),
        points=st.integers(0, 10_000),
        back=st.integers(0, 10**6),
    )
    def test_makes_parts_that_the_provider_can_move(
        self, currency: str, many: int, points: int, back: int
    ) -> None:
        by = CHARGED_BY.get(currency, 1)
        split = split_of(Money(many * by, currency), points, min(back, many) * by)
        for minor in (split.refund_minor, split.fee_minor, split.tutor_net_minor):
            assert minor >= 0
            assert is_chargeable(Money(minor, currency))
            assert from_provider(to_provider(Money(minor, currency)), currency).minor == minor

    def test_rounds_to_what_the_provider_can_move(self) -> None:
        assert split_of(Money(5130, "KWD"), 1500, 0) == Split("KWD", 5130, 0, 770, 4360)
        assert split_of(Money(2500, "MGA"), 1500, 0) == Split("MGA", 2500, 0, 400, 2100)
        assert split_of(Money(5130, "KWD"), 1500, 2570) == Split("KWD", 5130, 2570, 380, 2180)

    def test_halves_an_odd_price_in_the_students_favour(self) -> None:
        assert waived_refund_minor(Money(3001, "EUR"), Waiver.HALF) == 1501
        assert waived_refund_minor(Money(5130, "KWD"), Waiver.HALF) == 2570


class TestDeadlines:
    def test_of_a_request_leave_the_notice_alone(self) -> None:
        assert request_expires_at(MONDAY, FRIDAY, 60) == FRIDAY - hours(1)
        assert request_expires_at(MONDAY, FRIDAY + days(30), 60) == MONDAY + days(6)

    def test_of_a_payment_never_pass_the_start(self) -> None:
        assert payment_expires_at(MONDAY, FRIDAY) == MONDAY + minutes(15)
        assert payment_expires_at(FRIDAY - minutes(5), FRIDAY) == FRIDAY

    def test_of_the_notice_round_up_to_a_minute(self) -> None:
        assert earliest_start(MONDAY, 60) == MONDAY + hours(1)
        assert earliest_start(MONDAY + minutes(0.5), 60) == MONDAY + minutes(61)
