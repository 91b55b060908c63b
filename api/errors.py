"""How a no sounds over HTTP: one table of statuses, and problems as RFC 9457 has them.

    NotFound → 404    NotAllowed → 403    RuleBroken → 409    Unavailable → 503

A refusal's name is the problem's type, in kebab case, and its sentence the detail. What the
table names by name differs from its kind. No problem quotes what the caller sent.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from typing import Any

import orjson
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from domain.reading.events import ReadingPurpose
from domain.shared.errors import NotAllowed, NotFound, Refused, RuleBroken, Unavailable

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 1
MOST_ERRORS = 20
MOST_FIELD = 80
RETRIED = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


class RequestIsInvalid(Refused):
    """Some fields are not as they must be; `errors` names each with what is wrong."""

    def __init__(self, errors: Sequence[Mapping[str, str]]) -> None:
        super().__init__()
        self.errors = errors


class BodyIsNotJson(Refused):
    """The body cannot be read as JSON in UTF-8."""


class BodyIsCutShort(Refused):
    """The body ended before it was complete."""


class BodyIsTooLarge(Refused):
    """The body is larger than 256 KiB."""


class ContentTypeIsNotJson(Refused):
    """A body is sent as application/json."""


class IdempotencyKeyIsMissing(Refused):
    """Send an Idempotency-Key header of 8 to 200 visible characters, a fresh one per deed."""


class SignInFirst(NotAllowed):
    """Sign in, and send the access token as Bearer; it lives for ten minutes."""


class NotYoursToSee(NotAllowed):
    """This belongs to somebody else, and none of your roles may see it."""


class SayWhatFor(Refused):
    """Staff say what they read somebody's data for, in the header Preceptor-Purpose."""

    def __init__(self) -> None:
        purposes = ", ".join(ReadingPurpose)
        super().__init__(f"Say what you read this for: Preceptor-Purpose is one of {purposes}.")


class NoSuchRoute(NotFound):
    """There is nothing at this address; /docs shows what there is."""


class MethodIsNotOffered(Refused):
    """This address does not take that method."""


class TooManyRequests(Refused):
    """There were too many requests; Retry-After says in how many seconds the next one passes."""

    def __init__(self, seconds: float = RETRY_SECONDS) -> None:
        super().__init__()
        self.seconds = math.ceil(seconds)


class TooManyFollow(Refused):
    """So many follow the log here already that one more finds no room; come back in a while."""


class NotVisibleYet(Refused):
    """What was asked about is written, but this answer has not caught up with it yet."""


class ServiceUnavailable(Refused):
    """Something we depend on does not answer; the same request may succeed soon."""


class UnexpectedCondition(Refused):
    """Something went wrong on our side; it was noted under the request id in `instance`."""


BY_KIND: Mapping[str, int] = {
    "NotFound": 404,
    "NotAllowed": 403,
    "RuleBroken": 409,
    "Refused": 400,
}
BY_NAME: Mapping[str, int] = {
    "RequestIsInvalid": 422,
    "BodyIsTooLarge": 413,
    "ContentTypeIsNotJson": 415,
    "KeyReused": 422,
    "SignInFirst": 401,
    "EmailOrPasswordIsWrong": 401,
    "RefreshTokenIsNotOurs": 401,
    "RefreshTokenWasReused": 401,
    "SessionIsOver": 401,
    "SignatureIsWrong": 401,
    "MethodIsNotOffered": 405,
    "TooManyRequests": 429,
    "TooManyFollow": 503,
    "NotVisibleYet": 503,
    "ServiceUnavailable": 503,
    "UnexpectedCondition": 500,
}
BEARER = "Bearer"
CHALLENGES: Mapping[str, str] = {"SignatureIsWrong": "Stripe-Signature"}
"""What has to come along, where that is not an access token."""


@dataclass(frozen=True, slots=True)
class Problem:
    """This is a no on its way to the caller."""

    name: str
    kind: str
    detail: str
    more: Mapping[str, Any] = field(default_factory=dict)
    retry_seconds: int = RETRY_SECONDS

    @classmethod
    def of(cls, refused: Refused) -> "Problem":
        """This is the problem that a refusal becomes."""
        more = {"errors": refused.errors} if isinstance(refused, RequestIsInvalid) else {}
        seconds = refused.seconds if isinstance(refused, TooManyRequests) else RETRY_SECONDS
        return cls(type(refused).__name__, kind_of(type(refused)), refused.detail, more, seconds)

    @property
    def status(self) -> int:
        """This is the one table, read."""
        return BY_NAME.get(self.name) or BY_KIND[self.kind]

    def body(self, request_id: str) -> dict[str, Any]:
        """This is the problem as RFC 9457 writes it."""
        return {
            "type": slug(self.name),
            "title": title(self.name),
            "status": self.status,
            "detail": self.detail,
            "instance": request_id,
            **self.more,
        }

    def response(self, request_id: str, headers: Mapping[str, str] | None = None) -> Response:
        """This is the whole answer, with the headers its status calls for."""
        made = {"Cache-Control": "no-store", **(headers or {})}
        if self.status == HTTPStatus.UNAUTHORIZED:
            made["WWW-Authenticate"] = CHALLENGES.get(self.name, BEARER)
        elif self.status in RETRIED:
            made["Retry-After"] = str(self.retry_seconds)
        content = orjson.dumps(self.body(request_id))
        return Response(content, self.status, made, MEDIA_TYPE)


@cache
def slug(name: str) -> str:
    """This is `OnlyTheTutorConfirms` as `only-the-tutor-confirms`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


@cache
def title(name: str) -> str:
    """This is `OnlyTheTutorConfirms` as `Only the tutor confirms`."""
    return slug(name).replace("-", " ").capitalize()


def kind_of(refusal: type[Refused]) -> str:
    """This is the kind a refusal is of."""
    kinds = (NotFound, NotAllowed, RuleBroken)
    return next((kind.__name__ for kind in kinds if issubclass(refusal, kind)), "Refused")


def invalid(reason: ValidationError) -> RequestIsInvalid:
    """This names each field and what is wrong with it, and never what it held."""
    found = reason.errors(include_url=False, include_input=False)
    return RequestIsInvalid([_field(error) for error in found[:MOST_ERRORS]])


def _field(error: Any) -> dict[str, str]:
    place = ".".join(str(part) for part in error["loc"])[:MOST_FIELD]
    ours = type(error.get("ctx", {}).get("error", ValueError())) is ValueError
    message = error["msg"] if ours else "Value is not valid"
    return {"field": place, "rule": error["type"], "message": message}


async def answer_refused(request: Request, refused: Exception) -> Response:
    """This answers a refusal that was raised at the edge or by a query."""
    assert isinstance(refused, Refused)
    return Problem.of(refused).response(request.scope["visit"].request_id)


async def answer_unavailable(request: Request, _reason: Exception) -> Response:
    """This answers that the world has to recover first."""
    return Problem.of(ServiceUnavailable()).response(request.scope["visit"].request_id)


async def answer_unrouted(request: Request, reason: Exception) -> Response:
    """This answers an unknown address, or a method it does not take."""
    assert isinstance(reason, HTTPException)
    request_id: str = request.scope["visit"].request_id
    if reason.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = ", ".join(sorted(_methods(request)))
        return Problem.of(MethodIsNotOffered()).response(request_id, {"Allow": allowed})
    return Problem.of(NoSuchRoute()).response(request_id)


def _methods(request: Request) -> set[str]:
    scope = {**request.scope, "path_params": {}}
    return {
        method
        for route in request.app.router.routes
        if route.matches(scope)[0] is not Match.NONE
        for method in route.methods or ()
    }


HANDLERS: Mapping[Any, Any] = {
    Refused: answer_refused,
    Unavailable: answer_unavailable,
    HTTPException: answer_unrouted,
}
