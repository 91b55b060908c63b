"""Consent receipts, signed so that whoever keeps one can show it to anybody."""

from typing import Any, Final

from joserfc import jws
from joserfc.jwk import KeySet, OKPKey

from adapters.crypto.keys import key_for

ALGORITHM: Final = "Ed25519"
TYPE: Final = "consent-receipt+jws"


class Ed25519ReceiptSigner:
    """This signs with Ed25519, as a compact JWS (RFC 7515, RFC 9864) that carries the receipt.

    The key derives from the secret under a purpose of its own: no receipt can pass for an
    access token. Ed25519 is deterministic, so a receipt asked for again is the same to the byte.
    """

    def __init__(self, secret: bytes) -> None:
        seed = key_for("consent-receipts/v1", secret)
        self._key = OKPKey.derive_key(
            seed, ALGORITHM, {"use": "sig", "alg": ALGORITHM}, auto_kid=True
        )

    def sign(self, content: bytes) -> str:
        """This is the JWS of the content."""
        header = {"alg": ALGORITHM, "typ": TYPE, "kid": self._key.kid}
        return jws.serialize_compact(header, content, self._key, [ALGORITHM])

    def public_keys(self) -> dict[str, Any]:
        """This is the JSON Web Key Set with which others check receipts."""
        return {**KeySet([self._key]).as_dict(private=False)}
