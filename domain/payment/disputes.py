"""How disputes of one payment stand: what the student's bank took back, and how it decided.

A dispute is known by the provider's name of it. Its first closing counts, and no alert opens it
again, however late it comes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from domain.payment.dispute_events import (
    DisputeEvent,
    EvidenceRefused,
    EvidenceSubmitted,
    PaymentDisputeClosed,
    PaymentDisputed,
)
from domain.shared.text import Reference


class Ending(StrEnum):
    """This is how the bank decided, once it has."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Dispute:
    """This is one dispute: what the bank took back, in minor units, and whether we answered."""

    dispute_id: Reference
    minor: int
    ending: Ending = Ending.OPEN
    is_answered: bool = False

    def ended(self, *, is_won: bool) -> "Dispute":
        """This is the same dispute once the bank has decided."""
        return replace(self, ending=Ending.WON if is_won else Ending.LOST)


Disputes = tuple[Dispute, ...]


def find(known: Disputes, dispute_id: str) -> Dispute | None:
    """This is what is known of one dispute."""
    return next((one for one in known if one.dispute_id == dispute_id), None)


def minor_of(known: Iterable[Dispute], ending: Ending) -> int:
    """This is what the bank took back in all disputes that stand so, in minor units."""
    return sum(one.minor for one in known if one.ending is ending)


def together(known: Disputes) -> Ending | None:
    """This is how they stand together: open while one of them is, and lost when one of them was."""
    endings = {one.ending for one in known}
    return next((each for each in (Ending.OPEN, Ending.LOST, Ending.WON) if each in endings), None)


def after(known: Disputes, fact: DisputeEvent) -> Disputes:
    """These are the disputes after the fact."""
    dispute = find(known, fact.dispute_id) or Dispute(fact.dispute_id, 0)
    return with_(known, _after(dispute, fact))


def with_(known: Disputes, dispute: Dispute) -> Disputes:
    """These are the disputes once one of them stands so."""
    others = (one for one in known if one.dispute_id != dispute.dispute_id)
    return (*others, dispute)


def _after(dispute: Dispute, fact: DisputeEvent) -> Dispute:
    match fact:
        case PaymentDisputed():
            return replace(dispute, minor=dispute.minor + fact.amount.minor)
        case PaymentDisputeClosed():
            return dispute.ended(is_won=fact.is_won)
        case EvidenceSubmitted() | EvidenceRefused():
            return replace(dispute, is_answered=True)
        case _:
            assert_never(fact)
