"""What every fact of a payment says of it."""

from dataclasses import dataclass

from domain.shared.event import Fact
from domain.shared.personal import PersonId
from domain.shared.text import Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPayment(Fact):
    """This is what every fact of a payment says: which one, for what, and between whom.

    It is for a booking or for a package. A refund out of a package names the booking it is of,
    unless it is of lessons that were never booked.
    """

    payment_id: Identity
    booking_id: Identity | None
    package_id: Identity | None = None
    student_id: PersonId
    tutor_id: PersonId
