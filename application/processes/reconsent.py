"""Being asked anew: when a text changes that much, agreements to its older versions end.

A text is published once and concerns everybody who agreed to an older one, so agreements are
kept in shards, some hundred states a purpose: a change reaches all of them, an answer only one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from zlib import crc32

from application.consent import SupersedeConsent
from application.todo import Process, Todo
from domain.consent.events import AnswerEvent, ConsentGranted, Purpose, TextPublished
from domain.shared.event import Fact
from domain.shared.personal import PersonId

SHARDS: Final = 256


@dataclass(frozen=True, slots=True, order=True)
class Agreement:
    """This is one person's yes, to some version, as it stands."""

    person_id: PersonId
    text_version: str
    granted_at: datetime


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """This is a version of the text, in the order in which they become valid."""

    valid_from: datetime
    name: str
    requires_reconsent: bool


@dataclass(frozen=True, slots=True)
class Agreements:
    """This is who agrees to what in one shard, and every version; the key is `<purpose>/<shard>`.

    Both are in an order of their own, so that it does not matter which stream came first.
    """

    key: str
    agreements: tuple[Agreement, ...] = ()
    versions: tuple[Version, ...] = ()


def evolve(state: Agreements, fact: Fact) -> Agreements:
    """This is the state after the fact."""
    if isinstance(fact, TextPublished):
        version = Version(fact.valid_from, fact.text_version, fact.requires_reconsent)
        return replace(state, versions=tuple(sorted({*state.versions, version})))
    if isinstance(fact, AnswerEvent):
        kept = [each for each in state.agreements if each.person_id != fact.person_id]
        if isinstance(fact, ConsentGranted):
            kept.append(Agreement(fact.person_id, fact.text_version, fact.granted_at))
        return replace(state, agreements=tuple(sorted(kept)))
    return state


def decide(state: Agreements) -> Sequence[Todo]:
    """This is the end of each agreement that a newer version ends, at that version's instant."""
    purpose = Purpose(state.key.partition("/")[0])
    known = {version.name: version.valid_from for version in state.versions}
    ending = [version for version in state.versions if version.requires_reconsent]
    todos: list[Todo] = []
    for agreement in state.agreements:
        since = known.get(agreement.text_version)
        newer = (each for each in ending if since is None or since < each.valid_from)
        version = next(newer, None)
        if version is not None:
            todos.append(_end(agreement, version, purpose))
    return todos


def _end(agreement: Agreement, version: Version, purpose: Purpose) -> Todo:
    supersede = SupersedeConsent(
        person_id=agreement.person_id, purpose=purpose, by_text_version=version.name
    )
    granted = agreement.granted_at.isoformat()
    name = f"supersede-{agreement.person_id}-granted-{granted}-by-{version.name}"
    return Todo(name, supersede, due_at=version.valid_from)


def _keys(fact: Fact) -> Iterable[str]:
    match fact:
        case TextPublished():
            return (f"{fact.purpose}/{shard}" for shard in range(SHARDS))
        case _ if isinstance(fact, AnswerEvent):
            return (f"{fact.purpose}/{crc32(fact.person_id.encode()) % SHARDS}",)
        case _:
            return ()


RECONSENT: Process[Any] = Process(
    name="reconsent",
    version=1,
    contexts=frozenset({"consent"}),
    keys=_keys,
    state=Agreements,
    start=Agreements,
    evolve=evolve,
    decide=decide,
    acts=(SupersedeConsent,),
)
