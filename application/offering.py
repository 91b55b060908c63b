"""Tutor, on what they sell together: packages of lessons of one course.

What a package costs is fixed when somebody buys it; that stands in `credit.py`.
"""

from typing import Annotated

from pydantic import Field

from application.booking import DEAREST_MINOR
from application.fields import Identity, Price
from application.ports import Loaded
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.shared.errors import RuleBroken
from domain.tutor.aggregate import TUTOR, Tutor
from domain.tutor.offer import PackageOffer

Lessons = Annotated[int, Field(ge=2, le=50, examples=[5])]
"""How many lessons are sold together."""


class NoPackageCostsThatMuch(RuleBroken):
    """The package costs more than one payment can carry; sell fewer lessons together."""


class OfferPackage(Command):
    """Sell so many lessons of a course together, each at a price of its own."""

    tutor_id: Identity
    course_id: Identity
    lessons: Lessons
    price_per_lesson: Price


class WithdrawPackage(Command):
    """Sell so many lessons together no more; what was bought stays bought."""

    tutor_id: Identity
    course_id: Identity
    lessons: Lessons


def offer_package(command: OfferPackage, work: Work) -> Decision:
    """This offers a package."""
    tutor = _own(command.tutor_id, work)
    offer = PackageOffer(command.lessons, command.price_per_lesson.money)
    if offer.price.minor > DEAREST_MINOR:
        raise NoPackageCostsThatMuch
    return decided(append(tutor, tutor.state.offer_package(command.course_id, offer, work.now)))


def withdraw_package(command: WithdrawPackage, work: Work) -> Decision:
    """This takes a package back."""
    tutor = _own(command.tutor_id, work)
    facts = tutor.state.withdraw_package(command.course_id, command.lessons, work.now)
    return decided(append(tutor, facts))


def _own(tutor_id: str, work: Work) -> Loaded[Tutor]:
    tutor = work.load(TUTOR, tutor_id)
    tutor.state.check_owner(work.actor.id)
    return tutor


HANDLERS: Handlers = (
    (OfferPackage, offer_package),
    (WithdrawPackage, withdraw_package),
)
