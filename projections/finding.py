"""The one question two read models answer together: which tutors fit these words?

Full text knows the words, vectors know the meaning. Each finds some under the same filters; all
whom either found are then put in order by both together.
"""

import re
from dataclasses import dataclass
from typing import Any, Self

from projections.asking.spelling import Speller
from projections.asking.understanding import Correction, understood
from projections.branches import Branches
from projections.embedding import Embedder
from projections.reading import Reader
from projections.suggesting import Suggestion, suggestions
from projections.tutor_search.queries import cards
from projections.tutor_search.wishes import Wish

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


@dataclass(frozen=True, slots=True)
class Found:
    """This is a page of tutors, and what of the words was put right to find them."""

    cards: list[dict[str, Any]]
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """This finds tutors by words: in the read models, with a model of meaning and one of slips."""

    reader: Reader
    embedder: Embedder
    speller: Speller

    def tutors(
        self, words: str, wish: Wish, *, as_typed: bool = False, skip: int = 0, limit: int = 20
    ) -> Found:
        """This is a page of the tutors who fit the words, the best first.

        Words may be quoted to stand together, and excluded by a minus sign before them.
        """
        asked = Asked.of(words)
        if not asked.says_something:
            return Found([])
        meant = understood(self.reader, self.speller, asked.wanted, as_typed=as_typed)
        best = Branches(self.reader, meant, asked.unwanted, wish).best(self.embedder)
        return Found(cards(self.reader, best[skip : skip + limit]), meant.corrections)

    def suggestions(self, typed: str, limit: int) -> list[Suggestion]:
        """This is what somebody may be about to type."""
        return suggestions(self.reader, self.speller, typed, limit)
