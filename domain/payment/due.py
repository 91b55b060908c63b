"""What is to be paid, and what every fact of a payment repeats of it."""

from dataclasses import dataclass
from typing import TypedDict

from domain.shared.money import Money
from domain.shared.personal import PersonId
from domain.shared.text import Identity


@dataclass(frozen=True, slots=True)
class Due:
    """This is what is to be paid: by whom, to whom, for what, and whether at once."""

    payment_id: Identity
    booking_id: Identity | None
    student_id: PersonId
    tutor_id: PersonId
    amount: Money
    fee_basis_points: int
    capture: bool
    package_id: Identity | None = None

    def about(self) -> "About":
        """This is what every fact of its payment says."""
        return About(
            payment_id=self.payment_id,
            booking_id=self.booking_id,
            package_id=self.package_id,
            student_id=self.student_id,
            tutor_id=self.tutor_id,
        )


class About(TypedDict):
    """This is what every fact of a payment says: which one it is, and whose."""

    payment_id: str
    booking_id: str | None
    package_id: str | None
    student_id: str
    tutor_id: str
