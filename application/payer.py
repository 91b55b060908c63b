"""Payer: letting the provider keep a card, and noting what it answers."""

from application.fields import Code, Identity, Moment, Reference
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.payer.aggregate import PAYER, Payer


class SaveCard(Command):
    """Let the provider keep a card, to be charged without you; it takes a card from you next."""

    student_id: Identity


class RemoveCard(Command):
    """Let the provider keep your card no longer."""

    student_id: Identity


class RecordCardSetup(Command):
    """Note that the provider waits for the card."""

    student_id: Identity
    setup_id: Identity
    reference: Reference
    customer: Reference
    occurred_at: Moment


class RecordCardSaved(Command):
    """Note that the provider keeps the card."""

    student_id: Identity
    setup_id: Identity
    customer: Reference
    method: Reference
    occurred_at: Moment


class RecordCardRefusal(Command):
    """Note that the provider does not keep the card."""

    student_id: Identity
    setup_id: Identity
    reason: Code
    occurred_at: Moment


class NoteCardLeft(Command):
    """Note that the provider keeps the card no longer."""

    student_id: Identity
    setup_id: Identity


def save_card(command: SaveCard, work: Work) -> Decision:
    """This asks to keep a card, under a name of its own."""
    known = work.find(PAYER, command.student_id)
    payer = known.state or Payer(command.student_id)
    setup_id = work.new_id("card")
    facts = payer.ask(setup_id, work.actor.id, work.now)
    return decided(append(known, facts), setup_id=setup_id)


def remove_card(command: RemoveCard, work: Work) -> Decision:
    """This lets a card go."""
    known = work.find(PAYER, command.student_id)
    payer = known.state or Payer(command.student_id)
    return decided(append(known, payer.remove(work.actor.id, work.now)))


def record_card_setup(command: RecordCardSetup, work: Work) -> Decision:
    """This notes that the provider waits."""
    payer = work.load(PAYER, command.student_id)
    facts = payer.state.record_begun(
        command.setup_id, command.reference, command.customer, command.occurred_at
    )
    return decided(append(payer, facts))


def record_card_saved(command: RecordCardSaved, work: Work) -> Decision:
    """This notes a card that is kept."""
    payer = work.load(PAYER, command.student_id)
    facts = payer.state.record_saved(
        command.setup_id, command.customer, command.method, command.occurred_at
    )
    return decided(append(payer, facts))


def record_card_refusal(command: RecordCardRefusal, work: Work) -> Decision:
    """This notes a card that is not kept."""
    payer = work.load(PAYER, command.student_id)
    facts = payer.state.record_refused(command.setup_id, command.reason, command.occurred_at)
    return decided(append(payer, facts))


def note_card_left(command: NoteCardLeft, work: Work) -> Decision:
    """This notes a card that is gone."""
    payer = work.load(PAYER, command.student_id)
    return decided(append(payer, payer.state.note_left(command.setup_id, work.now)))


HANDLERS: Handlers = (
    (SaveCard, save_card),
    (RemoveCard, remove_card),
    (RecordCardSetup, record_card_setup),
    (RecordCardSaved, record_card_saved),
    (RecordCardRefusal, record_card_refusal),
    (NoteCardLeft, note_card_left),
)
