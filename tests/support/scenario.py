"""Given, when, then: one sentence a test.

given(held, submitted).of(BOOKING).when(lambda b: b.accept(by=ANNA, now=MONDAY)).then(accepted)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import pytest

from domain.shared.errors import Refused
from domain.shared.event import Fact, Kind

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Given:
    """This is what had happened before."""

    facts: tuple[Fact, ...]

    def of(self, kind: Kind[S], initial: S | None = None) -> "Aggregate[S]":
        """This folds what had happened into an aggregate of that kind."""
        state = initial
        for fact in self.facts:
            state = kind.evolve(state, fact)
        assert state is not None, "give at least one fact, or an initial state"
        return Aggregate(kind, state)


@dataclass(frozen=True, slots=True)
class Aggregate(Generic[S]):
    """This is an aggregate about to be asked something."""

    kind: Kind[S]
    state: S

    def when(self, decision: Callable[[S], Sequence[Fact]]) -> "Outcome":
        """This asks it to decide."""
        try:
            return Outcome(tuple(decision(self.state)), None)
        except Refused as refusal:
            return Outcome((), refusal)


@dataclass(frozen=True, slots=True)
class Outcome:
    """This is what it decided."""

    facts: tuple[Fact, ...]
    refusal: Refused | None

    def then(self, *expected: Fact) -> None:
        """This holds when exactly these facts were decided, in this order."""
        if self.refusal is not None:
            pytest.fail(f"refused: {type(self.refusal).__name__}: {self.refusal.detail}")
        assert self.facts == expected

    def then_nothing(self) -> None:
        """This holds when there was nothing left to do."""
        self.then()

    def then_refused(self, refusal: type[Refused]) -> None:
        """This holds when exactly that rule was broken."""
        assert type(self.refusal) is refusal, self.refusal or self.facts


def given(*facts: Fact) -> Given:
    """This starts a test: what had happened before."""
    return Given(facts)


def decided(*facts: Any) -> tuple[Fact, ...]:
    """This is a list of facts, for tests that only build a history."""
    return tuple(facts)
