"""Forgetting a person, in the words of whoever asks for it.

    fence ──► nothing personal of them enters any more ──► destroy ──► what lies there is unreadable

The order is the point: fence everywhere, destroy everywhere, evict every cache. Each step may be
done again; what was done already is found done.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from domain.shared.personal import Category


@dataclass(frozen=True, slots=True)
class DestroyedKey:
    """This names a key that is no more: its category, version and fingerprint."""

    category: Category
    version: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class StoreCleared:
    """This is what became of a store: how much there was of the person, and how much is left."""

    store: str
    matched: int
    erased: int
    remaining: int


class KeyDestruction(Protocol):
    """This makes what is personal of somebody unreadable for good, wherever a copy of it lies."""

    def fence(
        self, person_id: str, categories: Collection[Category], request_id: str
    ) -> tuple[str, ...]:
        """This lets nothing of those categories be recorded of the person from now on.

        It answers every stream that holds something personal of them: with the fence up, there
        will be no other.
        """

    def destroy(self, person_id: str, categories: Collection[Category]) -> tuple[DestroyedKey, ...]:
        """This destroys the keys, and returns when no process remembers one.

        It answers every key of those categories that was ever destroyed.
        """


class Stores(Protocol):
    """This is every place that keeps something derived of people in the clear."""

    def clear(self, person_id: str) -> Iterable[StoreCleared]:
        """This removes what is derived of the person, and tells of each store what became of it.

        Raises:
            Unavailable: a store cannot be cleared now; what was cleared stays so.
        """
