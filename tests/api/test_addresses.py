"""An operation is found at its address as if all routes had been asked one after another."""

import re
from typing import Any

import pytest
from starlette.routing import Match

from api.addresses import Addresses
from api.operation import Operation
from tests.api.world import World

ROUTES = tuple(World().app.router.routes)
ADDRESSES = sorted(
    {
        (method, re.sub(r"{\w+}", "x", route.path))
        for route in ROUTES
        if isinstance(route, Operation)
        for method in route.methods or ()
    }
)


def at(method: str, path: str) -> dict[str, Any]:
    return {"type": "http", "method": method, "path": path}


class Taken:
    """This stands for the router, and takes what is not found before it."""

    def __init__(self) -> None:
        self.scopes: list[Any] = []

    async def __call__(self, scope: Any, _receive: Any, _send: Any) -> None:
        self.scopes.append(scope)


@pytest.fixture
def router() -> Taken:
    return Taken()


async def _nothing(*_given: Any) -> Any:
    return None


def found(addresses: Addresses, scope: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """This is the operation that is handed the request."""
    handed: list[Any] = []

    async def handle(operation: Operation, *_given: Any) -> None:
        handed.append(operation)

    monkeypatch.setattr(Operation, "handle", handle)
    asked = addresses(scope, _nothing, _nothing)
    with pytest.raises(StopIteration):
        asked.send(None)
    return handed[0] if handed else None


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_finds_what_the_router_finds(
    router: Taken, monkeypatch: pytest.MonkeyPatch, method: str, path: str
) -> None:
    first = next(one for one in ROUTES if one.matches(at(method, path))[0] is Match.FULL)
    scope = at(method, path)
    assert found(Addresses(router, ROUTES), scope, monkeypatch) is first
    assert scope["path_params"] == first.matches(at(method, path))[1]["path_params"]
    assert router.scopes == []


@pytest.mark.parametrize(
    "scope",
    [
        at("DELETE", "/v1/accounts"),
        at("GET", "/v1/nothing"),
        at("GET", "/v1/accounts/x/y/z/w"),
        at("GET", ""),
        {**at("GET", "/healthz"), "root_path": "/under"},
        {"type": "websocket", "path": "/v1/accounts"},
    ],
)
def test_leaves_the_rest_to_the_router(
    router: Taken, monkeypatch: pytest.MonkeyPatch, scope: dict[str, Any]
) -> None:
    assert found(Addresses(router, ROUTES), scope, monkeypatch) is None
    assert router.scopes == [scope]
