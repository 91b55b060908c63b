"""Breaches of personal data: on record, assessed, told to whom it concerns, and closed."""

from datetime import datetime

from fastapi import APIRouter

from api.accepts import Created, accepts
from api.answers import Asking, Question, answers
from api.paging import Cursor, Limit, Page, decode, page_of
from application import breach
from application.fields import Identity
from projections.affected import Affected, affected
from projections.privacy_register import queries
from projections.privacy_register.answers import BreachDetails, BreachLine

BREACHES = "/v1/privacy/breaches"
BREACH = f"{BREACHES}/{{breach_id}}"
VIEWS = ("privacy_register",)


class OnRecord(Created):
    """The breach is on record, and its clock runs."""

    breach_id: str


class ListBreaches(Question):
    """List breaches, newest first."""

    only_overdue: bool = False
    after: Cursor | None = None
    limit: Limit = 50


class ShowBreach(Question):
    """Show a breach with everything the authority was told."""

    breach_id: Identity


class ListAffectedPeople(Question):
    """List whose data a breach touches, by what it was said to have touched."""

    breach_id: Identity
    after: Cursor | None = None
    limit: Limit = 50


def breaches(router: APIRouter) -> None:
    """This adds the register of breaches, and what is told of one."""
    answers(router, BREACHES, ListBreaches, _list, views=VIEWS, answer=page_of(BreachLine))
    answers(router, BREACH, ShowBreach, _show, views=VIEWS, answer=BreachDetails)
    people, both = f"{BREACH}/affected-people", (*VIEWS, "audit_trail")
    answers(router, people, ListAffectedPeople, _affected, views=both, answer=page_of(Affected))
    accepts(router, "POST", BREACHES, breach.RecordBreach, OnRecord)
    for path, command in (
        (f"{BREACH}/scope", breach.SetBreachScope),
        (f"{BREACH}/assess", breach.AssessBreach),
        (f"{BREACH}/note-authority", breach.NoteAuthorityNotified),
        (f"{BREACH}/note-people", breach.NotePeopleInformed),
        (f"{BREACH}/close", breach.CloseBreach),
    ):
        accepts(router, "POST", path, command)


def _list(asking: Asking) -> Page:
    asked: ListBreaches = asking.question
    found = queries.breaches(
        asking.container.reader,
        asking.container.clock.now(),
        only_overdue=asked.only_overdue,
        before=decode(asked.after, datetime, str),
        limit=asked.limit,
    )
    return Page.of(found, asked.limit, "became_aware_at", "breach_id")


def _show(asking: Asking) -> BreachDetails | None:
    container = asking.container
    return queries.breach(container.reader, asking.question.breach_id, container.clock.now())


def _affected(asking: Asking) -> Page | None:
    asked: ListAffectedPeople = asking.question
    container, place = asking.container, decode(asked.after, str)
    found = affected(
        container.reader,
        asked.breach_id,
        container.clock.now(),
        after=place and place[0],
        limit=asked.limit,
    )
    return None if found is None else Page.of(found, asked.limit, "person_id")
