"""A random sample that anybody can draw again, in any language, from the standard library.

Each fact of a topic draws a ticket: SHA-256 of the UTF-8 text

    <seed> LF <topic> LF <position>

with the position in decimal digits. The sample of n is the n facts with the smallest tickets,
read as 256-bit numbers, in that order. So it depends on nothing but seed, topic and the facts up
to a position; nobody who wrote a fact before the seed was known can have chosen its ticket; and a
larger sample begins with the smaller one.
"""

from collections.abc import Iterable
from hashlib import sha256
from heapq import nsmallest
from typing import Final

RULE: Final = "the n smallest of SHA-256(seed LF topic LF position), smallest first"


def ticket(seed: str, topic: str, position: int) -> bytes:
    """This is the ticket that the fact at a position has drawn."""
    return sha256(f"{seed}\n{topic}\n{position}".encode()).digest()


def sample(positions: Iterable[int], count: int, *, seed: str, topic: str) -> list[int]:
    """This is the positions drawn; of all that go by, only so many are remembered."""
    begun = sha256(f"{seed}\n{topic}\n".encode())

    def drawn(position: int) -> bytes:
        ours = begun.copy()
        ours.update(str(position).encode())
        return ours.digest()

    return nsmallest(count, positions, key=drawn)
