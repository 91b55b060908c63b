"""Retention: what may still be kept of one person, and what keeps it.

Rules, in plain language:

- A category is destroyed when a rule for it has come due, once; early, late or twice is the same.
- A hold keeps its categories until its end, or until it is lifted; of several the last one counts.
- The other categories of the rule do not wait for what is held.
- What is destroyed cannot be held any more.
- A request has one hold; placed again it is another one in its place.

States of a category: KEPT ⇄ HELD;  KEPT → ENDED.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from domain.retention.events import (
    RetentionEnded,
    RetentionEvent,
    RetentionHeld,
    RetentionHoldLifted,
)
from domain.shared.errors import RuleBroken
from domain.shared.event import Kind
from domain.shared.personal import Category, PersonId
from domain.shared.processing import RETENTION, RetentionRule
from domain.shared.text import Identity


class NothingIsLeftToKeep(RuleBroken):
    """All of that was destroyed already; no hold can keep it."""


@dataclass(frozen=True, slots=True)
class Hold:
    """This is what a request keeps, and until when; without an end until it is lifted."""

    request_id: Identity
    categories: tuple[Category, ...]
    until: datetime | None

    def keeps(self, category: Category, now: datetime) -> bool:
        """This is true while the category has to stay."""
        return category in self.categories and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class Kept:
    """This is what was destroyed of a person by rule, and what is held."""

    person_id: PersonId
    ended: tuple[Category, ...] = ()
    holds: tuple[Hold, ...] = ()

    def let_go(
        self, rule: RetentionRule, since: datetime, now: datetime
    ) -> Sequence[RetentionEvent]:
        """This ends what the rule ends and nothing holds; before its time it does nothing."""
        retention = RETENTION[rule]
        due_at = retention.period.ends_at(since)
        over = tuple(each for each in retention.categories if self._may_end(each, now))
        if now < due_at or not over:
            return ()
        return (
            RetentionEnded(
                person_id=self.person_id, rule=rule, categories=over, due_at=due_at, ended_at=now
            ),
        )

    def hold(
        self,
        request_id: str,
        categories: Collection[Category],
        until: datetime | None,
        now: datetime,
    ) -> Sequence[RetentionEvent]:
        """This keeps what is left of those categories; the same once more changes nothing.

        Raises:
            NothingIsLeftToKeep: they were destroyed already.
        """
        left = tuple(each for each in Category if each in categories and each not in self.ended)
        if not left:
            raise NothingIsLeftToKeep
        if Hold(request_id, left, until) in self.holds:
            return ()
        return (
            RetentionHeld(
                person_id=self.person_id,
                request_id=request_id,
                categories=left,
                until=until,
                held_at=now,
            ),
        )

    def lift(self, request_id: str, now: datetime) -> Sequence[RetentionEvent]:
        """This takes a hold away; without one there is nothing to take."""
        if all(each.request_id != request_id for each in self.holds):
            return ()
        return (
            RetentionHoldLifted(person_id=self.person_id, request_id=request_id, lifted_at=now),
        )

    def _may_end(self, category: Category, now: datetime) -> bool:
        is_held = any(hold.keeps(category, now) for hold in self.holds)
        return category not in self.ended and not is_held


def evolve(state: Kept | None, fact: RetentionEvent) -> Kept:
    """This is what is kept after the fact; it asks no question and reads no clock."""
    known = state or Kept(fact.person_id)
    match fact:
        case RetentionEnded():
            return replace(known, ended=(*known.ended, *fact.categories))
        case RetentionHeld():
            hold = Hold(fact.request_id, fact.categories, fact.until)
            return replace(known, holds=(*_others(known, fact.request_id), hold))
        case RetentionHoldLifted():
            return replace(known, holds=_others(known, fact.request_id))
        case _:
            assert_never(fact)


def _others(known: Kept, request_id: str) -> tuple[Hold, ...]:
    return tuple(hold for hold in known.holds if hold.request_id != request_id)


KEPT = Kind("retention", Kept, evolve)
