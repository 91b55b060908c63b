"""What can happen to the time for which something of a person is kept."""

from datetime import datetime

from domain.shared.event import Fact, fact
from domain.shared.personal import Category, PersonId
from domain.shared.processing import RetentionRule
from domain.shared.text import Identity


@fact("retention.ended.v1")
class RetentionEnded(Fact):
    """By that rule the time is over: these categories of the person are to be destroyed now.

    `due_at` is when the rule came due; what a hold kept is destroyed later.
    """

    person_id: PersonId
    rule: RetentionRule
    categories: tuple[Category, ...]
    due_at: datetime
    ended_at: datetime


@fact("retention.hold_placed.v1")
class RetentionHeld(Fact):
    """A request says that these categories have to stay, until then or until it says otherwise."""

    person_id: PersonId
    request_id: Identity
    categories: tuple[Category, ...]
    until: datetime | None
    held_at: datetime


@fact("retention.hold_lifted.v1")
class RetentionHoldLifted(Fact):
    """What the request said does not keep anything any more."""

    person_id: PersonId
    request_id: Identity
    lifted_at: datetime


RetentionEvent = RetentionEnded | RetentionHeld | RetentionHoldLifted
