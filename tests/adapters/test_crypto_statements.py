"""Signatures of receipts: whoever holds the public key can check them, and nothing else passes."""

import pytest
from joserfc import jws
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import KeySet

from adapters.crypto.statements import Ed25519StatementSigner
from adapters.crypto.tokens import Ed25519AccessTokens
from tests.support.calendar import MONDAY

SECRET, OTHER = b"s" * 32, b"o" * 32
CONTENT = '{"purpose":"запись"}'.encode()
SIGNER = Ed25519StatementSigner(SECRET)
SIGNATURE = SIGNER.sign(CONTENT)


def checked(signature: str, signer: Ed25519StatementSigner = SIGNER) -> bytes | None:
    keys = KeySet.import_key_set(signer.public_keys())  # type: ignore[arg-type]
    return jws.deserialize_compact(signature, keys, ["Ed25519"]).payload


class TestASignature:
    def test_carries_what_it_is_of(self) -> None:
        assert checked(SIGNATURE) == CONTENT

    def test_is_the_same_each_time(self) -> None:
        assert Ed25519StatementSigner(SECRET).sign(CONTENT) == SIGNATURE

    def test_fails_when_anything_is_changed(self) -> None:
        header, _, signature = SIGNATURE.split(".")
        other = SIGNER.sign(CONTENT + b" ").split(".")[1]
        with pytest.raises(BadSignatureError):
            checked(f"{header}.{other}.{signature}")

    def test_is_nobody_elses(self) -> None:
        with pytest.raises(JoseError):
            checked(Ed25519StatementSigner(OTHER).sign(CONTENT))


class TestTheKeys:
    def test_are_public_alone(self) -> None:
        (key,) = SIGNER.public_keys()["keys"]
        assert "d" not in key
        assert (key["crv"], key["use"]) == ("Ed25519", "sig")

    def test_are_not_those_of_access_tokens(self) -> None:
        """A receipt whose text somebody chose must never open a door."""
        tokens = Ed25519AccessTokens(SECRET, issuer="test", audience="test")
        (ours,), (theirs,) = SIGNER.public_keys()["keys"], tokens.public_keys()["keys"]
        assert ours["x"] != theirs["x"]
        assert tokens.read(SIGNATURE, MONDAY) is None
