"""Privacy request: one thing one person asks about their data, and everything until its answer.

Rules, in plain language:

- The person asks, or their guardian, or support on their behalf. Only support says that it
  arrived earlier than now.
- Exactly the same asked again while the first is open joins it, and the first one's clocks go on.
  What asks for more or for less, or arrived earlier, is a request of its own: nobody's identity
  is confirmed for something they did not ask.
- Who asked is certain by a sign-in of the last fifteen minutes, or by a link sent to the address
  we know and two facts only the person is likely to know. How and when is kept, no document.
- The clock runs from the arrival, whatever finding out who asked takes. It is extended once,
  with a reason, and only while the first deadline has not passed.
- Support or an admin decides, never the person themself: approved, or denied for a reason. An
  objection to marketing is never denied.
- Open invoices and disputes keep a category of data from being erased: on a basis, until an end.
- The person or their guardian may withdraw, as long as no erasure has begun.
- What was approved is done and then completed; an erasure only when it is certified, access and
  portability also by being handed over, whole, for the first time (`handover.py`).

States: RECEIVED → IDENTITY_PENDING → IN_PROGRESS → COMPLETED;  RECEIVED → IN_PROGRESS;
RECEIVED, IDENTITY_PENDING, IN_PROGRESS → DENIED | WITHDRAWN. Extended is said beside.
"""

from collections.abc import Sequence
from datetime import datetime

from domain.privacy.clocks import Establishment, deadlines
from domain.privacy.events import (
    PrivacyRequestAcknowledged,
    PrivacyRequestJoined,
    PrivacyRequestReceived,
    PrivacyRequestWithdrawn,
    RequestEvent,
)
from domain.privacy.evolution import applied
from domain.privacy.identity import confirmed
from domain.privacy.state import PrivacyRequest, begun
from domain.privacy.terms import Capacity, Filing, Proof, Wish
from domain.shared.errors import NotAllowed, RuleBroken
from domain.shared.event import Kind


class OnlyThePersonOrSomebodyForThemAsks(NotAllowed):
    """Only the person, their guardian or support asks about somebody's data."""


class OnlyThePersonWithdraws(NotAllowed):
    """Only the person, or their guardian, withdraws what they asked."""


class OnlySupportSaysWhenItArrived(NotAllowed):
    """What you ask arrives now; only support notes something that arrived earlier."""


class NothingArrivesInTheFuture(RuleBroken):
    """A request cannot have arrived later than now."""


class WhatHasBegunIsNotWithdrawn(RuleBroken):
    """The erasure has begun and cannot be taken back."""


def capacity_of(by: str, person_id: str, *, is_guardian: bool, is_support: bool) -> Capacity:
    """This is in which capacity somebody acts for a person.

    Raises:
        OnlyThePersonOrSomebodyForThemAsks: in none.
    """
    if by == person_id:
        return Capacity.PERSON
    if is_guardian:
        return Capacity.GUARDIAN
    if is_support:
        return Capacity.SUPPORT
    raise OnlyThePersonOrSomebodyForThemAsks


def check_arrival(filing: Filing, now: datetime) -> None:
    """This lets pass what arrives now, and from support what arrived before.

    Raises:
        NothingArrivesInTheFuture: it would arrive later.
        OnlySupportSaysWhenItArrived: somebody else names an earlier time.
    """
    if filing.received_at > now:
        raise NothingArrivesInTheFuture
    if filing.received_at < now and filing.capacity is not Capacity.SUPPORT:
        raise OnlySupportSaysWhenItArrived


def receive(
    request_id: str, wish: Wish, filing: Filing, where: Establishment, proof: Proof | None
) -> Sequence[RequestEvent]:
    """This begins a request: its deadlines stand from now on, whoever turns out to have asked."""
    due = deadlines(wish.regime, filing.received_at, where)
    received = PrivacyRequestReceived(
        request_id=request_id,
        person_id=wish.person_id,
        kind=wish.kind,
        regime=wish.regime,
        categories=wish.categories,
        objects_to=wish.objects_to,
        ground=wish.ground,
        filed_by=filing.by,
        filed_as=filing.capacity,
        channel=filing.channel,
        zone=where.zone,
        received_at=filing.received_at,
        acknowledge_by=due.acknowledge_by,
        act_by=due.act_by,
    )
    return (received, *confirmed(begun(received), proof))


def takes_in(request: PrivacyRequest, wish: Wish, filing: Filing) -> bool:
    """This is true when asking belongs to the request that is open: the same, and later."""
    asked = Wish(
        request.person_id,
        request.kind,
        request.regime,
        request.categories,
        request.objects_to,
        request.ground,
    )
    return request.is_open and wish == asked and filing.received_at >= request.received_at


def join(
    request: PrivacyRequest, filing: Filing, proof: Proof | None, now: datetime
) -> Sequence[RequestEvent]:
    """This lets a request asked again belong to the first, whose deadlines stay."""
    joined = PrivacyRequestJoined(
        **request.about(),
        filed_by=filing.by,
        filed_as=filing.capacity,
        channel=filing.channel,
        joined_at=now,
    )
    return (joined, *confirmed(request, proof))


def acknowledge(request: PrivacyRequest, by: str | None, now: datetime) -> Sequence[RequestEvent]:
    """This tells that it arrived; telling again changes nothing."""
    if request.is_acknowledged or not request.is_open:
        return ()
    return (PrivacyRequestAcknowledged(**request.about(), acknowledged_by=by, acknowledged_at=now),)


def withdraw(
    request: PrivacyRequest, by: str, capacity: Capacity, now: datetime
) -> Sequence[RequestEvent]:
    """This takes back what was asked.

    Raises:
        OnlyThePersonWithdraws: support cannot.
        TheRequestIsOver: it was answered already.
        WhatHasBegunIsNotWithdrawn: an erasure has passed its point of no return.
    """
    if capacity is Capacity.SUPPORT:
        raise OnlyThePersonWithdraws
    request.check_open()
    if request.is_fenced:
        raise WhatHasBegunIsNotWithdrawn
    return (PrivacyRequestWithdrawn(**request.about(), withdrawn_by=by, withdrawn_at=now),)


def evolve(state: PrivacyRequest | None, fact: RequestEvent) -> PrivacyRequest:
    """This is the request after the fact; it asks no question and reads no clock."""
    if isinstance(fact, PrivacyRequestReceived):
        return begun(fact)
    assert state is not None, "a privacy request begins by being received"
    return applied(state, fact)


PRIVACY = Kind("privacy", PrivacyRequest, evolve)
