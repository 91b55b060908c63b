"""What the application needs of the world, in its own words.

An adapter stands behind each; `adapters/bootstrap.py` decides which.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from domain.shared.money import Money


class Clock(Protocol):
    """This says what time it is: read once per command, at the edge."""

    def now(self) -> datetime:
        """This is the present instant, aware, in UTC."""


class PasswordHasher(Protocol):
    """This keeps passwords so that nobody can read them (OWASP: Argon2id)."""

    def hash(self, password: str) -> str:
        """This is the text to keep: algorithm, parameters, salt and digest."""

    def verify(self, kept: str, password: str) -> bool:
        """This is true when the password is the one that was kept."""


class Pseudonyms(Protocol):
    """This names a secret value without showing it: a keyed digest, stable per installation."""

    def of(self, value: str) -> str:
        """This is the name of the value: hexadecimal, not to be guessed without the key."""


@dataclass(frozen=True, slots=True)
class PaymentAnswer:
    """This is what the payment provider says of one of our requests.

    `reference` is the provider's own id of the payment, or empty when it declined at once.
    """

    outcome: Literal["done", "declined"]
    reference: str
    reason: str = ""


class PaymentGateway(Protocol):
    """This moves money. Each call carries a key; calling again with it moves nothing twice.

    Every call raises `Unavailable` when the provider does not answer; what it did then is
    found out by calling again with the same key.
    """

    def authorise(self, key: str, amount: Money, *, capture: bool) -> PaymentAnswer:
        """This reserves the amount, and takes it at once when `capture` is set."""

    def capture(self, key: str, reference: str, amount: Money) -> PaymentAnswer:
        """This takes the reserved amount."""

    def void(self, key: str, reference: str) -> PaymentAnswer:
        """This gives a reservation back untouched."""

    def refund(self, key: str, reference: str, amount: Money) -> PaymentAnswer:
        """This gives back part or all of what was taken."""


@dataclass(frozen=True, slots=True)
class Ports:
    """This is everything of the outside that a handler may use: computing, never I/O."""

    passwords: PasswordHasher
    pseudonyms: Pseudonyms
    settings: Mapping[str, Any]
