"""Auditing: traces, samples, replays as of then, who could read whom, and whether all is sound."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

from fastapi import APIRouter
from pydantic import Field, model_validator

from api.answers import Asking, Question, answers
from api.paging import Cursor, Limit, Page, decode, encode, page_of
from api.readers import Way, readers_of
from api.routes.audit import Name
from application.auditing.asking import (
    LONGEST_STRETCH,
    Checked,
    NothingPublished,
    NotRecordedYet,
    Replayed,
    ReplayIsRunning,
    WhichReplay,
)
from application.auditing.drawing import Sample, draw
from application.auditing.reads import reads_of
from application.auditing.tracing import Thread, TraceLine, trace
from application.digesting import DigestsDoNotOpen
from application.fields import Identity, Moment
from domain.shared.errors import Refused

Position = Annotated[int, Field(ge=0, lt=2**62)]
Topic = Annotated[
    str,
    Field(
        max_length=120,
        pattern=r"^[a-z]+\.[a-z]+(_[a-z]+)*\.v[1-9][0-9]{0,3}$",
        examples=["booking.confirmed.v1"],
    ),
]
Seed = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[!-~]+$", examples=["42"])]


class ShowTrace(Question):
    """Tell what happened to a booking or stream, about a person, or in one request."""

    stream: Name | None = None
    subject: Name | None = None
    correlation: Name | None = None
    booking: Name | None = None
    until: Position | None = None
    after: Cursor | None = None
    limit: Limit = 50

    @property
    def thread(self) -> tuple[Thread, str]:
        """This is what is asked for: along what, and its name."""
        asked = {thread: getattr(self, thread.value) for thread in Thread}
        ((thread, name),) = [(thread, name) for thread, name in asked.items() if name is not None]
        return thread, name

    @model_validator(mode="after")
    def _follows_one_thread(self) -> Self:
        named = [thread for thread in Thread if getattr(self, thread.value) is not None]
        if len(named) != 1:
            raise ValueError("name one of stream, subject, correlation and booking")
        return self


class DrawSample(Question):
    """Draw a random sample of a topic's facts that anybody can draw again."""

    topic: Topic
    n: Annotated[int, Field(ge=1, le=100)] = 25
    seed: Seed = "42"
    until: Position | None = None


class ReplayReadModel(Question):
    """Derive a read model anew as of a position or an instant, and digest it."""

    REFUSALS: ClassVar[tuple[type[Refused], ...]] = (
        ReplayIsRunning,
        NotRecordedYet,
        NothingPublished,
        DigestsDoNotOpen,
    )

    projection: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$", examples=["calendar"])]
    position: Position | None = None
    time: Moment | None = None
    live: bool = False
    published: bool = False
    sealed: bool = False

    @model_validator(mode="after")
    def _stops_at_one_place(self) -> Self:
        if (self.position is not None) + (self.time is not None) + self.live > 1:
            raise ValueError("name one of position, time and live")
        if self.published and (self.time is not None or self.live):
            raise ValueError("what was published is found by its position, or is the last")
        if self.live and self.sealed:
            raise ValueError("the read model in use is not sealed")
        return self


class CheckLog(Question):
    """Check a stretch of the log; the last one also checks what concerns the log as a whole."""

    limit: Annotated[int, Field(ge=1, le=LONGEST_STRETCH)] = LONGEST_STRETCH
    after: Cursor | None = None


class ShowReaders(Question):
    """Show who could read about a person, and who did."""

    person_id: Identity
    after: Cursor | None = None
    limit: Limit = 50


@dataclass(frozen=True, slots=True)
class CheckedStretch:
    """This is what came of a stretch; `next`, sent as `after`, goes on behind it."""

    begin: int
    end: int
    head: int
    is_whole: bool
    findings: int
    checks: list[Checked]
    next: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """This is who could read about a person, and a page of who did."""

    person_id: str
    is_known: bool
    ways: list[Way]
    holders: dict[str, list[str]]
    guardians: list[str]
    reads: list[TraceLine]
    next: str | None


def auditing(router: APIRouter) -> None:
    """This adds what auditors ask."""
    lines = page_of(TraceLine)
    answers(router, "/v1/audit/trace", ShowTrace, _trace, views=(), answer=lines)
    answers(router, "/v1/audit/sample", DrawSample, _sample, views=(), answer=Sample)
    replay = "/v1/audit/replay/{projection}"
    answers(router, replay, ReplayReadModel, _replay, views=(), answer=Replayed)
    answers(router, "/v1/audit/check", CheckLog, _check, views=(), answer=CheckedStretch)
    access = "/v1/audit/access/{person_id}"
    answers(router, access, ShowReaders, _readers, views=("directory",), answer=Reading)


def _trace(asking: Asking) -> Page:
    asked: ShowTrace = asking.question
    history = asking.container.auditing.history
    place = decode(asked.after, int)
    until = history.head() if asked.until is None else asked.until
    thread, name = asked.thread
    found = trace(history, thread, name, after=place[0] if place else 0, until=until)
    lines = [line for line, _ in zip(found.lines, range(asked.limit), strict=False)]
    return Page.of(lines, asked.limit, "position")


def _sample(asking: Asking) -> Sample:
    asked: DrawSample = asking.question
    history = asking.container.auditing.history
    head = history.head()
    until = head if asked.until is None else min(asked.until, head)
    return draw(history, asked.topic, asked.n, seed=asked.seed, until=until)


def _replay(asking: Asking) -> Replayed:
    asked: ReplayReadModel = asking.question
    return asking.container.auditing.replay(
        WhichReplay(
            asked.projection,
            position=asked.position,
            time=asked.time,
            is_live=asked.live,
            is_published=asked.published,
            is_sealed=asked.sealed,
        )
    )


def _check(asking: Asking) -> CheckedStretch:
    asked: CheckLog = asking.question
    place = decode(asked.after, int)
    found = asking.container.auditing.examine(place[0] if place else 0, asked.limit)
    return CheckedStretch(
        begin=found.after,
        end=found.until,
        head=found.head,
        is_whole=found.is_whole,
        findings=found.findings,
        checks=list(found.checks),
        next=None if found.is_whole else encode([found.until]),
    )


def _readers(asking: Asking) -> Reading:
    asked: ShowReaders = asking.question
    place = decode(asked.after, int)
    found = readers_of(asking.container, asked.person_id)
    reads = reads_of(
        asking.container.auditing.history,
        asked.person_id,
        after=place[0] if place else 0,
        limit=asked.limit,
    )
    page = Page.of(reads, asked.limit, "position")
    return Reading(
        person_id=found.person_id,
        is_known=found.is_known,
        ways=list(found.ways),
        holders={role: list(accounts) for role, accounts in found.holders.items()},
        guardians=list(found.guardians),
        reads=list(reads),
        next=page.answer["next"],
    )
