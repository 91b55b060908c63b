"""The one question two read models answer together: which tutors fit these words?

Full text knows the words, vectors know the meaning; each ranks, under the same filters, what it
really found, and the ranks are fused (reciprocal rank fusion: Cormack, Clarke, Büttcher 2009).
A branch that finds nothing says nothing: where the words of the query occur nowhere, as with
a query in another script than the profile, meaning alone decides.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from projections.branches import Branches
from projections.embedding import Embedder
from projections.reading import Reader
from projections.tutor_search.queries import cards
from projections.tutor_search.wishes import Wish

DAMPING = 60
LONGEST = 1_000
"""Characters of a query that are looked at."""

EXCLUDED = re.compile(r'(?<!\S)-+("[^"]*"|[^\s"-]\S*)')
LONE_MINUS = re.compile(r"(?<!\S)-+")


@dataclass(frozen=True, slots=True)
class Asked:
    """This is a query taken apart: what is wanted, and what after a minus sign is not."""

    wanted: str
    unwanted: str

    @classmethod
    def of(cls, words: str) -> Self:
        """This reads what somebody typed, whatever it is; what cannot be shown is a blank."""
        shown = "".join(each if each.isprintable() else " " for each in words[:LONGEST])
        wanted = LONE_MINUS.sub(" ", EXCLUDED.sub(" ", shown))
        return cls(" ".join(wanted.split()), " or ".join(EXCLUDED.findall(shown)))

    @property
    def says_something(self) -> bool:
        """This is true when there is a letter or a digit to look for."""
        return any(map(str.isalnum, self.wanted))


def tutors_for(
    reader: Reader, embedder: Embedder, words: str, wish: Wish, *, skip: int = 0, limit: int = 20
) -> list[dict[str, Any]]:
    """This is a page of the tutors who fit the words, the best first.

    Words may be quoted to stand together, and excluded by a minus sign before them.
    """
    asked = Asked.of(words)
    if not asked.says_something:
        return []
    branches = Branches(reader, asked.wanted, asked.unwanted, wish)
    fused = fuse(branches.by_words(), branches.by_meaning(embedder))
    return cards(reader, fused[skip : skip + limit])


def fuse(*branches: Sequence[str]) -> list[str]:
    """This is the ranks of all branches as one, ties in the order of the ids."""
    scores: dict[str, float] = defaultdict(float)
    for branch in branches:
        for rank, found in enumerate(branch, start=1):
            scores[found] += 1 / (DAMPING + rank)
    return sorted(scores, key=lambda found: (-scores[found], found))
