"""What can happen to what a tutor owes the platform, in one currency."""

from dataclasses import dataclass
from datetime import datetime

from domain.shared.event import Fact, fact
from domain.shared.money import Money
from domain.shared.personal import PersonId
from domain.shared.text import Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class OfDebt(Fact):
    """This is what every fact of a debt says: whose it is, from which booking, and how much."""

    tutor_id: PersonId
    booking_id: Identity
    amount: Money
    at: datetime


@fact("debt.incurred.v1")
class DebtIncurred(OfDebt):
    """The tutor has money of this booking that is not theirs and did not come back."""


@fact("debt.recovered.v1")
class DebtRecovered(OfDebt):
    """So much of the tutor's share of this booking was kept back for what they owed."""


DebtEvent = DebtIncurred | DebtRecovered
