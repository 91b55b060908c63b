"""Credits: the lessons one student has bought of one tutor in advance, and their one trial.

Rules, in plain language:

- A student orders a package that the tutor offers. What each lesson costs, and the platform's fee,
  is fixed then. One order at a time waits for its money, for 15 minutes.
- Paid in time and in the right amount, each lesson of it is a credit. Money that comes late, twice
  or in the wrong amount is reported to be given back; it never revives an order.
- A credit pays for one lesson of its course and of its length, whatever that costs by then; the
  oldest package comes first. Credits do not expire.
- A credit whose booking costs the student nothing is theirs again.
- Unused credits are refunded at the student's wish, each for what it cost.
- While the student's bank takes back what a package has cost, its credits wait, each time it does.
  Lost to the bank, they are gone for good, also those that would come back later.
- The two have one trial lesson. One that was called off in time, or not by the student, does not
  count; one the tutor did not come to is replaced by a free one.

States of a package: ORDERED → BOUGHT | EXPIRED | WITHDRAWN.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.credit.events import (
    CreditEvent,
    CreditRedeemed,
    CreditReturned,
    CreditsBought,
    LateOrderPaymentReported,
    OrderExpired,
    OrderMismatchReported,
    OrderWithdrawn,
    PackageOrdered,
    TrialReturned,
    TrialTaken,
)
from domain.credit.package import (
    PAYMENT,
    About,
    Order,
    Package,
    TheBankDecidesFirst,
    applied,
    ordered,
)
from domain.credit.terms import Dispute, State
from domain.credit.trying import Trying
from domain.shared.errors import NotFound, RuleBroken
from domain.shared.event import Kind
from domain.shared.money import Money


class NobodyBuysOfThemself(RuleBroken):
    """The student and the tutor of a package are two people."""


class OneOrderWaitsAtATime(RuleBroken):
    """A package of this tutor already waits for its money; pay it or withdraw it first."""


class ThereIsNoSuchPackage(NotFound):
    """The student has no such package of this tutor."""


class TheOrderIsOver(RuleBroken):
    """The order was paid, was withdrawn or has expired."""


class NoCreditIsLeft(RuleBroken):
    """You have no credit left for a lesson of this course and of this length."""


@dataclass(frozen=True, slots=True)
class Credits(Trying):
    """This is what one student has with one tutor: the packages, in the order they were bought."""

    packages: tuple[Package, ...] = ()

    def package(self, package_id: str) -> Package:
        """This is the package of that id.

        Raises:
            ThereIsNoSuchPackage: it was never ordered.
        """
        for package in self.packages:
            if package.order.package_id == package_id:
                return package
        raise ThereIsNoSuchPackage

    def order(self, order: Order, now: datetime) -> Sequence[CreditEvent]:
        """This orders a package; it is bought when its money has come.

        Raises:
            NobodyBuysOfThemself: the student is the tutor.
            OneOrderWaitsAtATime: another one waits for its money.
        """
        if self.student_id == self.tutor_id:
            raise NobodyBuysOfThemself
        if any(package.is_open(now) for package in self.packages):
            raise OneOrderWaitsAtATime
        return (
            PackageOrdered(
                **self._about(order.package_id),
                course_id=order.course_id,
                duration_minutes=order.duration_minutes,
                lessons=order.lessons,
                price_per_lesson=order.price_per_lesson,
                price=order.price,
                fee_basis_points=order.fee_basis_points,
                ordered_at=now,
                expires_at=now + PAYMENT,
            ),
        )

    def expire(self, package_id: str, now: datetime) -> Sequence[CreditEvent]:
        """This ends an order whose time is over; early or twice it is nothing."""
        package = self.package(package_id)
        if package.state is not State.ORDERED or now < package.expires_at:
            return ()
        return (OrderExpired(**self._about(package_id), expired_at=package.expires_at),)

    def withdraw(self, package_id: str, now: datetime) -> Sequence[CreditEvent]:
        """This gives an order up.

        Raises:
            TheOrderIsOver: its money came, or nobody waits for it any more.
        """
        if not self.package(package_id).is_open(now):
            raise TheOrderIsOver
        return (OrderWithdrawn(**self._about(package_id), withdrawn_at=now),)

    def buy(
        self, package_id: str, payment_id: str, amount: Money, now: datetime
    ) -> Sequence[CreditEvent]:
        """This buys what waited for just this money; other money is given back."""
        package, about = self.package(package_id), self._about(package_id)
        if package.knows(payment_id):
            return ()
        if not package.is_open(now):
            late = LateOrderPaymentReported(
                **about, payment_id=payment_id, amount=amount, reported_at=now
            )
            return (*self.expire(package_id, now), late)
        if amount != package.order.price:
            return (
                OrderMismatchReported(
                    **about,
                    payment_id=payment_id,
                    amount=amount,
                    expected=package.order.price,
                    reported_at=now,
                ),
            )
        return (
            CreditsBought(
                **about,
                payment_id=payment_id,
                lessons=package.order.lessons,
                amount=amount,
                bought_at=now,
            ),
        )

    def usable(self, course_id: str, duration_minutes: int) -> Package:
        """This is the package whose credit pays for the next lesson of that kind.

        Raises:
            TheBankDecidesFirst: their bank takes back what the only ones left have cost.
            NoCreditIsLeft: none does.
        """
        usable = [
            package
            for package in self.packages
            if package.left and package.is_for(course_id, duration_minutes)
        ]
        if not usable:
            raise NoCreditIsLeft
        for package in usable:
            if package.dispute is not Dispute.OPEN:
                return package
        raise TheBankDecidesFirst

    def redeem(self, package: Package, booking_id: str, now: datetime) -> Sequence[CreditEvent]:
        """This lets a credit of the package pay for a booking."""
        return (
            CreditRedeemed(
                **self._about(package.order.package_id),
                booking_id=booking_id,
                value=package.order.price_per_lesson,
                redeemed_at=now,
            ),
        )

    def return_credit(self, booking_id: str, now: datetime) -> Sequence[CreditEvent]:
        """This makes the credit of a booking the student's again; without one it is nothing.

        One that their bank gave back is with them already.
        """
        return tuple(
            CreditReturned(
                **self._about(package.order.package_id),
                booking_id=booking_id,
                value=package.order.price_per_lesson,
                returned_at=now,
            )
            for package in self.packages
            if booking_id in package.used_in and package.dispute is not Dispute.LOST
        )

    def ask_refund(self, package_id: str, lessons: int, now: datetime) -> Sequence[CreditEvent]:
        """This asks for the money of unused credits."""
        return (self.package(package_id).refund(lessons, self._about(package_id), now),)

    def let_wait(self, package_id: str, now: datetime) -> Sequence[CreditEvent]:
        """This lets credits wait for the student's bank, unless they do or are lost already."""
        package = self.package(package_id)
        is_known = package.dispute in (Dispute.OPEN, Dispute.LOST)
        if package.state is not State.BOUGHT or is_known:
            return ()
        return (package.made_wait(self._about(package_id), now),)

    def end_waiting(self, package_id: str, now: datetime, *, is_won: bool) -> Sequence[CreditEvent]:
        """This lets credits go on, or be lost, which is for good; it may come without an alert."""
        package = self.package(package_id)
        is_known = package.dispute is Dispute.LOST or (is_won and package.dispute is Dispute.WON)
        if package.state is not State.BOUGHT or is_known:
            return ()
        return (package.wait_ended(self._about(package_id), now, is_won=is_won),)

    def _about(self, package_id: str) -> About:
        return About(student_id=self.student_id, tutor_id=self.tutor_id, package_id=package_id)


def nothing_bought(student_id: str, tutor_id: str) -> Credits:
    """This is two people of whom nothing is known yet."""
    return Credits(student_id, tutor_id)


def credits_of(student_id: str, tutor_id: str) -> str:
    """This is the identity of what a student has with a tutor."""
    return f"{student_id}-{tutor_id}"


def evolve(state: Credits | None, fact: CreditEvent) -> Credits:
    """This is what the two have after the fact; it asks no question and reads no clock."""
    known = state or nothing_bought(fact.student_id, fact.tutor_id)
    match fact:
        case PackageOrdered():
            return replace(known, packages=(*known.packages, ordered(fact)))
        case TrialTaken():
            return replace(known, trial_in=fact.booking_id)
        case TrialReturned():
            return replace(known, trial_in=None, is_trial_free=fact.is_free)
        case _:
            packages = (
                applied(each, fact) if each.order.package_id == fact.package_id else each
                for each in known.packages
            )
            return replace(known, packages=tuple(packages))


CREDIT = Kind("credit", Credits, evolve)
