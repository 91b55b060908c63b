"""A way on where nobody is all that was wished for: what to do without, and who is found then.

Filters are given up one at a time: the narrowest, without which most are left, until somebody is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from projections.reading import Reader
from projections.tutor_search.queries import count_tutors, find_tutors
from projections.tutor_search.wishes import Wish

ENOUGH = 50
"""Where giving up either of two filters leaves so many, it does not matter which does it more."""

WORDS = "words"
Find = Callable[[Wish], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Instead:
    """This is who is found without some of what was asked; `words` stands for all of those."""

    without: tuple[str, ...]
    cards: list[dict[str, Any]]


def instead(reader: Reader, wish: Wish, limit: int, find: Find | None = None) -> Instead | None:
    """This is who is found with as little given up as can be; nothing where nobody is listed.

    `find` is the search by words, if there were any; they are the last to be given up.
    """
    liked = partial(_liked, reader, limit)
    for without, wider in _wider(reader, wish):
        if cards := (find or liked)(wider):
            return Instead(without, cards)
    if find is None:
        return None
    if cards := liked(wish):
        return Instead((WORDS,), cards)
    cards = liked(Wish())
    return Instead((*wish.asked, WORDS), cards) if cards else None


def _liked(reader: Reader, limit: int, wish: Wish) -> list[dict[str, Any]]:
    found = find_tutors(reader, wish, limit=limit)
    return [{name: it for name, it in card.items() if name != "merit"} for card in found]


def _wider(reader: Reader, wish: Wish) -> Iterator[tuple[tuple[str, ...], Wish]]:
    given_up: list[str] = []
    while wish.asked:
        left = {name: count_tutors(reader, wish.without(name), ENOUGH) for name in wish.asked}
        narrowest = max(wish.asked, key=lambda name: left[name])
        given_up.append(narrowest)
        wish = wish.without(narrowest)
        if left[narrowest]:
            yield tuple(given_up), wish
