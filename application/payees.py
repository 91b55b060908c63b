"""Where a tutor is paid: personal, so it is looked up when money moves and stands in no list."""

from application.ports import EventLog
from domain.earning.aggregate import EARNING
from domain.payout.aggregate import PAYOUT, payouts_of


class Payees:
    """This knows the payout accounts that were asked for, as the log has them."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def of_transfer(self, booking_id: str) -> str:
        """This is where the last transfer of a booking's share goes."""
        earning = self._log.load(EARNING, booking_id).state
        return earning.payout_account if earning else ""

    def of_payout(self, tutor_id: str, currency: str) -> str:
        """This is where the last payout of a tutor goes."""
        payouts = self._log.load(PAYOUT, payouts_of(tutor_id, currency)).state
        return payouts.payout_account if payouts else ""
