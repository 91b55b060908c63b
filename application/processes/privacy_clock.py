"""The clock of requests about data and of breaches: what is near is told, what was missed noted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from application.breach import NoticeBreachDeadline
from application.privacy_handling import NoticePrivacyDeadlines
from application.todo import Process, Todo
from domain.breach import events as breach
from domain.breach import policies
from domain.breach.events import BreachEvent, Risk
from domain.privacy import clocks
from domain.privacy import events as privacy
from domain.privacy.events import RequestEvent
from domain.privacy.terms import Deadline
from domain.shared.event import Fact

AUTHORITY = "authority"
"""What is due of a breach; of a request it is a `Deadline`."""

ENDS = (
    privacy.PrivacyRequestCompleted,
    privacy.PrivacyRequestDenied,
    privacy.PrivacyRequestWithdrawn,
    breach.AuthorityNotified,
    breach.BreachClosed,
)


@dataclass(frozen=True, slots=True)
class Watched:
    """This is one deadline that runs: of what, from when it counts as near, and since when."""

    what: str
    due_at: datetime
    nears_at: datetime
    since: datetime
    is_neared: bool = False


@dataclass(frozen=True, slots=True)
class PrivacyClock:
    """This is the deadlines of one request or breach; the key is `<context>/<id>`.

    `told_by` is when the authority has to be told of a breach, also while that rests because
    nobody is likely to be harmed.
    """

    key: str
    watched: tuple[Watched, ...] = ()
    told_by: datetime | None = None


def evolve(state: PrivacyClock, fact: Fact) -> PrivacyClock:
    """This is the state after the fact."""
    if isinstance(fact, ENDS):
        return replace(state, watched=(), told_by=None)
    return _breach(state, fact) if isinstance(fact, BreachEvent) else _request(state, fact)


def decide(state: PrivacyClock) -> Sequence[Todo]:
    """This is a look at each deadline when it nears, and another when it has run out."""
    return tuple(_todos(state))


def _todos(state: PrivacyClock) -> Iterator[Todo]:
    context, _, identity = state.key.partition("/")
    notice: NoticePrivacyDeadlines | NoticeBreachDeadline = (
        NoticePrivacyDeadlines(request_id=identity)
        if context == "privacy"
        else NoticeBreachDeadline(breach_id=identity)
    )
    for one in state.watched:
        run = f"{one.what}-{one.due_at.isoformat()}-since-{one.since.isoformat()}"
        if not one.is_neared:
            yield Todo(f"near-{run}", notice, due_at=one.nears_at)
        yield Todo(f"missed-{run}", notice, due_at=one.due_at)


def _request(state: PrivacyClock, fact: Fact) -> PrivacyClock:
    match fact:
        case privacy.PrivacyRequestReceived():
            known = _with(state, Deadline.ACT, fact.act_by, fact.received_at)
            return _with(known, Deadline.ACKNOWLEDGE, fact.acknowledge_by, fact.received_at)
        case privacy.PrivacyRequestAcknowledged():
            return _without(state, Deadline.ACKNOWLEDGE)
        case privacy.PrivacyRequestExtended():
            return _with(state, Deadline.ACT, fact.act_by, fact.extended_at)
        case privacy.DeadlineNeared():
            return _neared(state, fact.deadline)
        case privacy.DeadlineMissed():
            return _without(state, fact.deadline)
        case _:
            return state


def _breach(state: PrivacyClock, fact: BreachEvent) -> PrivacyClock:
    match fact:
        case breach.BreachRecorded():
            known = replace(state, told_by=fact.authority_by)
            return _to_be_told(known, fact.recorded_at)
        case breach.BreachRiskAssessed() if fact.risk is Risk.UNLIKELY:
            return replace(state, watched=())
        case breach.BreachRiskAssessed() if not state.watched:
            return _to_be_told(state, fact.assessed_at)
        case breach.BreachDeadlineNeared():
            return _neared(state, AUTHORITY)
        case breach.BreachDeadlineMissed():
            return replace(state, watched=(), told_by=None)
        case _:
            return state


def _to_be_told(state: PrivacyClock, since: datetime) -> PrivacyClock:
    if state.told_by is None:
        return state
    nears_at = policies.nears_at(state.told_by)
    return replace(state, watched=(Watched(AUTHORITY, state.told_by, nears_at, since),))


def _with(
    state: PrivacyClock, deadline: Deadline, due_at: datetime | None, since: datetime
) -> PrivacyClock:
    if due_at is None:
        return state
    others = _without(state, deadline).watched
    watched = Watched(deadline, due_at, clocks.nears_at(deadline, due_at), since)
    return replace(state, watched=(*others, watched))


def _without(state: PrivacyClock, what: str) -> PrivacyClock:
    return replace(state, watched=tuple(one for one in state.watched if one.what != what))


def _neared(state: PrivacyClock, what: str) -> PrivacyClock:
    watched = (replace(one, is_neared=True) if one.what == what else one for one in state.watched)
    return replace(state, watched=tuple(watched))


def _keys(fact: Fact) -> Iterable[str]:
    if isinstance(fact, RequestEvent):
        return (f"privacy/{fact.request_id}",)
    return (f"breach/{fact.breach_id}",) if isinstance(fact, BreachEvent) else ()


PRIVACY_CLOCK: Process[Any] = Process(
    name="privacy_clock",
    version=1,
    contexts=frozenset({"breach", "privacy"}),
    keys=_keys,
    state=PrivacyClock,
    start=PrivacyClock,
    evolve=evolve,
    decide=decide,
    acts=(NoticePrivacyDeadlines, NoticeBreachDeadline),
)
