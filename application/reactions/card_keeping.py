"""Card keeping: what a student lets the provider keep is carried there, and its end noted.

    asked for → the provider waits for the card → read a few times, until it is kept or refused
    removed, or replaced by another → the provider lets it go

The names the provider has for student and card are looked up when the call is made.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from application import payer as record
from application.reactions.rereading import READ_AFTER
from application.todo import Call, Process, Todo, World
from application.work import Command
from domain.payer import events as payer
from domain.shared.event import Fact


class Step(StrEnum):
    """This is what there is to do about a card."""

    BEGIN = "begin"
    READ = "read"
    REMOVE = "remove"


class KeepCard(Call):
    """One step of keeping a card, or of letting it go."""

    step: Step
    student_id: str
    setup_id: str
    reference: str = ""

    @property
    def key(self) -> str:
        """This is the provider's key: the same for every attempt at this step."""
        return key_of(self.student_id, self.step, self.setup_id)


def key_of(student_id: str, step: Step, setup_id: str) -> str:
    """This is the provider's key of a step, whoever takes it."""
    return f"{student_id}:{step}:{setup_id}"


@dataclass(frozen=True, slots=True)
class Setup:
    """This is a card to be kept: under which reference the provider waits for it, since when."""

    setup_id: str
    reference: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cards:
    """This is a student's cards: to be kept, kept, and to be let go."""

    student_id: str
    setups: tuple[Setup, ...] = ()
    kept: str = ""
    leaving: tuple[str, ...] = ()


def evolve(state: Cards, fact: Fact) -> Cards:
    """This is the state after the fact."""
    match fact:
        case payer.CardAsked():
            return replace(state, setups=(*state.setups, Setup(fact.setup_id)))
        case payer.CardSetupOpened():
            others = _without(state, fact.setup_id)
            begun = Setup(fact.setup_id, fact.reference, fact.occurred_at)
            return replace(others, setups=(*others.setups, begun))
        case payer.CardSaved():
            left = _leaving(_without(state, fact.setup_id))
            return replace(left, kept=fact.setup_id)
        case payer.CardRefused():
            return _without(state, fact.setup_id)
        case payer.CardRemoved():
            return _leaving(state)
        case payer.CardsErased():
            return Cards(state.student_id)
        case payer.CardLeft():
            left_alone = tuple(one for one in state.leaving if one != fact.setup_id)
            return replace(state, leaving=left_alone)
        case _:
            return state


def decide(state: Cards) -> Sequence[Todo]:
    """This is every step that was not done yet."""
    return tuple(_steps(state))


def perform(call: KeepCard, world: World) -> Command:
    """This calls the provider once, and is the command that records what it answered."""
    of: dict[str, Any] = {"student_id": call.student_id, "setup_id": call.setup_id}
    match call.step:
        case Step.BEGIN:
            customer = world.payers.customer_of(call.student_id)
            made = world.cards.set_up(call.key, call.student_id, customer)
            return record.RecordCardSetup(
                **of,
                reference=made.reference,
                customer=made.customer,
                occurred_at=made.occurred_at,
            )
        case Step.READ:
            return _read(call, world, of)
        case Step.REMOVE:
            card = world.payers.card_of(call.student_id, call.setup_id)
            if card is not None:
                world.cards.remove(call.key, card)
            return record.NoteCardLeft(**of)


def _steps(state: Cards) -> Iterator[Todo]:
    of = {"student_id": state.student_id}
    for setup in state.setups:
        begin = KeepCard(step=Step.BEGIN, setup_id=setup.setup_id, **of)
        if setup.since is None:
            yield Todo(f"begin-{setup.setup_id}", begin)
            continue
        read = KeepCard(step=Step.READ, setup_id=setup.setup_id, reference=setup.reference, **of)
        for number, after in enumerate(READ_AFTER, 1):
            yield Todo(f"read-{setup.setup_id}-{number}", read, setup.since + after)
    for setup_id in state.leaving:
        yield Todo(f"remove-{setup_id}", KeepCard(step=Step.REMOVE, setup_id=setup_id, **of))


def _read(call: KeepCard, world: World, of: dict[str, Any]) -> Command:
    found = world.records.setup(call.reference)
    if found.card is not None:
        card = found.card
        return record.RecordCardSaved(
            **of, customer=card.customer, method=card.method, occurred_at=found.occurred_at
        )
    if found.status == "failed":
        return record.RecordCardRefusal(**of, reason=found.reason, occurred_at=found.occurred_at)
    # It waits as it did; noting that again says nothing.
    customer = world.payers.customer_of(call.student_id)
    return record.RecordCardSetup(
        **of, reference=call.reference, customer=customer, occurred_at=found.occurred_at
    )


def _without(state: Cards, setup_id: str) -> Cards:
    return replace(state, setups=tuple(one for one in state.setups if one.setup_id != setup_id))


def _leaving(state: Cards) -> Cards:
    if not state.kept:
        return state
    return replace(state, kept="", leaving=(*state.leaving, state.kept))


def _keys(fact: Fact) -> Iterable[str]:
    return (fact.student_id,) if isinstance(fact, payer.OfPayer) else ()


CARD_KEEPING: Process[Any] = Process(
    name="card_keeping",
    version=1,
    contexts=frozenset({"payer"}),
    keys=_keys,
    state=Cards,
    start=Cards,
    evolve=evolve,
    decide=decide,
    acts=(KeepCard,),
    perform=perform,
)
