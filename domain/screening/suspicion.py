"""How likely nobody took the lesson for its own sake: told by how a review came about.

Words alone do not tell a review that a person made up from one that they meant. What it costs to
write many of them does: bookings are made at the last moment, for the least money, by accounts that
do little else, and the same few accounts stand behind the same few tutors. Each of that happens to
honest people too; it is together that it weighs. A burst alone weighs nothing: happy customers come
in bursts as well.

The weights are set by hand, on odds: reviewers can follow them, and there is nobody yet from whose
rulings they could be learnt.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import exp
from typing import Final

from domain.screening.copies import copied
from domain.screening.rings import entangled, mutual
from domain.screening.traces import Trace, Traces
from domain.shared.text import Identity


class Oddity(StrEnum):
    """This is something odd in how a review came about."""

    HASTY = "hasty"
    CHEAP = "cheap"
    NOT_JOINED = "not_joined"
    REFUNDED = "refunded"
    NEW_ACCOUNT = "new_account"
    AT_ONCE = "at_once"
    BURST = "burst"
    RING = "ring"
    MUTUAL = "mutual"
    COPIED = "copied"


SOON: Final = timedelta(hours=3)
NEW: Final = timedelta(days=2)
AT_ONCE: Final = timedelta(minutes=30)
BEFOREHAND: Final = -5.0
"""The odds of a review of which nothing is known, as a logarithm: one in 150 is made up."""

MIDDLING: Final = -1.0
"""What two to four stars add: nobody pays for those."""

FEWEST_IN_A_BURST: Final = 3
ODD_SHARE: Final = 0.6
"""A burst is odd where so much of it is odd by itself."""

WEIGHTS: Final[Mapping[Oddity, float]] = {
    Oddity.HASTY: 0.8,
    Oddity.CHEAP: 0.4,
    Oddity.NOT_JOINED: 1.6,
    Oddity.REFUNDED: 2.0,
    Oddity.NEW_ACCOUNT: 0.6,
    Oddity.AT_ONCE: 0.5,
    Oddity.BURST: 1.2,
    Oddity.MUTUAL: 3.5,
    Oddity.COPIED: 2.0,
}
SURPRISING: Final = 3.0
"""So far beyond chance is a reason; one student in a thousand comes so far by themself."""

MOST_SURPRISING: Final = 10.0
BY_SURPRISE: Final = 0.5
"""What a ring weighs for as far as its accounts are beyond chance."""

BY_ITSELF: Final[Mapping[Oddity, Callable[[Trace, Traces], bool]]] = {
    Oddity.HASTY: lambda one, _: one.starts_at - one.held_at < SOON,
    Oddity.CHEAP: lambda one, all_: one.is_trial or _is_cheap(one, all_),
    Oddity.NOT_JOINED: lambda one, _: not one.was_joined,
    Oddity.REFUNDED: lambda one, _: one.was_refunded,
    Oddity.NEW_ACCOUNT: lambda one, _: (
        one.registered_at is not None and one.held_at - one.registered_at < NEW
    ),
    Oddity.AT_ONCE: lambda one, _: one.written_at - one.ends_at < AT_ONCE,
}
FEWEST_ODD: Final = 3
"""So much has to be odd by itself for a review to make a burst odd."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """This is how likely a review is made up, and why: the heaviest reason first."""

    booking_id: Identity
    probability: float
    oddities: tuple[Oddity, ...]


def suspicions(every: Sequence[Trace]) -> Sequence[Suspicion]:
    """This is a suspicion of each review, in the same order; most are hardly any."""
    traces = Traces(every)
    alone = {
        one.booking_id: {odd for odd, is_so in BY_ITSELF.items() if is_so(one, traces)}
        for one in every
    }
    thin = {booking_id for booking_id, found in alone.items() if len(found) >= FEWEST_ODD}
    rings, pairs, copies = entangled(traces), mutual(traces), copied(every)
    found = []
    for one in every:
        is_so = {
            Oddity.BURST: _is_odd_burst(one, traces, thin),
            Oddity.MUTUAL: one.booking_id in pairs,
            Oddity.COPIED: one.booking_id in copies,
        }
        odd = alone[one.booking_id] | {each for each, is_found in is_so.items() if is_found}
        found.append(_suspicion(one, odd, rings[one.booking_id]))
    return found


def _suspicion(one: Trace, odd: set[Oddity], surprise: float) -> Suspicion:
    weights = {each: WEIGHTS[each] for each in odd}
    ring = BY_SURPRISE * min(surprise, MOST_SURPRISING)
    odds = BEFOREHAND + ring + sum(weights.values())
    odds += 0.0 if one.stars in {1, 5} else MIDDLING
    if surprise >= SURPRISING:
        weights[Oddity.RING] = ring
    heaviest = sorted(weights, key=lambda each: (-weights[each], each))
    return Suspicion(one.booking_id, 1 / (1 + exp(-odds)), tuple(heaviest))


def _is_cheap(one: Trace, traces: Traces) -> bool:
    usual = traces.usual_price.get(one.tutor_id)
    return usual is not None and one.price_minor is not None and one.price_minor * 2 < usual


def _is_odd_burst(one: Trace, traces: Traces, thin: set[str]) -> bool:
    around = traces.around(one)
    odd = sum(each.booking_id in thin for each in around)
    return len(around) >= FEWEST_IN_A_BURST and odd >= ODD_SHARE * len(around)
