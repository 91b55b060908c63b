"""A test without the mark `io` reaches nothing but its own process, and is red when it tries."""

import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from typing import Any

import psycopg
import pytest

from tests.support.ways_out import OutWithoutTheMark

HERE = ("127.0.0.1", 9)


def tried(address: tuple[str, int]) -> int:
    with closing(socket.socket()) as trying:
        return trying.connect_ex(address)


WAYS_OUT: dict[str, Callable[[], Any]] = {
    "connecting": lambda: socket.create_connection(HERE),
    "trying to connect": lambda: tried(HERE),
    "listening": lambda: socket.create_server(("127.0.0.1", 0)),
    "asking PostgreSQL": lambda: psycopg.connect("postgresql://127.0.0.1:9/nowhere"),
    "starting a server": lambda: subprocess.Popen(["/bin/postgres", "-D", "nowhere"]),
    "starting a worker": lambda: subprocess.Popen([sys.executable, "-m", "streams", "relay"]),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_each_way_out_is_shut(way: str) -> None:
    with pytest.raises(OutWithoutTheMark, match="mark it io, or use a fake"):
        WAYS_OUT[way]()


def test_what_stays_in_may_start() -> None:
    alone = [sys.executable, "-I", "-c", "print('here')"]
    assert subprocess.run(alone, capture_output=True, check=True).stdout == b"here\n"


@pytest.mark.io
def test_the_mark_opens_them() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        assert tried(listening.getsockname()) == 0
