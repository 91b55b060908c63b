"""One request on its way through the API: under which id, and who asks."""

from dataclasses import dataclass

from domain.shared.actor import Actor

NOBODY = Actor("", frozenset())


@dataclass(slots=True)
class Visit:
    """This travels in the request's scope as `visit`."""

    request_id: str
    actor: Actor = NOBODY
    session_id: str = ""
