"""What others look for at places agreed on (RFC 8615): our word on privacy signals, our keys."""

from typing import Any, Final

import orjson
from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.container import Container
from api.operation import serves

KEPT_FOR_AN_HOUR: Final = {"Cache-Control": "public, max-age=3600"}
GPC_SINCE: Final = "2026-11-25"
"""When we said so: later changes of what the signal means do not change what we said."""


class PrivacySignalHonoured(BaseModel):
    """This is our word that we abide by Global Privacy Control."""

    gpc: bool
    lastUpdate: str  # noqa: N815 - the name the specification gives it


class KeySet(BaseModel):
    """This is the public keys with which whatever we sign is checked (RFC 7517)."""

    keys: list[dict[str, Any]]


def well_known(router: APIRouter) -> None:
    """This adds what stands at agreed places."""
    path, honoured = "/.well-known/gpc.json", PrivacySignalHonoured
    serves(router, path, gpc, "Are privacy signals honoured?", response_model=honoured)
    path, words = "/.well-known/jwks.json", "The keys that check what we sign"
    serves(router, path, keys, words, response_model=KeySet)


async def gpc(_request: Request) -> Response:
    """This says that the signal is honoured (W3C Global Privacy Control, GPC support resource)."""
    return _json({"gpc": True, "lastUpdate": GPC_SINCE})


async def keys(request: Request) -> Response:
    """This gives the public keys."""
    container: Container = request.app.state.container
    return _json(container.receipt_signer.public_keys())


def _json(content: Any) -> Response:
    return Response(orjson.dumps(content), media_type="application/json", headers=KEPT_FOR_AN_HOUR)
