"""What the application needs of whoever keeps cards, so that a student need not be there.

As in `ports_money.py`: calls carry a key of ours, and raise `Unavailable` when nobody answers.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from domain.payment.events import Action


@dataclass(frozen=True, slots=True)
class SavedCard:
    """This is a card that somebody let the provider keep, by the provider's own names."""

    customer: str
    method: str


@dataclass(frozen=True, slots=True)
class PayersAction:
    """This is what the student's client needs to finish a payment: shown live, kept nowhere."""

    kind: Action
    client_secret: str = field(repr=False)
    redirect_url: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CardSetup:
    """This is a card about to be kept: for which customer, and under which reference."""

    customer: str
    reference: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class CardFace:
    """This is as much of a kept card as its holder knows it by."""

    brand: str
    last_digits: str


@dataclass(frozen=True, slots=True)
class ProviderSetup:
    """This is a card to be kept, as the provider has it; `card` once it is."""

    reference: str
    status: Literal["action", "saved", "failed"]
    occurred_at: datetime
    card: SavedCard | None = None
    reason: str = ""


class CardGateway(Protocol):
    """This lets the provider keep cards, to be charged without the student."""

    def set_up(self, key: str, payer: str, customer: str) -> CardSetup:
        """This begins to keep a card of a payer, who is a new customer unless one is named."""

    def setup_action(self, reference: str) -> PayersAction | None:
        """This is what the student has to do for it, if there is anything, as of now."""

    def face(self, card: SavedCard) -> CardFace | None:
        """This is what the card looks like, if it is still kept."""

    def remove(self, key: str, card: SavedCard) -> None:
        """This lets the provider keep the card no longer; one that is gone is gone."""
