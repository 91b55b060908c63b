"""What goes back to a student, step by step, and what of it is left to ask for.

A step says how much is back in sum, so that each is the same whichever were done before. While
the student's bank takes the payment back itself every step waits; once it has decided, the to-dos
have other names, because an answer to the old ones may have been no, and refunds that failed are
tried as often again: we may have heard of the dispute last of all. What the bank gave back is not
given back again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from application.fields import Price
from application.payment import RequestRefund
from application.processes.payment_seen import PaymentSeen
from application.todo import Todo
from domain.payment.events import RefundReason
from domain.shared.money import Money

AGAIN_AFTER = timedelta(days=1)
TRIES_AGAIN = 5


@dataclass(frozen=True, slots=True)
class RefundStep:
    """This is one step of giving back; with all steps before it, `until_minor` in sum.

    `is_lost` is true of one that a lost dispute decided: the bank has given some of it back.
    """

    until_minor: int
    step_minor: int
    reason: RefundReason
    is_lost: bool = False


Steps = tuple[RefundStep, ...]


def further(
    steps: Steps, until_minor: int, reason: RefundReason, *, is_lost: bool = False
) -> Steps:
    """This adds a step; as steps only go up, each is the same whichever were done before."""
    step_minor = until_minor - (steps[-1].until_minor if steps else 0)
    if step_minor <= 0:
        return steps
    return (*steps, RefundStep(until_minor, step_minor, reason, is_lost))


@dataclass(frozen=True, slots=True)
class Refunding:
    """This is a payment that steps go back of, as far as its facts were seen.

    `booking_id` is the booking they are of, where the payment is that of a package: then it
    stands in their names as well.
    """

    payment_id: str
    steps: Steps
    seen: PaymentSeen
    booking_id: str | None = None

    def todos(self) -> Iterator[Todo]:
        """This is every refund that is left to ask for, now or a day after it failed."""
        captured = self.seen.captured
        if captured is None or self.seen.is_disputed:
            return
        if not self.seen.is_abandoned:
            yield from self._steps(captured)
        yield from self._again(captured)

    def _steps(self, captured: Money) -> Iterator[Todo]:
        ours = captured.minor - self.seen.lost_minor
        of_booking = f"{self.booking_id}-" if self.booking_id else ""
        for step in self.steps:
            refund_id = f"{of_booking}until-{step.until_minor}"
            before = step.until_minor - step.step_minor
            minor = min(step.until_minor, ours) - min(before, ours)
            is_told = self.seen.is_lost or not step.is_lost
            if minor > 0 and is_told and not self.seen.has_refund(refund_id):
                yield self._todo(refund_id, Money(minor, captured.currency), step.reason)

    def _again(self, captured: Money) -> Iterator[Todo]:
        left = captured.minor - self.seen.lost_minor - self.seen.asked_back_minor
        for refund in self.seen.refunds:
            name, _, number = refund.refund_id.partition("-again-")
            tries = int(number or 0) + 1
            again_id = f"{name}-again-{tries}"
            minor = min(refund.amount.minor, left)
            is_enough = tries > TRIES_AGAIN * (1 + self.seen.closings)
            is_known = is_enough or self.seen.has_refund(again_id)
            if refund.failed_at is None or is_known or minor <= 0:
                continue
            left -= minor
            todo = self._todo(again_id, Money(minor, captured.currency), refund.reason)
            yield replace(todo, due_at=refund.failed_at + AGAIN_AFTER)

    def _todo(self, refund_id: str, amount: Money, reason: RefundReason) -> Todo:
        refund = RequestRefund(
            payment_id=self.payment_id,
            refund_id=refund_id,
            amount=Price(minor=amount.minor, currency=amount.currency),
            reason=reason,
            booking_id=self.booking_id,
        )
        closings = self.seen.closings
        return Todo(f"refund-{refund_id}{f'-after-{closings}' if closings else ''}", refund)
