"""Payers: the card a student lets the payment provider keep, as the provider shows it now."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter

from api.accepts import Created, Done, accepts
from api.answers import Asking, Question, answers
from application import payer
from application.fields import Identity
from domain.payment.events import Action

CARD = "/v1/payers/{student_id}/card"


class CardAsked(Created):
    """The provider will ask you for the card; ask for the setup until it is there."""

    setup_id: str


class ShowCard(Question):
    """Show the card that payments are made of, if one is kept."""

    IS_KEPT: ClassVar[bool] = False

    student_id: Identity


class ShowCardSetup(Question):
    """Show what is to be done to let a card be kept, with what your client needs for it."""

    IS_KEPT: ClassVar[bool] = False

    student_id: Identity


@dataclass(frozen=True, slots=True)
class KeptCard:
    """This is the card as its holder knows it."""

    student_id: str
    brand: str
    last_digits: str


@dataclass(frozen=True, slots=True)
class CardSetup:
    """This is what the provider waits for; the secret lets the student give this card alone."""

    student_id: str
    kind: Action
    client_secret: str
    redirect_url: str | None


def payers(router: APIRouter) -> None:
    """This adds letting a card be kept, and letting it go."""
    answers(router, CARD, ShowCard, _card, views=(), answer=KeptCard)
    answers(router, f"{CARD}/setup", ShowCardSetup, _setup, views=(), answer=CardSetup)
    accepts(router, "POST", CARD, payer.SaveCard, CardAsked)
    accepts(router, "POST", f"{CARD}/remove", payer.RemoveCard, Done)


def _card(asking: Asking) -> KeptCard | None:
    student_id, container = asking.question.student_id, asking.container
    card = container.payers.card_of(student_id)
    face = container.provider.face(card) if card else None
    return KeptCard(student_id, face.brand, face.last_digits) if face else None


def _setup(asking: Asking) -> CardSetup | None:
    student_id, container = asking.question.student_id, asking.container
    reference = container.payers.setup_of(student_id)
    action = container.provider.setup_action(reference) if reference else None
    if action is None:
        return None
    url = action.redirect_url or None
    return CardSetup(student_id, action.kind, action.client_secret, url)
