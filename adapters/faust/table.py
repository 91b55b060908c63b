"""A Faust table that says itself where its values belong, and never goes back.

Faust takes a value's partition from the message that is being worked on. Here whoever puts a value
says it, so that what comes in batches, or from the log, goes where the partition's facts go. Each
value is a list that ends with the position it stands at: what is recovered never replaces
something newer.
"""

import asyncio
from collections.abc import Iterable
from typing import Any, cast

import faust
from faust.types import EventT


class PositionTable(faust.Table[str, list[Any]]):
    """This is a table by partition and position; each change is a future, done when it is safe."""

    data: Any

    def put(self, partition: int, key: str, value: list[Any]) -> "asyncio.Future[Any]":
        """This sets a value; when the future is done the broker has it."""
        self.data[key] = value
        return cast("asyncio.Future[Any]", self.send_changelog(partition, key, value))

    def drop(self, partition: int, key: str) -> "asyncio.Future[Any]":
        """This takes a value away."""
        self.data.pop(key, None)
        gone = self.send_changelog(partition, key, None, value_serializer="raw")
        return cast("asyncio.Future[Any]", gone)

    def get_value(self, key: str) -> list[Any] | None:
        """This is a value as it stands; asking for one makes none."""
        return cast("list[Any] | None", self.data.data.get(key))

    def names(self, prefix: str) -> list[str]:
        """This is every name in the table that begins so."""
        return [name for name in self.data.data if name.startswith(prefix)]

    def apply_changelog_batch(self, batch: Iterable[EventT[Any]]) -> None:
        """This takes what the broker kept, unless there is something newer."""
        kept = [event for event in batch if not self._is_older(event)]
        super().apply_changelog_batch(kept)

    def _is_older(self, event: EventT[Any]) -> bool:
        held = self.get_value(str(event.key))
        return bool(held and event.value and event.value[-1] < held[-1])
