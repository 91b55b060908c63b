"""Credits: packages of lessons, from being ordered to being refunded; see `crediting.py` for use.

What a package costs is fixed when it is ordered: the price of each lesson, and the platform's fee.
It is paid like a booking, and the money's news come from its process.
"""

from typing import Annotated

from pydantic import Field

from application.booking import Amount
from application.crediting import credits_between
from application.fees import fee_today
from application.fields import Identity, Price
from application.offering import Lessons
from application.ports import Loaded
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.credit.aggregate import Credits
from domain.credit.package import Order
from domain.shared.actor import Role
from domain.shared.errors import NotAllowed, RuleBroken
from domain.tutor.aggregate import TUTOR

HELPERS = (Role.SUPPORT, Role.ADMIN, Role.SYSTEM)


class OnlyTheStudentDisposesOfCredits(NotAllowed):
    """Credits are withdrawn and given back by the student who bought them."""


class ThePackageHasAnotherPrice(RuleBroken):
    """The tutor sells this package at another price by now; look at it again."""


class BuyPackage(Command):
    """Buy lessons of a course together, at the price you have seen for all of them."""

    tutor_id: Identity
    course_id: Identity
    lessons: Lessons
    price: Price


class WithdrawOrder(Command):
    """Give up a package that is not paid yet."""

    student_id: Identity
    tutor_id: Identity
    package_id: Identity


class ExpireOrder(Command):
    """Let an order end whose money did not come in time."""

    student_id: Identity
    tutor_id: Identity
    package_id: Identity


class NotePackagePayment(Command):
    """Note that the money for a package has come."""

    student_id: Identity
    tutor_id: Identity
    package_id: Identity
    payment_id: Identity
    amount: Amount


class NotePackageDispute(Command):
    """Note that the student's bank takes back what a package has cost."""

    student_id: Identity
    tutor_id: Identity
    package_id: Identity


class ClosePackageDispute(Command):
    """Note how the student's bank decided about a package."""

    student_id: Identity
    tutor_id: Identity
    package_id: Identity
    is_won: bool


class RefundCredits(Command):
    """Give unused credits back for the money each has cost."""

    student_id: Identity
    tutor_id: Identity
    package_id: Identity
    lessons: Annotated[int, Field(ge=1, le=50, examples=[2])]


def buy_package(command: BuyPackage, work: Work) -> Decision:
    """This orders a package, and answers with the payment that is asked for it."""
    tutor = work.load(TUTOR, command.tutor_id).state
    tutor.check_bookable()
    course = tutor.course(command.course_id)
    offer = course.package(command.lessons)
    if offer.price != command.price.money:
        raise ThePackageHasAnotherPrice
    order = Order(
        work.new_id("package"),
        course.course_id,
        course.duration_minutes,
        offer.lessons,
        offer.price_per_lesson,
        fee_today(work, command.tutor_id),
    )
    known = credits_between(work, work.actor.id, command.tutor_id)
    facts = known.state.order(order, work.now)
    package_id = order.package_id
    return decided(append(known, facts), package_id=package_id, payment_id=payment_of(package_id))


def withdraw_order(command: WithdrawOrder, work: Work) -> Decision:
    """This gives an order up; its money goes back, also when it comes later."""
    known = _own(command, work)
    return decided(append(known, known.state.withdraw(command.package_id, work.now)))


def expire_order(command: ExpireOrder, work: Work) -> Decision:
    """This ends an order; early or twice it does nothing."""
    known = credits_between(work, command.student_id, command.tutor_id)
    return decided(append(known, known.state.expire(command.package_id, work.now)))


def note_package_payment(command: NotePackagePayment, work: Work) -> Decision:
    """This buys what waited for the money."""
    known = credits_between(work, command.student_id, command.tutor_id)
    facts = known.state.buy(command.package_id, command.payment_id, command.amount.money, work.now)
    return decided(append(known, facts))


def refund_credits(command: RefundCredits, work: Work) -> Decision:
    """This asks for the money of unused credits."""
    known = _own(command, work)
    facts = known.state.ask_refund(command.package_id, command.lessons, work.now)
    return decided(append(known, facts))


def note_package_dispute(command: NotePackageDispute, work: Work) -> Decision:
    """This lets credits wait."""
    known = credits_between(work, command.student_id, command.tutor_id)
    return decided(append(known, known.state.let_wait(command.package_id, work.now)))


def close_package_dispute(command: ClosePackageDispute, work: Work) -> Decision:
    """This lets credits go on, or be lost."""
    known = credits_between(work, command.student_id, command.tutor_id)
    facts = known.state.end_waiting(command.package_id, work.now, is_won=command.is_won)
    return decided(append(known, facts))


def payment_of(package_id: str) -> str:
    """This is the package's one payment; its name derives from the package's."""
    return f"of-{package_id}"


def _own(command: WithdrawOrder | RefundCredits, work: Work) -> Loaded[Credits]:
    if work.actor.id != command.student_id and not work.actor.has(*HELPERS):
        raise OnlyTheStudentDisposesOfCredits
    return credits_between(work, command.student_id, command.tutor_id)


HANDLERS: Handlers = (
    (BuyPackage, buy_package),
    (WithdrawOrder, withdraw_order),
    (ExpireOrder, expire_order),
    (NotePackagePayment, note_package_payment),
    (NotePackageDispute, note_package_dispute),
    (ClosePackageDispute, close_package_dispute),
    (RefundCredits, refund_credits),
)
