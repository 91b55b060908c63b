"""Being paid: how a tutor comes by an account with the payment provider, and whether it is good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.shared.errors import RuleBroken
from domain.shared.text import digest_of
from domain.tutor.events import (
    PayoutAccountOpened,
    PayoutAccountRequested,
    ReadinessAsked,
    ReadinessNoted,
    TutorEvent,
)
from domain.tutor.listing import Listing
from domain.tutor.state import Opening


class OpenAPayoutAccountFirst(RuleBroken):
    """There is no payout account that could be looked at; open one first."""


@dataclass(frozen=True, slots=True)
class Paying(Listing):
    """This is the tutor asking for an account, and the platform noting what becomes of it."""

    def request_account(self, country: str, now: datetime) -> Sequence[TutorEvent]:
        """This asks for an account; who has asked for one has it, in the country first named."""
        if self.opening is not Opening.NONE:
            return ()
        return (PayoutAccountRequested(tutor_id=self.tutor_id, country=country, requested_at=now),)

    def open_account(self, payout_account: str, now: datetime) -> Sequence[TutorEvent]:
        """This notes the account, and has it looked at from then on."""
        if self.opening is Opening.OPENED:
            return ()
        opened = PayoutAccountOpened(
            tutor_id=self.tutor_id,
            payout_account=payout_account,
            account_digest=digest_of(payout_account),
            opened_at=now,
        )
        return (opened, self._asked(None, now))

    def ask_readiness(self, cause: str | None, now: datetime) -> Sequence[TutorEvent]:
        """This has the account looked at; each look that is asked for is made.

        Raises:
            OpenAPayoutAccountFirst: there is none.
        """
        if not (self.payout_account or self.opened_account):
            raise OpenAPayoutAccountFirst
        return (self._asked(cause, now),)

    def note_readiness(
        self,
        look: int,
        payout_account: str,
        missing: Sequence[str],
        now: datetime,
        *,
        is_payable: bool,
    ) -> Sequence[TutorEvent]:
        """This notes what was found, unless a newer look is known or there is another account."""
        if look <= self.looked:
            return ()
        noted = ReadinessNoted(
            tutor_id=self.tutor_id,
            look=look,
            is_payable=is_payable,
            missing=tuple(missing),
            noted_at=now,
        )
        if is_payable and self.payout_account in ("", payout_account):
            return (noted, *self.ready_payout(payout_account, now))
        if not is_payable and self.payout_account == payout_account:
            return (noted, *self.lose_payout(now))
        return (noted,)

    def _asked(self, cause: str | None, now: datetime) -> ReadinessAsked:
        look = self.looks + 1
        return ReadinessAsked(tutor_id=self.tutor_id, look=look, cause=cause, asked_at=now)
