"""Not too many requests of anybody: per person, or per address where nobody signed in.

Requests that arrive together are counted together, in one question to Redis. Where Redis does
not answer everybody passes: a limit that fails must not take the API with it.
"""

import math
from asyncio import Future, Task, create_task, get_running_loop, sleep
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.container import Metrics
from api.errors import Problem, TooManyRequests
from api.visit import Visit
from api.workers import Workers
from application.limits import Rate, RateLimits, Turn, Verdict
from application.ports import Pseudonyms
from domain.shared.errors import Unavailable

SIGNED_IN: Final = Rate(a_minute=1_200, burst=300)
ANONYMOUS: Final = Rate(a_minute=300, burst=100)
KNOCKING: Final = Rate(a_minute=60, burst=60)
TELLING: Final = Rate(a_minute=6_000, burst=1_000)
KNOCKS: Final = frozenset({"/v1/accounts", "/v1/sessions", "/v1/sessions/refresh"})
TELLS: Final = frozenset({"/v1/webhooks/stripe"})
"""Where the payment provider tells us what happened, from few addresses and all at once."""

UNLIMITED: Final = frozenset({"/healthz", "/readyz", "/metrics"})
REST_SECONDS: Final = 1.0

Waiting = list[tuple[Turn, "Future[Verdict | None]"]]


class Limited:
    """This lets a request pass, or answers 429 and says when the next one will."""

    def __init__(self, app: ASGIApp, counter: "Counter", pseudonyms: Pseudonyms) -> None:
        self._app = app
        self._counter = counter
        self._pseudonyms = pseudonyms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """This asks for a turn, and goes on with it."""
        if scope["type"] != "http" or scope["path"] in UNLIMITED:
            await self._app(scope, receive, send)
            return
        turn = self._turn(scope)
        verdict = await self._counter.take(turn)
        if verdict is None:
            await self._app(scope, receive, send)
            return
        headers = _headers(turn, verdict)
        if verdict.passes:
            await self._app(scope, receive, _adding(headers, send))
            return
        problem = Problem.of(TooManyRequests(verdict.retry_seconds))
        await problem.response(scope["visit"].request_id, headers)(scope, receive, send)

    def _turn(self, scope: Scope) -> Turn:
        visit: Visit = scope["visit"]
        knocks = scope["method"] == "POST" and scope["path"] in KNOCKS
        if visit.actor.roles and not knocks:
            return Turn(visit.actor.id, SIGNED_IN)
        address = scope["client"][0] if scope.get("client") else ""
        name = self._pseudonyms.of(f"address:{address}")
        if scope["method"] == "POST" and scope["path"] in TELLS:
            return Turn(f"tells:{name}", TELLING)
        return Turn(f"knocks:{name}", KNOCKING) if knocks else Turn(name, ANONYMOUS)


class Counter:
    """This gathers the turns of one moment, and asks for all of them at once."""

    def __init__(self, limits: RateLimits, metrics: Metrics, workers: Workers) -> None:
        self._limits = limits
        self._workers = workers
        self._metrics = metrics
        self._waiting: Waiting = []
        self._asking: Task[None] | None = None
        self._resting_until = 0.0

    async def take(self, turn: Turn) -> Verdict | None:
        """This is the verdict; none when nothing can be counted, which lets everybody pass."""
        if monotonic() < self._resting_until:
            self._metrics.on_uncounted(1)
            return None
        answer: Future[Verdict | None] = get_running_loop().create_future()
        self._waiting.append((turn, answer))
        if self._asking is None:
            self._asking = create_task(self._ask())
        return await answer

    async def _ask(self) -> None:
        await sleep(0)
        try:
            while self._waiting:
                waiting, self._waiting = self._waiting, []
                await self._answer(waiting)
        finally:
            self._asking = None

    async def _answer(self, waiting: Waiting) -> None:
        verdicts: Sequence[Verdict | None] = [None] * len(waiting)
        try:
            turns = [turn for turn, _ in waiting]
            verdicts = await self._workers.work(self._limits.take, turns)
        except Unavailable:
            self._resting_until = monotonic() + REST_SECONDS
            self._metrics.on_uncounted(len(waiting))
        finally:
            for (_, answer), verdict in zip(waiting, verdicts, strict=True):
                if not answer.done():
                    answer.set_result(verdict)


def _headers(turn: Turn, verdict: Verdict) -> Mapping[str, str]:
    return {
        "RateLimit-Limit": str(turn.rate.burst),
        "RateLimit-Remaining": str(verdict.remaining),
        "RateLimit-Reset": str(math.ceil(verdict.reset_seconds)),
    }


def _adding(headers: Mapping[str, str], send: Send) -> Send:
    added = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def adding(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *added]
        await send(message)

    return adding
