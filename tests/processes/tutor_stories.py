"""How a tutor comes by their money: the typical roads, each in a market of its own.

They begin where a lesson was given, and are told like the lives of bookings. Lessons are on
Thursdays; what was confirmed then is paid out on Monday.
"""

from collections.abc import Mapping

from application.booking import AcceptBooking
from application.lesson import ConfirmCompletion, JoinLesson, ReportProblem
from application.tutor import LosePayoutAccount, ReadyPayoutAccount
from domain.booking.terms import ProblemReason
from domain.payout.events import PayoutSent
from tests.processes.stories import Story, ask, requested, submitted, taught
from tests.support import banks
from tests.support.calendar import hours
from tests.support.market import Market
from tests.support.opening import account_of
from tests.support.people import ANNA, AS_ANNA, AS_BEN, AS_IVAN, AS_SYSTEM

NEW_ACCOUNT = "acct-anna-2"


def earned(market: Market, course: str = "hour") -> str:
    """This is a share that was transferred, some days before the payday."""
    booking_id = taught(market, course)
    ask(market, AS_BEN, ConfirmCompletion(booking_id=booking_id))
    market.run_until_quiet()
    return booking_id


def paid_out(market: Market, course: str = "hour") -> str:
    """This is a share that is with the tutor's bank."""
    booking_id = earned(market, course)
    market.advance(days=5)
    return booking_id


def earned_again(market: Market) -> str:
    """This is another lesson with Anna, on the next day, and its share."""
    start = market.clock.now().replace(hour=10, minute=0) + hours(24)
    booking_id = submitted(market, start=start)
    market.advance(seconds=(start - market.clock.now()).total_seconds())
    for each in (AS_ANNA, AS_BEN):
        ask(market, each, JoinLesson(booking_id=booking_id))
    market.advance(hours=2)
    ask(market, AS_BEN, ConfirmCompletion(booking_id=booking_id))
    market.run_until_quiet()
    return booking_id


def disputed(market: Market, booking_id: str) -> str:
    """This is the student's bank wanting the money back."""
    banks.dispute(market, booking_id)
    market.run_until_quiet()
    return booking_id


def closed(market: Market, booking_id: str, *, is_won: bool) -> str:
    """This is what the bank decided."""
    banks.decide(market, booking_id, is_won=is_won)
    market.run_until_quiet()
    return booking_id


def without_account(market: Market) -> None:
    """This is Anna losing the account she is paid on."""
    ask(market, AS_SYSTEM, LosePayoutAccount(tutor_id=ANNA))


def with_account(market: Market, account: str = account_of(ANNA)) -> None:
    """This is Anna having an account, perhaps another one than before."""
    ask(market, AS_SYSTEM, ReadyPayoutAccount(tutor_id=ANNA, payout_account=account))


def _paid_out_slowly(market: Market) -> str:
    booking_id = paid_out(market, "slow")
    (sent,) = (one for one in market.facts("payout-anna-EUR") if isinstance(one, PayoutSent))
    market.gateway.answer_payout(account_of(ANNA), sent.reference, "paid")
    return booking_id


def _disputed_before_payday(market: Market, *, is_won: bool) -> str:
    booking_id = disputed(market, earned(market))
    return closed(market, booking_id, is_won=is_won)


def _lost_without_a_reversal(market: Market) -> str:
    booking_id = disputed(market, earned(market, "irreversible"))
    return closed(market, booking_id, is_won=False)


def _disputed_after_payday(market: Market, *, is_won: bool) -> str:
    booking_id = disputed(market, paid_out(market))
    return closed(market, booking_id, is_won=is_won)


def _lost_and_recovered(market: Market) -> str:
    booking_id = _disputed_after_payday(market, is_won=False)
    earned_again(market)
    return booking_id


def _recovered_before_it_is_won(market: Market) -> str:
    booking_id = disputed(market, paid_out(market))
    earned_again(market)
    return closed(market, booking_id, is_won=True)


def _complained_of_by_the_tutor(market: Market) -> str:
    booking_id = earned(market)
    problem = ReportProblem(
        booking_id=booking_id, reason=ProblemReason.OTHER, claimed_refund_minor=700
    )
    ask(market, AS_ANNA, problem)
    return booking_id


def _earned_without_an_account(market: Market) -> str:
    booking_id = taught(market)
    without_account(market)
    ask(market, AS_BEN, ConfirmCompletion(booking_id=booking_id))
    market.advance(days=10)
    with_account(market)
    return booking_id


def _frozen_without_an_account(market: Market) -> str:
    booking_id = taught(market)
    without_account(market)
    ask(market, AS_BEN, ConfirmCompletion(booking_id=booking_id))
    closed(market, disputed(market, booking_id), is_won=True)
    with_account(market)
    return booking_id


def _account_lost_before_payday(market: Market) -> str:
    booking_id = earned(market)
    without_account(market)
    market.advance(days=10)
    with_account(market)
    return booking_id


def _account_swapped_before_payday(market: Market) -> str:
    booking_id = earned(market)
    without_account(market)
    market.advance(days=5)
    market.gateway.admit(NEW_ACCOUNT)
    with_account(market, NEW_ACCOUNT)
    return booking_id


def _not_taken_after_all(market: Market) -> str:
    booking_id = requested(market, "uncapturable")
    market.advance(days=2, hours=22)
    ask(market, AS_IVAN, AcceptBooking(booking_id=booking_id))
    market.gateway.fail_next(25)
    market.advance(hours=2, minutes=5)
    for each in (AS_IVAN, AS_BEN):
        ask(market, each, JoinLesson(booking_id=booking_id))
    market.advance(hours=2)
    return booking_id


TUTOR_STORIES: Mapping[str, Story] = {
    "paid out": paid_out,
    "transfer refused": lambda market: earned(market, "untransferable"),
    "payout refused": lambda market: paid_out(market, "unpayable"),
    "payout slow": _paid_out_slowly,
    "reversal refused": _lost_without_a_reversal,
    "disputed before payday and won": lambda m: _disputed_before_payday(m, is_won=True),
    "disputed before payday and lost": lambda m: _disputed_before_payday(m, is_won=False),
    "disputed after payday and won": lambda m: _disputed_after_payday(m, is_won=True),
    "disputed after payday and lost": lambda m: _disputed_after_payday(m, is_won=False),
    "lost and recovered": _lost_and_recovered,
    "recovered before it is won": _recovered_before_it_is_won,
    "complained of by the tutor": _complained_of_by_the_tutor,
    "earned without an account": _earned_without_an_account,
    "frozen without an account": _frozen_without_an_account,
    "account lost before payday": _account_lost_before_payday,
    "account swapped before payday": _account_swapped_before_payday,
    "not taken after all": _not_taken_after_all,
}
