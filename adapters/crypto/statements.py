"""What we state under our signature: JSON that anybody can check with our public key.

A statement is a JWS (RFC 7515) over canonical JSON, signed with Ed25519 (RFC 8037). Whoever has
the key of the log needs no other: both derive from the installation's secret.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from joserfc import jws
from joserfc.jwk import OKPKey

from adapters.crypto.keys import key_for

_CANONICAL = msgspec.json.Encoder(order="sorted")
ALGORITHM: Final = "Ed25519"
HEADER = {"alg": ALGORITHM, "typ": "preceptor-statement"}


class Ed25519Statements:
    """This signs statements."""

    def __init__(self, secret: bytes) -> None:
        seed = key_for("statements/v1", secret)
        self._key = OKPKey.derive_key(seed, ALGORITHM, {"use": "sig"}, auto_kid=True)

    def signed(self, said: Mapping[str, Any]) -> str:
        """This is the statement in compact form: header, what is said, signature."""
        header = {**HEADER, "kid": self._key.kid}
        return jws.serialize_compact(
            header, _CANONICAL.encode(said), self._key, algorithms=[ALGORITHM]
        )

    def public_key(self) -> dict[str, Any]:
        """This is the public key as a JWK (RFC 7517)."""
        return dict(self._key.as_dict(private=False))
