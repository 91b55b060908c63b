"""Logs for tests of the tree: facts in their columns, and a notary that signs when it is told."""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256

from adapters.crypto.notes import Ed25519NoteSigner, Ed25519NoteVerifier
from application.notarising import Notarising, NotaryStore, SignedCheckpoint
from domain.proof.record import Stored
from tests.support.calendar import MONDAY, minutes

ORIGIN = "example.org/log"


def stored(position: int, **changed: object) -> Stored:
    """This is the fact at a position, unlike all others."""
    return _stored(position)._replace(**changed)  # type: ignore[arg-type]


@cache
def _stored(position: int) -> Stored:
    return Stored(
        position=position,
        stream=f"consent-{position % 7}",
        version=(position + 6) // 7,
        topic="consent.granted.v1",
        body=b'{"number":%d,"words":"\xc3\xa9\\n"}' % position,
        recorded_at=MONDAY + minutes(position),
        actor="person:ben",
        ground="student:GrantConsent",
        correlation=f"request-{position}",
        causation=f"key-{position}",
        subjects=(),
    )


def facts(count: int, after: int = 0) -> Iterator[Stored]:
    """This is the next so many facts."""
    return map(_stored, range(after + 1, after + count + 1))


def key(generation: int = 1) -> Ed25519NoteSigner:
    """This is the log's key of a generation."""
    return Ed25519NoteSigner(ORIGIN, sha256(b"generation %d" % generation).digest())


def verifier(generation: int = 1) -> Ed25519NoteVerifier:
    """This checks signatures of the log's key of a generation."""
    return Ed25519NoteVerifier(key(generation).vkey)


def sign(
    store: NotaryStore, *generations: int, seen: SignedCheckpoint | None = None
) -> SignedCheckpoint:
    """This signs whatever waits, as a notary would that has just been started."""
    signers = [key(generation) for generation in generations or (1,)]
    work = Notarising(store, ORIGIN, signers, seen)
    return work.sign(work.waiting(), MONDAY)
