"""Wrapping a key under another one: AES-256-GCM with a random nonce, bound to a context."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.shared.errors import KeyIsGone

KEY_BYTES = 32
NONCE_BYTES = 12


def fresh_key() -> bytes:
    """This is 32 random bytes, derived from nothing."""
    return os.urandom(KEY_BYTES)


def wrapped(kek: bytes, key: bytes, context: bytes) -> bytes:
    """This is nonce ‖ ciphertext and tag."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(kek).encrypt(nonce, key, context)


def unwrapped(kek: bytes, data: bytes, context: bytes) -> bytes:
    """This is the key again.

    Raises:
        KeyIsGone: the wrapping was changed, or belongs to another context.
    """
    try:
        return AESGCM(kek).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], context)
    except InvalidTag as reason:
        raise KeyIsGone("the wrapping was changed or moved") from reason
