"""Erasing: what the platform records of an erasure while it carries it out.

Who fences, destroys, clears and signs stands elsewhere and asks these with what came of it.
Asking again with the same changes nothing, so each step may be repeated until it is recorded.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from application.fields import NO_NUL, Identity, Sha256
from application.privacy_parts import subject_of
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.privacy import erasing
from domain.privacy.aggregate import PRIVACY
from domain.privacy.subject import OpenRequest
from domain.privacy.terms import (
    Certificate,
    ClearedStore,
    DestroyedKey,
    Regime,
    RequestKind,
    Tree,
)
from domain.shared.personal import Category
from domain.shared.processing import RetentionRule

Count = Annotated[int, Field(ge=0, lt=2**62)]
Fingerprint = Annotated[str, Field(min_length=8, max_length=128, pattern="^[0-9A-Za-z:+/=_-]+$")]
StoreName = Annotated[str, Field(min_length=1, max_length=80, pattern="^[a-z][a-z0-9_.]*$")]
StreamId = Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]


BY_RULE = "by-rule-"
"""How the id of a request begins that a rule made."""


class Part(BaseModel):
    """This is the shape of whatever stands inside a command."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Key(Part):
    """A key that was destroyed."""

    category: Category
    version: int = Field(ge=1, lt=2**31)
    fingerprint: Fingerprint


class Store(Part):
    """A place that was gone through: rows found, erased, and still there."""

    name: StoreName
    matched: Count
    erased: Count
    remaining: Count


class Extent(Part):
    """The tree over the log at some time: its size, and its root."""

    size: Count
    root: Sha256


def ending_of(person_id: str, rule: RetentionRule, categories: Sequence[Category]) -> str:
    """This names one end of a time: a category of a person ends once, so the first tells which.

    A rule may end twice for a person, when some of its categories were held the first time.
    """
    return f"{person_id}-{rule}-{categories[0]}"


class BeginErasureByRule(Command):
    """Erase what may not be kept any more, by a rule whose time has come."""

    person_id: Identity
    rule: RetentionRule
    categories: tuple[Category, ...] = Field(min_length=1, max_length=len(Category))


class FenceSubject(Command):
    """Note that nothing new of a person is written in those categories; it lay in those streams."""

    request_id: Identity
    categories: tuple[Category, ...] = Field(min_length=1, max_length=len(Category))
    streams: tuple[StreamId, ...] = Field(max_length=1_000_000)


class NoteKeysDestroyed(Command):
    """Note which keys of the fenced categories are no more."""

    request_id: Identity
    keys: tuple[Key, ...] = Field(max_length=10_000)


class NoteStoresCleared(Command):
    """Note what was erased where; what remains somewhere keeps the request open."""

    request_id: Identity
    stores: tuple[Store, ...] = Field(min_length=1, max_length=1_000)


class CertifyErasure(Command):
    """Keep the signed statement of the erasure, with the log before and after."""

    request_id: Identity
    certificate: str = Field(min_length=2, max_length=4_000_000, pattern=NO_NUL)
    sha256: Sha256
    before: Extent
    after: Extent


class NoteLogRedacted(Command):
    """Note of how many facts the ciphertext was taken out of the log."""

    request_id: Identity
    facts: Count


def begin_erasure_by_rule(command: BeginErasureByRule, work: Work) -> Decision:
    """This begins it, once an end of a time."""
    ending = ending_of(command.person_id, command.rule, command.categories)
    request_id = f"{BY_RULE}{ending}"
    request = work.find(PRIVACY, request_id)
    if request.state is not None:
        return decided()
    where = work.ports.establishment
    facts = erasing.begin_by_rule(
        request_id, command.person_id, command.categories, where, work.now
    )
    subject = subject_of(work, command.person_id)
    opened = OpenRequest(request_id, RequestKind.ERASURE, Regime.GDPR)
    return decided(
        append(request, facts), append(subject, subject.state.open_request(opened, work.now))
    )


def fence_subject(command: FenceSubject, work: Work) -> Decision:
    """This passes the point of no return."""
    request = work.load(PRIVACY, command.request_id)
    facts = erasing.fence(request.state, command.categories, command.streams, work.now)
    return decided(append(request, facts))


def note_keys_destroyed(command: NoteKeysDestroyed, work: Work) -> Decision:
    """This records the end of keys."""
    request = work.load(PRIVACY, command.request_id)
    keys = [DestroyedKey(key.category, key.version, key.fingerprint) for key in command.keys]
    return decided(append(request, erasing.note_keys_destroyed(request.state, keys, work.now)))


def note_stores_cleared(command: NoteStoresCleared, work: Work) -> Decision:
    """This records what was erased where."""
    request = work.load(PRIVACY, command.request_id)
    stores = [
        ClearedStore(store.name, store.matched, store.erased, store.remaining)
        for store in command.stores
    ]
    return decided(append(request, erasing.note_stores_cleared(request.state, stores, work.now)))


def certify_erasure(command: CertifyErasure, work: Work) -> Decision:
    """This records the certificate."""
    request = work.load(PRIVACY, command.request_id)
    certificate = Certificate(
        text=command.certificate,
        sha256=command.sha256,
        before=Tree(command.before.size, command.before.root),
        after=Tree(command.after.size, command.after.root),
    )
    return decided(append(request, erasing.certify(request.state, certificate, work.now)))


def note_log_redacted(command: NoteLogRedacted, work: Work) -> Decision:
    """This records what was taken out."""
    request = work.load(PRIVACY, command.request_id)
    return decided(append(request, erasing.note_redacted(request.state, command.facts, work.now)))


HANDLERS: Handlers = (
    (BeginErasureByRule, begin_erasure_by_rule),
    (FenceSubject, fence_subject),
    (NoteKeysDestroyed, note_keys_destroyed),
    (NoteStoresCleared, note_stores_cleared),
    (CertifyErasure, certify_erasure),
    (NoteLogRedacted, note_log_redacted),
)
