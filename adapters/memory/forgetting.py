"""Forgetting in memory: the same promises over the log in memory, for tests without a disk."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from adapters.memory.event_log import InMemoryEventLog
from application.forgetting import Forgetting
from domain.privacy.terms import Certificate, ClearedStore, DestroyedKey, Tree
from domain.shared.personal import Category, erased, personal_fields

HEAD = Tree(0, hashlib.sha256().hexdigest())


class InMemoryKeyDestruction:
    """This erases what lies in the log in memory, as destroying its key would."""

    def __init__(self, log: InMemoryEventLog) -> None:
        self._log = log

    def fence(
        self,
        person_id: str,
        categories: Collection[Category],
        request_id: str,  # noqa: ARG002 - memory keeps no fences by request
    ) -> tuple[str, ...]:
        """This fences the person off, and names the streams that hold something of theirs."""
        self._log.fenced |= {(person_id, category) for category in categories}
        return tuple(
            sorted({one.stream_id for one in self._log.facts if person_id in one.subjects})
        )

    def destroy(self, person_id: str, categories: Collection[Category]) -> tuple[DestroyedKey, ...]:
        """This makes the fields read as erased."""
        gone: set[Category] = set()
        for at, recorded in enumerate(self._log.facts):
            names = {
                name: mark.category
                for name, mark in personal_fields(type(recorded.fact)).items()
                if getattr(recorded.fact, mark.subject) == person_id and mark.category in categories
            }
            if names:
                self._log.facts[at] = replace(recorded, fact=erased(recorded.fact, names))
                gone.update(names.values())
        return tuple(DestroyedKey(category, 1, "in-memory") for category in sorted(gone))


class InMemoryStores:
    """This has nothing derived to clear."""

    def clear(self, person_id: str) -> list[ClearedStore]:  # noqa: ARG002 - there is nothing
        """This tells of one empty store."""
        return [ClearedStore("memory", 0, 0, 0)]


class UnsignedStatements:
    """This states without signing."""

    def certificate(self, said: Mapping[str, Any], since: datetime) -> Certificate:  # noqa: ARG002
        """This is what is said, as JSON."""
        text = json.dumps(said, sort_keys=True)
        return Certificate(text, hashlib.sha256(text.encode()).hexdigest(), HEAD, HEAD)


def forgetting_in(log: InMemoryEventLog) -> Forgetting:
    """This is what forgetting a person takes, over that log."""
    return Forgetting(InMemoryKeyDestruction(log), InMemoryStores(), UnsignedStatements())
