"""Handing a package over: sent while it is made, and noted when the last of it has left.

Nothing of it lies on the server. Before the end of the answer is sent, the handing over is
recorded: a download that anybody could take for complete is on record, and one that broke off is
not. That the last bytes arrived nobody can know; that they left, we do.
"""

from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.container import Container
from api.visit import Visit
from application.bus import Request as Asked
from application.packages import NotePackageHandedOver, Offered
from application.packing.archive import Package
from domain.shared.actor import Actor, Role

HANDING: Final = Actor("process:handing_over", frozenset({Role.SYSTEM}))
MEDIA_TYPE: Final = "application/zip"


class HandingOver(Response):
    """This is a package on its way to somebody."""

    media_type = MEDIA_TYPE

    def __init__(
        self, package: Package, offered: Offered, visit: Visit, container: Container
    ) -> None:
        super().__init__(headers=headers_of(offered))
        del self.headers["content-length"]
        self._package = package
        self._offered = offered
        self._visit = visit
        self._container = container

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """This sends it as it is made; whoever goes away leaves it as if nothing had been."""
        request, workers = Request(scope, receive), scope["app"].state.workers
        chunks = self._package.chunks()
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        while (chunk := await workers.work(next, chunks, None)) is not None:
            if await request.is_disconnected():
                await workers.work(chunks.close)  # type: ignore[attr-defined]
                structlog.get_logger("api").info(
                    "package_not_taken", request_id=self._visit.request_id
                )
                return
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await workers.work(self._note)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _note(self) -> None:
        """This records who has it; the same package is never recorded twice.

        Raises:
            Unavailable: the log does not answer; the answer then ends broken off.
        """
        command = NotePackageHandedOver(
            request_id=self._offered.request_id,
            handed_to=self._visit.actor.id,
            manifest_sha256=self._package.manifest_sha256,
        )
        key = f"handed-over-{self._package.manifest_sha256}"
        outcome = self._container.bus.execute(Asked(command, HANDING, key, self._visit.request_id))
        if not outcome.accepted:
            raise PackageWasNotOurs(outcome.refusal)


class PackageWasNotOurs(AssertionError):
    """This is a package that was offered, and then could not be recorded: nobody expects that."""


def headers_of(offered: Offered) -> dict[str, str]:
    """This is what is said of a package before it comes."""
    name = f"{offered.kind}-{offered.request_id}.zip"
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "Vary": "Authorization",
    }
