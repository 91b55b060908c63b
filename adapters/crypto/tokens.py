"""Access tokens, signed so that anybody can check them; refresh tokens, known to us alone."""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from adapters.crypto.keys import key_for
from application.tokens import ACCESS_LIFETIME, Access, Refresh
from domain.shared.actor import Role

ALGORITHM: Final = "Ed25519"
TYPE = "at+jwt"
LONGEST = 4096
COMPACT = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){2}")
NAMED = re.compile(r"([A-Za-z0-9_-]{1,80})\.([1-9][0-9]{0,9})\.[0-9a-f]{64}")


class _Header(msgspec.Struct, forbid_unknown_fields=True):
    """This is the only header we write, so the only one the library gets to interpret."""

    alg: Literal["Ed25519"]
    typ: Literal["at+jwt"]
    kid: str


class _Said(msgspec.Struct):
    """This is the part of the claims that is ours, by type."""

    sub: str
    sid: str
    roles: tuple[Role, ...]


class Ed25519AccessTokens:
    """This signs access tokens of RFC 9068 with Ed25519 and checks them against a closed list.

    The key derives from the secret, so every process that shares the secret agrees on it;
    tokens signed under `older` secrets are still believed, which lets the secret change.
    """

    def __init__(
        self, secret: bytes, *, issuer: str, audience: str, older: Sequence[bytes] = ()
    ) -> None:
        self._key = _signing_key(secret)
        self._known = KeySet([self._key, *map(_signing_key, older)])
        self._issuer = issuer
        self._audience = audience

    def issue(self, access: Access, now: datetime) -> str:
        """This is a signed token that says so until its lifetime is over."""
        header = {"alg": ALGORITHM, "typ": TYPE, "kid": self._key.kid}
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": access.account_id,
            "sid": access.session_id,
            "roles": sorted(access.roles),
            "iat": int(now.timestamp()),
            "exp": int((now + ACCESS_LIFETIME).timestamp()),
        }
        return jwt.encode(header, claims, self._key, [ALGORITHM])

    def read(self, token: str, now: datetime) -> Access | None:
        """This is what the token says; nothing when it is not ours, or over."""
        if len(token) > LONGEST or not COMPACT.fullmatch(token):
            return None
        try:
            return self._read(token, now)
        except (JoseError, ValueError, msgspec.DecodeError):
            return None

    def public_keys(self) -> dict[str, Any]:
        """This is the JSON Web Key Set with which others check our tokens."""
        return {**self._known.as_dict(private=False)}

    def _read(self, token: str, now: datetime) -> Access:
        header, _, _ = token.partition(".")
        msgspec.json.decode(_decoded(header), type=_Header)
        found = jwt.decode(token, self._known, [ALGORITHM])
        self._claims(now).validate(found.claims)
        said = msgspec.convert(found.claims, _Said)
        return Access(said.sub, said.sid, frozenset(said.roles))

    def _claims(self, now: datetime) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._audience},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            sid={"essential": True},
            roles={"essential": True, "allow_blank": True},
        )


class HmacRefreshTokens:
    """This derives a refresh token from session, generation and a key, and keeps none."""

    def __init__(self, secret: bytes) -> None:
        self._key = key_for("refresh-tokens/v1", secret)

    def issue(self, refresh: Refresh) -> str:
        """This is the token of that generation."""
        name = f"{refresh.session_id}.{refresh.generation}"
        proof = hmac.digest(self._key, name.encode(), "sha256").hex()
        return _encoded(f"{name}.{proof}".encode())

    def read(self, token: str) -> Refresh | None:
        """This is what the token names; nothing when it is not ours."""
        try:
            named = NAMED.fullmatch(_decoded(token).decode("ascii"))
        except ValueError:
            return None
        if named is None:
            return None
        refresh = Refresh(named[1], int(named[2]))
        return refresh if hmac.compare_digest(self.issue(refresh), token) else None


def _signing_key(secret: bytes) -> OKPKey:
    seed = key_for("access-tokens/v1", secret)
    return OKPKey.derive_key(seed, ALGORITHM, {"use": "sig", "alg": ALGORITHM}, auto_kid=True)


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _decoded(text: str) -> bytes:
    if len(text) > LONGEST:
        raise ValueError("longer than any token of ours")
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
