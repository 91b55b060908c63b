"""What can happen to lesson credits: packages are bought, their credits redeemed and returned.

Adding up the facts of a package gives what is left: lessons bought − redeemed + returned − asked
back in money − lost to the student's bank.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.shared.event import Fact, fact
from domain.shared.money import Money
from domain.shared.personal import PersonId
from domain.shared.text import Handle, Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPair(Fact):
    """This is what every fact of credits says: whose they are, and with whom."""

    student_id: PersonId
    tutor_id: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPackage(OfPair):
    """This is a fact of one package."""

    package_id: Identity


@fact("credit.ordered.v1")
class PackageOrdered(OfPackage):
    """The student wants lessons of a course together; what each costs, and the fee, is fixed."""

    course_id: Handle
    duration_minutes: int
    lessons: int
    price_per_lesson: Money
    price: Money
    fee_basis_points: int
    ordered_at: datetime
    expires_at: datetime


@fact("credit.order_expired.v1")
class OrderExpired(OfPackage):
    """The money for the package did not come in time."""

    expired_at: datetime


@fact("credit.order_withdrawn.v1")
class OrderWithdrawn(OfPackage):
    """The package was given up before it was paid."""

    withdrawn_at: datetime


@fact("credit.payment_mismatch_reported.v1")
class OrderMismatchReported(OfPackage):
    """Money came for the package in another amount or currency; it is to be given back."""

    payment_id: Identity
    amount: Money
    expected: Money
    reported_at: datetime


@fact("credit.late_payment_reported.v1")
class LateOrderPaymentReported(OfPackage):
    """Money came for a package that does not wait for it; it is to be given back in full."""

    payment_id: Identity
    amount: Money
    reported_at: datetime


@fact("credit.bought.v1")
class CreditsBought(OfPackage):
    """The package is paid: each of its lessons is a credit from now on."""

    payment_id: Identity
    lessons: int
    amount: Money
    bought_at: datetime


@fact("credit.redeemed.v1")
class CreditRedeemed(OfPackage):
    """A credit pays for a booking."""

    booking_id: Identity
    value: Money
    redeemed_at: datetime


@fact("credit.returned.v1")
class CreditReturned(OfPackage):
    """The credit that paid for a booking is the student's again."""

    booking_id: Identity
    value: Money
    returned_at: datetime


@fact("credit.refund_asked.v1")
class CreditsRefundAsked(OfPackage):
    """So many unused credits are to go back in money.

    With all that was asked back before it is `until_minor`.
    """

    lessons: int
    amount: Money
    until_minor: int
    asked_at: datetime


@fact("credit.disputed.v1")
class PackageDisputed(OfPackage):
    """The student's bank takes back what the package has cost: its credits wait.

    So do the lessons they pay for, which are named.
    """

    booking_ids: tuple[Identity, ...]
    noted_at: datetime


@fact("credit.dispute_closed.v1")
class PackageDisputeClosed(OfPackage):
    """The bank decided: the credits are usable again, or those still unused are lost to it.

    `lessons` says how many are lost, `amount` what they have cost.
    """

    is_won: bool
    booking_ids: tuple[Identity, ...]
    lessons: int
    amount: Money
    closed_at: datetime


@fact("credit.trial_taken.v1")
class TrialTaken(OfPair):
    """This booking is the one trial lesson of the two."""

    booking_id: Identity
    is_free: bool
    taken_at: datetime


@fact("credit.trial_returned.v1")
class TrialReturned(OfPair):
    """The booking is not their trial any more, so that another can be; perhaps for nothing."""

    booking_id: Identity
    is_free: bool
    returned_at: datetime


OrderEvent = (
    OrderExpired | OrderWithdrawn | OrderMismatchReported | LateOrderPaymentReported | CreditsBought
)
UseEvent = (
    CreditRedeemed | CreditReturned | CreditsRefundAsked | PackageDisputed | PackageDisputeClosed
)
LaterEvent = OrderEvent | UseEvent
PackageEvent = PackageOrdered | LaterEvent
TrialEvent = TrialTaken | TrialReturned
CreditEvent = PackageEvent | TrialEvent
