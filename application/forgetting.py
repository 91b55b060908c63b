"""Forgetting a person, in the words of whoever asks for it.

    fence ──► nothing personal of them enters any more ──► destroy ──► what lies there is unreadable

The order is the point: fence everywhere, destroy everywhere, evict every cache. Each step may be
done again; what was done already is found done.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from domain.privacy.terms import Certificate, ClearedStore, DestroyedKey
from domain.shared.personal import Category


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

    def clear(self, person_id: str) -> Iterable[ClearedStore]:
        """This removes what is derived of the person, and tells of each store what became of it.

        Raises:
            Unavailable: a store cannot be cleared now; what was cleared stays so.
        """


class Statements(Protocol):
    """This states something under our signature, with the log as it stood around it."""

    def certificate(self, said: Mapping[str, Any], since: datetime) -> Certificate:
        """This is what is said, signed, with the log before that instant and now."""


@dataclass(frozen=True, slots=True)
class Forgetting:
    """This is everything that forgetting a person takes."""

    keys: KeyDestruction
    stores: Stores
    statements: Statements
