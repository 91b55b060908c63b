"""Which known word comes close to one that nobody knows, in the words of who asks."""

from collections.abc import Collection
from typing import Protocol

SHORTEST = 4
"""Shorter words are left as they are: each is close to a dozen others."""

LONG = 6
"""From so many letters on two of them may be wrong, and else one."""


class Speller(Protocol):
    """This finds the known word that somebody wanted to type."""

    def nearest(self, word: str, known: Collection[str], most: int) -> str | None:
        """This is the closest one, with at most so many letters wrong; nothing if none is.

        A letter is wrong when it is missing, too many, another one, or in its neighbour's place.
        """


def most_wrong(word: str) -> int:
    """This is how many letters of such a word may be wrong."""
    return 2 if len(word) >= LONG else 1
