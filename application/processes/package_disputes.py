"""Payment disputes and the package: what a student's bank takes back, credits wait for.

    disputed, and the package is bought → note it, so that no credit is used or refunded
    the bank has decided about every dispute → close it: go on, or what is unused is lost

The lessons that credits have paid for hear of it from the package. As of a booking, one dispute is
known of a package: open while one of its payment is, and lost when one of them was.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from application.credit import ClosePackageDispute, NotePackageDispute
from application.todo import Process, Todo
from domain.credit import events as credit
from domain.payment import disputes
from domain.payment.dispute_events import DisputeEvent
from domain.payment.disputes import Disputes, Ending
from domain.shared.event import Fact


@dataclass(frozen=True, slots=True)
class Disputed:
    """This is a package, the disputes of its payment, and which of that the package knows."""

    package_id: str
    student_id: str = ""
    tutor_id: str = ""
    disputes: Disputes = ()
    is_bought: bool = False
    is_noted: bool = False
    is_closed: bool = False


def evolve(state: Disputed, fact: Fact) -> Disputed:
    """This is the state after the fact."""
    match fact:
        case credit.CreditsBought():
            return replace(
                state, student_id=fact.student_id, tutor_id=fact.tutor_id, is_bought=True
            )
        case credit.PackageDisputed():
            return replace(state, is_noted=True)
        case credit.PackageDisputeClosed():
            return replace(state, is_closed=True)
        case _ if isinstance(fact, DisputeEvent):
            return replace(state, disputes=disputes.after(state.disputes, fact))
        case _:
            return state


def decide(state: Disputed) -> Sequence[Todo]:
    """This is what the package does not know yet; one that was never bought need not."""
    return tuple(_todos(state)) if state.is_bought and not state.is_closed else ()


def _todos(state: Disputed) -> Iterator[Todo]:
    about = {
        "student_id": state.student_id,
        "tutor_id": state.tutor_id,
        "package_id": state.package_id,
    }
    is_open = [one for one in state.disputes if one.ending is Ending.OPEN]
    if is_open and not state.is_noted:
        yield Todo(f"note-{is_open[0].dispute_id}", NotePackageDispute(**about))
    elif state.disputes and not is_open:
        is_won = all(one.ending is Ending.WON for one in state.disputes)
        close = ClosePackageDispute(**about, is_won=is_won)
        yield Todo(f"close-{len(state.disputes)}", close)


def _keys(fact: Fact) -> Iterable[str]:
    package_id = getattr(fact, "package_id", None)
    return () if package_id is None else (package_id,)


PACKAGE_DISPUTES: Process[Any] = Process(
    name="package_disputes",
    version=1,
    contexts=frozenset({"credit", "payment"}),
    keys=_keys,
    state=Disputed,
    start=Disputed,
    evolve=evolve,
    decide=decide,
    acts=(NotePackageDispute, ClosePackageDispute),
)
