"""How Faust's recovery ends: with the original order facts are thrown away, with ours none is."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faust
from faust.tables.recovery import Recovery
from faust.types import TP

from adapters.faust.app import make_app
from adapters.faust.recovery import OrderedRecovery

LINE = TP("facts", 0)
COMMITTED = 0


class Fetching:
    """This is a consumer that fetches the next fact the moment it may, into an agent's queue."""

    def __init__(self, queue: Any) -> None:
        self._queue = queue
        self._position = COMMITTED
        self._is_resumed = False

    def assignment(self) -> set[TP]:
        return {LINE}

    def resume_partitions(self, lines: set[TP]) -> None:
        assert lines == {LINE}
        self._is_resumed = True

    def resume_flow(self) -> None:
        """This is for facts that are fetched already."""

    async def perform_seek(self) -> None:
        """This goes back to where the group had come; what is asked of a broker takes a while."""
        self._position = COMMITTED
        self.fetch()
        await asyncio.sleep(0)

    def fetch(self) -> None:
        """This brings the next fact, if facts of the partition are wanted."""
        if self._is_resumed:
            self._queue.force_put_nowait(self._position)
            self._position += 1


class Fetcher:
    async def maybe_start(self) -> None:
        """This runs already."""


class Assignor:
    def assigned_standbys(self) -> set[TP]:
        return set()


async def facts_after(kind: type[Recovery], folder: Path) -> Sequence[int]:
    """This is what has come to the agent once the recovery has ended and two more were fetched."""
    app: Any = make_app("test", ["127.0.0.1:1"], partitions=1, replication=1, folder=str(folder))
    queue = app.FlowControlQueue(maxsize=10, clear_on_resume=True)
    consumer = Fetching(queue)
    app._consumer, app._fetcher, app._assignor = consumer, Fetcher(), Assignor()
    app.assignor = app._assignor
    app.flow_control.suspend()
    recovery = kind(app, app.tables)
    await recovery.on_recovery_completed(app.consumer_generation_id)
    for _ in range(2):
        consumer.fetch()
    return [queue.get_nowait() for _ in range(queue.qsize())]


class TestTheEndOfARecovery:
    def test_loses_facts_as_faust_has_it(self, tmp_path: Path) -> None:
        assert asyncio.run(facts_after(Recovery, tmp_path)) == [1, 2]

    def test_loses_none_as_we_have_it(self, tmp_path: Path) -> None:
        assert asyncio.run(facts_after(OrderedRecovery, tmp_path)) == [0, 1]

    def test_is_that_of_every_app_of_ours(self, tmp_path: Path) -> None:
        app: Any = make_app(
            "test", ["127.0.0.1:1"], partitions=1, replication=1, folder=str(tmp_path)
        )
        assert isinstance(app.tables.recovery, OrderedRecovery)

    def test_is_looked_at_again_with_another_faust(self) -> None:
        assert faust.__version__ == "0.15.3", "see whether the recovery still needs its mend"
