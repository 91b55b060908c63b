"""Packages: who may take away what is kept of a person, and that they took it.

What is in a package stands in `application/packing`. It is made while it is sent, so that nothing
of it lies anywhere; when the last of it has left, that is recorded here.
"""

from dataclasses import dataclass
from datetime import datetime

from application.fields import Identity, Sha256
from application.privacy_parts import concluded
from application.work import Command, Decision, Handlers, Streams, Work
from domain.account.age import acts_for
from domain.account.aggregate import ACCOUNT
from domain.privacy.aggregate import PRIVACY
from domain.privacy.handover import check_offered, hand_over
from domain.privacy.terms import RequestKind
from domain.shared.actor import Actor
from domain.shared.errors import NotFound


class NoSuchRequestOfYours(NotFound):
    """There is no request about your data, or your child's, under that id."""


class NotePackageHandedOver(Command):
    """Note that somebody has a person's package, whole."""

    request_id: Identity
    handed_to: Identity
    manifest_sha256: Sha256


@dataclass(frozen=True, slots=True)
class Offered:
    """This is a package that somebody may have: upon which request, and of whose data."""

    request_id: str
    person_id: str
    kind: RequestKind


def offered(
    streams: Streams, request_id: str, kind: RequestKind, to: Actor, now: datetime
) -> Offered:
    """This is the package of that kind that the request asks for, if it is theirs to have.

    Only the person has it, or the guardian of a minor: nobody of the staff.

    Raises:
        NoSuchRequestOfYours: it is about somebody else's data, or there is none.
        RuleBroken: it is theirs, and not to be had now; `domain.privacy.handover` says why.
    """
    request = streams.load(PRIVACY, request_id).state
    if request is None:
        raise NoSuchRequestOfYours
    if to.id != request.person_id:
        account = streams.load(ACCOUNT, request.person_id).state
        if account is None or not acts_for(account, to):
            raise NoSuchRequestOfYours
    check_offered(request, kind, now)
    return Offered(request_id, request.person_id, kind)


def note_package_handed_over(command: NotePackageHandedOver, work: Work) -> Decision:
    """This records the handing over, and completes the request with the first."""
    request = work.load(PRIVACY, command.request_id)
    facts = hand_over(request.state, command.handed_to, command.manifest_sha256, work.now)
    return concluded(work, request, facts)


HANDLERS: Handlers = ((NotePackageHandedOver, note_package_handed_over),)
