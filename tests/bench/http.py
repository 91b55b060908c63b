"""A command over HTTP against an empty route of the same shape, in the same process.

The API runs in a process of its own with one worker, without rate limits; the clients are
threads of ours on connections that stay open. Both routes are asked in turns.
"""

import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from uuid import uuid4

from adapters.bootstrap import Container
from adapters.embedded.ports import free_port
from adapters.postgres.migrate import migrate
from application.tokens import Access
from domain.shared.actor import Role
from tests.bench.kit import Bench, Figure, Stage, percentile

CLIENTS = 64
ROUNDS = 3
GRANT = {"text_version": "1", "text_locale": "en", "text_sha256": "a" * 64}
SERVE = """
import sys
from adapters.bootstrap import Container
from adapters.settings import Settings
from adapters.telemetry import configure_logging
from api.app import create_app
from api.serving import listening, serve
from starlette.responses import JSONResponse
from starlette.routing import Route

async def empty(request):
    await request.json()
    return JSONResponse({})

configure_logging()
with Container(Settings.from_environment(), limits=None) as container:
    app = create_app(container)
    app.router.routes.insert(0, Route("/empty/{name}", empty, methods=["POST"]))
    serve(app, listening("127.0.0.1", int(sys.argv[1])))
"""


def run(stage: Stage) -> Sequence[Figure]:
    """This asks both routes by 64 clients, in turns, and holds their rates side by side."""
    each = stage.size(60, 3)
    with stage.database() as url:
        settings = stage.servers.settings.model_copy(update={"database_url": url})
        migrate(url)
        with Container(settings) as container, _served(settings.environment()) as port:
            tokens = [_token(container, number) for number in range(CLIENTS)]
            rates: dict[str, list[float]] = {"empty": [], "command": []}
            times: list[float] = []
            with stage.step("Commands over HTTP", ROUNDS) as advance:
                for _ in range(ROUNDS):
                    rates["empty"].append(_load(port, each, _empty, [], tokens))
                    rates["command"].append(_load(port, each, _command, times, tokens))
                    advance(1)
    empty, command = max(rates["empty"]), max(rates["command"])
    return (
        Figure("empty route, 64 clients", empty, "/s"),
        Figure("command over HTTP, 64 clients", command, "/s"),
        Figure("command ÷ empty route", command / empty, "×", aim=0.4, better="high"),
        Figure("command over HTTP, p99", percentile(times, 0.99), "ms", aim=50),
    )


def _empty(_client: int) -> tuple[str, dict[str, str]]:
    return "/empty/x", GRANT


def _command(client: int) -> tuple[str, dict[str, str]]:
    """This is one more agreement of the client's own person, to a text of its own."""
    return f"/v1/consents/bench-{client}/terms/grant", {**GRANT, "text_version": uuid4().hex}


def _load(
    port: int,
    each: int,
    wish: Callable[[int], tuple[str, dict[str, str]]],
    times: list[float],
    tokens: Sequence[str],
) -> float:
    """This is the requests a second of all clients together; times are noted in ms."""
    ready = threading.Barrier(CLIENTS + 1)

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.connect()
        ready.wait()
        for _ in range(each):
            path, body = wish(number)
            began = time.perf_counter()
            connection.request("POST", path, json.dumps(body), _headers(tokens[number]))
            answer = connection.getresponse()
            text = answer.read()
            times.append((time.perf_counter() - began) * 1_000)
            assert answer.status == http.HTTPStatus.OK, text
        connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return CLIENTS * each / (time.perf_counter() - began)


def _token(container: Container, client: int) -> str:
    access = Access(f"bench-{client}", "bench", frozenset({Role.STUDENT}))
    return container.access_tokens.issue(access, container.clock.now())


def _headers(token: str) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": uuid4().hex,
    }


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[int]:
    port = free_port()
    known = {**environment, "PYTHONPATH": ":".join(path for path in sys.path if path)}
    serve = [sys.executable, "-c", SERVE, str(port)]
    with subprocess.Popen(serve, env=known, stderr=subprocess.DEVNULL) as process:
        try:
            _await(port)
            yield port
        finally:
            process.terminate()


def _await(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            asked.request("GET", "/healthz")
            if asked.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the API did not answer")


BENCH = Bench("http", "a command over HTTP against an empty route, 64 clients, one process", run)
