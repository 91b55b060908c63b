"""Debt: what one tutor owes in one currency, and gets taken off their next shares.

Rules, in plain language:

- A debt comes of one booking and is recovered from the shares of others, or of the same.
- Never more is recovered than is owed.
- Each change is recorded in the step of the share it belongs to, so that none counts twice.

States: NOTHING_OWED ⇄ OWING.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from domain.debt.events import DebtEvent, DebtIncurred, DebtRecovered
from domain.shared.errors import RuleBroken
from domain.shared.event import Kind
from domain.shared.money import Money
from domain.shared.personal import PersonId


class NoMoreIsRecoveredThanIsOwed(RuleBroken):
    """The tutor does not owe that much any more."""


@dataclass(frozen=True, slots=True)
class Debt:
    """This is what one tutor owes in one currency, in its minor units."""

    tutor_id: PersonId
    owed: int = 0

    def incur(self, booking_id: str, amount: Money, now: datetime) -> Sequence[DebtEvent]:
        """This adds what did not come back of a booking; nothing changes nothing."""
        if not amount.minor:
            return ()
        return (DebtIncurred(tutor_id=self.tutor_id, booking_id=booking_id, amount=amount, at=now),)

    def recover(self, booking_id: str, amount: Money, now: datetime) -> Sequence[DebtEvent]:
        """This takes off what was kept back from a booking's share; nothing changes nothing.

        Raises:
            NoMoreIsRecoveredThanIsOwed: less is owed.
        """
        if amount.minor > self.owed:
            raise NoMoreIsRecoveredThanIsOwed
        if not amount.minor:
            return ()
        return (
            DebtRecovered(tutor_id=self.tutor_id, booking_id=booking_id, amount=amount, at=now),
        )


def evolve(state: Debt | None, fact: DebtEvent) -> Debt:
    """This is the debt after the fact; it asks no question and reads no clock."""
    known = state or Debt(fact.tutor_id)
    match fact:
        case DebtIncurred():
            return replace(known, owed=known.owed + fact.amount.minor)
        case DebtRecovered():
            return replace(known, owed=known.owed - fact.amount.minor)
        case _:
            assert_never(fact)


def debt_of(tutor_id: str, currency: str) -> str:
    """This is the identity of what a tutor owes in a currency."""
    return f"{tutor_id}-{currency}"


DEBT = Kind("debt", Debt, evolve)
