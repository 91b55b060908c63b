"""What may not be kept any more is erased: each end of a time begins an erasure, once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from application.erasing import BY_RULE, BeginErasureByRule, ending_of
from application.todo import Process, Todo
from domain.privacy.events import PrivacyRequestReceived
from domain.retention.events import RetentionEnded
from domain.shared.event import Fact
from domain.shared.personal import Category
from domain.shared.processing import RetentionRule


@dataclass(frozen=True, slots=True)
class Ending:
    """This is one end of a time for one person; `ending_of` names it."""

    key: str
    person_id: str = ""
    rule: RetentionRule | None = None
    categories: tuple[Category, ...] = ()
    has_begun: bool = False


def evolve(state: Ending, fact: Fact) -> Ending:
    """This is the state after the fact."""
    match fact:
        case RetentionEnded():
            return replace(
                state, person_id=fact.person_id, rule=fact.rule, categories=fact.categories
            )
        case PrivacyRequestReceived():
            return replace(state, has_begun=True)
        case _:
            return state


def decide(state: Ending) -> Sequence[Todo]:
    """This is to begin the erasure, unless it has begun."""
    if state.has_begun or state.rule is None:
        return ()
    begin = BeginErasureByRule(
        person_id=state.person_id, rule=state.rule, categories=state.categories
    )
    return (Todo("begin", begin),)


def _keys(fact: Fact) -> Iterable[str]:
    if isinstance(fact, RetentionEnded):
        return (ending_of(fact.person_id, fact.rule, fact.categories),)
    if isinstance(fact, PrivacyRequestReceived) and fact.request_id.startswith(BY_RULE):
        return (fact.request_id.removeprefix(BY_RULE),)
    return ()


RETENTION_ERASURE: Process[Any] = Process(
    name="retention_erasure",
    version=1,
    contexts=frozenset({"retention", "privacy"}),
    keys=_keys,
    state=Ending,
    start=Ending,
    evolve=evolve,
    decide=decide,
    acts=(BeginErasureByRule,),
)
