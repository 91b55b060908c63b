"""One request on its way through the API: under which id, and who asks."""

from dataclasses import dataclass
from datetime import datetime

from domain.shared.actor import Actor

NOBODY = Actor("", frozenset())


@dataclass(slots=True)
class Visit:
    """This travels in the request's scope as `visit`.

    `ends_at` is when the actor has to show another token; `is_signalled` tells that the browser
    says no to sharing and profiling: `Sec-GPC: 1`; `is_head` that only the headers of an answer
    are wanted.
    """

    request_id: str
    actor: Actor = NOBODY
    session_id: str = ""
    ends_at: datetime | None = None
    is_signalled: bool = False
    is_head: bool = False
