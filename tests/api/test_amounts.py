"""Amounts as people read them, in any currency."""

import pytest

from api.amounts import amount, number


@pytest.mark.parametrize(
    ("minor", "currency", "told", "cell"),
    [
        (5, "EUR", "0.05 EUR", "0.05"),
        (-2505, "EUR", "-25.05 EUR", "-25.05"),
        (1_234_567, "USD", "12,345.67 USD", "12345.67"),
        (1500, "KWD", "1.500 KWD", "1.500"),
        (1500, "JPY", "1,500 JPY", "1500"),
        (2500, "ISK", "2,500 ISK", "2500"),
        (2500, "HUF", "25.00 HUF", "25.00"),
        (2500, "RSD", "25 RSD", "25"),
        (2550, "RSD", "25.50 RSD", "25.50"),
        (-12_000, "IQD", "-12 IQD", "-12"),
        (0, "EUR", "0.00 EUR", "0.00"),
    ],
)
def test_are_written_exactly(minor: int, currency: str, told: str, cell: str) -> None:
    assert amount(minor, currency) == told
    assert str(number(minor, currency)) == cell
