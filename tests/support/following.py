"""A client that follows the log over HTTP, and reads when a test has it read."""

import json
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection
from types import TracebackType
from typing import Any, Self

SECONDS = 20.0


class Ended(Exception):
    """The server has nothing more to say."""


class Follower:
    """This is an answer without an end.

    Attributes:
        status: of the answer.
        last_id: what a client would send as `Last-Event-ID` when it comes back.
    """

    def __init__(
        self, port: int, token: str = "", query: str = "", *, last_id: str = "", method: str = "GET"
    ) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        sent = {"Authorization": f"Bearer {token}" if token else "", "Last-Event-ID": last_id}
        headers = {name: text for name, text in sent.items() if text}
        self._connection.request(method, f"/v1/stream{query}", headers=headers)
        self._answer = self._connection.getresponse()
        self.status = self._answer.status
        self.headers = self._answer.headers
        self.last_id = last_id

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _reason: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """This goes away without a word."""
        self._connection.close()

    def next(self) -> dict[str, Any]:
        """This is the next fact.

        Raises:
            Ended: there is none, and will be none.
        """
        while True:
            event = self.event()
            if "data" in event:
                told: dict[str, Any] = json.loads(event["data"])
                assert told["position"] == int(event["id"])
                return told

    def until(self, position: int) -> list[int]:
        """This is the positions that come, up to that one."""
        found = [int(self.next()["position"])]
        while found[-1] < position:
            found.append(int(self.next()["position"]))
        return found

    def event(self) -> Mapping[str, str]:
        """This is the next event, also one that says nothing but where we are."""
        event: dict[str, str] = {}
        while line := self._line():
            name, _, text = line.partition(": ")
            event[name] = text
        self.last_id = event.get("id", self.last_id)
        return event

    def rest(self) -> list[int]:
        """This is all positions that come before the server ends it."""
        found = []
        with suppress(Ended):
            while True:
                found.append(int(self.next()["position"]))
        return found

    def _line(self) -> str:
        line = self._answer.readline()
        if not line:
            raise Ended
        return line.decode().rstrip("\n")
