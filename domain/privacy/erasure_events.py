"""What an erasure records on its way: fence, keys, stores, certificate. The order is fixed."""

from datetime import datetime

from domain.privacy.terms import ClearedStore, DestroyedKey
from domain.shared.event import Fact, fact
from domain.shared.personal import Category, PersonId
from domain.shared.text import Digest, Handle, Identity, Statement


@fact("privacy.subject_fenced.v1")
class SubjectFenced(Fact):
    """From now on nothing personal of those categories is written; it lay in those streams."""

    request_id: Identity
    person_id: PersonId
    categories: tuple[Category, ...]
    streams: tuple[Handle, ...]
    fenced_at: datetime


@fact("privacy.keys_destroyed.v1")
class KeysDestroyed(Fact):
    """The keys of the fenced categories are no more."""

    request_id: Identity
    person_id: PersonId
    keys: tuple[DestroyedKey, ...]
    destroyed_at: datetime


@fact("privacy.stores_cleared.v1")
class StoresCleared(Fact):
    """Stores were gone through; while one still holds something, the erasure is not done."""

    request_id: Identity
    person_id: PersonId
    stores: tuple[ClearedStore, ...]
    cleared_at: datetime


@fact("privacy.erasure_certified.v1")
class ErasureCertified(Fact):
    """The erasure is stated under signature, with the log as it was before and after."""

    request_id: Identity
    person_id: PersonId
    certificate: Statement
    sha256: Digest
    log_size_before: int
    root_before: Digest
    log_size_after: int
    root_after: Digest
    certified_at: datetime


@fact("privacy.log_redacted.v1")
class LogRedacted(Fact):
    """Ciphertexts nobody can open were taken out of the log as well; their leaves stay."""

    request_id: Identity
    person_id: PersonId
    facts: int
    redacted_at: datetime


ErasureEvent = SubjectFenced | KeysDestroyed | StoresCleared | ErasureCertified | LogRedacted
