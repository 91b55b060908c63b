"""The outside of reactions, with one payment provider and a log in it."""

from adapters.memory.event_log import InMemoryEventLog
from adapters.memory.forgetting import forgetting_in
from application.moderation import Moderation, NoModeration
from application.payees import Payees
from application.payers import Payers
from application.ports_money import MoneyProvider
from application.todo import World
from application.wordings import Wordings


def outside(
    provider: MoneyProvider,
    log: InMemoryEventLog | None = None,
    moderation: Moderation | None = None,
) -> World:
    """This is the outside; without a log it knows nobody, without a service nobody is asked."""
    known = log or InMemoryEventLog()
    return World.of(
        provider,
        forgetting=forgetting_in(known),
        payees=Payees(known),
        payers=Payers(known),
        moderation=moderation or NoModeration(),
        wordings=Wordings(known),
    )
