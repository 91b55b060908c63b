"""How a tutor's share stands: the fold of its facts, without any decision."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar, assert_never

from domain.earning.events import (
    DecisionEvent,
    EarningDecided,
    EarningEvent,
    EarningFrozen,
    EarningHeld,
    EarningUnfrozen,
    FreezeReason,
    Ground,
    MovementEvent,
)
from domain.earning.movements import Movements, after
from domain.shared.money import Money
from domain.shared.personal import PersonId
from domain.shared.text import Identity

S = TypeVar("S", bound="Standing")


@dataclass(frozen=True, slots=True)
class Share:
    """This is what was decided to be the tutor's, on what ground, and when."""

    net: Money
    ground: Ground
    decided_at: datetime

    def is_newer_than(self, other: "Share | None") -> bool:
        """This tells which of two decisions counts, whatever order they come in.

        At one instant the lower one is the later: what was given back is never taken back.
        """
        if other is None:
            return True
        return (self.decided_at, -self.net.minor) > (other.decided_at, -other.net.minor)


@dataclass(frozen=True, slots=True)
class Freeze:
    """This is the last time a reason froze the share: since when, and whether it is cleared."""

    reason: FreezeReason
    since: datetime
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """This is the tutor's share of one booking.

    Attributes:
        share: what was decided last.
        freezes: the last freeze of each reason.
        is_held: a transfer was due and could not be made, and nothing has happened since.
        facts: how many facts it is made of.
    """

    booking_id: Identity
    tutor_id: PersonId
    payment_id: Identity
    share: Share | None = None
    freezes: tuple[Freeze, ...] = ()
    movements: Movements = field(default_factory=Movements)
    is_held: bool = False
    facts: int = 0

    @property
    def is_frozen(self) -> bool:
        """This is true while the share is nobody's."""
        return any(not freeze.is_over for freeze in self.freezes)

    @property
    def due(self) -> int:
        """This is what should be the tutor's now, in minor units."""
        return 0 if self.share is None or self.is_frozen else self.share.net.minor

    @property
    def missing(self) -> int:
        """This is what is still to be transferred; nothing while the provider owes an answer."""
        if self.movements.asked is not None:
            return 0
        return max(self.due - self.movements.moved, 0)

    @property
    def excess(self) -> int:
        """This is what has moved and should not have, once the provider has answered."""
        if self.movements.asked is not None:
            return 0
        return max(self.movements.moved - self.due, 0)

    def freeze_of(self, reason: FreezeReason) -> Freeze | None:
        """This is the last freeze for that reason."""
        return next((freeze for freeze in self.freezes if freeze.reason is reason), None)


def applied(known: S, fact: EarningEvent) -> S:
    """This is the share after the fact."""
    counted = replace(known, facts=known.facts + 1, is_held=isinstance(fact, EarningHeld))
    if isinstance(fact, DecisionEvent):
        return _decided(counted, fact)
    return _moved(counted, fact)


def _decided(known: S, fact: DecisionEvent) -> S:
    match fact:
        case EarningDecided():
            return replace(known, share=Share(fact.net, fact.ground, fact.decided_at))
        case EarningFrozen():
            return _with(known, Freeze(fact.reason, fact.at))
        case EarningUnfrozen():
            frozen = known.freeze_of(fact.reason)
            assert frozen is not None
            return _with(known, replace(frozen, is_over=True))
        case EarningHeld():
            return known
        case _:
            assert_never(fact)


def _moved(known: S, fact: MovementEvent) -> S:
    return replace(known, movements=after(known.movements, fact))


def _with(known: S, freeze: Freeze) -> S:
    others = (one for one in known.freezes if one.reason is not freeze.reason)
    return replace(known, freezes=(*others, freeze))
