"""Consents: one person, one purpose; what was answered, what held when, and receipts of it."""

from typing import Annotated, Self

from fastapi import APIRouter
from pydantic import Field, model_validator

from api.accepts import accepts
from api.answers import Asking, Question, answers
from api.paging import LARGEST, Cursor, Limit, Page, decode, page_of
from application.consent import DenyConsent, GrantConsent, WithdrawConsent
from application.fields import Identity, Moment
from application.receipts import SignedReceipt, receipt_of, signed
from domain.consent.events import Purpose
from projections.consent_register import queries
from projections.consent_register.queries import Consent, Period

PERSON = "/v1/consents/{person_id}"
CONSENT = f"{PERSON}/{{purpose}}"
VIEWS = ("consent_register",)

Position = Annotated[int, Field(ge=0, le=LARGEST)]
"""A place in the log."""


class ShowConsents(Question):
    """Show what a person agrees to, purpose by purpose."""

    person_id: Identity


class ShowConsentsThen(Question):
    """Show what a person had agreed to at an instant, or by a position in the log."""

    person_id: Identity
    time: Moment | None = None
    position: Position | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if (self.time is None) == (self.position is None):
            raise ValueError("name either a time or a position")
        return self


class ShowConsentHistory(Question):
    """Show everything a person answered, newest first."""

    person_id: Identity
    after: Cursor | None = None
    limit: Limit = 50


class ShowConsentReceipt(Question):
    """Show a signed receipt of the answer that stands, or stood at a position."""

    person_id: Identity
    purpose: Purpose
    position: Position | None = None


class ListWhoIsAskedAgain(Question):
    """List agreements that ended by themselves, so that the people have to be asked again."""

    purpose: Purpose | None = None
    after: Cursor | None = None
    limit: Limit = 50


def consents(router: APIRouter) -> None:
    """This adds saying yes, saying no, taking a yes back, and looking at all that."""
    listed, told = page_of(Consent), page_of(Period)
    answers(router, "/v1/consents", ListWhoIsAskedAgain, _again, views=VIEWS, answer=listed)
    answers(router, PERSON, ShowConsents, _now, views=VIEWS, answer=listed)
    answers(router, f"{PERSON}/as-of", ShowConsentsThen, _then, views=VIEWS, answer=listed)
    answers(router, f"{PERSON}/history", ShowConsentHistory, _history, views=VIEWS, answer=told)
    receipts = f"{PERSON}/receipts/{{purpose}}"
    answers(router, receipts, ShowConsentReceipt, _receipt, views=VIEWS, answer=SignedReceipt)
    accepts(router, "POST", f"{CONSENT}/grant", GrantConsent)
    accepts(router, "POST", f"{CONSENT}/deny", DenyConsent)
    accepts(router, "POST", f"{CONSENT}/withdraw", WithdrawConsent)


def _now(asking: Asking) -> Page:
    asked: ShowConsents = asking.question
    container = asking.container
    now = container.clock.now()
    return Page(queries.as_it_stands(container.reader, asked.person_id, now))


def _then(asking: Asking) -> Page:
    asked: ShowConsentsThen = asking.question
    reader = asking.container.reader
    if asked.time is not None:
        return Page(queries.as_of_time(reader, asked.person_id, asked.time))
    assert asked.position is not None
    return Page(queries.as_of_position(reader, asked.person_id, asked.position))


def _history(asking: Asking) -> Page:
    asked: ShowConsentHistory = asking.question
    place = decode(asked.after, int)
    found = queries.history(
        asking.container.reader, asked.person_id, before=place and place[0], limit=asked.limit
    )
    return Page.of(found, asked.limit, "from_position")


def _receipt(asking: Asking) -> SignedReceipt | None:
    asked: ShowConsentReceipt = asking.question
    container = asking.container
    found = queries.answer_to(container.reader, asked.person_id, asked.purpose, asked.position)
    if found is None:
        return None
    return signed(receipt_of(found, container.controller), container.receipt_signer)


def _again(asking: Asking) -> Page:
    asked: ListWhoIsAskedAgain = asking.question
    container = asking.container
    found = queries.to_be_asked_again(
        container.reader,
        container.clock.now(),
        purpose=asked.purpose,
        after=decode(asked.after, str, str),
        limit=asked.limit,
    )
    return Page.of(found, asked.limit, "person_id", "purpose")
