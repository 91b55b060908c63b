"""The clock of a credential: the tutor is told in time, and what is over ends by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from application.todo import Process, Todo
from application.verification import ExpireCredential, NoticeExpiry
from domain.shared.event import Fact
from domain.verification import events as verification
from domain.verification.events import Credential
from domain.verification.policies import deadlines_after


@dataclass(frozen=True, slots=True)
class CredentialClock:
    """This is until when a credential is good; the key is `<tutor>/<credential>`."""

    key: str
    approved_at: datetime | None = None
    valid_until: datetime | None = None

    @property
    def about(self) -> tuple[str, Credential]:
        """This is whose credential it is, and which."""
        tutor_id, _, credential = self.key.rpartition("/")
        return tutor_id, Credential(credential)


def evolve(state: CredentialClock, fact: Fact) -> CredentialClock:
    """This is the state after the fact."""
    match fact:
        case verification.CredentialApproved():
            return replace(state, approved_at=fact.approved_at, valid_until=fact.valid_until)
        case verification.CredentialReinstated():
            return replace(state, valid_until=fact.valid_until)
        case verification.CredentialExpired() | verification.CredentialRevoked():
            return replace(state, valid_until=None)
        case _:
            return state


def decide(state: CredentialClock) -> Sequence[Todo]:
    """This is every notice and the end itself, each at its time and once an approval."""
    if state.approved_at is None or state.valid_until is None:
        return ()
    tutor_id, credential = state.about
    notice = NoticeExpiry(tutor_id=tutor_id, credential=credential)
    expire = ExpireCredential(tutor_id=tutor_id, credential=credential)
    *notices, end = deadlines_after(state.valid_until)
    approval = f"approved-{state.approved_at.isoformat()}"
    return (
        *(Todo(f"notice-{at.isoformat()}-{approval}", notice, due_at=at) for at in notices),
        Todo(f"expire-{end.isoformat()}-{approval}", expire, due_at=end),
    )


def _keys(fact: Fact) -> Iterable[str]:
    if not hasattr(fact, "credential"):
        return ()
    return (f"{getattr(fact, 'tutor_id', '')}/{fact.credential}",)


VERIFICATION_CLOCK: Process[Any] = Process(
    name="verification_clock",
    version=2,
    contexts=frozenset({"verification"}),
    keys=_keys,
    state=CredentialClock,
    start=CredentialClock,
    evolve=evolve,
    decide=decide,
    acts=(NoticeExpiry, ExpireCredential),
)
