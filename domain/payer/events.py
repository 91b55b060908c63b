"""What can happen to the card a student lets the payment provider keep.

We keep the provider's names of the student and of the card, never the card. `occurred_at` is the
provider's time, all others are ours.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from domain.shared.event import Fact, fact
from domain.shared.personal import Category, Personal, PersonId
from domain.shared.text import Code, Identity, Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPayer(Fact):
    """This is what every fact of a payer says: whose."""

    student_id: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCard(OfPayer):
    """This is what most of them say too: about which card to be kept."""

    setup_id: Identity


@fact("payer.card_asked.v1")
class CardAsked(OfCard):
    """The student wants to let a card be kept, which replaces the one before."""

    asked_at: datetime


@fact("payer.card_setup_opened.v1")
class CardSetupOpened(OfCard):
    """The provider waits for the student to give the card."""

    reference: Reference
    customer: Annotated[str, Personal("student_id", Category.BILLING)]
    occurred_at: datetime


@fact("payer.card_saved.v1")
class CardSaved(OfCard):
    """The provider keeps the card, to be charged without the student."""

    customer: Annotated[str, Personal("student_id", Category.BILLING)]
    method: Annotated[str, Personal("student_id", Category.BILLING)]
    occurred_at: datetime


@fact("payer.card_refused.v1")
class CardRefused(OfCard):
    """The provider does not keep the card."""

    reason: Code
    occurred_at: datetime


@fact("payer.card_removed.v1")
class CardRemoved(OfCard):
    """The student wants the card to be kept no longer."""

    removed_at: datetime


@fact("payer.card_left.v1")
class CardLeft(OfCard):
    """The provider keeps the card no longer."""

    left_at: datetime


@fact("payer.cards_erased.v1")
class CardsErased(OfPayer):
    """The provider keeps no card of theirs any more, for they were erased."""

    request_id: Identity
    erased_at: datetime


PayerEvent = (
    CardAsked | CardSetupOpened | CardSaved | CardRefused | CardRemoved | CardLeft | CardsErased
)
