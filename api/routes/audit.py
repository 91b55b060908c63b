"""Audit: who did what when, on what ground, about whom; also what was refused."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from api.answers import Asking, Question, answers
from api.paging import Cursor, Limit, Page, decode, page_of
from application.fields import NO_NUL, Moment
from application.looking_back import Standing, as_of, shown
from projections.audit_trail.queries import Asked, Entry, entries

Name = Annotated[str, Field(min_length=1, max_length=300, pattern=NO_NUL)]


class ShowTrail(Question):
    """Look into the past, newest first; what is left out is not asked."""

    person: Name | None = None
    actor: Name | None = None
    stream_id: Name | None = None
    correlation_id: Name | None = None
    since: Moment | None = None
    until: Moment | None = None
    only_refused: bool = False
    after: Cursor | None = None
    limit: Limit = 50


class ShowState(Question):
    """Show an aggregate as it stood at a position or an instant; without them, as it stands."""

    kind: Name
    identity: Name
    position: Annotated[int, Field(ge=0, lt=2**62)] | None = None
    time: Moment | None = None


def audit(router: APIRouter) -> None:
    """This adds the trail, and looking back."""
    views = ("audit_trail",)
    answers(router, "/v1/audit", ShowTrail, _trail, views=views, answer=page_of(Entry))
    address = "/v1/audit/state/{kind}/{identity}"
    answers(router, address, ShowState, _state, views=(), answer=Standing)


def _trail(asking: Asking) -> Page:
    asked: ShowTrail = asking.question
    place = decode(asked.after, int)
    found = entries(
        asking.container.reader,
        Asked(**asked.model_dump(exclude={"after", "limit"})),
        before=place and place[0],
        limit=asked.limit,
    )
    return Page.of(found, asked.limit, "position")


def _state(asking: Asking) -> Standing:
    asked: ShowState = asking.question
    log = asking.container.log
    found = as_of(log, asked.kind, asked.identity, position=asked.position, time=asked.time)
    return shown(found)
