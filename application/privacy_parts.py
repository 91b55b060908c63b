"""What every command about a person's data has in common: who asks for whom, and how it ends."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from application.ports import Loaded, Pseudonyms
from application.work import Decision, Work, append, decided
from domain.account.age import acts_for
from domain.account.aggregate import ACCOUNT
from domain.privacy.aggregate import capacity_of
from domain.privacy.events import RequestEvent
from domain.privacy.state import PrivacyRequest
from domain.privacy.subject import SUBJECT, Subject
from domain.privacy.subject_events import SubjectEvent
from domain.privacy.terms import Capacity
from domain.shared.actor import Actor, Role

Reference = Annotated[
    str,
    Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9._:/-]+$", examples=["re_1N2x"]),
]
"""The name somebody else knows a thing by; never a sentence."""


def capacity_in(work: Work, person_id: str) -> Capacity:
    """This is in which capacity whoever asks acts for the person.

    Raises:
        NotFound: nobody has that id.
        OnlyThePersonOrSomebodyForThemAsks: in none.
    """
    person = work.load(ACCOUNT, person_id).state
    return capacity_of(
        work.actor.id,
        person_id,
        is_guardian=acts_for(person, work.actor),
        is_support=work.actor.has(Role.SUPPORT, Role.ADMIN),
    )


def subject_of(work: Work, person_id: str) -> Loaded[Subject]:
    """This is what is on record of a person's wishes, perhaps nothing."""
    found = work.find(SUBJECT, person_id)
    return Loaded(found.stream_id, found.version, found.state or Subject(person_id))


def whoever(actor: Actor) -> str | None:
    """This is the person who acts; the business itself is none."""
    return None if actor.is_system else actor.id


def concluded(
    work: Work, request: Loaded[PrivacyRequest], facts: Sequence[RequestEvent]
) -> Decision:
    """This is the end of a request, also for the person."""
    return _ended(work, request, facts, ())


def called_off(
    work: Work, request: Loaded[PrivacyRequest], facts: Sequence[RequestEvent]
) -> Decision:
    """This is the end of a request that came to nothing; what it had brought about ends too."""
    subject = subject_of(work, request.state.person_id).state
    request_id, by = request.state.request_id, work.actor.id
    return _ended(work, request, facts, subject.lift_objections_of(request_id, by, work.now))


def _ended(
    work: Work,
    request: Loaded[PrivacyRequest],
    facts: Sequence[RequestEvent],
    with_it: Sequence[SubjectEvent],
) -> Decision:
    if not facts:
        return decided()
    subject = subject_of(work, request.state.person_id)
    closed = subject.state.close_request(request.state.request_id, work.now)
    return decided(append(request, facts), append(subject, (*with_it, *closed)))


def identity_token(request_id: str, email_name: str, pseudonyms: Pseudonyms) -> str:
    """This is what the link sent to the person must show; it derives, so it is kept nowhere."""
    return pseudonyms.of(f"privacy-identity:{request_id}:{email_name}")
