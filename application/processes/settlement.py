"""The tutor's share of a booking: decided, frozen and cleared, and sent on its way to the tutor.

    the booking decides who gets what → note what is the tutor's, the newest decision
    problem, dispute or a wrong amount → freeze the share; what has moved comes back by itself
    resolved, or won → clear it, once what was decided is noted
    due and not moved, and the payment is over → ask for a transfer
    a transfer the provider refused → asked for again a day later, five times, then a week later

The payment is over when it was taken, or when it cannot be: then the platform bears the loss, not
the tutor; where a credit pays, it was taken in advance. Each of the share's commands carries in
its name how many facts the share had, so that one that found something else there is asked anew.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from application.booking import Amount
from application.earning import DecideEarning, FreezeEarning, RequestTransfer, UnfreezeEarning
from application.todo import Process, Todo, by
from domain.booking import events as booking
from domain.booking import outcomes
from domain.booking.terms import CancellationReason, ResolutionGround, Split
from domain.earning.events import EarningEvent, FreezeReason, Ground
from domain.earning.standing import Share, Standing, applied
from domain.payment import events as payment
from domain.shared.event import Fact
from domain.shared.money import Money

AGAIN_AFTER = timedelta(days=1)
TRIES_AGAIN = 5
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Cause:
    """This is something that freezes a share: since when, and when it was cleared, if it was."""

    since: datetime | None = None
    cleared_at: datetime | None = None


NO_CAUSE = Cause()


@dataclass(frozen=True, slots=True)
class Taking:
    """This is what the provider said it took; nothing when it took that back."""

    minor: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Settlement:
    """This is a booking, its payment and its share, each as far as its facts have arrived.

    `is_earned` says that some decision gave the tutor something; before that there is no share.
    """

    booking_id: str
    tutor_id: str = ""
    payment_id: str = ""
    price: Money | None = None
    share: Share | None = None
    is_earned: bool = False
    problem: Cause = NO_CAUSE
    dispute: Cause = NO_CAUSE
    takings: tuple[Taking, ...] = ()
    is_not_taken: bool = False
    standing: Standing | None = None

    @property
    def is_paid(self) -> bool:
        """This is true of a confirmed booking that costs something."""
        return self.price is not None and self.price.minor > 0

    @property
    def mismatch(self) -> Cause:
        """This is the first time another amount than the price was taken, or was taken back."""
        wrong = (one.at for one in self.takings if self.price and one.minor != self.price.minor)
        return Cause(next(wrong, None))

    @property
    def is_noted(self) -> bool:
        """This is true when the share knows what was decided."""
        known = self.standing.share if self.standing else None
        return not self.is_earned or self.share is None or not self.share.is_newer_than(known)

    @property
    def facts(self) -> int:
        """This is how many facts of the share were seen."""
        return self.standing.facts if self.standing else 0

    def causes(self) -> Iterator[tuple[FreezeReason, Cause]]:
        """This is everything that has ever frozen the share, or should have."""
        yield FreezeReason.PROBLEM, self.problem
        yield FreezeReason.DISPUTE, self.dispute
        yield FreezeReason.MISMATCH, self.mismatch

    def is_to_freeze(self, reason: FreezeReason, cause: Cause) -> bool:
        """This is true when there is a cause of which the share does not know."""
        known = self.standing and self.standing.freeze_of(reason)
        return cause.since is not None and known is None


def evolve(state: Settlement, fact: Fact) -> Settlement:
    """This is the state after the fact."""
    if isinstance(fact, EarningEvent):
        known = state.standing or Standing(fact.booking_id, fact.tutor_id, fact.payment_id)
        return replace(state, standing=applied(known, fact))
    if fact.TOPIC.startswith("payment."):
        return _paid(state, fact)
    return _agreed(state, fact)


def decide(state: Settlement) -> Sequence[Todo]:
    """This is what is left to do about the share."""
    if not state.is_paid:
        return ()
    return tuple(todo for rule in RULES for todo in rule(state))


def _paid(state: Settlement, fact: Fact) -> Settlement:
    match fact:
        case payment.PaymentCaptured():
            taking = Taking(fact.amount.minor, fact.occurred_at)
            return replace(state, takings=(*state.takings, taking))
        case payment.PaymentDeclined() | payment.CaptureFailed():
            undone = (Taking(0, fact.occurred_at),) if fact.undone.minor else ()
            return replace(state, is_not_taken=True, takings=(*state.takings, *undone))
        case _:
            return state


def _agreed(state: Settlement, fact: Fact) -> Settlement:
    match fact:
        case booking.BookingCovered():
            return replace(state, takings=(Taking(fact.price.minor, fact.covered_at),))
        case booking.BookingConfirmed():
            return replace(
                state, tutor_id=fact.tutor_id, payment_id=fact.payment_id, price=fact.price
            )
        case outcomes.ProblemReported():
            return replace(state, problem=Cause(fact.reported_at))
        case outcomes.DisputeNoted():
            return replace(state, dispute=Cause(fact.noted_at))
        case outcomes.DisputeClosed(is_won=True):
            return replace(state, dispute=replace(state.dispute, cleared_at=fact.closed_at))
        case _:
            return _decided(state, fact)


def _decided(state: Settlement, fact: Fact) -> Settlement:
    match fact:
        case booking.BookingCancelled():
            is_lost = fact.reason is CancellationReason.DISPUTE_LOST
            ground = Ground.DISPUTE_LOST if is_lost else Ground.CANCELLED
            return _shared(state, fact.split, ground, fact.cancelled_at)
        case booking.NeitherJoined():
            return _shared(state, fact.split, Ground.NO_SHOW, fact.ended_at)
        case outcomes.NoShowUpheld():
            return _shared(state, fact.split, Ground.NO_SHOW, fact.upheld_at)
        case outcomes.LateFeeWaived():
            return _shared(state, fact.split, Ground.WAIVED, fact.waived_at)
        case outcomes.BookingSettled():
            return _shared(state, fact.split, Ground.SETTLED, fact.settled_at)
        case outcomes.BookingResolved():
            is_lost = fact.ground is ResolutionGround.DISPUTE_LOST
            ground = Ground.DISPUTE_LOST if is_lost else Ground.RESOLVED
            resolved = _shared(state, fact.split, ground, fact.resolved_at)
            return replace(resolved, problem=replace(state.problem, cleared_at=fact.resolved_at))
        case _:
            return state


def _shared(state: Settlement, split: Split, ground: Ground, at: datetime) -> Settlement:
    share = Share(Money(split.tutor_net_minor, split.currency), ground, at)
    return replace(state, share=share, is_earned=state.is_earned or share.net.minor > 0)


def _decide(state: Settlement) -> Iterator[Todo]:
    if state.is_noted or state.share is None:
        return
    net = state.share.net
    noted = DecideEarning(
        **_about(state),
        net=Amount(minor=net.minor, currency=net.currency),
        ground=state.share.ground,
        decided_at=state.share.decided_at,
    )
    yield Todo("decide", noted)


def _freeze(state: Settlement) -> Iterator[Todo]:
    for reason, cause in state.causes():
        if cause.since is not None and state.is_to_freeze(reason, cause):
            freeze = FreezeEarning(**_about(state), reason=reason, at=cause.since)
            yield Todo(f"freeze-{reason}", freeze)


def _unfreeze(state: Settlement) -> Iterator[Todo]:
    if not state.is_noted or state.standing is None:
        return
    for reason, cause in state.causes():
        known = state.standing.freeze_of(reason)
        if known is not None and not known.is_over and cause.cleared_at is not None:
            cleared = UnfreezeEarning(
                booking_id=state.booking_id, reason=reason, at=cause.cleared_at
            )
            yield Todo(f"unfreeze-{reason}-as-of-{state.facts}", cleared)


def _transfer(state: Settlement) -> Iterator[Todo]:
    standing, is_over = state.standing, bool(state.takings) or state.is_not_taken
    if standing is None or not standing.missing or standing.is_held or not is_over:
        return
    if not state.is_noted or any(state.is_to_freeze(*each) for each in state.causes()):
        return
    failures = standing.movements.failures
    pause = AGAIN_AFTER if len(failures) <= TRIES_AGAIN else WEEK
    due_at = failures[-1].at + pause if failures else None
    request = RequestTransfer(booking_id=state.booking_id)
    yield Todo(f"transfer-as-of-{state.facts}", request, due_at)


def _about(state: Settlement) -> dict[str, Any]:
    return {
        "booking_id": state.booking_id,
        "tutor_id": state.tutor_id,
        "payment_id": state.payment_id,
    }


RULES: Sequence[Callable[[Settlement], Iterator[Todo]]] = (_decide, _freeze, _unfreeze, _transfer)

SETTLEMENT: Process[Any] = Process(
    name="settlement",
    version=2,
    contexts=frozenset({"booking", "payment", "earning"}),
    keys=by("booking_id"),
    state=Settlement,
    start=Settlement,
    evolve=evolve,
    decide=decide,
    acts=(DecideEarning, FreezeEarning, UnfreezeEarning, RequestTransfer),
)
