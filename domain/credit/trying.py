"""The one trial lesson of a student and a tutor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.credit.events import CreditEvent, TrialReturned, TrialTaken
from domain.shared.errors import RuleBroken
from domain.shared.personal import PersonId
from domain.shared.text import Identity


class ThereIsOneTrial(RuleBroken):
    """A student has one trial lesson with each tutor, and yours with this one is taken."""


@dataclass(frozen=True, slots=True)
class Trying:
    """This is a student and a tutor who may try each other once.

    `trial_in` is the booking that is their trial; `is_trial_free` says that the next costs
    nothing, or that this one does.
    """

    student_id: PersonId
    tutor_id: PersonId
    trial_in: Identity | None = None
    is_trial_free: bool = False

    def check_trial(self) -> None:
        """This lets a trial pass.

        Raises:
            ThereIsOneTrial: it is taken.
        """
        if self.trial_in is not None:
            raise ThereIsOneTrial

    def take_trial(self, booking_id: str, now: datetime) -> Sequence[CreditEvent]:
        """This makes the booking the one trial of the two."""
        self.check_trial()
        return (
            TrialTaken(
                student_id=self.student_id,
                tutor_id=self.tutor_id,
                booking_id=booking_id,
                is_free=self.is_trial_free,
                taken_at=now,
            ),
        )

    def return_trial(
        self, booking_id: str, now: datetime, *, is_free: bool
    ) -> Sequence[CreditEvent]:
        """This lets the two have another trial; one that was free is followed by a free one."""
        if booking_id != self.trial_in:
            return ()
        return (
            TrialReturned(
                student_id=self.student_id,
                tutor_id=self.tutor_id,
                booking_id=booking_id,
                is_free=is_free or self.is_trial_free,
                returned_at=now,
            ),
        )
