"""The API as a person uses it: over HTTP, reading their own writes, retrying with the same key.

    ben = Person(http, "ben")
    held = ben.do("/v1/bookings", tutor_id=…, course_id=…, start=…)
    ben.see(f"/v1/bookings/{held['booking_id']}")     # holds what was just done

Nothing here sleeps to let something happen, except `Person.until`, which asks again, a bounded
time, for what processes do by themselves.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import uuid4

import httpx

TOKEN = "Preceptor-Consistency"
PATIENCE_SECONDS = 20.0
AGAIN_SECONDS = 0.05
RETRIED = frozenset({429, 503})

Told = Mapping[str, Any]


class Unanswered(AssertionError):
    """Nobody answered, or what had to come did not, however often it was asked for."""


@dataclass(frozen=True, slots=True)
class Reply:
    """This is an answer of the API: a yes with what was asked for, or a problem."""

    status: int
    told: Any
    headers: Mapping[str, str]

    @property
    def accepted(self) -> bool:
        """This tells a yes from a no."""
        return self.status < 300

    @property
    def refusal(self) -> str:
        """This is the name of the broken rule, in kebab case; empty for a yes."""
        return "" if self.accepted else str(self.told.get("type"))

    @property
    def is_replay(self) -> bool:
        """This is true when the answer is that of an earlier request with the same key."""
        return self.headers.get("idempotency-replayed") == "true"

    def yes(self) -> Any:
        """This is the answer; anything but a yes fails the test."""
        assert self.accepted, f"{self.status}: {self.told}"
        return self.told


@dataclass(slots=True)
class Acknowledged:
    """This is one command that was answered, under which key and with what."""

    actor: str
    key: str
    reply: Reply


@dataclass(slots=True)
class Person:
    """This is somebody at the API's door: signed in, or a stranger.

    Attributes:
        seen: how far their own writes went, so that what they ask for next holds them.
        acknowledged: every command that was answered yes, or no by a rule.
        retries_for: how many seconds a request without an answer is sent again, with its key.
        refresh_token: what a new access token is had for when the old one is over.
        purpose: what they read somebody else's data for, as staff have to say.
    """

    http: httpx.Client
    name: str = "stranger"
    account_id: str = ""
    token: str = field(default="", repr=False)
    seen: dict[str, int] = field(default_factory=dict)
    acknowledged: list[Acknowledged] = field(default_factory=list)
    retries_for: float = 0.0
    refresh_token: str = field(default="", repr=False)
    purpose: str = ""
    _keys: Any = field(default_factory=count)

    def ask(self, path: str, body: Told | None = None, *, key: str = "") -> Reply:
        """This asks a command, and takes down what was answered."""
        key = key or f"{self.name}-{next(self._keys)}-{uuid4().hex[:8]}"
        reply = self._send("POST", path, json=dict(body or {}), headers={"Idempotency-Key": key})
        self.note(reply.headers.get(TOKEN.lower(), ""))
        if self.token and reply.headers.get(TOKEN.lower()):
            self.acknowledged.append(Acknowledged(self.account_id, key, reply))
        return reply

    def do(self, path: str, /, **body: Any) -> Any:
        """This asks a command that has to be accepted."""
        return self.ask(path, body).yes()

    def look(self, path: str, /, **asked: Any) -> Reply:
        """This asks a question, and hears an answer that holds what this person wrote."""
        return self._send("GET", path, params=asked)

    def see(self, path: str, /, **asked: Any) -> Any:
        """This asks a question that has an answer."""
        return self.look(path, **asked).yes()

    def until(self, path: str, holds: Callable[[Any], bool], **asked: Any) -> Any:
        """This asks until the answer holds what processes do by themselves."""
        end = time.monotonic() + max(PATIENCE_SECONDS, self.retries_for)
        while True:
            reply = self.look(path, **asked)
            if reply.accepted and holds(reply.told):
                return reply.told
            if time.monotonic() > end:
                raise Unanswered(f"{self.name} still sees at {path}: {reply.told}")
            time.sleep(AGAIN_SECONDS)

    def has_seen(self, other: "Person") -> None:
        """This lets the person see what another one wrote."""
        for part, position in other.seen.items():
            self.seen[part] = max(position, self.seen.get(part, 0))

    def _send(self, method: str, path: str, **more: Any) -> Reply:
        """This sends a request, if need be again, and stays signed in on the way."""
        reply = self._send_until_answered(method, path, **more)
        if reply.refusal != "sign-in-first" or not self.refresh_token:
            return reply
        self._refresh()
        return self._send_until_answered(method, path, **more)

    def _refresh(self) -> None:
        """This exchanges the refresh token; copies of a person must not do it at once."""
        path, refresh_token = "/v1/sessions/refresh", self.refresh_token
        self.token = self.refresh_token = ""
        told = self.do(path, refresh_token=refresh_token)
        self.token, self.refresh_token = told["access_token"], told["refresh_token"]

    def _send_until_answered(self, method: str, path: str, **more: Any) -> Reply:
        headers = more.pop("headers", {})
        end = time.monotonic() + self.retries_for
        while True:
            found = self._reply(method, path, {**headers, **self._headers()}, more)
            if isinstance(found, Reply) and not self._is_passing(found):
                return found
            if time.monotonic() > end:
                if isinstance(found, Reply):
                    return found
                raise Unanswered(f"{method} {path}: {found!r}") from found
            time.sleep(AGAIN_SECONDS)

    def _reply(
        self, method: str, path: str, headers: Told, more: Mapping[str, Any]
    ) -> Reply | Exception:
        try:
            got = self.http.request(method, path, headers=dict(headers), **more)
        except httpx.TransportError as reason:
            return reason
        return Reply(got.status_code, got.json() if got.content else None, got.headers)

    def _is_passing(self, reply: Reply) -> bool:
        """This is true when the same request may be answered otherwise a little later."""
        return reply.status in RETRIED or reply.refusal == "still-running"

    def _headers(self) -> dict[str, str]:
        headers = {}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.purpose:
            headers["Preceptor-Purpose"] = self.purpose
        if self.seen:
            headers[TOKEN] = ",".join(f"{part}@{at}" for part, at in sorted(self.seen.items()))
        return headers

    def note(self, token: str) -> None:
        """This remembers where something stands that the person has to see."""
        for part in filter(None, token.split(",")):
            name, _, position = part.partition("@")
            self.seen[name] = max(int(position), self.seen.get(name, 0))
