"""Finding the operation at an address at once, however many there are.

Routes are matched one after another, which is most of what a small request costs. So those are
asked first that begin with the same two words and have as many parts.
"""

from collections.abc import Iterable

from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from api.operation import Operation

Key = tuple[str, str, str, int]


class Addresses:
    """This stands before a router; whatever it does not find is the router's."""

    def __init__(self, router: ASGIApp, routes: Iterable[BaseRoute]) -> None:
        self._router = router
        self._known: dict[Key, list[Operation]] = {}
        for route in routes:
            if isinstance(route, Operation):
                for method in route.methods or ():
                    self._known.setdefault(_key(method, route.path), []).append(route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """This hands the request to its operation."""
        if scope["type"] == "http" and not scope.get("root_path"):
            for operation in self._known.get(_key(scope["method"], scope["path"]), ()):
                match, found = operation.matches(scope)
                if match is Match.FULL:
                    scope.update(found)
                    await operation.handle(scope, receive, send)
                    return
        await self._router(scope, receive, send)


def _key(method: str, path: str) -> Key:
    """This is what an address has in common with the template it may match."""
    first, _, rest = path[1:].partition("/")
    return method, first, rest.partition("/")[0], path.count("/")
