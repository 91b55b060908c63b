"""One secret of the installation, one key for each purpose."""

import hmac

SECRET_BYTES = 32


class SecretIsTooShort(ValueError):
    """This is a secret that could be guessed."""


def key_for(purpose: str, secret: bytes) -> bytes:
    """This is a key that tells nothing of the secret, nor of the keys for other purposes.

    One block of HKDF-Expand (RFC 5869), which is enough for a secret that is random already.

    Raises:
        SecretIsTooShort: the secret has fewer than 32 bytes.
    """
    if len(secret) < SECRET_BYTES:
        raise SecretIsTooShort(f"the secret needs {SECRET_BYTES} bytes")
    return hmac.digest(secret, purpose.encode() + b"\x01", "sha256")
