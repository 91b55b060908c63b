"""Money as people read it: minor units are those of ISO 4217, decimals shown are those of CLDR.

Some currencies have decimals by ISO that nobody writes any more (CLDR 48). They are left out where
they say nothing, and never where they are part of the amount.
"""

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
    return f"{_written(minor, currency, ',')} {currency}"


def decimal(minor: int, currency: str) -> str:
    """This is the same number for a cell: without the currency and without commas."""
    return _written(minor, currency, "")


def _written(minor: int, currency: str, thousands: str) -> str:
    digits = decimals_of(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    is_whole = digits == 0 or (rest == 0 and currency in WRITTEN_WHOLE)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole:{thousands}}{'' if is_whole else f'.{rest:0{digits}}'}"
