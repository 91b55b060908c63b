"""Notes signed with Ed25519, as C2SP signed-note has it, and cosigned, as tlog-cosignature does."""

from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from domain.proof.cosignature import cosigned, timed, untimed
from domain.proof.invalid import ProofInvalid
from domain.proof.keys import COSIGNATURE, KeyMalformed, key_id_of, read_vkey, vkey_of
from domain.proof.note import NoteVerifier


class Ed25519NoteVerifier:
    """This checks the signatures of the key that a word tells.

    Raises:
        KeyMalformed: it tells none.
    """

    def __init__(self, vkey: str) -> None:
        self.name, public_key = read_vkey(vkey)
        self.key_id = key_id_of(self.name, public_key)
        self._key = Ed25519PublicKey.from_public_bytes(public_key)

    def verify(self, message: bytes, signature: bytes) -> bool:
        """This is true when the key has signed the message so."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


class Ed25519NoteSigner:
    """This signs with the key that derives from a seed of 32 random bytes.

    Raises:
        KeyMalformed: no key can be called so.
    """

    def __init__(self, name: str, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        public_key = self._key.public_key().public_bytes_raw()
        self.name = name
        self.vkey = vkey_of(name, public_key)
        self.key_id = key_id_of(name, public_key)

    def sign(self, message: bytes) -> bytes:
        """This is the key's signature of the message, the same each time."""
        return self._key.sign(message)


class Ed25519CosignatureVerifier:
    """This checks the cosignatures of the witness whose key the word tells.

    Raises:
        KeyMalformed: it tells none.
    """

    def __init__(self, vkey: str) -> None:
        self.name, public_key = read_vkey(vkey, COSIGNATURE)
        self.key_id = key_id_of(self.name, public_key, COSIGNATURE)
        self._key = Ed25519PublicKey.from_public_bytes(public_key)

    def verify(self, message: bytes, signature: bytes) -> bool:
        """This is true when the witness has seen that text at the time it says."""
        try:
            raw, seconds = untimed(signature)
            self._key.verify(raw, cosigned(message, seconds))
        except (ProofInvalid, InvalidSignature):
            return False
        return True


class Ed25519Cosigner:
    """This cosigns as of now, with the key that derives from a seed of 32 random bytes.

    Raises:
        KeyMalformed: no key can be called so.
    """

    def __init__(self, name: str, seed: bytes, now: Callable[[], int]) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self._now = now
        public_key = self._key.public_key().public_bytes_raw()
        self.name = name
        self.vkey = vkey_of(name, public_key, COSIGNATURE)
        self.key_id = key_id_of(name, public_key, COSIGNATURE)

    def sign(self, message: bytes) -> bytes:
        """This is the key's signature of the message and the present time, with that time."""
        seconds = self._now()
        return timed(self._key.sign(cosigned(message, seconds)), seconds)


def verifier_of(vkey: str) -> NoteVerifier:
    """This checks what the key has signed, whichever of the two kinds it is of.

    Raises:
        KeyMalformed: the word tells no key.
    """
    try:
        return Ed25519NoteVerifier(vkey)
    except KeyMalformed as reason:
        try:
            return Ed25519CosignatureVerifier(vkey)
        except KeyMalformed:
            raise reason from None
