"""Retention by rule: what may not be kept any more of a person comes to its end at its time.

An account whose address was never verified is over after 24 months. From the closing of an account
each rule counts by itself. What a request holds waits until the hold is over, and nothing else
waits with it. The rules and their reasons stand in `domain/shared/processing.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from application.retention import EndRetention
from application.todo import Process, Todo
from domain.account import events as account
from domain.retention import events as retention
from domain.retention.events import RetentionEvent
from domain.shared.event import Fact
from domain.shared.personal import Category
from domain.shared.processing import AFTER_CLOSING, UNANSWERED, Retention

Followed = account.AccountRegistered | account.EmailVerified | account.AccountClosed


@dataclass(frozen=True, slots=True)
class Hold:
    """This is what a request keeps; one that was lifted ended then."""

    request_id: str
    categories: tuple[Category, ...]
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Retained:
    """This is what an account's life says of how long its data is kept.

    `revision` counts what requests said: an end that was in vain is another one afterwards.
    """

    person_id: str
    registered_at: datetime | None = None
    is_verified: bool = False
    closed_at: datetime | None = None
    ended: tuple[Category, ...] = ()
    holds: tuple[Hold, ...] = ()
    revision: int = 0

    def due_at(self, category: Category, by_rule: datetime) -> datetime | None:
        """This is when a category ends that a rule ends then; never while a hold has no end."""
        ends = [hold.until for hold in self.holds if category in hold.categories]
        known = [until for until in ends if until is not None]
        return max((by_rule, *known)) if len(known) == len(ends) else None


def evolve(state: Retained, fact: Fact) -> Retained:
    """This is the state after the fact."""
    if isinstance(fact, retention.RetentionHeld | retention.RetentionHoldLifted):
        return _asked(replace(state, revision=state.revision + 1), fact)
    match fact:
        case account.AccountRegistered():
            return replace(state, registered_at=fact.registered_at)
        case account.EmailVerified():
            return replace(state, is_verified=True)
        case account.AccountClosed():
            return replace(state, closed_at=fact.closed_at)
        case retention.RetentionEnded():
            return replace(state, ended=(*state.ended, *fact.categories))
        case _:
            return state


def decide(state: Retained) -> Sequence[Todo]:
    """This is the end of everything that is still kept, each at its time."""
    if state.closed_at is not None:
        counting = [(rule, state.closed_at) for rule in AFTER_CLOSING]
    elif state.registered_at is not None and not state.is_verified:
        counting = [(UNANSWERED, state.registered_at)]
    else:
        counting = []
    return tuple(todo for rule, since in counting for todo in _ends(state, rule, since))


def _ends(state: Retained, retention: Retention, since: datetime) -> Iterator[Todo]:
    by_rule = retention.period.ends_at(since)
    left = (each for each in retention.categories if each not in state.ended)
    end = EndRetention(person_id=state.person_id, rule=retention.rule, since=since)
    for due_at in sorted({due for each in left if (due := state.due_at(each, by_rule))}):
        name = f"{retention.rule}-{due_at.isoformat()}-{state.revision}"
        yield Todo(name, end, due_at=due_at)


def _asked(
    state: Retained, fact: retention.RetentionHeld | retention.RetentionHoldLifted
) -> Retained:
    others = tuple(hold for hold in state.holds if hold.request_id != fact.request_id)
    if isinstance(fact, retention.RetentionHeld):
        hold = Hold(fact.request_id, fact.categories, fact.until)
        return replace(state, holds=(*others, hold))
    lifted = tuple(
        replace(hold, until=_earlier(hold.until, fact.lifted_at))
        for hold in state.holds
        if hold.request_id == fact.request_id
    )
    return replace(state, holds=(*others, *lifted))


def _earlier(until: datetime | None, lifted_at: datetime) -> datetime:
    return lifted_at if until is None else min(until, lifted_at)


def _keys(fact: Fact) -> Iterable[str]:
    if isinstance(fact, Followed):
        return (fact.account_id,)
    return (fact.person_id,) if isinstance(fact, RetentionEvent) else ()


RETENTION: Process[Any] = Process(
    name="retention",
    version=1,
    contexts=frozenset({"account", "retention"}),
    keys=_keys,
    state=Retained,
    start=Retained,
    evolve=evolve,
    decide=decide,
    acts=(EndRetention,),
)
