"""Noticing: what the provider tells us of is read anew, and what is read is recorded.

    told of a payment, a dispute or a refund → read it, record how it stands, close the notice
    told of a payout or a card to be kept → the same, once we know that it is one of ours
    told of the account of a tutor → have it looked at
    told of something that nobody of ours asked for → dismiss it

A notice says nothing itself, so it may come twice, late, and in any order: what is on record at the
provider counts, and our own facts know what is new in that. Which payment something belongs to the
provider knows, because it was asked for under our names. What is told of before we have recorded
that we asked for it is tried again later.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from application.notice import ConcludeNotice, DismissNotice
from application.payment import RecordRefundFailure
from application.reactions import card_keeping, contesting, paying_out, rereading
from application.reactions.card_keeping import KeepCard, Step
from application.reactions.charging import refund_asked_under
from application.reactions.paying_out import AskAfterPayout
from application.reactions.rereading import ReadPayment, Sought
from application.todo import Call, Process, Todo, World
from application.tutor_paying import AskReadiness
from application.work import Command
from domain.notice.events import Matter, NoticeReceived, OfNotice
from domain.payer.events import CardSetupOpened
from domain.payout.events import PayoutPaid, PayoutSent
from domain.shared.errors import NotFound, Unavailable
from domain.shared.event import Fact
from domain.tutor.events import PayoutAccountOpened, PayoutAccountReadied

NOT_OURS: Final = "not_ours"
"""Nobody of ours asked for what it is about."""

LONG_ENOUGH: Final = timedelta(days=1)
"""After so long we would know of a payout, a card or an account, were it one of ours."""


class LookInto(Call):
    """One look at what a notice is about, where needed by what it is to us."""

    event_id: str
    matter: Matter
    about: str
    ours: AskAfterPayout | KeepCard | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """This is a notice that is not closed."""

    event_id: str
    matter: Matter
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """This is a payout of ours."""

    tutor_id: str
    payout_id: str
    currency: str


@dataclass(frozen=True, slots=True)
class Begun:
    """This is a card of a student that the provider is to keep."""

    student_id: str
    setup_id: str


@dataclass(frozen=True, slots=True)
class Heard:
    """This is one thing of the provider's: what we were told of it, and what it is to us.

    `sent` is the payout, `begun` the card, `tutor_id` whose account it is, where it is one of ours.
    """

    about: str
    told: tuple[Told, ...] = ()
    sent: Sent | None = None
    begun: Begun | None = None
    tutor_id: str = ""


def evolve(state: Heard, fact: Fact) -> Heard:
    """This is the state after the fact."""
    match fact:
        case NoticeReceived():
            told = Told(fact.event_id, fact.matter, fact.received_at)
            return replace(state, told=(*state.told, told))
        case PayoutSent() | PayoutPaid():
            sent = Sent(fact.tutor_id, fact.payout_id, fact.amount.currency)
            return replace(state, sent=sent)
        case CardSetupOpened():
            return replace(state, begun=Begun(fact.student_id, fact.setup_id))
        case PayoutAccountOpened() | PayoutAccountReadied():
            return replace(state, tutor_id=fact.tutor_id)
        case _ if isinstance(fact, OfNotice):
            left = (one for one in state.told if one.event_id != fact.event_id)
            return replace(state, told=tuple(left))
        case _:
            return state


def decide(state: Heard) -> Sequence[Todo]:
    """This is every notice that is not closed."""
    return tuple(_todo(state, told) for told in state.told)


def perform(call: LookInto, world: World) -> Command:
    """This reads what it is about, and is the command that records that and closes the notice."""
    try:
        return _LOOKS[call.matter](call, world)
    except NotFound as unknown:
        raise Unavailable("the provider tells of it and does not show it yet") from unknown


def _payment(call: LookInto, world: World) -> Command:
    found = world.records.payment(call.about)
    if not found.group:
        return _dismissed(call)
    if found.status == "action":
        # That it waits for the student was the answer to our asking, which says for what.
        return _concluded(call)
    look = ReadPayment(sought=Sought.PAYMENT, payment_id=found.group, reference=call.about)
    return _concluded(call, rereading.noted(look, found))


def _dispute(call: LookInto, world: World) -> Command:
    found = world.records.dispute(call.about)
    payment_id = world.records.payment(found.payment).group
    if not payment_id:
        return _dismissed(call)
    return _concluded(call, contesting.noted(payment_id, found))


def _refund(call: LookInto, world: World) -> Command:
    found = world.records.given_back(call.about)
    asked = refund_asked_under(found.key)
    if asked is None:
        return _dismissed(call)
    if not found.is_failed:
        return _concluded(call)
    payment_id, refund_id = asked
    failure = RecordRefundFailure(
        payment_id=payment_id,
        refund_id=refund_id,
        reason=found.reason,
        occurred_at=found.occurred_at,
    )
    return _concluded(call, failure)


def _payout(call: LookInto, world: World) -> Command:
    assert isinstance(call.ours, AskAfterPayout)
    return _concluded(call, paying_out.perform(call.ours, world))


def _card(call: LookInto, world: World) -> Command:
    assert isinstance(call.ours, KeepCard)
    return _concluded(call, card_keeping.perform(call.ours, world))


_LOOKS: Final[Mapping[Matter, Callable[[LookInto, World], Command]]] = {
    Matter.PAYMENT: _payment,
    Matter.DISPUTE: _dispute,
    Matter.REFUND: _refund,
    Matter.PAYOUT: _payout,
    Matter.CARD: _card,
}


def _concluded(call: LookInto, record: Command | None = None) -> Command:
    return ConcludeNotice.model_validate({"event_id": call.event_id, "record": record})


def _dismissed(call: LookInto) -> Command:
    return DismissNotice(event_id=call.event_id, reason=NOT_OURS)


def _todo(state: Heard, told: Told) -> Todo:
    look = LookInto(event_id=told.event_id, matter=told.matter, about=state.about)
    match told.matter:
        case Matter.PAYOUT if state.sent is not None:
            payout = AskAfterPayout(**asdict(state.sent), reference=state.about, look=0)
            return Todo(told.event_id, look.model_copy(update={"ours": payout}))
        case Matter.CARD if state.begun is not None:
            card = KeepCard(**asdict(state.begun), reference=state.about, step=Step.READ)
            return Todo(told.event_id, look.model_copy(update={"ours": card}))
        case Matter.PAYOUT_ACCOUNT if state.tutor_id:
            asked = AskReadiness(tutor_id=state.tutor_id)
            return Todo(told.event_id, ConcludeNotice(event_id=told.event_id, record=asked))
        case Matter.PAYOUT | Matter.CARD | Matter.PAYOUT_ACCOUNT:
            dismiss = DismissNotice(event_id=told.event_id, reason=NOT_OURS)
            return Todo(f"{told.event_id}-unknown", dismiss, told.received_at + LONG_ENOUGH)
        case _:
            return Todo(told.event_id, look)


def _keys(fact: Fact) -> Iterable[str]:
    match fact:
        case _ if isinstance(fact, OfNotice):
            return (fact.about,) if fact.about else ()
        case PayoutSent() | PayoutPaid() | CardSetupOpened():
            return (fact.reference,)
        case PayoutAccountOpened() | PayoutAccountReadied():
            return (fact.account_digest,)
        case _:
            return ()


NOTICING: Process[Any] = Process(
    name="noticing",
    version=1,
    contexts=frozenset({"notice", "payer", "payout", "tutor"}),
    keys=_keys,
    state=Heard,
    start=Heard,
    evolve=evolve,
    decide=decide,
    acts=(LookInto, ConcludeNotice, DismissNotice),
    perform=perform,
)
