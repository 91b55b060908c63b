"""Money as people read it: minor units are those of ISO 4217, decimals shown are those of CLDR.

Some currencies have decimals by ISO that nobody writes any more (CLDR 48). They are left out where
they say nothing, and never where they are part of the amount.
"""

from decimal import Decimal
from typing import Final

from domain.shared.currency import decimals_of

WRITTEN_WHOLE: Final = frozenset(
    [
        *("AFN", "ALL", "IQD", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK"),
        *("RSD", "SOS", "SYP", "YER"),
    ]
)


def amount(minor: int, currency: str) -> str:
    """This is money as people write it, in the unit that has the currency's name."""
    return f"{number(minor, currency):,} {currency}"


def number(minor: int, currency: str) -> Decimal:
    """This is the same as a number, with the decimals the currency is written with."""
    exact = Decimal(minor).scaleb(-decimals_of(currency))
    whole = exact.to_integral_value()
    return whole if currency in WRITTEN_WHOLE and whole == exact else exact
