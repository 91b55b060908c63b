"""`preceptor redact`: ciphertexts of an erased person leave the log, and the log says so."""

from typing import Final
from uuid import uuid4

from adapters.bootstrap import Container
from api.shell.connected import connected
from api.shell.console import progress, say
from application.bus import Request
from application.erasing import NoteLogRedacted
from application.status import CannotBeDone
from domain.shared.actor import Actor, Role
from projections.privacy_register.answers import PrivacyRequestDetails
from projections.privacy_register.queries import request as asked_for

OPERATOR: Final = Actor("process:redaction", frozenset({Role.SYSTEM}))


def redact(request_id: str) -> None:
    """This takes them out, and records of how many facts.

    Raises:
        CannotBeDone: there is no such request, or it is no erasure whose keys are destroyed.
    """
    with connected() as container, container.operating.reachable():
        erasure = _erasure(container, request_id)
        with progress("Redacting") as bar:
            count = container.operating.redact(
                erasure.person_id,
                erasure.erased_categories,
                lambda done: bar.update(bar.task_ids[0], completed=done),
            )
        command = NoteLogRedacted(request_id=request_id, facts=count)
        outcome = container.bus.execute(Request(command, OPERATOR, str(uuid4()), str(uuid4())))
        if not outcome.accepted:
            raise CannotBeDone(outcome.detail)
    say(f"{count:,} facts hold no ciphertext of this person any more; their leaves stay.")


def _erasure(container: Container, request_id: str) -> PrivacyRequestDetails:
    found = asked_for(container.reader, request_id, container.clock.now())
    if found is None:
        raise CannotBeDone(f"There is no privacy request {request_id}.")
    if not found.erased_categories or found.certified_at is None:
        raise CannotBeDone("Only an erasure that is certified is redacted.")
    return found
