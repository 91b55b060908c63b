"""One ciphertext: who its key belongs to, what it is bound to, and how it is made.

Each ciphertext has a key of its own, derived from the subject's key and a random salt, so that no
nonce is ever used twice, however often an append is tried. What the ciphertext belongs to, the
fact, its topic, subject and category, is bound into the key and authenticated: moved to another
fact it does not open. A commitment to the key stands beside it, because AES-GCM alone lets one
ciphertext open under two keys (Albertini et al., How to Abuse and Fix Authenticated Encryption
Without Key Commitment, 2022).
"""

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SALT_BYTES = 16
KEY_BYTES = 32
NONCE_BYTES = 12
COMMITMENT_BYTES = 32


class SealBroken(Exception):
    """This is a ciphertext that does not open: changed, moved, or under another key."""


class Drawer(NamedTuple):
    """This is what one key locks: the data of one category about one person."""

    subject: str
    category: str

    def __str__(self) -> str:
        return f"{self.subject}/{self.category}"


class KeyName(NamedTuple):
    """This names one key of a drawer; a newer version seals, older ones still open."""

    drawer: Drawer
    version: int


@dataclass(frozen=True, slots=True)
class Bound:
    """This is what a ciphertext belongs to, and opens with alone."""

    event_id: str
    topic: str
    key: KeyName

    def bytes(self, algorithm: int) -> bytes:
        """This is all of it in one unambiguous form: each part with its length before it."""
        drawer = self.key.drawer
        parts = (
            "preceptor/seal",
            str(algorithm),
            self.event_id,
            self.topic,
            drawer.subject,
            drawer.category,
            str(self.key.version),
        )
        encoded = [part.encode() for part in parts]
        return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


class Algorithm(Protocol):
    """This seals and opens; `bound` is authenticated with the text."""

    def seal(self, key: bytes, bound: bytes, text: bytes) -> bytes:
        """This is the ciphertext, with all that opening needs but the key."""

    def open(self, key: bytes, bound: bytes, sealed: bytes) -> bytes:
        """This is the text again.

        Raises:
            SealBroken: it is not what was sealed, or not under this key for this place.
        """


class CommittingAesGcm:
    """This is AES-256-GCM under a key for each ciphertext, with a commitment to that key.

    salt (16) ‖ commitment (32) ‖ ciphertext and tag; key, nonce and commitment are the output of
    HKDF-SHA256 (RFC 5869) over the subject's key, the salt, and what the ciphertext is bound to.
    """

    def seal(self, key: bytes, bound: bytes, text: bytes) -> bytes:
        """This is the ciphertext under a fresh salt."""
        salt = os.urandom(SALT_BYTES)
        once, nonce, commitment = _derived(key, salt, bound)
        return salt + commitment + AESGCM(once).encrypt(nonce, text, bound)

    def open(self, key: bytes, bound: bytes, sealed: bytes) -> bytes:
        """This is the text again, once the commitment says that it is the right key."""
        salt, rest = sealed[:SALT_BYTES], sealed[SALT_BYTES:]
        committed, ciphertext = rest[:COMMITMENT_BYTES], rest[COMMITMENT_BYTES:]
        once, nonce, commitment = _derived(key, salt, bound)
        if not hmac.compare_digest(committed, commitment):
            raise SealBroken("the key is another one, or the place is")
        try:
            return AESGCM(once).decrypt(nonce, ciphertext, bound)
        except InvalidTag as reason:
            raise SealBroken("the ciphertext was changed") from reason


ALGORITHMS: Mapping[int, Algorithm] = {1: CommittingAesGcm()}
"""The algorithm's number stands beside each ciphertext."""

NEWEST = max(ALGORITHMS)


def _derived(key: bytes, salt: bytes, bound: bytes) -> tuple[bytes, bytes, bytes]:
    """This is key, nonce and commitment: HKDF in one call, which no other thread can get into."""
    made = HKDF(SHA256(), KEY_BYTES + COMMITMENT_BYTES + NONCE_BYTES, salt, bound).derive(key)
    return made[:KEY_BYTES], made[-NONCE_BYTES:], made[KEY_BYTES:-NONCE_BYTES]


def fingerprint(key: bytes) -> str:
    """This names a key without showing it: 32 hexadecimal digits."""
    return hmac.digest(b"preceptor/fingerprint", key, "sha256").hex()[:32]
