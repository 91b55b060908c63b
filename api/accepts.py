"""One line a command: the route, its body, its key, its answer and every way to say no.

    accepts(router, "POST", "/v1/consents/{person_id}/{purpose}/grant", GrantConsent)

The body is the command without what stands in the address. The command is decided in a worker
thread, under the caller's Idempotency-Key; a retry gets the stored answer again.
"""

import inspect
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError, create_model
from starlette.requests import Request
from starlette.responses import Response

from api import access, bodies, consistency, errors
from api.container import Container
from api.lines import Line
from api.operation import (
    Operation,
    body_parameter,
    parameter,
    path_parameter,
    problems,
)
from api.refusals import refusals_of
from api.visit import Visit
from api.workers import Workers
from application import bus
from application.bus import Outcome
from application.consistency import Token
from application.work import Command
from domain.shared.actor import Actor
from domain.shared.errors import Refused

JSON = orjson.OPT_UTC_Z
KEY_HEADER = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=bodies.KEY_PATTERN,
        description="A fresh name for this deed; the same name again gets the same answer.",
        examples=["9b2e1c1e-6a52-4ad1-8f3e-0f5e8c1d7a10"],
    ),
]
REFUSALS = (
    errors.BodyIsNotJson,
    errors.BodyIsTooLarge,
    errors.ContentTypeIsNotJson,
    errors.IdempotencyKeyIsMissing,
)


class Done(BaseModel):
    """It is done; there is nothing else to say."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


class Created(BaseModel):
    """This is the answer when something new came to be: it goes out as 201."""


@dataclass(frozen=True, slots=True)
class Asked:
    """This is a command as it came in: from whom, under which key, in which request."""

    command: Any
    visit: Visit
    key: str
    container: Container

    def on_behalf(self, command: Command, actor: Actor, key: str) -> Outcome:
        """This executes a command that follows from this one, for another actor."""
        return self.container.bus.execute(bus.Request(command, actor, key, self.visit.request_id))


Execute = Callable[[Asked], Outcome]


def _at_leisure(asked: Asked) -> Outcome:
    """This executes a command as it is, where deciding takes long: others do not wait behind it."""
    return asked.on_behalf(asked.command, asked.visit.actor, asked.key)


def execute_for(command: type[Command]) -> Execute | None:
    """This is how a command is executed: a password takes long, to keep and to compare."""
    kinds = {field.annotation for field in command.model_fields.values()}
    return _at_leisure if SecretStr in kinds else None


@dataclass(frozen=True, slots=True)
class Does:
    """This is what an operation does, where that is more than asking its command.

    Attributes:
        decides: the command that it makes of what was asked.
        execute: how, in a thread of its own; without it the command is decided with the others.
        refuses: the ways to say no that are its own.
        views: the read models it looks at, which therefore have to have caught up.
    """

    decides: type[Command]
    execute: Execute | None = None
    refuses: tuple[type[Refused], ...] = ()
    views: tuple[str, ...] = ()


def accepts(
    router: APIRouter,
    method: str,
    path: str,
    command: type[Command],
    answer: type[BaseModel] = Done,
    does: Does | None = None,
) -> None:
    """This adds the operation that asks the command."""
    line = access.line_of(method, path)
    does = does or Does(command, execute_for(command))
    status = 201 if issubclass(answer, Created) else 200
    router.routes.append(
        Operation(
            path,
            _signature(path, command, reads=bool(does.views)),
            _runner(command, line, does, status),
            line=line,
            methods=[method],
            name=command.__name__,
            operation_id=command.__name__,
            summary=_summary(command),
            description=f"Who may: {line.words}",
            tags=[path.split("/")[2]],
            status_code=status,
            response_model=answer,
            response_description="Done, or done before under this key",
            responses=problems(_refusals(line, does)),
        )
    )


def _refusals(line: Line, does: Does) -> set[type[Refused]]:
    signs_in = () if line.who is None else (errors.SignInFirst,)
    waits = consistency.REFUSALS if does.views else ()
    return {*refusals_of(does.decides), *REFUSALS, *signs_in, *waits, *does.refuses}


def _runner(
    command: type[Command], line: Line, does: Does, status: int
) -> Callable[[Request], Awaitable[Response]]:
    async def run(request: Request) -> Response:
        visit: Visit = request.scope["visit"]
        container: Container = request.app.state.container
        line.check_role(visit.actor)
        key = bodies.key_of(request.scope)
        asked = _command(command, await bodies.body_of(request), request)
        if does.views:
            await consistency.wait_for(does.views, request)
        workers: Workers = request.app.state.workers
        if does.execute is None:
            asking = bus.Request(asked, visit.actor, key, visit.request_id)
            outcome = await workers.execute(container.bus, asking)
        else:
            outcome = await workers.work(does.execute, Asked(asked, visit, key, container))
        return answer_to(outcome, status, visit, container.partitions)

    return run


def _command(command: type[Command], values: dict[str, Any], request: Request) -> Command:
    parameters = bodies.path_of(request)
    twice = parameters.keys() & values.keys()
    if twice:
        raise errors.RequestIsInvalid(
            [
                {"field": name, "rule": "extra_forbidden", "message": "This is in the address"}
                for name in sorted(twice)
            ]
        )
    try:
        return command.model_validate({**values, **parameters})
    except ValidationError as reason:
        raise errors.invalid(reason) from None


def answer_to(outcome: Outcome, status: int, visit: Visit, partitions: int) -> Response:
    """This is what became of a command, as it goes out."""
    headers = {"Cache-Control": "no-store"}
    if outcome.places:
        headers["Preceptor-Consistency"] = Token.of(outcome.places, partitions).encode()
    if outcome.is_replay:
        headers["Idempotency-Replayed"] = "true"
    if not outcome.accepted:
        problem = errors.Problem(outcome.refusal, outcome.kind, outcome.detail)
        return problem.response(visit.request_id, headers)
    content = orjson.dumps(outcome.answer, option=JSON)
    return Response(content, status, headers, "application/json")


def _signature(path: str, command: type[Command], *, reads: bool) -> inspect.Signature:
    in_path = re.findall(r"{(\w+)}", path)
    fields = command.model_fields
    body: Any = {
        name: (field.annotation, field) for name, field in fields.items() if name not in in_path
    }
    parameters = [path_parameter(name, fields[name]) for name in in_path]
    parameters.append(parameter("idempotency_key", KEY_HEADER))
    if reads:
        parameters.append(parameter("consistency", consistency.DOCUMENTED, ""))
    if body:
        closed = ConfigDict(extra="forbid")
        model = create_model(command.__name__, __config__=closed, __doc__=command.__doc__, **body)
        parameters.append(body_parameter(model))
    return inspect.Signature(parameters)


def _summary(command: type[Command]) -> str:
    return inspect.cleandoc(command.__doc__ or "").partition("\n")[0].rstrip(".")
