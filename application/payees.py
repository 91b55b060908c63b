"""Where a tutor is paid: personal, so it is looked up when money moves and stands in no list."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from application.ports import EventLog
from domain.earning.aggregate import EARNING
from domain.payout.aggregate import PAYOUT, payouts_of
from domain.tutor.aggregate import TUTOR, newcomer


class Readiness(StrEnum):
    """This is how far a tutor has come to being paid."""

    NONE = "none"
    REQUESTED = "requested"
    OPENED = "opened"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class PayoutAccount:
    """This is a tutor's account without its name, and by codes what the provider still lacks."""

    tutor_id: str
    state: Readiness
    missing: Sequence[str]


class Payees:
    """This knows the payout accounts that were asked for, as the log has them."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def of_tutor(self, tutor_id: str) -> str:
        """This is the account a tutor is paid on, or else the one opened for them."""
        tutor = self._log.load(TUTOR, tutor_id).state
        return (tutor.payout_account or tutor.opened_account) if tutor else ""

    def account(self, tutor_id: str) -> PayoutAccount:
        """This is how a tutor's account stands."""
        tutor = self._log.load(TUTOR, tutor_id).state or newcomer(tutor_id)
        if tutor.payout_account:
            return PayoutAccount(tutor_id, Readiness.READY, ())
        return PayoutAccount(tutor_id, Readiness(tutor.opening.value), tutor.missing)

    def of_transfer(self, booking_id: str) -> str:
        """This is where the last transfer of a booking's share goes."""
        earning = self._log.load(EARNING, booking_id).state
        return earning.payout_account if earning else ""

    def of_payout(self, tutor_id: str, currency: str) -> str:
        """This is where the last payout of a tutor goes."""
        payouts = self._log.load(PAYOUT, payouts_of(tutor_id, currency)).state
        return payouts.payout_account if payouts else ""
