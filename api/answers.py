"""One line a query: the route, its parameters, the read models behind it and its answer.

    answers(router, "/v1/tutors/{tutor_id}", TutorAsked, tutor, views=("tutor_search",), …)

A caller who sends back `Preceptor-Consistency` waits until the read models have what they
wrote. Every answer has an ETag; who has it already gets 304 and no body. Where an answer shows what
is personal, staff say what they read it for, and that they did is recorded first.
"""

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Annotated, Any, ClassVar, Final, TypeVar, get_origin

import orjson
from fastapi import APIRouter, Header
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from api import access, bodies, consistency, errors, reading, sheets
from api.container import Container
from api.lines import Line
from api.operation import Operation, parameter, path_parameter, problems, query_parameter
from api.paging import CursorIsNotOurs, Page
from api.sheets import AsSheet
from api.visit import Visit
from application.access import RoleMissing
from domain.shared.actor import Actor, Role
from domain.shared.errors import NotFound, Refused
from projections.directory.queries import is_guardian

JSON: Final = orjson.OPT_UTC_Z
IF_NONE_MATCH = Annotated[
    str, Header(alias="If-None-Match", description="The ETag of the answer you have.")
]


class Question(BaseModel):
    """This is what a query may be asked: fields in the address, the others behind `?`.

    `REFUSALS` are the noes of its own answer; those that any query can give are known. Unless
    `IS_KEPT` nobody on the way may keep the answer, not even the client that asked. With
    `AS_SHEET`, whoever would rather have CSV gets that. `TELLS` is the headers of its own answer,
    and what each says.
    """

    REFUSALS: ClassVar[tuple[type[Refused], ...]] = ()
    IS_KEPT: ClassVar[bool] = True
    AS_SHEET: ClassVar[AsSheet | None] = None
    TELLS: ClassVar[Mapping[str, str]] = {}

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


Q = TypeVar("Q", bound=Question)


@dataclass(frozen=True, slots=True)
class Asking:
    """This is a question as it came in: from whom, and what can answer it.

    `is_head` tells that only the headers of the answer are wanted: nobody looks at it.
    """

    question: Any
    actor: Actor
    container: Container
    is_head: bool = False


Ask = Callable[[Asking], Any]


def answers(
    router: APIRouter,
    path: str,
    question: type[Question],
    ask: Ask,
    *,
    views: tuple[str, ...],
    answer: Any,
) -> None:
    """This adds the operation that answers the question; no answer is a 404."""
    line = access.line_of("GET", path)
    words = inspect.cleandoc(question.__doc__ or "").partition("\n")[0].rstrip(".")
    router.routes.append(
        Operation(
            path,
            _signature(path, question, line, reads=bool(views)),
            _runner(question, ask, line, f"GET {path}", views),
            line=line,
            methods=["GET"],
            name=question.__name__,
            operation_id=question.__name__,
            summary=words,
            description=f"Who may: {line.words}",
            tags=[path.split("/")[2]],
            response_model=answer,
            responses={
                **_answered(question),
                **problems(_refusals(question, line, views)),
                **({304: {"description": "You have it already"}} if question.IS_KEPT else {}),
            },
        )
    )


def _answered(question: type[Question]) -> dict[int | str, dict[str, Any]]:
    """This documents what else an answer may be, or say."""
    headers = {
        name: {"description": said, "schema": {"type": "string"}}
        for name, said in question.TELLS.items()
    }
    said = {
        **({"content": sheets.DOCUMENTED} if question.AS_SHEET else {}),
        **({"headers": headers} if headers else {}),
    }
    return {200: said} if said else {}


def _refusals(question: type[Question], line: Line, views: tuple[str, ...]) -> set[type[Refused]]:
    guarded = () if line.who is None else (errors.SignInFirst, RoleMissing)
    owned = (errors.NotYoursToSee,) if line.owners else ()
    waits = consistency.REFUSALS if views else ()
    paged = (CursorIsNotOurs,) if "after" in question.model_fields else ()
    noted = (errors.SayWhatFor,) if line.shows else ()
    return {NotFound, *guarded, *owned, *waits, *paged, *noted, *question.REFUSALS}


def _runner(
    question: type[Question], ask: Ask, line: Line, route: str, views: tuple[str, ...]
) -> Callable[[Request], Awaitable[Response]]:
    lists = frozenset(
        name
        for name, field in question.model_fields.items()
        if get_origin(field.annotation) is tuple
    )

    names_owner = any(owner in question.model_fields for owner in line.owners)

    async def run(request: Request) -> Response:
        visit: Visit = request.scope["visit"]
        container: Container = request.app.state.container
        line.check_role(visit.actor)
        asked = question_of(question, request, lists)
        if names_owner and not line.is_open_to(visit.actor, asked):
            await _check_guardian(line, visit.actor, asked, request)
        await consistency.wait_for(views, request)
        asking = Asking(asked, visit.actor, container, visit.is_head)
        found = await request.app.state.workers.work(ask, asking)
        if found is None:
            raise NotFound
        if not names_owner:
            line.check_owner(visit.actor, found)
        if line.shows:
            await _note_reading(line, route, asked, found, request)
        return _response(question, found, request) if question.IS_KEPT else _passed_by(found)

    return run


async def _check_guardian(line: Line, actor: Actor, asked: Any, request: Request) -> None:
    """This lets pass the guardian of the minor that is asked about, where the line does.

    Raises:
        NotYoursToSee: it is somebody else who asks.
    """
    state = request.app.state
    if line.with_guardians and actor.has(Role.GUARDIAN):
        minor = getattr(asked, line.owners[0])
        if await state.workers.work(is_guardian, state.container.reader, actor.id, minor):
            return
    raise errors.NotYoursToSee


async def _note_reading(line: Line, route: str, asked: Any, found: Any, request: Request) -> None:
    """This has it noted, before it is answered, that staff read what is personal of others.

    Raises:
        SayWhatFor: they do not say what for.
    """
    visit: Visit = request.scope["visit"]
    purpose = reading.purpose_in(request)
    people = reading.people_in(line, visit.actor, asked, found)
    if not people:
        return
    if purpose is None:
        raise errors.SayWhatFor
    await request.app.state.readings.note(reading.Read(line, route, purpose, people), request)


def question_of(question: type[Q], request: Request, lists: frozenset[str] = frozenset()) -> Q:
    """This is what was asked; parameters named in `lists` may come more than once.

    Raises:
        RequestIsInvalid: the question has no such parameter, or not such a value.
    """
    values = {**bodies.query_of(request, lists), **bodies.path_of(request)}
    try:
        return question.model_validate(values)
    except ValidationError as reason:
        raise errors.invalid(reason) from None


def _response(question: type[Question], found: Any, request: Request) -> Response:
    told = found.headers if isinstance(found, Page) else {}
    headers = {"Cache-Control": "private, no-cache", "Vary": "Authorization", **told}
    if question.AS_SHEET and sheets.is_wanted(request):
        content, more = sheets.written(question.AS_SHEET, found, request)
        headers, media_type = {**headers, **more}, sheets.MEDIA_TYPE
    else:
        content = orjson.dumps(found.answer if isinstance(found, Page) else found, option=JSON)
        media_type = "application/json"
    headers["ETag"] = f'"{blake2b(content, digest_size=12).hexdigest()}"'
    if has_it(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, 200, headers, media_type)


def _passed_by(found: Any) -> Response:
    headers = {"Cache-Control": "no-store", "Vary": "Authorization"}
    return Response(orjson.dumps(found, option=JSON), 200, headers, "application/json")


def has_it(if_none_match: str, etag: str) -> bool:
    """This compares an ETag weakly, as RFC 9110 asks for If-None-Match."""
    known = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return etag in known or "*" in known


def _signature(
    path: str, question: type[Question], line: Line, *, reads: bool
) -> inspect.Signature:
    fields = question.model_fields
    in_path = re.findall(r"{(\w+)}", path)
    parameters = [path_parameter(name, fields[name]) for name in in_path]
    parameters += [
        query_parameter(name, field) for name, field in fields.items() if name not in in_path
    ]
    if reads:
        parameters.append(parameter("consistency", consistency.DOCUMENTED, ""))
    if line.shows:
        parameters.append(parameter("purpose", reading.DOCUMENTED, None))
    if question.IS_KEPT:
        parameters.append(parameter("if_none_match", IF_NONE_MATCH, ""))
    return inspect.Signature(parameters)
