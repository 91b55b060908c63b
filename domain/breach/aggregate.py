"""Breach: one time that personal data was lost, changed or seen by somebody who should not.

Rules, in plain language:

- The clock runs from becoming aware, whenever that is written down: 72 hours to the authority.
- It is told in phases, numbered from 1, until one is final. Whatever is told late has a reason.
- Risk is assessed as often as more is known. While harm to people is unlikely nobody has to be
  told; should that change, the first deadline is the one that counts.
- Where the risk is high the people affected are told, unless an exemption of the law applies.
- It is closed when its risk is assessed and everybody who has to know has been told.
- Everything stays in the register, also a breach that nobody had to be told of.

States: OPEN → CLOSED.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from domain.breach.events import (
    AffectedPeopleInformed,
    AuthorityNotified,
    BreachClosed,
    BreachDeadlineMissed,
    BreachDeadlineNeared,
    BreachEvent,
    BreachRecorded,
    BreachRiskAssessed,
    BreachScopeSet,
    Cause,
    DelayReason,
    Harm,
    LaterEvent,
    Risk,
)
from domain.breach.policies import authority_by, nears_at
from domain.shared.errors import RuleBroken
from domain.shared.event import Kind
from domain.shared.personal import Category
from domain.shared.text import Code, Identity, Reference
from domain.shared.time import Interval


class NobodyIsAwareOfTheFuture(RuleBroken):
    """Nobody can have become aware of a breach later than now."""


class TheBreachIsClosed(RuleBroken):
    """The breach is closed."""


class State(StrEnum):
    """This is where a breach stands."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Scope:
    """This is what a breach touched: facts of that time, of those kinds of stream."""

    interval: Interval
    stream_kinds: tuple[Code, ...]
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """This is what a breach means, and for how many."""

    risk: Risk
    people_count: int
    facts_count: int


@dataclass(frozen=True, slots=True)
class Phase:
    """This is one thing the authority was told, when, and under which reference of theirs."""

    reference: Reference
    is_final: bool
    told_at: datetime
    delay_reason: DelayReason | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """This is one breach, as far as a decision may need it."""

    breach_id: Identity
    became_aware_at: datetime
    authority_by: datetime
    state: State = State.OPEN
    scope: Scope | None = None
    assessment: Assessment | None = None
    phases: tuple[Phase, ...] = ()
    are_people_told: bool = False
    is_neared: bool = False
    is_missed: bool = False

    @property
    def must_be_told(self) -> bool:
        """This is true unless it was found unlikely that anybody is harmed."""
        return self.assessment is None or self.assessment.risk is not Risk.UNLIKELY

    @property
    def is_told_all(self) -> bool:
        """This is true when the last phase was told."""
        return bool(self.phases) and self.phases[-1].is_final

    def set_scope(self, scope: Scope, by: str, now: datetime) -> Sequence[BreachEvent]:
        """This says what it touched, as far as it is known; saying the same changes nothing."""
        self.check_open()
        if scope == self.scope:
            return ()
        return (
            BreachScopeSet(
                breach_id=self.breach_id,
                since=scope.interval.start,
                until=scope.interval.end,
                stream_kinds=scope.stream_kinds,
                categories=scope.categories,
                set_by=by,
                set_at=now,
            ),
        )

    def assess(self, found: Assessment, by: str, now: datetime) -> Sequence[BreachEvent]:
        """This says what it means, as far as it is known; saying the same changes nothing."""
        self.check_open()
        if found == self.assessment:
            return ()
        return (
            BreachRiskAssessed(
                breach_id=self.breach_id,
                risk=found.risk,
                people_count=found.people_count,
                facts_count=found.facts_count,
                assessed_by=by,
                assessed_at=now,
            ),
        )

    def notice_deadline(self, now: datetime) -> Sequence[BreachEvent]:
        """This tells that the 72 hours are nearly over, or over, each once; early does nothing."""
        is_due = self.state is State.OPEN and self.must_be_told and not self.phases
        if not is_due or self.is_missed or now < nears_at(self.authority_by):
            return ()
        if now >= self.authority_by:
            return (
                BreachDeadlineMissed(
                    breach_id=self.breach_id, due_at=self.authority_by, missed_at=now
                ),
            )
        if self.is_neared:
            return ()
        return (
            BreachDeadlineNeared(breach_id=self.breach_id, due_at=self.authority_by, neared_at=now),
        )

    def check_open(self) -> None:
        """This lets an open breach pass.

        Raises:
            TheBreachIsClosed: it is over.
        """
        if self.state is State.CLOSED:
            raise TheBreachIsClosed


def record(
    breach_id: str,
    harms: Sequence[Harm],
    cause: Cause,
    became_aware_at: datetime,
    by: str,
    now: datetime,
) -> Sequence[BreachEvent]:
    """This puts a breach on record; its clock has been running since we became aware of it."""
    if became_aware_at > now:
        raise NobodyIsAwareOfTheFuture
    return (
        BreachRecorded(
            breach_id=breach_id,
            harms=tuple(harms),
            cause=cause,
            became_aware_at=became_aware_at,
            authority_by=authority_by(became_aware_at),
            recorded_by=by,
            recorded_at=now,
        ),
    )


def evolve(state: Breach | None, fact: BreachEvent) -> Breach:
    """This is the breach after the fact; it asks no question and reads no clock."""
    if isinstance(fact, BreachRecorded):
        return Breach(fact.breach_id, fact.became_aware_at, fact.authority_by)
    assert state is not None, "a breach begins by being recorded"
    return _applied(state, fact)


def _applied(known: Breach, fact: LaterEvent) -> Breach:
    match fact:
        case BreachScopeSet():
            touched = Interval(fact.since, fact.until)
            return replace(known, scope=Scope(touched, fact.stream_kinds, fact.categories))
        case BreachRiskAssessed():
            found = Assessment(fact.risk, fact.people_count, fact.facts_count)
            return replace(known, assessment=found)
        case AuthorityNotified():
            told = Phase(fact.reference, fact.is_final, fact.notified_at, fact.delay_reason)
            return replace(known, phases=(*known.phases, told))
        case AffectedPeopleInformed():
            return replace(known, are_people_told=True)
        case BreachDeadlineNeared():
            return replace(known, is_neared=True)
        case BreachDeadlineMissed():
            return replace(known, is_missed=True)
        case BreachClosed():
            return replace(known, state=State.CLOSED)
        case _:
            assert_never(fact)


BREACH = Kind("breach", Breach, evolve)
