"""Payment disputes and the package: what a student's bank takes back, credits wait for.

    disputed, and the package is bought → note it, so that no credit is used or refunded
    the bank has decided about every dispute → close it: go on, or what is unused is lost

The lessons that credits have paid for hear of it from the package. However many disputes its
payment has, the package knows one: open while one of them is, and lost when one of them was. Won,
it may be open again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from application.credit import ClosePackageDispute, NotePackageDispute
from application.todo import Process, Todo, by
from domain.credit import events as credit
from domain.payment import disputes
from domain.payment.dispute_events import DisputeEvent
from domain.payment.disputes import Disputes, Ending
from domain.shared.event import Fact


@dataclass(frozen=True, slots=True)
class Disputed:
    """This is a package, the disputes of its payment, and which of that the package knows.

    `told` counts how often it was told; a to-do has that in its name, so that one which came too
    late is put right by another.
    """

    package_id: str
    student_id: str = ""
    tutor_id: str = ""
    disputes: Disputes = ()
    is_bought: bool = False
    known: Ending | None = None
    told: int = 0


def evolve(state: Disputed, fact: Fact) -> Disputed:
    """This is the state after the fact."""
    match fact:
        case credit.CreditsBought():
            return replace(
                state, student_id=fact.student_id, tutor_id=fact.tutor_id, is_bought=True
            )
        case credit.PackageDisputed():
            return replace(state, known=Ending.OPEN, told=state.told + 1)
        case credit.PackageDisputeClosed():
            ended = Ending.WON if fact.is_won else Ending.LOST
            return replace(state, known=ended, told=state.told + 1)
        case _ if isinstance(fact, DisputeEvent):
            return replace(state, disputes=disputes.after(state.disputes, fact))
        case _:
            return state


def decide(state: Disputed) -> Sequence[Todo]:
    """This is what the package does not know yet; one that was never bought need not."""
    return tuple(_todos(state)) if state.is_bought and state.known is not Ending.LOST else ()


def _todos(state: Disputed) -> Iterator[Todo]:
    stands = disputes.together(state.disputes)
    if stands is None or stands is state.known:
        return
    about = {
        "student_id": state.student_id,
        "tutor_id": state.tutor_id,
        "package_id": state.package_id,
    }
    if stands is Ending.OPEN:
        yield Todo(f"note-{state.told}", NotePackageDispute(**about))
    else:
        close = ClosePackageDispute(**about, is_won=stands is Ending.WON)
        yield Todo(f"close-{state.told}", close)


PACKAGE_DISPUTES: Process[Any] = Process(
    name="package_disputes",
    version=1,
    contexts=frozenset({"credit", "payment"}),
    keys=by("package_id"),
    state=Disputed,
    start=Disputed,
    evolve=evolve,
    decide=decide,
    acts=(NotePackageDispute, ClosePackageDispute),
)
