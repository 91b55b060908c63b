"""The stream: facts as they are recorded, for analysts, as server-sent events."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from inspect import Signature, cleandoc
from typing import Annotated, Final, Self

from fastapi import APIRouter, Header
from pydantic import AwareDatetime, Field, model_validator
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from api import access, bodies, errors
from api.answers import Question, question_of
from api.container import Container
from api.following import Following
from api.operation import Operation, parameter, problems, query_parameter
from api.paging import LARGEST
from api.visit import Visit
from api.workers import Workers
from application.access import RoleMissing
from application.live import PAGE, Live, LiveFacts, Wanted
from application.ports import Clock
from domain.shared.errors import Unavailable

PATH: Final = "/v1/stream"
MEDIA_TYPE: Final = "text/event-stream"
HEARTBEAT_SECONDS: Final = 15.0
STUCK_SECONDS: Final = 60.0
FAR: Final = 10 * PAGE
BEGINNING: Final = b"retry: 1000\n\n"
HEADERS: Final = {"Cache-Control": "no-store", "Vary": "Authorization", "X-Accel-Buffering": "no"}
LISTS: Final = frozenset({"topic", "stream", "value"})
LAST_EVENT_ID = Annotated[
    str, Header(alias="Last-Event-ID", description="The id of the last event you have.")
]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,200}$")]
Value = Annotated[str, Field(pattern=r"^[a-z0-9_.]{1,100}=.{1,200}$")]
Position = Annotated[int, Field(ge=0, le=LARGEST)]


class FollowFacts(Question):
    """Follow facts as they are recorded: server-sent events, each with its position as its id.

    Nothing of a person is in them. Without a place to begin behind it begins with what comes next.
    """

    REFUSALS = (errors.TooManyFollow,)

    topic: tuple[Name, ...] = Field(
        (), description="Topics, or how they begin.", examples=[["booking", "payment.captured"]]
    )
    stream: tuple[Name, ...] = Field((), description="Streams, or kinds of them.")
    value: tuple[Value, ...] = Field(
        (), description="What public values are.", examples=[["price.currency=EUR"]]
    )
    after: Position | None = Field(None, description="Behind which position to begin.")
    since: AwareDatetime | None = Field(
        None, description="With what was recorded when to begin.", examples=["2026-03-02T09:00:00Z"]
    )

    @model_validator(mode="after")
    def _begins_once(self) -> Self:
        if self.after is not None and self.since is not None:
            raise ValueError("it begins behind a position or at a time, not both")
        return self

    @property
    def wanted(self) -> Wanted:
        """This is the same as a filter."""
        values = dict(one.split("=", 1) for one in self.value)
        return Wanted(frozenset(self.topic), frozenset(self.stream), values)


@dataclass(slots=True)
class Follower:
    """This is one who follows: what they want, up to where they were told, and until when."""

    wanted: Wanted
    position: int
    ends_at: datetime
    clock: Clock
    following: Following
    live: LiveFacts[bytes]
    workers: Workers

    async def frames(self) -> AsyncIterator[bytes]:
        """This is everything they are told, until it is over or the log cannot be read."""
        yield BEGINNING
        told = self.position
        with suppress(Unavailable):
            while (seconds := self._left()) > 0:
                bell = self.following.bell
                found = await self._next()
                waiting = min(seconds, HEARTBEAT_SECONDS)
                if not found and await self.following.rung(bell, waiting):
                    continue
                text = b"".join(one.shown for one in found if self.wanted.has(one.fact))
                if text or not found or self.position - told >= FAR:
                    told = self.position
                    yield text or b"id: %d\n\n" % told

    async def _next(self) -> Sequence[Live[bytes]]:
        """This is what comes next; everybody else is told before this one is told more."""
        await asyncio.sleep(0)
        found = self.live.at_hand(self.position)
        if found is None:
            found = await self.workers.wait(self.live.older, self.position)
        if found:
            self.position = found[-1].fact.position
        return found

    def _left(self) -> float:
        if self.following.is_over:
            return 0.0
        return (self.ends_at - self.clock.now()).total_seconds()


class Frames(StreamingResponse):
    """This sends as fast as it is taken, and gives up on whoever takes nothing for a minute."""

    def __init__(self, follower: Follower) -> None:
        super().__init__(follower.frames(), headers=HEADERS, media_type=MEDIA_TYPE)
        self._following = follower.following

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """This takes a place among those who follow, for as long as they do.

        Raises:
            TooManyFollow: there is none.
        """
        with self._following.place():
            await super().__call__(scope, receive, send)

    async def stream_response(self, send: Send) -> None:
        """This sends everything, each part when the one before is on its way."""

        async def patiently(message: Message) -> None:
            async with asyncio.timeout(STUCK_SECONDS):
                await send(message)

        with suppress(TimeoutError):
            await super().stream_response(patiently)


def stream(router: APIRouter) -> None:
    """This adds the stream."""
    line = access.line_of("GET", PATH)
    fields = FollowFacts.model_fields
    parameters = [query_parameter(name, field) for name, field in fields.items()]
    parameters.append(parameter("last_event_id", LAST_EVENT_ID, ""))
    summary, _, description = cleandoc(FollowFacts.__doc__ or "").partition("\n\n")
    router.routes.append(
        Operation(
            PATH,
            Signature(parameters),
            _follow,
            line=line,
            methods=["GET"],
            name=FollowFacts.__name__,
            operation_id=FollowFacts.__name__,
            summary=summary.rstrip("."),
            description=f"{description}\n\nWho may: {line.words}",
            tags=["stream"],
            response_class=Response,
            responses={
                200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}},
                **problems({errors.SignInFirst, RoleMissing, *FollowFacts.REFUSALS}),
            },
        )
    )


async def _follow(request: Request) -> Response:
    visit: Visit = request.scope["visit"]
    container: Container = request.app.state.container
    workers: Workers = request.app.state.workers
    following: Following = request.app.state.following
    access.line_of("GET", PATH).check_role(visit.actor)
    asked = question_of(FollowFacts, request, LISTS)
    if visit.is_head:
        return Response(headers=HEADERS, media_type=MEDIA_TYPE)
    live = following.live(container)
    position = _last_event(request)
    if position is None:
        position = await workers.work(_beginning, container, asked)
    ends_at = visit.ends_at or container.clock.now()
    return Frames(
        Follower(asked.wanted, position, ends_at, container.clock, following, live, workers)
    )


def _beginning(container: Container, asked: FollowFacts) -> int:
    """This is behind which position somebody begins who comes for the first time."""
    if asked.after is not None:
        return asked.after
    if asked.since is not None:
        return container.log.position_before(asked.since)
    return container.closed_facts.head()


def _last_event(request: Request) -> int | None:
    """This is what a client that comes back has already.

    Raises:
        RequestIsInvalid: it is not an id of ours.
    """
    text = request.headers.get("last-event-id", "")
    if not text:
        return None
    if len(text) > len(str(LARGEST)) or not text.isascii() or not text.isdigit():
        raise errors.RequestIsInvalid(
            [bodies.wrong("Last-Event-ID", "int_parsing", "The id of an event is a position")]
        )
    return int(text)
