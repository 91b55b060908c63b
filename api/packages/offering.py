"""One line a package: the route, who may have it, and every way to say no.

hands_over(router, f"{REQUEST}/package", TakeAccessPackage, access_package, RequestKind.ACCESS)
"""

import inspect
from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api import access, consistency, errors
from api.answers import Question, question_of
from api.container import Container
from api.lines import Line
from api.operation import Operation, parameter, path_parameter, problems
from api.packages.gathering import VIEWS, Gathering
from api.packages.handing import MEDIA_TYPE, HandingOver, headers_of
from api.refusals import refusals_in
from api.visit import Visit
from application.access import RoleMissing
from application.fields import Identity
from application.limits import Rate, Turn
from application.packages import Offered, offered
from application.packing.archive import Package
from domain.privacy.terms import RequestKind
from domain.shared.errors import Refused, Unavailable

OFTEN_ENOUGH: Final = Rate(a_minute=2, burst=5)
"""A package goes through the whole log; nobody needs theirs more often."""

Pack = Callable[[Gathering], Package]


class TakePackage(Question):
    """Take a package."""

    request_id: Identity


def hands_over(
    router: APIRouter,
    path: str,
    question: type[TakePackage],
    pack: Pack,
    kind: RequestKind,
) -> None:
    """This adds the operation that hands the package of such a request over."""
    line = access.line_of("GET", path)
    words = inspect.cleandoc(question.__doc__ or "").partition("\n")[0].rstrip(".")
    zipped = {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}
    router.routes.append(
        Operation(
            path,
            _signature(question),
            _runner(question, pack, kind, line),
            line=line,
            methods=["GET"],
            name=question.__name__,
            operation_id=question.__name__,
            summary=words,
            description=f"Who may: {line.words}",
            tags=[path.split("/")[2]],
            response_class=Response,
            responses={
                200: {"description": "The package, while it is made", "content": zipped},
                **problems(_refusals()),
            },
        )
    )


def _refusals() -> set[type[Refused]]:
    guarded = (errors.SignInFirst, RoleMissing)
    return {*guarded, *refusals_in(offered), *consistency.REFUSALS}


def _runner(
    question: type[TakePackage], pack: Pack, kind: RequestKind, line: Line
) -> Callable[[Request], Awaitable[Response]]:
    async def run(request: Request) -> Response:
        visit: Visit = request.scope["visit"]
        container: Container = request.app.state.container
        workers = request.app.state.workers
        line.check_role(visit.actor)
        asked = question_of(question, request)
        ready: Offered = await workers.work(_offered, container, asked.request_id, kind, visit)
        if visit.is_head:
            return Response(headers=headers_of(ready), media_type=MEDIA_TYPE)
        await consistency.wait_for(VIEWS, request)
        await workers.work(_take_turn, container, visit)
        gathering = await workers.wait(Gathering.begun, container, ready)
        return HandingOver(pack(gathering), ready, visit, container)

    return run


def _offered(container: Container, request_id: str, kind: RequestKind, visit: Visit) -> Offered:
    now = container.clock.now()
    return offered(container.log, request_id, kind, visit.actor, now)


def _take_turn(container: Container, visit: Visit) -> None:
    """This lets nobody keep us busy with packages.

    Raises:
        TooManyRequests: it is too soon.
    """
    if container.limits is None:
        return
    try:
        (verdict,) = container.limits.take([Turn(f"packages:{visit.actor.id}", OFTEN_ENOUGH)])
    except Unavailable:
        container.metrics.on_uncounted(1)
        return
    if not verdict.passes:
        raise errors.TooManyRequests(verdict.retry_seconds)


def _signature(question: type[TakePackage]) -> inspect.Signature:
    return inspect.Signature(
        [
            path_parameter("request_id", question.model_fields["request_id"]),
            parameter("consistency", consistency.DOCUMENTED, ""),
        ]
    )
