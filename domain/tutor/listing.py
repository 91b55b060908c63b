"""Listing: whether students find and book a tutor, and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.shared.errors import RuleBroken
from domain.shared.text import digest_of
from domain.tutor.events import (
    HidingReason,
    PayoutAccountLost,
    PayoutAccountReadied,
    StrikeNoted,
    StrikeReason,
    TutorErased,
    TutorEvent,
    TutorHidden,
    TutorListed,
)
from domain.tutor.fees import Climbing
from domain.tutor.state import State


class ProfileIsIncomplete(RuleBroken):
    """A tutor is listed once a profile, a subject and a course are there."""


class ProfileIsTakenDown(RuleBroken):
    """A tutor whose profile was taken down is listed once a reviewer approves of it."""


class PayoutAccountIsMissing(RuleBroken):
    """A tutor is listed once the payment provider can pay them out."""


@dataclass(frozen=True, slots=True)
class Listing(Climbing):
    """This is the platform deciding whether a tutor is shown and can be booked."""

    def ready_payout(self, payout_account: str, now: datetime) -> Sequence[TutorEvent]:
        """This notes that the tutor can be paid out, to that account of the provider."""
        if payout_account == self.payout_account:
            return ()
        return (
            PayoutAccountReadied(
                tutor_id=self.tutor_id,
                payout_account=payout_account,
                account_digest=digest_of(payout_account),
                readied_at=now,
            ),
        )

    def lose_payout(self, now: datetime) -> Sequence[TutorEvent]:
        """This notes that the tutor cannot be paid out; nobody books them until they can."""
        if not self.payout_account:
            return ()
        lost = PayoutAccountLost(tutor_id=self.tutor_id, lost_at=now)
        if not self.is_bookable:
            return (lost,)
        return (lost, *self.hide((HidingReason.PAYOUT_ACCOUNT_LOST,), now))

    def make_visible(self, now: datetime) -> Sequence[TutorEvent]:
        """This shows the tutor in search and lets students book.

        Raises:
            ProfileIsIncomplete: there is nothing to show yet.
            ProfileIsTakenDown: a reviewer found something against what there is.
            PayoutAccountIsMissing: nobody could pay the tutor.
        """
        if self.is_bookable:
            return ()
        if not self.is_complete:
            raise ProfileIsIncomplete
        if self.standing.is_down:
            raise ProfileIsTakenDown
        if not self.payout_account:
            raise PayoutAccountIsMissing
        return (TutorListed(tutor_id=self.tutor_id, is_bookable=True, listed_at=now),)

    def show_again(self, now: datetime) -> Sequence[TutorEvent]:
        """This shows in search, only to be looked at, who was shown so before.

        Raises:
            ProfileIsIncomplete: what there was to show is erased.
            ProfileIsTakenDown: a reviewer found something against what there is.
        """
        if self.state is State.LISTED:
            return ()
        if self.erased_by:
            raise ProfileIsIncomplete
        if self.standing.is_down:
            raise ProfileIsTakenDown
        return (TutorListed(tutor_id=self.tutor_id, is_bookable=False, listed_at=now),)

    def hide(self, reasons: Sequence[HidingReason], now: datetime) -> Sequence[TutorEvent]:
        """This takes the tutor out of search; one who was never shown stays as they are."""
        distinct = tuple(sorted(set(reasons)))
        if self.state is State.UNLISTED or distinct == self.hidden_for:
            return ()
        return (TutorHidden(tutor_id=self.tutor_id, reasons=distinct, hidden_at=now),)

    def take_down(self, now: datetime) -> Sequence[TutorEvent]:
        """This takes the tutor out of search for what they say, besides all other reasons."""
        return self.hide((*self.hidden_for, HidingReason.PROFILE_TAKEN_DOWN), now)

    def put_up(self, now: datetime) -> Sequence[TutorEvent]:
        """This ends that reason; who has no other is listed by the process that knows of papers."""
        left = [each for each in self.hidden_for if each != HidingReason.PROFILE_TAKEN_DOWN]
        return self.hide(left, now) if left else ()

    def note_strike(
        self, booking_id: str, reason: StrikeReason, now: datetime
    ) -> Sequence[TutorEvent]:
        """This remembers a student let down, once a booking."""
        if booking_id in self.strikes:
            return ()
        return (
            StrikeNoted(tutor_id=self.tutor_id, booking_id=booking_id, reason=reason, noted_at=now),
        )

    def erase_profile(self, request_id: str, now: datetime) -> Sequence[TutorEvent]:
        """This forgets what the tutor said, and shows them no more; a request asks once."""
        if request_id in self.erased_by:
            return ()
        return (TutorErased(tutor_id=self.tutor_id, request_id=request_id, erased_at=now),)

    def hidden_for_lack(self, now: datetime) -> Sequence[TutorEvent]:
        """This hides a tutor who has nothing left to show."""
        if self.state is not State.LISTED:
            return ()
        return self.hide((HidingReason.PROFILE_INCOMPLETE,), now)
