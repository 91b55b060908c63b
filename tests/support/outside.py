"""The outside of reactions, with one payment provider and a log in it."""

from adapters.memory.event_log import InMemoryEventLog
from adapters.memory.forgetting import forgetting_in
from application.payees import Payees
from application.payers import Payers
from application.ports_money import MoneyProvider
from application.todo import World


def outside(provider: MoneyProvider, log: InMemoryEventLog | None = None) -> World:
    """This is the outside; without a log it knows nobody."""
    known = log or InMemoryEventLog()
    return World.of(provider, forgetting_in(known), Payees(known), Payers(known))
