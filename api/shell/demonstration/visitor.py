"""Somebody at the API's door: signs in, asks, and always sees what they have just done."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

import httpx

from api.consistency import HEADER
from api.reading import HEADER as PURPOSE
from application.consistency import Partition, Token

PATIENCE_SECONDS: Final = 60.0
AGAIN_SECONDS: Final = 0.1
LONGEST_PAUSE_SECONDS: Final = 5.0
PASSING: Final = frozenset({429, 502, 503})


class DemonstrationStopped(Exception):
    """This is why the demonstration did not come to its end; everything else goes on."""


@dataclass(slots=True)
class Visitor:
    """This is one person at the API, signed in or not.

    `seen` is where what they wrote stands, so that every answer they get holds it; `purpose` is
    what they read the data of others for, as staff have to say.
    """

    http: httpx.Client
    name: str
    account_id: str = ""
    access_token: str = field(default="", repr=False)
    session_id: str = ""
    seen: dict[Partition, int] = field(default_factory=dict)
    purpose: str = ""

    def register(self, registration: Mapping[str, Any], key: str) -> None:
        """This opens an account."""
        self.account_id = self.does("/v1/accounts", registration, key)["account_id"]

    def sign_in(self, email: str, password: str) -> None:
        """This signs in, anew or for the first time."""
        told = self.does("/v1/sessions", {"email": email, "password": password})
        self.account_id, self.access_token = told["account_id"], told["access_token"]
        self.session_id = told["session_id"]

    def does(self, path: str, body: Mapping[str, Any] | None = None, key: str = "") -> Any:
        """This asks a command; the same key again is the same deed.

        Raises:
            DemonstrationStopped: the answer is no, or there is none.
        """
        headers = {"Idempotency-Key": key or f"demonstration-{uuid4()}"}
        answer = self._ask("POST", path, headers=headers, json=dict(body or {}))
        self.notes(answer.headers.get(HEADER, ""))
        return answer.json()

    def sees(self, path: str, **asked: Any) -> Any:
        """This asks a question.

        Raises:
            DemonstrationStopped: the answer is no, or there is none.
        """
        return self._ask("GET", path, params=asked).json()

    def sees_when(self, path: str, holds: Callable[[Any], bool], **asked: Any) -> Any:
        """This asks until the answer holds what the platform does by itself.

        Raises:
            DemonstrationStopped: it does not come to hold in time.
        """
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            found = self.sees(path, **asked)
            if holds(found):
                return found
            if time.monotonic() > end:
                raise DemonstrationStopped(f"{path} did not change within a minute")
            time.sleep(AGAIN_SECONDS)

    def follows(self, other: "Visitor") -> None:
        """This lets the answers hold what another one wrote as well."""
        self.notes(Token(dict(other.seen)).encode())

    def notes(self, token: str) -> None:
        """This remembers where something stands that answers must hold."""
        for partition, position in Token.decode(token).positions.items():
            self.seen[partition] = max(position, self.seen.get(partition, 0))

    def _ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        """This asks again, with the same key, whatever may be answered otherwise a little later."""
        request["headers"] = {**request.get("headers", {}), **self._headers()}
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = self.http.request(method, path, **request)
            except httpx.TransportError as reason:
                told, pause = f"{type(reason).__name__}", AGAIN_SECONDS
            else:
                if answer.is_success:
                    return answer
                told, pause = _problem(answer), _pause(answer)
                if answer.status_code not in PASSING:
                    end = 0.0
            if time.monotonic() + pause > end:
                raise DemonstrationStopped(f"{self.name}, {method} {path}: {told}")
            time.sleep(pause)

    def _headers(self) -> dict[str, str]:
        headers = {}
        if self.access_token:
            headers["Authorization"] = f"Bearer {self.access_token}"
        if self.purpose:
            headers[PURPOSE] = self.purpose
        if self.seen:
            headers[HEADER] = Token(dict(self.seen)).encode()
        return headers


def _problem(answer: httpx.Response) -> str:
    try:
        problem = answer.json()
        return f"{problem['title']}. {problem['detail']}"
    except (ValueError, KeyError, TypeError):
        return f"status {answer.status_code}"


def _pause(answer: httpx.Response) -> float:
    told = answer.headers.get("Retry-After", "")
    return min(float(told), LONGEST_PAUSE_SECONDS) if told.isdecimal() else AGAIN_SECONDS
