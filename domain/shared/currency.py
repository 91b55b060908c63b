"""How the currencies differ that are not written with two decimals, or not like anybody else's.

Our minor unit is that of ISO 4217. The payment provider has a table of its own: some currencies
that have lost their decimals it still writes with two, one it writes without, and of those with
three the cards do not know the last. Banks take some currencies only in whole units.
"""

from collections.abc import Mapping
from typing import Final

from domain.shared.money import Money, round_half_up

BASIS_POINTS: Final = 10_000
USUAL_DECIMALS: Final = 2
DECIMALS: Final[Mapping[str, int]] = {
    **dict.fromkeys(
        (
            *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"),
            *("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
"""Decimals of a currency, where they are not two (ISO 4217)."""

PROVIDERS_DECIMALS: Final[Mapping[str, int]] = {"ISK": 2, "UGX": 2, "MGA": 0}
"""Decimals the payment provider counts in, where they are others than ours."""

CHARGED_BY: Final[Mapping[str, int]] = {
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 10),
    "MGA": 100,
}
"""Amounts on cards are multiples of that many minor units, where any amount will not do."""

PAID_OUT_BY: Final[Mapping[str, int]] = {**CHARGED_BY, "HUF": 100, "TWD": 100}
"""Amounts to banks are multiples of that many minor units."""


def decimals_of(currency: str) -> int:
    """This is how many decimals the currency is written with."""
    return DECIMALS.get(currency, USUAL_DECIMALS)


def is_chargeable(amount: Money) -> bool:
    """This is true when a card can be charged with exactly that, or get exactly that back."""
    return amount.minor % CHARGED_BY.get(amount.currency, 1) == 0


def on_a_card(amount: Money) -> Money:
    """This is the nearest amount that a card can be charged with, halves rounded up."""
    return part_of(amount, 1, 1)


def part_of(amount: Money, numerator: int, denominator: int) -> Money:
    """This is that part of the amount, rounded half up to what the provider can move."""
    by = CHARGED_BY.get(amount.currency, 1)
    return Money(round_half_up(amount.minor * numerator, denominator * by) * by, amount.currency)


def fee_of(gross: Money, basis_points: int) -> Money:
    """This is the platform's fee: gross × basis points, rounded half up; net is gross − fee.

    So all three can be moved where the gross amount can.
    """
    return part_of(gross, basis_points, BASIS_POINTS)


def part_for_a_bank(amount: Money) -> Money:
    """This is as much of the amount as a bank takes; the rest waits for more."""
    rest = amount.minor % PAID_OUT_BY.get(amount.currency, 1)
    return Money(amount.minor - rest, amount.currency)


def to_provider(amount: Money) -> int:
    """This is the amount as the provider counts it.

    Raises:
        ValueError: it has a part that the provider cannot count.
    """
    ours, theirs = decimals_of(amount.currency), _providers_decimals(amount.currency)
    counted, rest = divmod(amount.minor * int(10**theirs), int(10**ours))
    if rest:
        raise ValueError(f"the provider does not count {amount.minor} of {amount.currency}")
    return counted


def from_provider(counted: int, currency: str) -> Money:
    """This is an amount that the provider counted, in a currency in any letters.

    Raises:
        ValueError: it has a part that we do not count.
    """
    found = nearest_from_provider(counted, currency)
    if to_provider(found) != counted:
        raise ValueError(f"{counted} of {found.currency} is not a whole minor unit of ours")
    return found


def nearest_from_provider(counted: int, currency: str) -> Money:
    """This is such an amount, rounded to what we count: fees have parts that prices have not."""
    name = currency.upper()
    ours, theirs = decimals_of(name), _providers_decimals(name)
    minor = round_half_up(abs(counted) * 10**ours, 10**theirs)
    return Money(minor if counted >= 0 else -minor, name)


def _providers_decimals(currency: str) -> int:
    return PROVIDERS_DECIMALS.get(currency, decimals_of(currency))
