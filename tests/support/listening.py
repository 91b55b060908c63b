"""The API listening on a port of loopback, in a thread, as it does in production."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from api.serving import Server


@contextmanager
def listening(app: FastAPI) -> Iterator[int]:
    """This is the port it listens on, for as long as the block lasts."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error")
    server = Server(app.state.following, config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
            assert thread.is_alive(), "the API did not start"
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
