"""Currencies with no, two and three decimals, and those the provider counts in its own way."""

import pytest

from domain.shared.currency import (
    DECIMALS,
    PAID_OUT_BY,
    PROVIDERS_DECIMALS,
    decimals_of,
    from_provider,
    is_chargeable,
    nearest_from_provider,
    on_a_card,
    part_for_a_bank,
    to_provider,
)
from domain.shared.money import Money

TABLE = [
    # currency, decimals, minor, as the provider counts it
    ("EUR", 2, 1234, 1234),
    ("USD", 2, 1, 1),
    ("JPY", 0, 500, 500),
    ("CLP", 0, 1, 1),
    ("KRW", 0, 15000, 15000),
    ("HUF", 2, 45000, 45000),
    ("TWD", 2, 80045, 80045),
    ("ISK", 0, 5, 500),
    ("UGX", 0, 40000, 4000000),
    ("MGA", 2, 500000, 5000),
    ("KWD", 3, 5120, 5120),
    ("BHD", 3, 10, 10),
]


@pytest.mark.parametrize(("currency", "decimals", "minor", "counted"), TABLE)
class TestAnAmountAtTheProvider:
    def test_is_counted_as_the_provider_does(
        self, currency: str, decimals: int, minor: int, counted: int
    ) -> None:
        assert decimals_of(currency) == decimals
        assert to_provider(Money(minor, currency)) == counted

    def test_comes_back_as_the_same(
        self, currency: str, decimals: int, minor: int, counted: int
    ) -> None:
        assert decimals_of(currency) == decimals
        assert from_provider(counted, currency.lower()) == Money(minor, currency)


class TestWhatCannotBeCounted:
    def test_crashes_in_both_directions(self) -> None:
        with pytest.raises(ValueError, match="does not count 50 of MGA"):
            to_provider(Money(50, "MGA"))
        with pytest.raises(ValueError, match="530 of ISK"):
            from_provider(530, "isk")


def test_a_fee_is_rounded_to_what_we_count() -> None:
    assert nearest_from_provider(530, "isk") == Money(5, "ISK")
    assert nearest_from_provider(-550, "isk") == Money(-6, "ISK")
    assert nearest_from_provider(37, "eur") == Money(37, "EUR")


@pytest.mark.parametrize(
    ("amount", "can_be"),
    [
        (Money(1, "EUR"), True),
        (Money(1, "ISK"), True),
        (Money(1, "HUF"), True),
        (Money(5124, "KWD"), False),
        (Money(5120, "KWD"), True),
        (Money(150, "MGA"), False),
        (Money(200, "MGA"), True),
    ],
)
def test_a_card_is_charged_with_what_cards_know(amount: Money, *, can_be: bool) -> None:
    assert is_chargeable(amount) is can_be


@pytest.mark.parametrize(
    ("minor", "currency", "charged"),
    [
        (5124, "KWD", 5120),
        (5125, "KWD", 5130),
        (150, "MGA", 200),
        (1501, "EUR", 1501),
        (1, "JPY", 1),
    ],
)
def test_a_price_is_rounded_to_what_cards_know(minor: int, currency: str, charged: int) -> None:
    assert on_a_card(Money(minor, currency)) == Money(charged, currency)


@pytest.mark.parametrize(
    ("minor", "currency", "taken"),
    [
        (1045, "HUF", 1000),
        (99, "TWD", 0),
        (1045, "EUR", 1045),
        (7, "ISK", 7),
        (5129, "KWD", 5120),
    ],
)
def test_a_bank_takes_what_banks_know(minor: int, currency: str, taken: int) -> None:
    assert part_for_a_bank(Money(minor, currency)) == Money(taken, currency)


def test_whatever_a_card_or_bank_takes_can_be_counted() -> None:
    for currency in {*DECIMALS, *PROVIDERS_DECIMALS, *PAID_OUT_BY, "EUR"}:
        amounts = [Money(minor, currency) for minor in range(1, 500)]
        for amount in amounts:
            if is_chargeable(amount):
                assert from_provider(to_provider(amount), currency) == amount
            part = part_for_a_bank(amount)
            assert from_provider(to_provider(part), currency) == part
