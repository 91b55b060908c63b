"""One package of lessons: what was ordered, and what became of each of its credits."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypedDict, assert_never

from domain.credit.events import (
    CreditRedeemed,
    CreditReturned,
    CreditsBought,
    CreditsRefundAsked,
    LateOrderPaymentReported,
    LaterEvent,
    OrderExpired,
    OrderMismatchReported,
    OrderWithdrawn,
    PackageDisputeClosed,
    PackageDisputed,
    PackageOrdered,
)
from domain.credit.terms import Dispute, State
from domain.shared.errors import RuleBroken
from domain.shared.money import Money
from domain.shared.text import Handle, Identity

PAYMENT = timedelta(minutes=15)
"""How long an order waits for its money: as long as a booking does."""


class OnlyUnusedCreditsAreRefunded(RuleBroken):
    """There are not so many unused credits left in this package."""


class TheBankDecidesFirst(RuleBroken):
    """Your bank takes back what this package has cost; until it has decided, its credits wait."""


class About(TypedDict):
    """This is what every fact of a package says."""

    student_id: str
    tutor_id: str
    package_id: str


@dataclass(frozen=True, slots=True)
class Order:
    """This is what a student wants to buy, as it is offered to them."""

    package_id: Identity
    course_id: Handle
    duration_minutes: int
    lessons: int
    price_per_lesson: Money
    fee_basis_points: int

    @property
    def price(self) -> Money:
        """This is the price of all lessons together."""
        return self.price_per_lesson.share(self.lessons, 1)


@dataclass(frozen=True, slots=True)
class Package:
    """This is one package.

    Attributes:
        expires_at: until when its money is waited for.
        payment_id: the payment it was bought with.
        used_in: the bookings its credits pay for now.
        refunded: how many lessons were asked back in money.
        lost: how many went to the student's bank.
        disputed_in: the bookings its credits paid for when the bank took the payment back.
        returned_payments: payments already reported to be given back.
    """

    order: Order
    expires_at: datetime
    state: State = State.ORDERED
    payment_id: Identity | None = None
    used_in: tuple[Identity, ...] = ()
    refunded: int = 0
    lost: int = 0
    dispute: Dispute = Dispute.NONE
    disputed_in: tuple[Identity, ...] = ()
    returned_payments: tuple[Identity, ...] = ()

    @property
    def left(self) -> int:
        """This is how many credits can be redeemed or refunded."""
        if self.state is not State.BOUGHT:
            return 0
        return self.order.lessons - len(self.used_in) - self.refunded - self.lost

    def check_undisputed(self) -> None:
        """This lets nothing be done with credits the student's bank takes back.

        Raises:
            TheBankDecidesFirst: it has not decided yet.
        """
        if self.dispute is Dispute.OPEN:
            raise TheBankDecidesFirst

    def is_open(self, now: datetime) -> bool:
        """This is true while its money is waited for."""
        return self.state is State.ORDERED and now < self.expires_at

    def is_for(self, course_id: str, duration_minutes: int) -> bool:
        """This is true of lessons of just this course and length."""
        return (self.order.course_id, self.order.duration_minutes) == (course_id, duration_minutes)

    def knows(self, payment_id: str) -> bool:
        """This is true of a payment of which it was said what it led to."""
        return payment_id == self.payment_id or payment_id in self.returned_payments

    def refund(self, lessons: int, about: About, now: datetime) -> CreditsRefundAsked:
        """This asks for the money of unused credits, each worth what it cost.

        Raises:
            TheBankDecidesFirst: the student's bank takes the payment back.
            OnlyUnusedCreditsAreRefunded: there are not so many.
        """
        self.check_undisputed()
        if not 0 < lessons <= self.left:
            raise OnlyUnusedCreditsAreRefunded
        each = self.order.price_per_lesson
        return CreditsRefundAsked(
            **about,
            lessons=lessons,
            amount=each.share(lessons, 1),
            until_minor=each.share(self.refunded + lessons, 1).minor,
            asked_at=now,
        )

    def made_wait(self, about: About, now: datetime) -> PackageDisputed:
        """This lets the credits wait, and the lessons they pay for."""
        return PackageDisputed(**about, booking_ids=self.used_in, noted_at=now)

    def wait_ended(self, about: About, now: datetime, *, is_won: bool) -> PackageDisputeClosed:
        """This is the bank's word; if that is for the student, what is unused is with them."""
        lost = 0 if is_won else self.left
        is_known = self.dispute is Dispute.OPEN
        return PackageDisputeClosed(
            **about,
            is_won=is_won,
            booking_ids=self.disputed_in if is_known else self.used_in,
            lessons=lost,
            amount=self.order.price_per_lesson.share(lost, 1),
            closed_at=now,
        )


def ordered(fact: PackageOrdered) -> Package:
    """This is a package as it was ordered."""
    order = Order(
        fact.package_id,
        fact.course_id,
        fact.duration_minutes,
        fact.lessons,
        fact.price_per_lesson,
        fact.fee_basis_points,
    )
    return Package(order, fact.expires_at)


def applied(known: Package, fact: LaterEvent) -> Package:
    """This is the package after the fact."""
    match fact:
        case OrderExpired():
            return replace(known, state=State.EXPIRED)
        case OrderWithdrawn():
            return replace(known, state=State.WITHDRAWN)
        case OrderMismatchReported() | LateOrderPaymentReported():
            return replace(known, returned_payments=(*known.returned_payments, fact.payment_id))
        case CreditsBought():
            return replace(known, state=State.BOUGHT, payment_id=fact.payment_id)
        case CreditRedeemed():
            return replace(known, used_in=(*known.used_in, fact.booking_id))
        case CreditReturned():
            left = tuple(one for one in known.used_in if one != fact.booking_id)
            return replace(known, used_in=left)
        case CreditsRefundAsked():
            return replace(known, refunded=known.refunded + fact.lessons)
        case PackageDisputed():
            return replace(known, dispute=Dispute.OPEN, disputed_in=fact.booking_ids)
        case PackageDisputeClosed():
            ended = Dispute.WON if fact.is_won else Dispute.LOST
            return replace(known, dispute=ended, lost=known.lost + fact.lessons)
        case _:
            assert_never(fact)
