"""Two hundred analysts follow the log, against two hundred who are sent bytes as they come.

Both are served by one process, the real stream and a bare broadcast, in turns. A delay is from when
the append, or the request to broadcast, was answered until a client had the event.
"""

import asyncio
import http.client
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Final

from adapters.bootstrap import Container
from adapters.postgres.migrate import migrate
from api.following import frame
from application.ports import Append, Change
from application.tokens import Access
from domain.shared.actor import Role
from domain.shared.public import public_fact
from tests.bench.kit import Bench, Figure, Stage, percentile
from tests.bench.served import served
from tests.support.calendar import MONDAY
from tests.support.consents import granted

CLIENTS: Final = 200
PER_SECOND: Final = 20.0
PATIENCE_SECONDS: Final = 30.0
BARE = """
import asyncio
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

QUEUES = set()

async def follow(request):
    async def frames():
        queue = asyncio.Queue()
        QUEUES.add(queue)
        yield b": here\\n\\n"
        while True:
            yield await queue.get()
    return StreamingResponse(frames(), media_type="text/event-stream")

async def tell(request):
    body = await request.body()
    for queue in QUEUES:
        queue.put_nowait(body)
    return Response()

ROUTES = [Route("/bare", follow), Route("/bare", tell, methods=["POST"])]
"""
Told = Callable[[int], object]


def run(stage: Stage) -> Sequence[Figure]:
    """This tells them of facts, twenty a second, first on the real stream, then on the bare one."""
    facts = stage.size(300, 5)
    clients = stage.size(CLIENTS, 5)
    with stage.database() as url:
        one_user = {"database_url": url, "database_owner_url": None}
        settings = stage.servers.settings.model_copy(update=one_user)
        migrate(url)
        with (
            Container(settings) as container,
            served(settings.environment(), BARE) as port,
            stage.step("Telling analysts", 2 * facts) as advance,
        ):
            token = _token(container)

            def append(number: int) -> None:
                container.log.append(_entry(number))
                advance(1)

            def broadcast(number: int) -> None:
                _post(port, shown.replace(b"id: 1\n", b"id: %d\n" % number))
                advance(1)

            real = asyncio.run(_delays(port, "/v1/stream", token, clients, facts, append))
            shown = frame(public_fact(container.log.read(0, 1)[0]))
            bare = asyncio.run(_delays(port, "/bare", token, clients, facts, broadcast))
    return (
        Figure("append → each of 200 clients, p50", percentile(real, 0.5), "ms"),
        Figure("append → each of 200 clients, p99", percentile(real, 0.99), "ms"),
        Figure("bare broadcast of the same, p99", percentile(bare, 0.99), "ms"),
        Figure("ratio of p99", percentile(real, 0.99) / percentile(bare, 0.99), "×"),
    )


async def _delays(
    port: int, path: str, token: str, clients: int, facts: int, tell: Told
) -> list[float]:
    """This is how late everybody had everything, in milliseconds."""
    opened = [await _open(port, path, token) for _ in range(clients)]
    got: list[dict[int, float]] = [{} for _ in opened]
    reading = [
        asyncio.create_task(_read(reader, seen, facts))
        for (reader, _writer), seen in zip(opened, got, strict=True)
    ]
    told: dict[int, float] = {}
    for number in range(1, facts + 1):
        await asyncio.to_thread(tell, number)
        told[number] = time.perf_counter()
        await asyncio.sleep(1 / PER_SECOND)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(*reading)
    for _reader, writer in opened:
        writer.close()
    return [max(0.0, at - told[number]) * 1e3 for seen in got for number, at in seen.items()]


async def _open(
    port: int, path: str, token: str
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    asked = f"GET {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\r\n"
    writer.write(asked.encode())
    while (await reader.readline()).strip():
        pass
    # The first thing everybody is sent, whatever it is.
    await reader.readuntil(b"\n\n\r\n")
    return reader, writer


async def _read(reader: asyncio.StreamReader, seen: dict[int, float], facts: int) -> None:
    while len(seen) < facts:
        line = await reader.readline()
        if line.startswith(b"id: "):
            seen[int(line[4:])] = time.perf_counter()


def _post(port: int, body: bytes) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("POST", "/bare", body)
        connection.getresponse().read()


def _token(container: Container) -> str:
    access = Access("bench-analyst", "bench", frozenset({Role.ANALYST}))
    return container.access_tokens.issue(access, container.clock.now())


def _entry(number: int) -> Append:
    return Append(
        scope="bench",
        key=f"key-{number}",
        fingerprint="0" * 64,
        outcome='{"answer":{}}',
        changes=(Change(f"consent-{number}", 0, (granted(),)),),
        guards={f"consent-{number}": 0},
        at=MONDAY,
        actor="person:ben",
        ground="student:GrantConsent",
        correlation_id="correlation",
        causation_id=f"key-{number}",
    )


BENCH = Bench("fanout", "facts to 200 clients that follow the log, against a bare broadcast", run)
