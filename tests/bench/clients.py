"""Clients on connections that stay open, each asking again as soon as it was answered.

One event loop plays all of them. Threads would spend as much of the machine on taking turns as
the server on answering, and an answer would count as late until its thread had its turn.
"""

import asyncio
import time
from asyncio import Future, Protocol, get_running_loop
from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

import httptools
import orjson
import uvloop

PATIENCE_SECONDS = 60.0


class Client(Protocol):
    """This asks so many times, one after another, and notes in ms how long each answer took."""

    def __init__(self, wishes: Sequence[bytes], times: list[float]) -> None:
        self._wishes = list(reversed(wishes))
        self._times = times
        self._parser = httptools.HttpResponseParser(self)
        self._began = 0.0
        self._text = b""
        self.ended: Future[None] = get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        """This keeps the connection; asking begins when all have theirs."""
        self._transport = transport

    def ask(self) -> None:
        """This asks for what is wished next, or ends."""
        if self._wishes:
            self._began = time.perf_counter()
            self._transport.write(self._wishes.pop())
        elif not self.ended.done():
            self.ended.set_result(None)

    def data_received(self, data: bytes) -> None:
        """This reads a part of an answer."""
        self._parser.feed_data(data)

    def on_body(self, text: bytes) -> None:
        """This keeps the answer's text, to show it if the answer is a no."""
        self._text += text

    def on_message_complete(self) -> None:
        """This notes the time, and asks again."""
        self._times.append((time.perf_counter() - self._began) * 1_000)
        if self._parser.get_status_code() != HTTPStatus.OK:
            self._fail(AssertionError(self._text))
            return
        self._text = b""
        self.ask()

    def connection_lost(self, exc: Exception | None) -> None:
        """This fails if something is still wished."""
        if not self.ended.done():
            self._fail(exc or ConnectionResetError())

    def close(self) -> None:
        """This hangs up."""
        self._transport.close()

    def _fail(self, reason: Exception) -> None:
        if not self.ended.done():
            self.ended.set_exception(reason)


def load(port: int, wishes: Sequence[Sequence[bytes]], times: list[float]) -> float:
    """This is the requests a second of all clients together, who each have wishes of their own."""
    return uvloop.run(_play(port, wishes, times))


async def _play(port: int, wishes: Sequence[Sequence[bytes]], times: list[float]) -> float:
    connect = get_running_loop().create_connection
    made = [await connect(partial(Client, each, times), "127.0.0.1", port) for each in wishes]
    clients = [client for _, client in made]
    began = time.perf_counter()
    for client in clients:
        client.ask()
    await asyncio.wait_for(asyncio.gather(*(c.ended for c in clients)), PATIENCE_SECONDS)
    taken = time.perf_counter() - began
    for client in clients:
        client.close()
    return sum(map(len, wishes)) / taken


def request(method: str, path: str, headers: Mapping[str, str], body: object) -> bytes:
    """This is a whole request with a JSON body."""
    content = orjson.dumps(body)
    lines = {"Host": "127.0.0.1", **headers, "Content-Length": str(len(content))}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + content
