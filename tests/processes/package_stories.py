"""How packages go: the typical lives of one, each lived through in a market of its own."""

from collections.abc import Callable, Mapping

from application.booking import AcceptBooking, CancelBooking, DeclineBooking
from application.credit import RefundCredits, WithdrawOrder
from application.lesson import JoinLesson, ReportNoShow, WaiveLateFee
from domain.booking.terms import Waiver
from tests.processes.stories import ask
from tests.support import banks
from tests.support.calendar import THURSDAY, days
from tests.support.market import Market
from tests.support.packages import bought, covered, ordered
from tests.support.people import ANNA, AS_ANNA, AS_BEN, AS_IVAN, BEN, IVAN

Story = Callable[[Market], str]


def give_back(market: Market, package_id: str, lessons: int) -> None:
    """This asks for the money of unused credits."""
    back = RefundCredits(student_id=BEN, tutor_id=ANNA, package_id=package_id, lessons=lessons)
    ask(market, AS_BEN, back)


def _finished(market: Market, minutes: float) -> str:
    package_id = bought(market, lessons=7, each=343)
    market.advance(minutes=minutes)
    market.finish_payment(package_id)
    market.advance(minutes=1)
    return package_id


def _withdrawn(market: Market) -> str:
    package_id = ordered(market)
    ask(market, AS_BEN, WithdrawOrder(student_id=BEN, tutor_id=ANNA, package_id=package_id))
    return package_id


def _paid_late(market: Market) -> str:
    package_id = ordered(market)
    market.gateway.fail_next(12)
    market.advance(minutes=30)
    return package_id


def _used(market: Market) -> str:
    package_id = bought(market)
    for each in range(3):
        covered(market, start=THURSDAY + days(each))
        market.run_until_quiet()
    return package_id


def _taught_and_missed(market: Market) -> str:
    package_id = _used(market)
    market.advance(days=3)
    first, second, _ = market.bookings()
    for each in (AS_ANNA, AS_BEN):
        ask(market, each, JoinLesson(booking_id=first))
    market.advance(days=1)
    ask(market, AS_BEN, JoinLesson(booking_id=second))
    market.advance(minutes=20)
    ask(market, AS_BEN, ReportNoShow(booking_id=second))
    return package_id


def _called_off_and_refunded(market: Market) -> str:
    package_id = _used(market)
    ask(market, AS_BEN, CancelBooking(booking_id=next(iter(market.bookings()))))
    give_back(market, package_id, 1)
    market.run_until_quiet()
    give_back(market, package_id, 2)
    return package_id


def _waived_in_halves(market: Market) -> str:
    package_id = bought(market)
    booking_id = covered(market)
    market.advance(days=2, hours=1)
    ask(market, AS_BEN, CancelBooking(booking_id=booking_id))
    for waiver in (Waiver.HALF, Waiver.ALL):
        ask(market, AS_ANNA, WaiveLateFee(booking_id=booking_id, waiver=waiver))
    give_back(market, package_id, 4)
    return package_id


def _by_hand(market: Market) -> str:
    package_id = bought(market, tutor=IVAN)
    accepted, declined, _ = (
        covered(market, tutor=IVAN, start=THURSDAY + days(each)) for each in range(3)
    )
    ask(market, AS_IVAN, AcceptBooking(booking_id=accepted))
    ask(market, AS_IVAN, DeclineBooking(booking_id=declined))
    return package_id


def _not_refunded(market: Market) -> str:
    package_id = bought(market, lessons=2, each=2404)
    give_back(market, package_id, 1)
    return package_id


def _disputed(market: Market, *, is_won: bool) -> str:
    package_id = _taught_and_missed(market)
    covered(market, start=THURSDAY + days(10))
    banks.dispute(market, package_id)
    market.run_until_quiet()
    banks.decide(market, package_id, is_won=is_won)
    return package_id


def _disputed_after_payday(market: Market) -> str:
    package_id = _used(market)
    booking_id = next(iter(market.bookings()))
    market.advance(days=3)
    for each in (AS_ANNA, AS_BEN):
        ask(market, each, JoinLesson(booking_id=booking_id))
    market.advance(days=14)
    banks.dispute(market, package_id)
    market.advance(days=1)
    banks.decide(market, package_id, is_won=False)
    return package_id


def _disputed_while_asked(market: Market) -> str:
    package_id = bought(market, tutor=IVAN)
    accepted, _ = (covered(market, tutor=IVAN, start=THURSDAY + days(each)) for each in range(2))
    banks.dispute(market, package_id)
    market.run_until_quiet()
    ask(market, AS_IVAN, AcceptBooking(booking_id=accepted))
    market.run_until_quiet()
    banks.decide(market, package_id, is_won=False)
    return package_id


def _disputed_while_money_goes_back(market: Market) -> str:
    package_id = bought(market)
    booking_id = covered(market)
    market.advance(days=2, hours=1)
    ask(market, AS_BEN, CancelBooking(booking_id=booking_id))
    opened = banks.dispute(market, package_id, is_told=False)
    ask(market, AS_ANNA, WaiveLateFee(booking_id=booking_id, waiver=Waiver.HALF))
    give_back(market, package_id, 1)
    market.run_until_quiet()
    banks.tell(market, package_id, opened)
    market.advance(hours=1)
    banks.decide(market, package_id, is_won=True)
    return package_id


PACKAGE_STORIES: Mapping[str, Story] = {
    "bought": bought,
    "declined": lambda market: bought(market, lessons=2, each=1201),
    "finished in time": lambda market: _finished(market, 3),
    "finished too late": lambda market: _finished(market, 15),
    "not finished": lambda market: bought(market, lessons=7, each=343),
    "withdrawn": _withdrawn,
    "paid late": _paid_late,
    "used and nobody came": _used,
    "taught and missed": _taught_and_missed,
    "called off and refunded": _called_off_and_refunded,
    "waived in halves": _waived_in_halves,
    "by hand": _by_hand,
    "not refunded": _not_refunded,
    "disputed and won": lambda market: _disputed(market, is_won=True),
    "disputed and lost": lambda market: _disputed(market, is_won=False),
    "disputed after payday": _disputed_after_payday,
    "disputed while asked": _disputed_while_asked,
    "disputed while money goes back": _disputed_while_money_goes_back,
}
"""Each is a package's id; the market is then at whatever point the story has come to."""
