"""Money: integer minor units of one currency. Never a float, never a mixture."""

from dataclasses import dataclass

from domain.shared.text import Currency


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """This is an amount in the minor unit of an ISO 4217 currency, such as 1500 of EUR."""

    minor: int
    currency: Currency

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def share(self, numerator: int, denominator: int) -> "Money":
        """This is that part of the amount, rounded half up in integers."""
        return Money(round_half_up(self.minor * numerator, denominator), self.currency)

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise CurrencyMixed(self.currency, other.currency)
        return other


class CurrencyMixed(TypeError):
    """This is two currencies in one sum: a mistake of ours, so it crashes."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other} cannot be added")


def round_half_up(numerator: int, denominator: int) -> int:
    """This is the quotient of two non-negative integers, halves rounded up."""
    return (2 * numerator + denominator) // (2 * denominator)
