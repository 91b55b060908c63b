"""What students are spared: lessons of a tutor who may not teach any more, and repeated let-downs.

When a tutor's background check expires or is revoked, every lesson that has not begun is
called off and paid back in full. Each time a tutor lets a student down is noted with the tutor.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from application.lesson import CancelForUnbookableTutor
from application.todo import Process, Todo, by
from application.tutor import NoteStrike
from domain.booking import events as booking
from domain.booking import outcomes
from domain.shared.event import Fact
from domain.tutor import events as tutor
from domain.verification import events as verification
from domain.verification.events import Credential


@dataclass(frozen=True, slots=True, order=True)
class Strike:
    """This is a student let down, in one booking."""

    booking_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Protection:
    """This is a tutor's lessons ahead, whether they may teach, and strikes not yet noted.

    All are in order of the booking, so that it does not matter which stream came first.
    """

    tutor_id: str
    may_teach: bool = True
    ahead: tuple[str, ...] = ()
    struck: tuple[Strike, ...] = ()
    noted: tuple[str, ...] = ()


def evolve(state: Protection, fact: Fact) -> Protection:
    """This is the state after the fact."""
    match fact:
        case verification.CredentialExpired() | verification.CredentialRevoked():
            lost = fact.credential is Credential.BACKGROUND
            return replace(state, may_teach=state.may_teach and not lost)
        case verification.CredentialApproved() | verification.CredentialReinstated():
            found = fact.credential is Credential.BACKGROUND
            return replace(state, may_teach=state.may_teach or found)
        case booking.BookingHeld():
            return replace(state, ahead=tuple(sorted((*state.ahead, fact.booking_id))))
        case outcomes.TutorStruck():
            return _struck(state, Strike(fact.booking_id, fact.reason))
        case tutor.StrikeNoted():
            return _noted(state, fact.booking_id)
        case _:
            return _over(state, fact) if isinstance(fact, OVER) else state


def decide(state: Protection) -> Sequence[Todo]:
    """This is every lesson to call off, and every strike to note."""
    strikes = [
        Todo(
            f"note-strike-{strike.booking_id}",
            NoteStrike(
                tutor_id=state.tutor_id,
                booking_id=strike.booking_id,
                reason=tutor.StrikeReason(strike.reason),
            ),
        )
        for strike in state.struck
    ]
    if state.may_teach:
        return strikes
    return [
        *strikes,
        *(
            Todo(f"cancel-{booking_id}", CancelForUnbookableTutor(booking_id=booking_id))
            for booking_id in state.ahead
        ),
    ]


def _struck(state: Protection, strike: Strike) -> Protection:
    if strike.booking_id in state.noted:
        return replace(state, noted=tuple(one for one in state.noted if one != strike.booking_id))
    return replace(state, struck=tuple(sorted((*state.struck, strike))))


def _noted(state: Protection, booking_id: str) -> Protection:
    """This crosses a strike off; one noted before it was heard of is remembered until it is."""
    left = tuple(strike for strike in state.struck if strike.booking_id != booking_id)
    if len(left) == len(state.struck):
        return replace(state, noted=tuple(sorted((*state.noted, booking_id))))
    return replace(state, struck=left)


def _over(state: Protection, fact: Any) -> Protection:
    ahead = tuple(booking_id for booking_id in state.ahead if booking_id != fact.booking_id)
    return replace(state, ahead=ahead)


OVER = (
    booking.HoldExpired,
    booking.RequestDeclined,
    booking.RequestExpired,
    booking.PaymentExpired,
    booking.BookingWithdrawn,
    booking.BookingCancelled,
    booking.LessonStarted,
)


STUDENT_PROTECTION: Process[Any] = Process(
    name="student_protection",
    version=2,
    contexts=frozenset({"booking", "tutor", "verification"}),
    keys=by("tutor_id"),
    state=Protection,
    start=Protection,
    evolve=evolve,
    decide=decide,
    acts=(CancelForUnbookableTutor, NoteStrike),
)
