"""Webhooks: what the payment provider tells us of by itself. It signs, and does not sign in.

What came is taken down under the provider's own name of it, so that it may come again, and answered
at once; a reaction looks into it afterwards.
"""

import inspect
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header
from starlette.requests import Request
from starlette.responses import Response

from api import access, bodies, errors
from api.accepts import Done, answer_to
from api.container import Container
from api.operation import Operation, parameter, problems
from api.refusals import refusals_of
from api.visit import Visit
from api.workers import Workers
from application import bus
from application.notice import (
    NoticeIsUnreadable,
    ReceiveNotice,
    SignatureIsMissing,
    SignatureIsWrong,
)
from domain.shared.actor import Actor, Role

STRIPE: Final = "/v1/webhooks/stripe"
PROVIDER: Final = Actor("process:provider", frozenset({Role.SYSTEM}))
SIGNATURE = Annotated[
    str,
    Header(
        alias="Stripe-Signature",
        description="When it was sent, and a signature by each secret: `t=…,v1=…`.",
        examples=[
            "t=1772442000,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd"
        ],
    ),
]
EVENT: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object", "description": "An event of Stripe, whole or thin."}
            }
        },
    }
}
REFUSALS = frozenset(
    {
        SignatureIsMissing,
        SignatureIsWrong,
        NoticeIsUnreadable,
        errors.NoSuchRoute,
        errors.BodyIsTooLarge,
        errors.BodyIsCutShort,
    }
)


def webhooks(router: APIRouter) -> None:
    """This adds where Stripe sends to."""
    line = access.line_of("POST", STRIPE)
    router.routes.append(
        Operation(
            STRIPE,
            inspect.Signature([parameter("stripe_signature", SIGNATURE)]),
            receive,
            line=line,
            methods=["POST"],
            name=ReceiveNotice.__name__,
            operation_id=ReceiveNotice.__name__,
            summary="Tell of something that happened at Stripe",
            description=f"Who may: {line.words}",
            tags=["webhooks"],
            response_model=Done,
            response_description="Taken down, now or when it came before",
            responses=problems({*refusals_of(ReceiveNotice), *REFUSALS}),
            openapi_extra=EVENT,
        )
    )


async def receive(request: Request) -> Response:
    """This takes down what truly comes from Stripe; without a secret nobody is expected here."""
    visit: Visit = request.scope["visit"]
    container: Container = request.app.state.container
    workers: Workers = request.app.state.workers
    if container.notices is None:
        raise errors.NoSuchRoute
    body = await bodies.bytes_of(request)
    signature = request.headers.get("stripe-signature", "")
    told = await workers.work(container.notices.read, body, signature)
    asking = bus.Request(told, PROVIDER, told.event_id, visit.request_id)
    outcome = await workers.execute(container.bus, asking)
    return answer_to(outcome, 200, visit, container.partitions)
