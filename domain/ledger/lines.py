"""The lines of the ledger: a fact's postings, with what they are about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.ledger.entries import postings_of
from domain.shared.event import Recorded, happened_at


@dataclass(frozen=True, slots=True)
class Line:
    """This is one posting as it is kept: by the place of its fact in the log, and within it."""

    position: int
    line: int
    account: str
    amount_minor: int
    currency: str
    booking_id: str | None
    tutor_id: str
    student_id: str | None
    occurred_at: datetime
    topic: str


def lines_of(recorded: Recorded[Any]) -> Iterator[Line]:
    """This is the lines of a fact's entry, in their order."""
    fact = recorded.fact
    for number, posting in enumerate(postings_of(fact), 1):
        yield Line(
            position=recorded.position,
            line=number,
            account=posting.account.value,
            amount_minor=posting.amount.minor,
            currency=posting.amount.currency,
            booking_id=getattr(fact, "booking_id", None),
            tutor_id=fact.tutor_id,
            student_id=getattr(fact, "student_id", None),
            occurred_at=happened_at(fact),
            topic=fact.TOPIC,
        )
