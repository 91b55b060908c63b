"""Ports: free ones on loopback for the servers, and whether the API may have the one it is told."""

import errno
import socket
from secrets import randbelow

from adapters.settings import CannotStart

FIRST, LAST = 20_000, 32_000
TRIES = 200
LOOPBACK = "127.0.0.1"


def free_port(preferred: int = 0) -> int:
    """This is the preferred port if it is free, else another.

    The range lies below the one from which systems lend ports to outgoing connections, so a
    port stays ours from one start to the next.

    Raises:
        CannotStart: none was found.
    """
    if preferred and _refusal(LOOPBACK, preferred) is None:
        return preferred
    for _ in range(TRIES):
        port = FIRST + randbelow(LAST - FIRST)
        if _refusal(LOOPBACK, port) is None:
            return port
    raise CannotStart(f"No port between {FIRST} and {LAST} is free on {LOOPBACK}.")


def check_listenable(host: str, port: int) -> None:
    """This checks that the API can listen there.

    Raises:
        CannotStart: it cannot, and why.
    """
    refusal = _refusal(host, port)
    if refusal is None:
        return
    if refusal.errno == errno.EADDRINUSE:
        raise CannotStart(
            f"Port {port} on {host} is in use by another program. Stop that one, or set "
            "PRECEPTOR_PORT to another number."
        )
    if refusal.errno == errno.EACCES:
        raise CannotStart(
            f"Port {port} is for the system's own services. Set PRECEPTOR_PORT to 1024 or more."
        )
    raise CannotStart(f"PRECEPTOR_HOST={host} is not an address of this machine.")


def _refusal(host: str, port: int) -> OSError | None:
    """This is why a server could not listen there now; nothing when it could."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as refusal:
        return refusal
    return None
