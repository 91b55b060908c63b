"""How the system itself is: for probes, for Prometheus."""

from typing import Any

import orjson
from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.container import Container
from api.errors import Problem, ServiceUnavailable
from api.operation import serves

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


class Alive(BaseModel):
    """This process answers."""

    status: str = "alive"


class Ready(BaseModel):
    """Everything that is needed answers; `notes` are what somebody should look at all the same."""

    status: str = "ready"
    notes: list[str] = []


def health(router: APIRouter) -> None:
    """This adds the probes and the numbers."""
    serves(router, "/healthz", alive, "Does this process answer?", response_model=Alive)
    serves(router, "/readyz", ready, "Can it do its work?", response_model=Ready)
    text = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}
    serves(router, "/metrics", metrics, "Numbers for Prometheus", responses=text)


async def alive(_request: Request) -> Response:
    """This answers as long as the process runs."""
    return _json({"status": "alive"})


async def ready(request: Request) -> Response:
    """This answers whether the log and whatever else is needed can be reached."""
    container: Container = request.app.state.container
    status = await request.app.state.workers.work(container.status)
    if status.is_ready:
        return _json({"status": "ready", **({"notes": status.alarms} if status.alarms else {})})
    down = ", ".join(part.name for part in status.parts if part.is_needed and not part.is_up)
    problem = Problem.of(ServiceUnavailable(f"These do not answer: {down}."))
    return problem.response(request.scope["visit"].request_id)


async def metrics(request: Request) -> Response:
    """This gives everything counted, and the status as it is now."""
    container: Container = request.app.state.container
    content = await request.app.state.workers.work(_exposition, container)
    return Response(content, media_type=PROMETHEUS, headers={"Cache-Control": "no-store"})


def _exposition(container: Container) -> bytes:
    return container.metrics.exposition(container.status())


def _json(content: dict[str, Any]) -> Response:
    body = orjson.dumps(content)
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})
