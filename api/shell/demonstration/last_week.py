"""A lesson of last week: held, paid for, taught and confirmed, all in one step.

Nobody who watches can wait a week, so it is decided by the same rules as any booking, each step as
of its own time, and recorded in one append: no clock of the platform comes in between. What follows
from a settled lesson the platform then does by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, Final

from adapters.bootstrap import Container
from api.shell.demonstration.visitor import DemonstrationStopped
from application.booking import Amount, NotePayment, SubmitBooking
from application.commands import COMMANDS
from application.consistency import Token
from application.holding import HoldSlot
from application.lesson import ConfirmCompletion, JoinLesson
from application.ports import Append, Change
from application.work import Command, Work, merged
from domain.booking.events import BookingHeld
from domain.shared.actor import Actor, Role
from domain.shared.errors import Refused
from domain.shared.time import instant

DAYS_AGO: Final = range(3, 11)
HOURS: Final = (11, 15, 18)
BOOKED_BEFORE: Final = timedelta(days=2)
MINUTE: Final = timedelta(minutes=1)
OUR_OWN: Final = Actor("process:demonstration", frozenset({Role.SYSTEM}))
HANDLERS: Final = {command: handler for table in COMMANDS for command, handler in table}


@dataclass(frozen=True, slots=True)
class Wanted:
    """This is whose lesson it was, and by whose clock the hours of the tutor are."""

    student_id: str
    tutor_id: str
    course_id: str
    zone: str


@dataclass(frozen=True, slots=True)
class Told:
    """This is the lesson, by its booking, and where its last fact stands."""

    booking_id: str
    token: str


def told(container: Container, wanted: Wanted) -> Told:
    """This records the lesson, at the first hour at which the tutor teaches.

    Raises:
        DemonstrationStopped: there was none.
    """
    key = f"demonstration-last-week-{wanted.student_id}"
    work = Work(OUR_OWN, container.clock.now(), key, container.log, container.ports)
    for start in _starts(work.now, wanted.zone):
        try:
            changes = _decided(work, wanted, start)
        except Refused:
            continue
        appended = container.log.append(_entry(work, changes))
        token = Token.of(appended.places, container.partitions).encode()
        return Told(work.new_id("booking"), token)
    raise DemonstrationStopped("the tutor taught nobody last week")


def _starts(now: datetime, zone: str) -> Iterator[datetime]:
    for days in DAYS_AGO:
        day = (now - timedelta(days=days)).date()
        yield from (instant(day, time(hour), zone) for hour in HOURS)


def _decided(work: Work, wanted: Wanted, start: datetime) -> Sequence[Change]:
    """This is what each step decides, on what the ones before it left.

    Raises:
        Refused: the tutor does not teach then.
    """
    student = Actor(wanted.student_id, frozenset({Role.STUDENT}))
    tutor = Actor(wanted.tutor_id, frozenset({Role.TUTOR}))
    booking_id, at = work.new_id("booking"), start - BOOKED_BEFORE
    hold = HoldSlot(tutor_id=wanted.tutor_id, course_id=wanted.course_id, start=start)
    changes = _after(work, (), hold, student, at)
    (held,) = [fact for each in changes for fact in each.facts if isinstance(fact, BookingHeld)]
    of: Any = {"booking_id": booking_id}
    price = Amount(minor=held.price.minor, currency=held.price.currency)
    paid = NotePayment(**of, payment_id=f"of-{booking_id}", amount=price)
    for command, actor, when in (
        (SubmitBooking(**of), student, at + MINUTE),
        (paid, OUR_OWN, at + 2 * MINUTE),
        (JoinLesson(**of), tutor, start),
        (JoinLesson(**of), student, start),
        (ConfirmCompletion(**of), student, held.end + MINUTE),
    ):
        changes = _after(work, changes, command, actor, when)
    return changes


def _after(
    work: Work, changes: Sequence[Change], command: Command, actor: Actor, at: datetime
) -> Sequence[Change]:
    step = replace(work.after(changes), actor=actor, now=at)
    return merged((*changes, *HANDLERS[type(command)](command, step).changes))


def _entry(work: Work, changes: Sequence[Change]) -> Append:
    return Append(
        scope=OUR_OWN.id,
        key=work.key,
        fingerprint="",
        outcome='{"answer":{}}',
        changes=changes,
        guards={change.stream_id: change.expected for change in changes},
        at=work.now,
        actor=OUR_OWN.name,
        ground=f"{Role.SYSTEM}:{ConfirmCompletion.__name__}",
        correlation_id=work.key,
        causation_id=work.key,
    )
