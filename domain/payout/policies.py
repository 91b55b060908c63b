"""When a tutor is paid out, from how much on, and how often a payout that failed is tried again."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Final

WEEK: Final = timedelta(days=7)
PAYDAY: Final = 0
"""The weekday on which tutors are paid out: Monday."""

PAYDAY_BEGINS: Final = time(6, tzinfo=UTC)
AGAIN_AFTER: Final = tuple(timedelta(days=days) for days in (1, 2, 4, 7))
"""How long after each failure in a row a payout is tried again; then it waits for new money."""

MOST_PARTS: Final = 200
"""How many bookings one payout is made of at most; others are left for the next."""

SMALLEST: Final = 1
MINIMUM: Final[Mapping[str, int]] = {
    "AED": 5000,
    "AUD": 1500,
    "BGN": 2000,
    "BRL": 5000,
    "CAD": 1500,
    "CHF": 1000,
    "CZK": 25_000,
    "DKK": 7500,
    "EUR": 1000,
    "GBP": 1000,
    "HKD": 8000,
    "HUF": 400_000,
    "IDR": 15_000_000,
    "ILS": 4000,
    "INR": 80_000,
    "ISK": 1500,
    "JPY": 1500,
    "KRW": 14_000,
    "KWD": 3000,
    "MXN": 20_000,
    "NOK": 10_000,
    "NZD": 1500,
    "PLN": 4000,
    "RON": 5000,
    "SEK": 10_000,
    "SGD": 1500,
    "THB": 35_000,
    "TRY": 40_000,
    "TWD": 32_000,
    "UAH": 40_000,
    "UGX": 40_000,
    "USD": 1000,
    "ZAR": 18_000,
}
"""The smallest payout in minor units, worth some ten euros: below it a bank's fee eats too much."""


def minimum_of(currency: str) -> int:
    """This is the smallest payout of a currency; one we do not know has none."""
    return MINIMUM.get(currency, SMALLEST)


def payday_after(at: datetime) -> datetime:
    """This is the first payday that begins later than that instant."""
    same_week = at.astimezone(UTC) + timedelta(days=PAYDAY - at.astimezone(UTC).weekday())
    payday = datetime.combine(same_week.date(), PAYDAY_BEGINS)
    return payday if payday > at else payday + WEEK
