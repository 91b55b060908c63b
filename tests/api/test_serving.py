"""What is there once the API is open is set aside: nobody waits while it is looked through."""

import asyncio
import gc
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from adapters.settings import CannotStart
from api.following import Following
from api.serving import GARBAGE_THRESHOLD, Server, listening


@pytest.fixture
def _as_before() -> Iterator[None]:
    """This looks for garbage as often as before; what was set aside stays there."""
    threshold = gc.get_threshold()
    yield
    gc.set_threshold(*threshold)


@pytest.mark.usefixtures("_as_before")
def test_sets_aside_what_opening_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []

    async def startup(_server: uvicorn.Server, **_given: Any) -> None:
        opened.append([[] for _ in range(1_000)])

    async def app(*_given: Any) -> None:
        """This is never asked."""

    monkeypatch.setattr(uvicorn.Server, "startup", startup)
    before = gc.get_freeze_count()
    server = Server(Following(), uvicorn.Config(app))
    asyncio.run(server.startup(sockets=[]))
    assert gc.get_freeze_count() - before > len(opened[0])
    assert gc.get_threshold()[0] == GARBAGE_THRESHOLD


@pytest.mark.io
def test_says_that_a_port_is_taken() -> None:
    with listening("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=f"cannot listen on 127.0.0.1:{port}"):
            listening("127.0.0.1", port)
