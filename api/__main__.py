"""`python -m api`: the HTTP API, until Ctrl-C or SIGTERM."""

import socket
import sys
from typing import Final

import uvicorn

from adapters.bootstrap import Container
from adapters.settings import CannotStart, Settings
from adapters.telemetry import configure_logging
from api.app import create_app

WAITING_CONNECTIONS: Final = 2_048
GRACE_SECONDS: Final = 10


def main() -> int:
    """This serves until it is told to stop, and lets what is being answered be answered."""
    try:
        settings = Settings.from_environment()
        configure_logging(settings.log_level, settings.log_format)
        with (
            listening(settings.preceptor_host, settings.preceptor_port) as listener,
            Container.from_settings(settings) as container,
        ):
            uvicorn.Server(_serving(container)).run(sockets=[listener])
    except CannotStart as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    return 0


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


def _serving(container: Container) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(container),
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


if __name__ == "__main__":
    sys.exit(main())
