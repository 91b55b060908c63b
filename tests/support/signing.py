"""Keys for notes in tests: invented ones, and those of the tests of golang.org/x/mod."""

from base64 import b64decode
from dataclasses import dataclass
from hashlib import sha256

from adapters.crypto.notes import Ed25519NoteSigner, Ed25519NoteVerifier

PETER_SEED = b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
PETER_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH_VKEY = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
PETER = Ed25519NoteVerifier(PETER_VKEY)
ENOCH = Ed25519NoteVerifier(ENOCH_VKEY)

TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PETERS = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngo"
    "tpRZb6KE6RyyBwJnAM=\n"
)
ENOCHS = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWL"
    "ox33WWd1RvMc+QQ=\n"
)


@dataclass(frozen=True)
class Stamp:
    """This signs and checks in an invented way, to look at notes without cryptography."""

    name: str
    key_id: bytes = b"key0"

    def sign(self, message: bytes) -> bytes:
        """This is what only this stamp leaves on the message."""
        return sha256(self.name.encode() + self.key_id + message).digest()

    def verify(self, message: bytes, signature: bytes) -> bool:
        """This is true of what this stamp left."""
        return signature == self.sign(message)


def log_key(origin: str = "example.org/log") -> Ed25519NoteSigner:
    """This is the key of an invented log."""
    return Ed25519NoteSigner(origin, sha256(origin.encode()).digest())
