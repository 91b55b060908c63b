"""Erasing a person, once it was approved: fence, forget, destroy, clear, certify, complete.

The fence names every stream that holds something personal of theirs; each of those forgets in its
own stream, and the payment provider lets cards go while we still know which. Then the keys go, then
what was derived, and what came of it all is stated under signature. A category under a legal hold
stays out of it, but for the cards. Every step may run twice.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from application.erased import EraseAccount, EraseReview, EraseTutor, EraseWords
from application.privacy_handling import CompletePrivacyRequest
from application.reactions.erasing import (
    Certify,
    ClearStores,
    DestroyKeys,
    Fence,
    LetCardsGo,
    perform,
)
from application.todo import Call, Process, Todo
from application.work import Command
from domain.account.events import AccountErased
from domain.booking.outcomes import WordsErased
from domain.payer.events import CardsErased
from domain.privacy import events as privacy
from domain.privacy.erasure_events import (
    ErasureCertified,
    KeysDestroyed,
    StoresCleared,
    SubjectFenced,
)
from domain.privacy.terms import ClearedStore, LegalHold, RequestKind
from domain.review.events import ReviewErased
from domain.shared.event import Fact
from domain.shared.personal import Category
from domain.tutor.events import TutorErased

Forgotten = AccountErased | TutorErased | WordsErased | ReviewErased | CardsErased
ENDS = (
    privacy.PrivacyRequestCompleted,
    privacy.PrivacyRequestDenied,
    privacy.PrivacyRequestWithdrawn,
)


@dataclass(frozen=True, slots=True)
class Erasure:
    """This is one request to be erased, and how far it has come.

    `told` is what the certificate will say; `rounds` counts how often stores were gone through.
    """

    request_id: str
    person_id: str = ""
    categories: tuple[Category, ...] = ()
    is_erasure: bool = False
    is_over: bool = False
    approved_by: str = ""
    holds: tuple[LegalHold, ...] = ()
    fenced: tuple[Category, ...] = ()
    fenced_at: datetime | None = None
    streams: tuple[str, ...] = ()
    forgotten: tuple[str, ...] = ()
    has_destroyed_keys: bool = False
    stores: tuple[ClearedStore, ...] = ()
    rounds: int = 0
    is_certified: bool = False
    told: tuple[tuple[str, str], ...] = ()


def evolve(state: Erasure, fact: Fact) -> Erasure:
    """This is the state after the fact."""
    if isinstance(fact, ENDS):
        return replace(state, is_over=True)
    match fact:
        case privacy.PrivacyRequestReceived():
            return replace(
                state,
                person_id=fact.person_id,
                categories=fact.categories,
                is_erasure=fact.kind is RequestKind.ERASURE,
                told=_told(state, fact),
            )
        case privacy.PrivacyRequestApproved():
            return replace(state, approved_by=fact.approved_by, told=_told(state, fact))
        case privacy.LegalHoldPlaced():
            hold = LegalHold(fact.category, fact.basis, fact.until)
            others = _without(state.holds, fact)
            return replace(state, holds=(*others, hold), told=_told(state, fact))
        case privacy.LegalHoldLifted():
            return replace(state, holds=_without(state.holds, fact), told=_told(state, fact))
        case _ if isinstance(fact, Forgotten):
            return replace(state, forgotten=tuple(sorted({*state.forgotten, _stream_of(fact)})))
        case _:
            return _carried_out(state, fact)


def _carried_out(state: Erasure, fact: Fact) -> Erasure:
    match fact:
        case SubjectFenced():
            return replace(
                state, fenced=fact.categories, fenced_at=fact.fenced_at, streams=fact.streams
            )
        case KeysDestroyed():
            return replace(state, has_destroyed_keys=True, told=_told(state, fact))
        case StoresCleared():
            known = {store.name: store for store in (*state.stores, *fact.stores)}
            return replace(
                state,
                stores=tuple(known.values()),
                rounds=state.rounds + 1,
                told=_told(state, fact),
            )
        case ErasureCertified():
            return replace(state, is_certified=True)
        case privacy.RecipientNotified() | privacy.RecipientAcknowledged():
            return replace(state, told=_told(state, fact))
        case _:
            return state


def decide(state: Erasure) -> Sequence[Todo]:
    """This is the next step; several only where several streams have to forget."""
    if not state.is_erasure or state.is_over or not state.approved_by:
        return ()
    return tuple(_next(state))


def _next(state: Erasure) -> Iterator[Todo]:
    about = {"request_id": state.request_id, "person_id": state.person_id}
    if not state.fenced:
        held = {hold.category for hold in state.holds}
        open_ = tuple(category for category in state.categories if category not in held)
        if open_:
            yield Todo("fence", Fence(**about, categories=open_))
    elif missing := [one for one in _to_forget(state) if one[0] not in state.forgotten]:
        for stream_id, command in missing:
            yield Todo(f"forget-{stream_id}", command)
    elif not state.has_destroyed_keys:
        yield Todo("destroy-keys", DestroyKeys(**about, categories=state.fenced))
    elif not state.stores or any(store.remaining for store in state.stores):
        yield Todo("clear-stores", ClearStores(**about, round=state.rounds))
    elif not state.is_certified:
        assert state.fenced_at is not None
        said = msgspec.json.encode(_said(state)).decode()
        yield Todo(
            "certify", Certify(request_id=state.request_id, since=state.fenced_at, said=said)
        )
    else:
        yield Todo("complete", CompletePrivacyRequest(request_id=state.request_id))


FORGETS: Mapping[str, tuple[frozenset[Category], Callable[[str, Erasure], Command | Call]]] = {
    "account": (
        frozenset({Category.CONTACT, Category.PROFILE}),
        lambda identity, state: EraseAccount(
            account_id=identity, request_id=state.request_id, categories=state.fenced
        ),
    ),
    "tutor": (
        frozenset({Category.PROFILE}),
        lambda identity, state: EraseTutor(tutor_id=identity, request_id=state.request_id),
    ),
    "booking": (
        frozenset({Category.MESSAGES}),
        lambda identity, state: EraseWords(
            booking_id=identity, person_id=state.person_id, request_id=state.request_id
        ),
    ),
    "payer": (
        frozenset({Category.BILLING}),
        lambda identity, state: LetCardsGo(request_id=state.request_id, person_id=identity),
    ),
    "review": (
        frozenset({Category.MESSAGES}),
        lambda identity, state: EraseReview(
            booking_id=identity, person_id=state.person_id, request_id=state.request_id
        ),
    ),
}
"""Each kind of stream that something is shown or kept of: which categories, and how it forgets."""

HELD_OR_NOT = frozenset({"payer"})
"""What forgets also where a law holds its categories: no law wants a card to be kept."""


def _to_forget(state: Erasure) -> Iterator[tuple[str, Command | Call]]:
    """This is every stream of which something goes that is to be erased, with what it is asked."""
    for stream_id in state.streams:
        kind, _, identity = stream_id.partition("-")
        if kind in FORGETS:
            categories, forget = FORGETS[kind]
            if categories & set(state.categories if kind in HELD_OR_NOT else state.fenced):
                yield stream_id, forget(identity, state)


def _stream_of(fact: Forgotten) -> str:
    match fact:
        case AccountErased():
            return f"account-{fact.account_id}"
        case TutorErased():
            return f"tutor-{fact.tutor_id}"
        case WordsErased():
            return f"booking-{fact.booking_id}"
        case CardsErased():
            return f"payer-{fact.student_id}"
        case ReviewErased():
            return f"review-{fact.booking_id}"


def _told(state: Erasure, fact: Fact) -> tuple[tuple[str, str], ...]:
    return (*state.told, (fact.TOPIC, msgspec.json.encode(fact).decode()))


def _said(state: Erasure) -> dict[str, Any]:
    """This is the certificate but for the log around it: the facts it rests on, as recorded."""
    return {
        "request_id": state.request_id,
        "person_id": state.person_id,
        "decided_by": state.approved_by,
        "fenced_at": state.fenced_at,
        "erased": state.fenced,
        "retained": state.holds,
        "stores": state.stores,
        "streams": state.streams,
        "facts": [{"topic": topic, "fact": msgspec.Raw(body)} for topic, body in state.told],
    }


def _without(
    holds: Sequence[LegalHold], fact: privacy.LegalHoldPlaced | privacy.LegalHoldLifted
) -> tuple[LegalHold, ...]:
    key = (fact.category, fact.basis)
    return tuple(hold for hold in holds if (hold.category, hold.basis) != key)


def _keys(fact: Fact) -> Iterable[str]:
    request_id = getattr(fact, "request_id", None)
    return (request_id,) if isinstance(request_id, str) else ()


ERASURE: Process[Any] = Process(
    name="erasure",
    version=2,
    contexts=frozenset({"privacy", "account", "tutor", "booking", "review", "payer"}),
    keys=_keys,
    state=Erasure,
    start=Erasure,
    evolve=evolve,
    decide=decide,
    acts=(
        Fence,
        EraseAccount,
        EraseTutor,
        EraseWords,
        LetCardsGo,
        EraseReview,
        DestroyKeys,
        ClearStores,
        Certify,
        CompletePrivacyRequest,
    ),
    perform=perform,
)
