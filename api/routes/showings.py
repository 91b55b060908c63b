"""Showings: what somebody does with tutors they were shown, tied to the id that came with them."""

from typing import Final

from fastapi import APIRouter

from api.accepts import Asked, Does, accepts
from application.bus import Outcome, Request
from application.fields import Identity
from application.showing import RECORDING, NoteClick
from application.work import Command

OPEN: Final = "/v1/showings/{showing_id}/tutors/{tutor_id}/open"


class OpenShownTutor(Command):
    """Tell that a tutor was opened out of what was shown; told again it is nothing new."""

    showing_id: Identity
    tutor_id: Identity


def showings(router: APIRouter) -> None:
    """This adds opening."""
    accepts(router, "POST", OPEN, OpenShownTutor, does=Does(NoteClick, _open))


def _open(asked: Asked) -> Outcome:
    """This notes it in nobody's name: who may see it is asked, who did stands in no envelope."""
    command, visit, container = asked.command, asked.visit, asked.container
    note = NoteClick(
        showing_id=command.showing_id, tutor_id=command.tutor_id, by=visit.actor.id or None
    )
    key = container.pseudonyms.of(f"NoteClick:{visit.actor.id}:{asked.key}")
    # Under the id of the request stands perhaps what the same person did by their name.
    return container.bus.execute(Request(note, RECORDING, key, key))
