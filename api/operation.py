"""An operation: a route that is documented by a signature and run by a handler of its own.

FastAPI makes OpenAPI of the signature. The handler takes the request as it came: it knows the
command or the query before, so nothing has to be looked up or resolved per request.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from api import access, errors
from api.lines import Line
from domain.shared.errors import Refused, Unavailable

Run = Callable[[Request], Awaitable[Response]]
EMPTY = inspect.Parameter.empty
EVERYWHERE: tuple[type[Refused], ...] = (
    errors.RequestIsInvalid,
    errors.TooManyRequests,
    errors.ServiceUnavailable,
)


class Operation(APIRoute):
    """This is one method at one address, with its line of the access table."""

    def __init__(self, path: str, signature: inspect.Signature, run: Run, **described: Any) -> None:
        self.line: Line = described.pop("line")
        self._begins = path.partition("{")[0]
        self._run = run
        super().__init__(path, _documenting(signature), **described)
        self.app = self._answer

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """This looks closer only at addresses that begin as ours does."""
        if not scope["path"].startswith(self._begins) and not scope.get("root_path"):
            return Match.NONE, {}
        return super().matches(scope)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._run(Request(scope, receive))
        await response(scope, receive, send)


def _documenting(signature: inspect.Signature) -> Callable[..., Any]:
    def documented() -> None:
        """This is never called: it only carries the signature."""

    documented.__signature__ = signature  # type: ignore[attr-defined]
    return documented


def parameter(name: str, kind: Any, default: Any = EMPTY) -> inspect.Parameter:
    """This is one parameter of a documenting signature."""
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)


def path_parameter(name: str, field: FieldInfo) -> inspect.Parameter:
    """This documents a field that stands in the address."""
    return parameter(name, _annotated(field, Path(**_words(field))))


def query_parameter(name: str, field: FieldInfo) -> inspect.Parameter:
    """This documents a field that stands behind the question mark."""
    default = EMPTY if field.is_required() else field.get_default(call_default_factory=False)
    return parameter(name, _annotated(field, Query(**_words(field))), default)


def body_parameter(model: type[BaseModel]) -> inspect.Parameter:
    """This documents the body; one whose fields can all be left out can be left out too."""
    needed = any(field.is_required() for field in model.model_fields.values())
    return parameter("body", Annotated[model, Body()], EMPTY if needed else None)


def _annotated(field: FieldInfo, marker: Any) -> Any:
    return Annotated.__class_getitem__((field.annotation, *field.metadata, marker))  # type: ignore[attr-defined]


def _words(field: FieldInfo) -> dict[str, Any]:
    return {
        "description": field.description or "",
        "examples": field.examples,
        "alias": field.alias,
    }


def problems(refusals: Iterable[type[Refused]]) -> dict[int | str, dict[str, Any]]:
    """This documents refusals: under each status one example per refusal."""
    by_status: dict[int | str, list[errors.Problem]] = {}
    for refusal in sorted({*refusals, *EVERYWHERE}, key=lambda each: each.__name__):
        problem = errors.Problem(refusal.__name__, errors.kind_of(refusal), _sentence(refusal))
        by_status.setdefault(problem.status, []).append(problem)
    return {status: _documented(found) for status, found in sorted(by_status.items(), key=str)}


def _documented(found: Sequence[errors.Problem]) -> dict[str, Any]:
    examples: Mapping[str, Any] = {
        errors.slug(each.name): {"summary": each.detail, "value": each.body("7f3c9a52-request-id")}
        for each in found
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": "; ".join(errors.title(each.name) for each in found),
        "content": {errors.MEDIA_TYPE: {"schema": schema, "examples": examples}},
    }


def _sentence(refusal: type[Refused] | type[Unavailable]) -> str:
    return inspect.cleandoc(refusal.__doc__ or "").partition("\n")[0]


def serves(router: APIRouter, path: str, run: Run, summary: str, **described: Any) -> None:
    """This adds what asks for nothing and is told as it stands: how the system is, its keys."""
    line = access.line_of("GET", path)
    name = path.rpartition("/")[2]
    responses = {503: problems(())[503], **described.pop("responses", {})}
    router.routes.append(
        Operation(
            path,
            inspect.Signature(),
            run,
            line=line,
            methods=["GET"],
            name=name,
            operation_id=name.replace(".", "_"),
            summary=summary,
            description=f"Who may: {line.words}",
            tags=["system"],
            response_class=Response,
            responses=responses,
            **described,
        )
    )
