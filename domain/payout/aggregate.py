"""Payout: the money of one tutor in one currency, on its way from the provider to their bank.

Rules, in plain language:

- A payout is made of shares of bookings, and is at least the minimum of its currency.
- It is asked for by what will have been paid out in sum, so asking twice pays once.
- One payout is on its way at a time; the next waits until the bank has answered.
- It leaves only if all of its shares are still there: without a payout account it is held until
  there is one; if they lie on an account that is not the tutor's any more, or one was called back
  meanwhile, it is cancelled.
- Once released it is out of our hands: only the provider says what becomes of it.
- What failed stays failed, also after it had counted as paid: its money is there for the next
  payout, which has a name of its own.

States: REQUESTED → (HELD →) RELEASED → (SENT →) PAID | FAILED;  REQUESTED, HELD → CANCELLED;
PAID → FAILED.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import count
from typing import Annotated, TypedDict, assert_never

from domain.payout.events import (
    CancelReason,
    HoldReason,
    Part,
    PayoutCancelled,
    PayoutEvent,
    PayoutFailed,
    PayoutHeld,
    PayoutPaid,
    PayoutReleased,
    PayoutRequested,
    PayoutSent,
)
from domain.payout.policies import minimum_of
from domain.shared.errors import NotFound, RuleBroken
from domain.shared.event import Kind
from domain.shared.money import Money
from domain.shared.personal import Category, Personal, PersonId
from domain.shared.text import Currency, Identity


class APayoutIsWorthItsFee(RuleBroken):
    """This is less than the smallest payout of its currency."""


class ThereIsNoSuchPayout(NotFound):
    """No payout of that name was ever asked for."""


class State(StrEnum):
    """This is where a payout stands."""

    REQUESTED = "requested"
    HELD = "held"
    RELEASED = "released"
    CANCELLED = "cancelled"
    SENT = "sent"
    PAID = "paid"
    FAILED = "failed"


WAITING = frozenset({State.REQUESTED, State.HELD})
ENDED = frozenset({State.CANCELLED, State.PAID, State.FAILED})


@dataclass(frozen=True, slots=True)
class Payout:
    """This is one payout: its name, what it is made of, where it stands and since when."""

    payout_id: Identity
    parts: tuple[Part, ...]
    state: State
    since: datetime

    @property
    def minor(self) -> int:
        """This is its amount, in minor units."""
        return sum(part.minor for part in self.parts)

    @property
    def is_out(self) -> bool:
        """This is true while its money is not there for another payout."""
        return self.state not in (State.CANCELLED, State.FAILED)


class About(TypedDict):
    """This is what every fact of a payout says."""

    tutor_id: str
    payout_id: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Payouts:
    """This is every payout of a tutor in a currency; `payout_account` is of the last to leave."""

    tutor_id: PersonId
    currency: Currency
    each: tuple[Payout, ...] = ()
    payout_account: Annotated[str, Personal("tutor_id", Category.BILLING)] = ""

    @property
    def out(self) -> int:
        """This is all that was paid out or is on its way."""
        return sum(one.minor for one in self.each if one.is_out)

    def request(
        self, until_minor: int, parts: Sequence[Part], now: datetime
    ) -> Sequence[PayoutEvent]:
        """This asks to pay those parts out, which reach that sum; nothing while one is on its way.

        Parts that do not lead from what is out to the sum were counted before something happened,
        and are nothing either.

        Raises:
            APayoutIsWorthItsFee: it is too little.
        """
        asked = Payout(self._next_name(until_minor), tuple(parts), State.REQUESTED, now)
        is_busy = any(one.state not in ENDED for one in self.each)
        if is_busy or not asked.minor or asked.minor != until_minor - self.out:
            return ()
        if asked.minor < minimum_of(self.currency):
            raise APayoutIsWorthItsFee
        return (PayoutRequested(**self._about(asked), parts=asked.parts, requested_at=now),)

    def release(
        self, payout_id: str, payout_account: str, obstacle: CancelReason | None, now: datetime
    ) -> Sequence[PayoutEvent]:
        """This lets a payout leave for the account the tutor has, or holds or cancels it."""
        payout = self.find(payout_id)
        about = self._about(payout)
        if payout.state not in WAITING:
            return ()
        if obstacle is not None:
            parts = payout.parts
            return (PayoutCancelled(**about, parts=parts, reason=obstacle, cancelled_at=now),)
        if payout_account:
            return (PayoutReleased(**about, payout_account=payout_account, released_at=now),)
        if payout.state is State.HELD:
            return ()
        return (PayoutHeld(**about, reason=HoldReason.NO_PAYOUT_ACCOUNT, held_at=now),)

    def record_sent(self, payout_id: str, reference: str, at: datetime) -> Sequence[PayoutEvent]:
        """This notes that the money has left for the tutor's bank."""
        payout = self.find(payout_id)
        if payout.state is not State.RELEASED:
            return ()
        return (PayoutSent(**self._about(payout), reference=reference, occurred_at=at),)

    def record_paid(self, payout_id: str, reference: str, at: datetime) -> Sequence[PayoutEvent]:
        """This notes that the money has arrived."""
        payout = self.find(payout_id)
        if payout.state not in (State.RELEASED, State.SENT):
            return ()
        return (PayoutPaid(**self._about(payout), reference=reference, occurred_at=at),)

    def record_failure(self, payout_id: str, reason: str, at: datetime) -> Sequence[PayoutEvent]:
        """This notes that it did not arrive; an alarm older than the success it denies is nothing.

        A bank may send back what had arrived, so of two answers of one instant the failure counts.
        """
        payout = self.find(payout_id)
        was_paid = payout.state is State.PAID
        if payout.state not in (State.RELEASED, State.SENT, State.PAID):
            return ()
        if was_paid and at < payout.since:
            return ()
        undone = Money(payout.minor if was_paid else 0, self.currency)
        about, parts = self._about(payout), payout.parts
        return (PayoutFailed(**about, parts=parts, reason=reason, undone=undone, occurred_at=at),)

    def find(self, payout_id: str) -> Payout:
        """This is one payout.

        Raises:
            ThereIsNoSuchPayout: none of that name was asked for.
        """
        for payout in self.each:
            if payout.payout_id == payout_id:
                return payout
        raise ThereIsNoSuchPayout

    def _about(self, payout: Payout) -> About:
        amount = Money(payout.minor, self.currency)
        return About(tutor_id=self.tutor_id, payout_id=payout.payout_id, amount=amount)

    def _next_name(self, until_minor: int) -> str:
        name, known = f"until-{until_minor}", {one.payout_id for one in self.each}
        again = (f"{name}-again-{number}" for number in count(1))
        return name if name not in known else next(one for one in again if one not in known)


def evolve(state: Payouts | None, fact: PayoutEvent) -> Payouts:
    """These are the payouts after the fact; it asks no question and reads no clock."""
    known = state or Payouts(fact.tutor_id, fact.amount.currency)
    match fact:
        case PayoutRequested():
            asked = Payout(fact.payout_id, fact.parts, State.REQUESTED, fact.requested_at)
            return replace(known, each=(*known.each, asked))
        case PayoutHeld():
            return _reached(known, fact, State.HELD, fact.held_at)
        case PayoutReleased():
            known = replace(known, payout_account=fact.payout_account)
            return _reached(known, fact, State.RELEASED, fact.released_at)
        case PayoutCancelled():
            return _reached(known, fact, State.CANCELLED, fact.cancelled_at)
        case PayoutSent():
            return _reached(known, fact, State.SENT, fact.occurred_at)
        case PayoutPaid():
            return _reached(known, fact, State.PAID, fact.occurred_at)
        case PayoutFailed():
            return _reached(known, fact, State.FAILED, fact.occurred_at)
        case _:
            assert_never(fact)


def _reached(known: Payouts, fact: PayoutEvent, state: State, at: datetime) -> Payouts:
    each = (
        replace(one, state=state, since=at) if one.payout_id == fact.payout_id else one
        for one in known.each
    )
    return replace(known, each=tuple(each))


def payouts_of(tutor_id: str, currency: str) -> str:
    """This is the identity of a tutor's payouts in a currency."""
    return f"{tutor_id}-{currency}"


PAYOUT = Kind("payout", Payouts, evolve)
