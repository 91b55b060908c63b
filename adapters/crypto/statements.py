"""What we state, signed so that whoever keeps it can show it to anybody: receipts, certificates."""

from typing import Any, Final

from joserfc import jws
from joserfc.jwk import KeySet, OKPKey

from adapters.crypto.keys import key_for

ALGORITHM: Final = "Ed25519"
RECEIPT: Final = "consent-receipt+jws"
CERTIFICATE: Final = "erasure-certificate+jws"


class Ed25519StatementSigner:
    """This signs with Ed25519, as a compact JWS (RFC 7515, RFC 9864) that carries what is stated.

    The key derives from the secret under a purpose of its own: no statement can pass for an
    access token, and its type says which statement it is. Ed25519 is deterministic, so one asked
    for again is the same to the byte.
    """

    def __init__(self, secret: bytes, kind: str = RECEIPT) -> None:
        seed = key_for("statements/v1", secret)
        self._kind = kind
        self._key = OKPKey.derive_key(
            seed, ALGORITHM, {"use": "sig", "alg": ALGORITHM}, auto_kid=True
        )

    def sign(self, content: bytes) -> str:
        """This is the JWS of the content."""
        header = {"alg": ALGORITHM, "typ": self._kind, "kid": self._key.kid}
        return jws.serialize_compact(header, content, self._key, [ALGORITHM])

    def public_keys(self) -> dict[str, Any]:
        """This is the JSON Web Key Set with which others check receipts."""
        return {**KeySet([self._key]).as_dict(private=False)}
