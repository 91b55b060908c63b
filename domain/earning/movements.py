"""How a tutor's share adds up: transfers to them, what came back, what was kept back or is owed.

One movement is made at a time. Of two reports of one transfer the newer counts, in the provider's
time; at the same instant a success counts. A reversal is answered once and for all, because a
failed one has become a debt.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import count
from typing import assert_never

from domain.earning.events import (
    EarningOwed,
    EarningReversed,
    EarningTransferred,
    EarningWithheld,
    MovementEvent,
    ReversalFailed,
    ReversalRequested,
    TransferFailed,
    TransferOutcomeRepeated,
    TransferRequested,
)
from domain.shared.text import Identity, Reference


class Outcome(StrEnum):
    """This is what became of a movement."""

    ASKED = "asked"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Movement:
    """This is a transfer or a reversal, as last reported; `minor` is its amount.

    `reference` is of a transfer the provider's name, of a reversal that of the transfer it is
    taken from.
    """

    name: Identity
    minor: int
    at: datetime
    outcome: Outcome = Outcome.ASKED
    reference: Reference | None = None

    @property
    def weight(self) -> tuple[bool, datetime, bool]:
        """This decides which of two reports counts: any answer outweighs our asking."""
        return (self.outcome is not Outcome.ASKED, self.at, self.outcome is Outcome.DONE)


@dataclass(frozen=True, slots=True)
class Movements:
    """This is everything that moved of one share, in minor units of its currency."""

    transfers: tuple[Movement, ...] = ()
    reversals: tuple[Movement, ...] = ()
    withheld: int = 0
    owed: int = 0

    @property
    def transferred(self) -> int:
        """This is what the provider moved to the tutor."""
        return _total(self.transfers, Outcome.DONE)

    @property
    def returned(self) -> int:
        """This is what came back, of transfers that were made."""
        return _total(self._of_what_was_made, Outcome.DONE)

    @property
    def _of_what_was_made(self) -> Iterable[Movement]:
        """This is the reversals of transfers that still count as made."""
        made = {one.reference for one in self.transfers if one.outcome is Outcome.DONE}
        return (one for one in self.reversals if one.reference in made)

    @property
    def moved(self) -> int:
        """This is what the tutor has of it: with them, or kept back for what they owed."""
        return self.transferred - self.returned + self.withheld - self.owed

    @property
    def with_tutor(self) -> int:
        """This is what lies with the provider for the tutor, or has left from there already."""
        back = _total(self._of_what_was_made, Outcome.ASKED)
        return self.transferred - self.returned - back

    @property
    def asked(self) -> Movement | None:
        """This is the one movement the provider has not answered yet."""
        every = (*self.transfers, *self.reversals)
        return next((one for one in every if one.outcome is Outcome.ASKED), None)

    @property
    def failures(self) -> tuple[Movement, ...]:
        """This is the transfers that failed since one succeeded."""
        done = (at for at, one in enumerate(self.transfers, 1) if one.outcome is Outcome.DONE)
        since = self.transfers[max(done, default=0) :]
        return tuple(one for one in since if one.outcome is Outcome.FAILED)

    def find(self, name: str) -> Movement | None:
        """This is what is known of a transfer."""
        return next((one for one in self.transfers if one.name == name), None)

    def find_reversal(self, name: str) -> Movement | None:
        """This is what is known of a reversal."""
        return next((one for one in self.reversals if one.name == name), None)

    def next_transfer(self, minor: int) -> str:
        """This names a transfer by what will have been transferred in sum; no two are alike."""
        return _named(self.transfers, minor)

    def next_reversal(self, minor: int) -> str:
        """This names a reversal in the same way."""
        return _named(self.reversals, minor)

    def reversible(self) -> Iterable[Movement]:
        """This is every transfer of which something is left to take back, the newest first.

        Its amount is what is left.
        """
        for transfer in reversed(self.transfers):
            back = (one for one in self.reversals if one.reference == transfer.reference)
            gone = sum(one.minor for one in back if one.outcome is not Outcome.FAILED)
            if transfer.outcome is Outcome.DONE and transfer.minor > gone:
                yield replace(transfer, minor=transfer.minor - gone)

    def noted(self, report: Movement) -> "Movements":
        """This is what is known after a report of a transfer; an old or repeated one is nothing."""
        known = self.find(report.name)
        if known is not None and report.weight <= known.weight:
            return self
        return replace(self, transfers=_with(self.transfers, report))

    def repeated(self, name: str, at: datetime) -> "Movements":
        """This is what is known when the outcome of a transfer was said again, later."""
        known = self.find(name)
        assert known is not None
        return replace(self, transfers=_with(self.transfers, replace(known, at=at)))


def after(known: Movements, fact: MovementEvent) -> Movements:
    """This is what has moved after the fact."""
    match fact:
        case TransferRequested() | EarningTransferred() | TransferFailed():
            return known.noted(transfer_in(fact))
        case TransferOutcomeRepeated():
            return known.repeated(fact.transfer_id, fact.occurred_at)
        case ReversalRequested():
            asked = Movement(
                fact.reversal_id, fact.amount.minor, fact.requested_at, reference=fact.reference
            )
            return replace(known, reversals=_with(known.reversals, asked))
        case EarningReversed():
            return _answered(known, fact, Outcome.DONE)
        case ReversalFailed():
            failed = _answered(known, fact, Outcome.FAILED)
            return replace(failed, owed=known.owed + fact.amount.minor)
        case EarningWithheld():
            return replace(known, withheld=known.withheld + fact.amount.minor)
        case EarningOwed():
            return replace(known, owed=known.owed + fact.amount.minor)
        case _:
            assert_never(fact)


def transfer_in(fact: TransferRequested | EarningTransferred | TransferFailed) -> Movement:
    """This is the transfer a fact speaks of."""
    minor = fact.amount.minor
    match fact:
        case TransferRequested():
            return Movement(fact.transfer_id, minor, fact.requested_at)
        case EarningTransferred():
            return Movement(fact.transfer_id, minor, fact.occurred_at, Outcome.DONE, fact.reference)
        case TransferFailed():
            return Movement(fact.transfer_id, minor, fact.occurred_at, Outcome.FAILED)
        case _:
            assert_never(fact)


def _answered(known: Movements, fact: EarningReversed | ReversalFailed, to: Outcome) -> Movements:
    asked = known.find_reversal(fact.reversal_id)
    assert asked is not None
    answered = replace(asked, outcome=to, at=fact.occurred_at)
    return replace(known, reversals=_with(known.reversals, answered))


def _with(each: tuple[Movement, ...], report: Movement) -> tuple[Movement, ...]:
    """This puts a report where the movement stands already, or behind all others."""
    if all(one.name != report.name for one in each):
        return (*each, report)
    return tuple(report if one.name == report.name else one for one in each)


def _total(each: Iterable[Movement], outcome: Outcome) -> int:
    return sum(one.minor for one in each if one.outcome is outcome)


def _named(each: tuple[Movement, ...], minor: int) -> str:
    before = sum(one.minor for one in each if one.outcome is not Outcome.FAILED)
    name, known = f"until-{before + minor}", {one.name for one in each}
    again = (f"{name}-again-{number}" for number in count(1))
    return name if name not in known else next(one for one in again if one not in known)
