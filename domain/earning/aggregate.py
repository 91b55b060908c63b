"""Earning: the tutor's share of one booking, from being decided to being with the tutor.

Rules, in plain language:

- What is due was decided on the booking; the newest decision counts, whatever comes first.
- While a problem, a dispute or a wrong amount is open, the share is frozen: nothing is due.
- What is due and has not moved goes to the tutor's payout account. Without one it is held.
- What has moved and is not due any more comes back: out of the newest transfer first, and asked
  for in the very step that makes it too much, so that nobody pays it out meanwhile.
- What does not come back is a debt. Debts of the tutor's are kept back from what is due next, and
  what was kept back counts as theirs.
- One movement is made at a time: before the provider has answered, nothing else is asked of it.
- A transfer comes out of the payment, as far as there is enough of it left; else the platform pays
  it: what could not be taken, or was kept back for a debt that turned out to be none.
- What lies on an account that is not the tutor's any more is called back, to go to the new one.
- A movement is named by what will have moved in sum; one that failed gets a new name.

States: DECIDED → TRANSFERRED → REVERSED → TRANSFERRED …; HELD and FROZEN on the way.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, TypedDict

from domain.earning.events import (
    EarningDecided,
    EarningEvent,
    EarningFrozen,
    EarningHeld,
    EarningOwed,
    EarningUnfrozen,
    EarningWithheld,
    FreezeReason,
    HoldReason,
    ReversalRequested,
    TransferRequested,
)
from domain.earning.movements import Movement
from domain.earning.standing import Share, Standing, applied
from domain.shared.errors import RuleBroken
from domain.shared.event import Kind
from domain.shared.money import Money
from domain.shared.personal import Category, Personal


class OneEarningHasOneCurrency(RuleBroken):
    """A share is decided anew in the currency it was first decided in."""


@dataclass(frozen=True, slots=True)
class Source:
    """This is the payment that transfers come out of, and how much the platform has of it."""

    reference: str
    left: int


class About(TypedDict):
    """This is what every fact of an earning says."""

    booking_id: str
    tutor_id: str
    payment_id: str


@dataclass(frozen=True, slots=True)
class Earning(Standing):
    """This is one share with every decision about it; `payout_account` is of its last transfer."""

    payout_account: Annotated[str, Personal("tutor_id", Category.BILLING)] = ""

    def about(self) -> About:
        """This is what every fact of this share says."""
        return About(booking_id=self.booking_id, tutor_id=self.tutor_id, payment_id=self.payment_id)

    def decide(self, share: Share, now: datetime) -> Sequence[EarningEvent]:
        """This notes what is the tutor's; an older decision than the known one is nothing.

        Raises:
            OneEarningHasOneCurrency: the share was decided in another one.
        """
        if self.share is not None and self.share.net.currency != share.net.currency:
            raise OneEarningHasOneCurrency
        if not share.is_newer_than(self.share):
            return ()
        decided = EarningDecided(
            **self.about(), net=share.net, ground=share.ground, decided_at=share.decided_at
        )
        return self.settled_up((decided,), now)

    def freeze(self, reason: FreezeReason, at: datetime, now: datetime) -> Sequence[EarningEvent]:
        """This makes the share nobody's; an instant that froze it before does not do so again."""
        known = self.freeze_of(reason)
        if known is not None and (not known.is_over or at <= known.since):
            return ()
        return self.settled_up((EarningFrozen(**self.about(), reason=reason, at=at),), now)

    def unfreeze(self, reason: FreezeReason, at: datetime) -> Sequence[EarningEvent]:
        """This clears a reason; without one that is open it is nothing."""
        known = self.freeze_of(reason)
        if known is None or known.is_over:
            return ()
        return (EarningUnfrozen(**self.about(), reason=reason, at=at),)

    def request_transfer(
        self, payout_account: str, source: Source | None, debt: int, now: datetime
    ) -> Sequence[EarningEvent]:
        """This sends what is missing on its way, less what the tutor owes.

        Without an account what is missing is held, which is said once.
        """
        if not self.missing:
            return ()
        kept_back = min(self.missing, debt)
        rest = self.missing - kept_back
        withheld = self._withheld(kept_back, now) if kept_back else ()
        if not rest:
            return withheld
        if payout_account:
            return (*withheld, self._transfer(rest, payout_account, source, now))
        if self.is_held and not withheld:
            return ()
        reason = HoldReason.NO_PAYOUT_ACCOUNT
        return (*withheld, EarningHeld(**self.about(), reason=reason, held_at=now))

    def lies_elsewhere(self, payout_account: str) -> bool:
        """This is true when what was transferred lies on another account than that."""
        return self.movements.with_tutor > 0 and self.payout_account != payout_account

    def call_back(self, payout_account: str, now: datetime) -> Sequence[EarningEvent]:
        """This asks back what lies on another account than that, to go there instead."""
        newest = next(iter(self.movements.reversible()), None)
        if newest is None or self.movements.asked or not self.lies_elsewhere(payout_account):
            return ()
        return (self._reversal(newest, newest.minor, "payout_account_changed", now),)

    def settled_up(self, facts: Sequence[EarningEvent], now: datetime) -> Sequence[EarningEvent]:
        """This adds to the facts asking for what has moved and is not due after them."""
        known = self
        for fact in facts:
            known = evolve(known, fact)
        return (*facts, *known.bring_back(now))

    def bring_back(self, now: datetime) -> Sequence[EarningEvent]:
        """This asks for what has moved and is not due; what cannot come back is owed."""
        if not self.excess:
            return ()
        newest = next(iter(self.movements.reversible()), None)
        if newest is None:
            excess = self.money(self.excess)
            return (EarningOwed(**self.about(), amount=excess, reason=self._cause, owed_at=now),)
        return (self._reversal(newest, min(self.excess, newest.minor), self._cause, now),)

    def money(self, minor: int) -> Money:
        """This is so much in the currency of the share."""
        assert self.share is not None
        return Money(minor, self.share.net.currency)

    def _withheld(self, minor: int, now: datetime) -> Sequence[EarningEvent]:
        return (EarningWithheld(**self.about(), amount=self.money(minor), withheld_at=now),)

    def _transfer(
        self, minor: int, payout_account: str, source: Source | None, now: datetime
    ) -> TransferRequested:
        is_enough = source is not None and source.left - self.movements.with_tutor >= minor
        return TransferRequested(
            **self.about(),
            transfer_id=self.movements.next_transfer(minor),
            amount=self.money(minor),
            payout_account=payout_account,
            source=source.reference if source is not None and is_enough else None,
            requested_at=now,
        )

    def _reversal(
        self, transfer: Movement, minor: int, reason: str, now: datetime
    ) -> ReversalRequested:
        assert transfer.reference is not None
        return ReversalRequested(
            **self.about(),
            reversal_id=self.movements.next_reversal(minor),
            reference=transfer.reference,
            amount=self.money(minor),
            reason=reason,
            requested_at=now,
        )

    @property
    def _cause(self) -> str:
        """This is why less is due than has moved."""
        frozen = next((one.reason for one in self.freezes if not one.is_over), None)
        assert self.share is not None
        return (frozen or self.share.ground).value


def undecided(booking_id: str, tutor_id: str, payment_id: str) -> Earning:
    """This is a share of which nothing is known yet."""
    return Earning(booking_id, tutor_id, payment_id)


def evolve(state: Earning | None, fact: EarningEvent) -> Earning:
    """This is the share after the fact; it asks no question and reads no clock."""
    known = state or undecided(fact.booking_id, fact.tutor_id, fact.payment_id)
    if isinstance(fact, TransferRequested):
        known = replace(known, payout_account=fact.payout_account)
    return applied(known, fact)


EARNING = Kind("earning", Earning, evolve)
