"""What surrounds every request: an id, a line in the log, a time, and cautious headers."""

import re
from time import perf_counter
from uuid import uuid4

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth import Doorkeeper
from api.container import Metrics
from api.errors import Problem, UnexpectedCondition
from api.visit import Visit

SANE_ID = re.compile(rb"[0-9a-f-]{16,64}")
"""A trace id or a UUID: it is kept in the log for ever, so it must not be able to say a name."""

UNROUTED = "(none)"
CAUTIOUS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
)
NOTHING_LOADS = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")


class Observed:
    """This is the outermost layer of ours: what nobody expected ends here, logged once.

    The log line has the route's template, never the address itself: no query, no body, and
    of the actor the pseudonym alone.
    """

    def __init__(self, app: ASGIApp, doorkeeper: Doorkeeper, metrics: Metrics) -> None:
        self._app = app
        self._doorkeeper = doorkeeper
        self._metrics = metrics
        self._log = structlog.get_logger("api").bind()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """This lets the request through and takes down what became of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        visit = self._visit(scope)
        if scope["method"] == "HEAD":
            scope, visit.is_head = {**scope, "method": "GET"}, True
        scope["visit"] = visit
        answer = _Answer(send, visit)
        try:
            await self._app(scope, receive, answer)
        except Exception as reason:
            self._log.exception("request_failed", request_id=visit.request_id, exc_info=reason)
            if answer.status:
                raise
            problem = Problem.of(UnexpectedCondition()).response(visit.request_id)
            await problem(scope, receive, answer)
        finally:
            self._take_down(scope, visit, answer.status, (answer.began or perf_counter()) - started)

    def _visit(self, scope: Scope) -> Visit:
        request_id, authorization, signal = b"", b"", b""
        for name, value in scope["headers"]:
            if name == b"x-request-id":
                request_id = value
            elif name == b"authorization":
                authorization = value
            elif name == b"sec-gpc":
                signal = value
        sane = SANE_ID.fullmatch(request_id)
        visit = Visit(request_id.decode() if sane else str(uuid4()))
        if authorization:
            known = self._doorkeeper.recognise(authorization.decode("latin-1"))
            if known is not None:
                access, visit.ends_at = known
                visit.actor, visit.session_id = access.actor, access.session_id
                visit.is_signalled = signal == b"1"
        return visit

    def _take_down(self, scope: Scope, visit: Visit, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", UNROUTED)
        self._metrics.on_request(scope["method"], route, status, seconds)
        self._log.info(
            "request",
            method=scope["method"],
            route=route,
            status=status,
            ms=round(seconds * 1000, 2),
            request_id=visit.request_id,
            actor=visit.actor.name if visit.actor.roles else "anonymous",
        )


class _Answer:
    """This sends the answer on, with the headers that every answer has.

    Attributes:
        status: of what was answered; 0 before.
        began: when it was. What follows takes as long as the reader takes, or is without end.
    """

    __slots__ = ("_send", "_visit", "began", "status")

    def __init__(self, send: Send, visit: Visit) -> None:
        self._send = send
        self._visit = visit
        self.status = 0
        self.began = 0.0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.began = message["status"], perf_counter()
            headers = [*message["headers"], *CAUTIOUS]
            if not any(name == NOTHING_LOADS[0] for name, _ in headers):
                headers.append(NOTHING_LOADS)
            headers.append((b"x-request-id", self._visit.request_id.encode()))
            message["headers"] = headers
        await self._send(message)
