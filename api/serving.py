"""How the API is served: one process, one event loop, one port."""

import gc
import socket
from typing import Any, Final

import uvicorn
from fastapi import FastAPI

from adapters.settings import CannotStart
from api.following import Following

WAITING_CONNECTIONS: Final = 2_048
GRACE_SECONDS: Final = 10
GARBAGE_THRESHOLD: Final = 5_000


def listening(host: str, port: int) -> socket.socket:
    """This takes the port.

    Raises:
        CannotStart: somebody else has it, or the host is not one of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=WAITING_CONNECTIONS)
    except OSError as reason:
        raise CannotStart(
            f"The API cannot listen on {host}:{port}: {reason.strerror or reason}. "
            "Choose another with PRECEPTOR_HOST and PRECEPTOR_PORT."
        ) from reason


def serve(app: FastAPI, listener: socket.socket) -> None:
    """This serves until it is told to stop, and lets what is being answered be answered."""
    Server(
        app.state.following,
        uvicorn.Config(
            app,
            loop="uvloop",
            http="httptools",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        ),
    ).run(sockets=[listener])


class Server(uvicorn.Server):
    """This looks for garbage only among what requests leave behind.

    What is there once everything is open stays: hundreds of thousands of objects, and nobody
    is answered while they are looked through. Who follows the log is sent away before it stops:
    their answers have no end of their own.
    """

    def __init__(self, following: Following, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._following = following

    async def startup(self, *given: Any, **named: Any) -> None:
        """This opens everything, and then sets it aside."""
        await super().startup(*given, **named)
        gc.set_threshold(GARBAGE_THRESHOLD, 20, 100)
        gc.collect()
        gc.freeze()

    async def shutdown(self, *given: Any, **named: Any) -> None:
        """This waits for what is being answered."""
        self._following.end()
        await super().shutdown(*given, **named)
