"""A command over HTTP against an empty route of the same shape, in the same process.

The API runs in a process of its own, served as it always is, but without rate limits. The same
clients ask both routes in turns, on connections that stay open.
"""

from collections.abc import Callable, Sequence
from uuid import uuid4

from adapters.bootstrap import Container
from adapters.postgres.migrate import migrate
from application.tokens import Access
from domain.shared.actor import Role
from tests.bench.clients import load, request
from tests.bench.kit import Bench, Figure, Stage, median, percentile
from tests.bench.served import served

CLIENTS = 64
ROUNDS = 5
GRANT = {"text_version": "1", "text_locale": "en", "text_sha256": "a" * 64}
EMPTY = """
from starlette.responses import JSONResponse
from starlette.routing import Route

async def empty(request):
    await request.json()
    return JSONResponse({})

ROUTES = [Route("/empty/{name}", empty, methods=["POST"])]
"""

Wish = Callable[[str, int], bytes]


def run(stage: Stage) -> Sequence[Figure]:
    """This asks both routes by 64 clients, in turns, and holds their rates side by side."""
    each = stage.size(60, 3)
    empty: list[float] = []
    command: list[float] = []
    times: list[float] = []
    with stage.database() as url:
        one_user = {"database_url": url, "database_owner_url": None}
        settings = stage.servers.settings.model_copy(update=one_user)
        migrate(url)
        with Container(settings) as container, served(settings.environment(), EMPTY) as port:
            tokens = [_token(container, number) for number in range(CLIENTS)]
            for wish in (_empty, _command):
                load(port, _wishes(wish, tokens, each), [])
            with stage.step("Commands over HTTP", ROUNDS) as advance:
                for _ in range(ROUNDS):
                    empty.append(load(port, _wishes(_empty, tokens, each), []))
                    command.append(load(port, _wishes(_command, tokens, each), times))
                    advance(1)
    ratios = [one / other for one, other in zip(command, empty, strict=True)]
    return (
        Figure("empty route, 64 clients", median(empty), "/s"),
        Figure("command over HTTP, 64 clients", median(command), "/s"),
        Figure("command ÷ empty route", median(ratios), "×", aim=0.4, better="high"),
        Figure("command over HTTP, p50", median(times), "ms"),
        Figure("command over HTTP, p99", percentile(times, 0.99), "ms", aim=50),
    )


def _wishes(wish: Wish, tokens: Sequence[str], each: int) -> list[list[bytes]]:
    return [[wish(token, number) for _ in range(each)] for number, token in enumerate(tokens)]


def _empty(token: str, _client: int) -> bytes:
    return request("POST", "/empty/x", _headers(token), GRANT)


def _command(token: str, client: int) -> bytes:
    """This is one more agreement of the client's own person, to a text of its own."""
    path = f"/v1/consents/bench-{client}/terms/grant"
    return request("POST", path, _headers(token), {**GRANT, "text_version": uuid4().hex})


def _token(container: Container, client: int) -> str:
    access = Access(f"bench-{client}", "bench", frozenset({Role.STUDENT}))
    return container.access_tokens.issue(access, container.clock.now())


def _headers(token: str) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": uuid4().hex,
    }


BENCH = Bench("http", "a command over HTTP against an empty route, 64 clients, one process", run)
