"""Privacy: what people ask about their data, what becomes of it, and what lasts."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.accepts import Created, accepts
from api.answers import Asking, Question, answers
from api.packages.access import access_package
from api.packages.offering import TakePackage, hands_over
from api.packages.portability import portability_package
from api.paging import Cursor, Limit, Page, decode, page_of
from application import privacy, privacy_handling
from application.fields import Identity
from domain.privacy.terms import Regime, RequestKind, State
from projections.privacy_register import queries
from projections.privacy_register.answers import (
    PersonsWishes,
    PrivacyRequestDetails,
    PrivacyRequestLine,
)

REQUESTS = "/v1/privacy/requests"
REQUEST = f"{REQUESTS}/{{request_id}}"
PERSON = "/v1/privacy/people/{person_id}"
VIEWS = ("privacy_register",)


class PrivacyRequestFiled(Created):
    """It has arrived, and will be done by then; asked before, it belongs to the first."""

    request_id: str
    state: State
    acknowledge_by: datetime | None
    act_by: datetime
    is_new: bool


class PrivacyRequestProlonged(BaseModel):
    """It takes until then."""

    act_by: datetime


class ListPrivacyRequests(Question):
    """List requests about people's data, newest first; name yourself as the person or guardian."""

    person_id: Identity | None = None
    guardian_id: Identity | None = None
    kind: RequestKind | None = None
    regime: Regime | None = None
    states: Annotated[tuple[State, ...], Field(max_length=len(State))] = ()
    only_overdue: bool = False
    after: Cursor | None = None
    limit: Limit = 50


class ShowPrivacyRequest(Question):
    """Show a request with its deadlines, what has to stay and why, and how far it has come."""

    request_id: Identity


class ShowWishes(Question):
    """Show whether the use of a person's data is restricted, and what they object to."""

    person_id: Identity


class TakeAccessPackage(TakePackage):
    """Take away what is kept of you or your child: a page, all data, every fact, and proofs."""


class TakePortabilityPackage(TakePackage):
    """Take along what you or your child provided, as JSON, CSV and a calendar of the lessons."""


def privacy_requests(router: APIRouter) -> None:
    """This adds asking, handling, and looking at what was asked."""
    listed = page_of(PrivacyRequestLine)
    answers(router, REQUESTS, ListPrivacyRequests, _list, views=VIEWS, answer=listed)
    shown = PrivacyRequestDetails
    answers(router, REQUEST, ShowPrivacyRequest, _show, views=VIEWS, answer=shown)
    answers(router, PERSON, ShowWishes, _wishes, views=VIEWS, answer=PersonsWishes)
    access, portability = RequestKind.ACCESS, RequestKind.PORTABILITY
    hands_over(router, f"{REQUEST}/package", TakeAccessPackage, access_package, access)
    along = f"{REQUEST}/portability"
    hands_over(router, along, TakePortabilityPackage, portability_package, portability)
    accepts(router, "POST", REQUESTS, privacy.FilePrivacyRequest, PrivacyRequestFiled)
    prolonged = PrivacyRequestProlonged
    accepts(router, "POST", f"{REQUEST}/extend", privacy_handling.ExtendPrivacyRequest, prolonged)
    hold, recipient = f"{REQUEST}/legal-holds/{{category}}/{{basis}}", "recipients/{recipient}"
    for path, command in (
        (f"{REQUEST}/withdraw", privacy.WithdrawPrivacyRequest),
        (f"{REQUEST}/acknowledge", privacy_handling.AcknowledgePrivacyRequest),
        (f"{REQUEST}/identity/prove", privacy.ProveIdentity),
        (f"{REQUEST}/identity/follow-link", privacy.FollowIdentityLink),
        (f"{REQUEST}/identity/ask", privacy_handling.AskForIdentity),
        (f"{REQUEST}/identity/confirm", privacy_handling.ConfirmIdentity),
        (f"{hold}/place", privacy_handling.PlaceLegalHold),
        (f"{hold}/lift", privacy_handling.LiftLegalHold),
        (f"{REQUEST}/approve", privacy_handling.ApprovePrivacyRequest),
        (f"{REQUEST}/deny", privacy_handling.DenyPrivacyRequest),
        (f"{REQUEST}/complete", privacy_handling.CompletePrivacyRequest),
        (f"{REQUEST}/{recipient}/note-notified", privacy_handling.NoteRecipientNotified),
        (f"{REQUEST}/{recipient}/note-receipt", privacy_handling.NoteRecipientReceipt),
        (f"{PERSON}/restriction/lift", privacy.LiftRestriction),
        (f"{PERSON}/objections/{{objects_to}}/lift", privacy.LiftObjection),
    ):
        accepts(router, "POST", path, command)


def _list(asking: Asking) -> Page:
    asked: ListPrivacyRequests = asking.question
    found = queries.requests(
        asking.container.reader,
        queries.Asked(**asked.model_dump(exclude={"after", "limit"})),
        asking.container.clock.now(),
        before=decode(asked.after, datetime, str),
        limit=asked.limit,
    )
    return Page.of(found, asked.limit, "received_at", "request_id")


def _show(asking: Asking) -> PrivacyRequestDetails | None:
    container = asking.container
    return queries.request(container.reader, asking.question.request_id, container.clock.now())


def _wishes(asking: Asking) -> PersonsWishes:
    return queries.wishes(asking.container.reader, asking.question.person_id)
