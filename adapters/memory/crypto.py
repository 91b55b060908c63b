"""Passwords hashed fast, for tests alone: nothing here withstands an attacker."""

from hashlib import sha256
from itertools import count
from unicodedata import normalize


class InMemoryPasswordHasher:
    """This keeps the promises of a password hasher, but not its strength."""

    def __init__(self) -> None:
        self._salts = count(1)

    def hash(self, password: str) -> str:
        """This is the text to keep: salt and digest."""
        return self._salted(str(next(self._salts)), password)

    def verify(self, kept: str, password: str) -> bool:
        """This is true when the password is the one kept; no account is an empty `kept`."""
        return kept == self._salted(kept.partition("$")[0], password)

    def _salted(self, salt: str, password: str) -> str:
        salted = f"{salt}${normalize('NFKC', password)}"
        return f"{salt}${sha256(salted.encode()).hexdigest()}"
