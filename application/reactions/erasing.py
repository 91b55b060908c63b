"""Erasing, carried out: each step of it outside the log, and what is to be recorded of it.

Every step finds what it did before, so that asking again after a crash changes nothing.
"""

from datetime import datetime
from typing import Any

import msgspec

from application.erased import EraseCards
from application.erasing import (
    CertifyErasure,
    Extent,
    FenceSubject,
    Key,
    NoteKeysDestroyed,
    NoteStoresCleared,
    Store,
)
from application.reactions.card_keeping import Step, key_of
from application.todo import Call, World
from application.work import Command
from domain.shared.personal import Category


class Fence(Call):
    """Let nothing personal of the person be recorded any more in those categories."""

    request_id: str
    person_id: str
    categories: tuple[Category, ...]


class LetCardsGo(Call):
    """Let the payment provider keep no card of theirs any more."""

    request_id: str
    person_id: str


class DestroyKeys(Call):
    """Destroy the keys of those categories."""

    request_id: str
    person_id: str
    categories: tuple[Category, ...]


class ClearStores(Call):
    """Remove what was derived of the person; `round` tells one look from the next."""

    request_id: str
    person_id: str
    round: int


class Certify(Call):
    """State under signature what was done."""

    request_id: str
    since: datetime
    said: str


def perform(act: Any, world: World) -> Command:
    """This does one step, and answers what is to be recorded of it."""
    forgetting = world.forgetting
    match act:
        case Fence():
            streams = forgetting.keys.fence(act.person_id, act.categories, act.request_id)
            return FenceSubject(
                request_id=act.request_id, categories=act.categories, streams=streams
            )
        case LetCardsGo():
            count = _let_cards_go(act.person_id, world)
            return EraseCards(student_id=act.person_id, request_id=act.request_id, count=count)
        case DestroyKeys():
            keys = [
                Key(category=key.category, version=key.version, fingerprint=key.fingerprint)
                for key in forgetting.keys.destroy(act.person_id, act.categories)
            ]
            return NoteKeysDestroyed(request_id=act.request_id, keys=tuple(keys))
        case ClearStores():
            stores = [
                Store(**msgspec.to_builtins(one)) for one in forgetting.stores.clear(act.person_id)
            ]
            return NoteStoresCleared(request_id=act.request_id, stores=tuple(stores))
        case Certify():
            said = msgspec.json.decode(act.said)
            certificate = forgetting.statements.certificate(said, act.since)
            return CertifyErasure(
                request_id=act.request_id,
                certificate=certificate.text,
                sha256=certificate.sha256,
                before=Extent(size=certificate.before.size, root=certificate.before.root),
                after=Extent(size=certificate.after.size, root=certificate.after.root),
            )
    raise AssertionError(act)


def _let_cards_go(person_id: str, world: World) -> int:
    """This lets the provider keep none of their cards, nor one that was given just now."""
    cards = dict(world.payers.cards_of(person_id))
    waited = world.payers.setup_of(person_id)
    given = world.records.setup(waited).card if waited else None
    if given is not None:
        cards[waited] = given
    for name, card in cards.items():
        world.cards.remove(key_of(person_id, Step.REMOVE, name), card)
    return len(cards)
