"""The platform's fee: by the hours a tutor has taught, and one for a booking and its payment."""

from pydantic import Field

from application.fields import Identity
from application.ports import Loaded
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.payment.aggregate import PAYMENT
from domain.tutor.aggregate import TUTOR, Tutor, newcomer


class NoteHoursTaught(Command):
    """Note how many full hours a tutor has taught; their fee may change."""

    tutor_id: Identity
    hours: int = Field(ge=1)


def note_hours_taught(command: NoteHoursTaught, work: Work) -> Decision:
    """This brings a tutor to the step of so many hours."""
    tutor = _tutor(work, command.tutor_id)
    facts = tutor.state.note_hours(command.hours, work.ports.fee_ladder, work.now)
    return decided(append(tutor, facts))


def fee_today(work: Work, tutor_id: str, fixed: int | None = None) -> int:
    """This is the fee for what is agreed on with the tutor now, unless one was fixed before."""
    if fixed is not None:
        return fixed
    return _tutor(work, tutor_id).state.fee_on(work.ports.fee_ladder)


def fee_agreed(work: Work, tutor_id: str, payment_id: str | None) -> int:
    """This is the fee the money was asked for with, so that booking and payment have one.

    What costs nothing is paid without a payment, and what is not paid for yet has none: then it
    is that of today.
    """
    payment = work.find(PAYMENT, payment_id).state if payment_id else None
    return payment.due.fee_basis_points if payment else fee_today(work, tutor_id)


def _tutor(work: Work, tutor_id: str) -> Loaded[Tutor]:
    found = work.find(TUTOR, tutor_id)
    return Loaded(found.stream_id, found.version, found.state or newcomer(tutor_id))


HANDLERS: Handlers = ((NoteHoursTaught, note_hours_taught),)
