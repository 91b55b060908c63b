"""Passwords, kept so that nobody can read them."""

from threading import BoundedSemaphore
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1


class Argon2PasswordHasher:
    """This hashes with Argon2id, at the least OWASP advises: 19 MiB, two passes, one lane.

    Only so many hash at once, so that a rush of sign-ins takes neither all memory nor all
    processors. Where there is no account, verifying takes as long and finds nothing, so the
    time of an answer does not tell who has an account.
    """

    def __init__(self, at_once: int = 2) -> None:
        self._argon2 = PasswordHasher(PASSES, MEMORY_KIB, LANES)
        self._room = BoundedSemaphore(at_once)
        self._nobodys = self.hash("")

    def hash(self, password: str) -> str:
        """This is the text to keep: algorithm, parameters, salt and digest."""
        with self._room:
            return self._argon2.hash(normalize("NFKC", password))

    def verify(self, kept: str, password: str) -> bool:
        """This is true when the password is the one kept; no account is an empty `kept`."""
        return self._matches(kept or self._nobodys, password) and bool(kept)

    def _matches(self, kept: str, password: str) -> bool:
        with self._room:
            try:
                return self._argon2.verify(kept, normalize("NFKC", password))
            except (VerificationError, InvalidHashError):
                return False
