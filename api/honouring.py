"""Global Privacy Control: whoever's browser says `Sec-GPC: 1` is heard, once and at once.

The signal comes with every request, so almost all of them cost one look into a dict. The first
of a session asks the read model whether the no is known, and if not has it recorded before the
request itself is worked on; the same session never asks twice, and the command knows by itself
that a no was heard before.
"""

from collections import OrderedDict
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from api.container import Container
from api.visit import Visit
from application.bus import Request
from application.consent import SIGNALLED, HonourPrivacySignal
from domain.shared.errors import Unavailable
from projections.consent_register.queries import has_objected

REMEMBERED: Final = 10_000


class Honouring:
    """This lets every request pass, and has the signal recorded on the way. One event loop only."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._heard: OrderedDict[str, None] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """This goes on with the request, whatever becomes of the signal."""
        if scope["type"] == "http":
            visit: Visit = scope["visit"]
            if visit.is_signalled and visit.session_id not in self._heard:
                await self._hear(visit, scope)
        await self._app(scope, receive, send)

    async def _hear(self, visit: Visit, scope: Scope) -> None:
        state = scope["app"].state
        try:
            await state.workers.work(_honour, state.container, visit)
        except Unavailable:
            # The next request of the session brings the signal again.
            return
        self._heard[visit.session_id] = None
        if len(self._heard) > REMEMBERED:
            self._heard.popitem(last=False)


def _honour(container: Container, visit: Visit) -> None:
    if not has_objected(container.reader, visit.actor.id, SIGNALLED):
        command = HonourPrivacySignal(person_id=visit.actor.id)
        key = f"privacy-signal-{visit.session_id}"
        container.bus.execute(Request(command, visit.actor, key, visit.request_id))
