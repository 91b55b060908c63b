"""How bookings go: the typical lives, each lived through in a market of its own.

Every story ends with the market at rest; the facts it leaves are what processes are tested on.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from application.booking import (
    AcceptBooking,
    CancelBooking,
    DeclineBooking,
    RescheduleBooking,
    SubmitBooking,
)
from application.lesson import (
    AnswerProblem,
    ConfirmCompletion,
    JoinLesson,
    ReportNoShow,
    ReportProblem,
    ResolveProblem,
    WaiveLateFee,
)
from application.payer import SaveCard
from application.work import Command
from domain.booking.terms import ProblemReason, Waiver
from domain.shared.actor import Actor, Role
from tests.support import banks
from tests.support.calendar import THURSDAY, hours
from tests.support.market import Market
from tests.support.people import ANNA, AS_ANNA, AS_BEN, AS_IVAN, BEN, IVAN, RITA

AS_SUPPORT = Actor(RITA, frozenset({Role.SUPPORT}))
Story = Callable[[Market], str]


def ask(market: Market, actor: Actor, command: Command) -> None:
    """This asks what has to be accepted."""
    outcome = market.ask(command, actor)
    assert outcome.accepted, outcome


def submitted(
    market: Market, tutor: str = ANNA, course: str = "hour", start: datetime = THURSDAY
) -> str:
    """This is a booking asked for, before any process has seen it."""
    booking_id = market.hold(AS_BEN, tutor, start, course=course)
    ask(market, AS_BEN, SubmitBooking(booking_id=booking_id))
    return booking_id


def confirmed(market: Market, course: str = "hour") -> str:
    """This is a lesson with Anna, paid for."""
    booking_id = submitted(market, ANNA, course)
    market.run_until_quiet()
    return booking_id


def requested(market: Market, course: str = "hour") -> str:
    """This is a request to Ivan, with the money reserved if the provider does."""
    booking_id = submitted(market, IVAN, course)
    market.run_until_quiet()
    return booking_id


def accepted(market: Market, course: str = "hour") -> str:
    """This is a request accepted, before any process has seen that."""
    booking_id = requested(market, course)
    ask(market, AS_IVAN, AcceptBooking(booking_id=booking_id))
    return booking_id


def joined(market: Market, *who: Actor, course: str = "hour") -> str:
    """This is a lesson 20 minutes after it has begun, with those who came."""
    booking_id = confirmed(market, course)
    market.advance(days=3)
    for each in who:
        ask(market, each, JoinLesson(booking_id=booking_id))
    market.advance(minutes=20)
    return booking_id


def taught(market: Market, course: str = "hour") -> str:
    """This is a lesson both came to, an hour after its end."""
    booking_id = joined(market, AS_ANNA, AS_BEN, course=course)
    market.advance(hours=2)
    return booking_id


def _held_only(market: Market) -> str:
    return market.hold(AS_BEN, ANNA, THURSDAY)


def _confirmed_by_student(market: Market) -> str:
    booking_id = taught(market)
    ask(market, AS_BEN, ConfirmCompletion(booking_id=booking_id))
    return booking_id


def _declined(market: Market) -> str:
    booking_id = requested(market)
    ask(market, AS_IVAN, DeclineBooking(booking_id=booking_id))
    return booking_id


def _withdrawn_at_once(market: Market) -> str:
    booking_id = submitted(market)
    ask(market, AS_BEN, CancelBooking(booking_id=booking_id))
    return booking_id


def _paid_late(market: Market) -> str:
    booking_id = submitted(market)
    market.gateway.fail_next(12)
    market.advance(minutes=30)
    return booking_id


def _finished(market: Market, booking_id: str, minutes: float) -> str:
    market.advance(minutes=minutes)
    market.finish_payment(booking_id)
    market.advance(minutes=1)
    return booking_id


def _lapsing(market: Market) -> str:
    """This is a request whose reservation lapses before it has to be answered."""
    market.gateway.keep_reservations(timedelta(days=2))
    booking_id = requested(market)
    market.advance(days=1, hours=11)
    return booking_id


def _renewed_and_accepted(market: Market) -> str:
    keep_card(market)
    booking_id = _lapsing(market)
    market.advance(hours=20)
    ask(market, AS_IVAN, AcceptBooking(booking_id=booking_id))
    return booking_id


def _not_renewed(market: Market) -> str:
    booking_id = _lapsing(market)
    market.gateway.fail_next(1_000)
    market.advance(hours=16)
    return booking_id


def keep_card(market: Market) -> None:
    """This lets Ben have a card kept."""
    ask(market, AS_BEN, SaveCard(student_id=BEN))
    market.advance(minutes=2)
    market.gateway.give_card(market.payers.setup_of(BEN))
    market.advance(hours=2)


def _cancelled_before_the_money_was_taken(market: Market) -> str:
    booking_id = accepted(market)
    ask(market, AS_BEN, CancelBooking(booking_id=booking_id))
    return booking_id


def _cancelled_while_the_money_is_taken(market: Market) -> str:
    booking_id = accepted(market)
    market.gateway.fail_next(1)
    market.run_until_quiet()
    ask(market, AS_BEN, CancelBooking(booking_id=booking_id))
    return booking_id


def _cancelled_late_and_waived_once(market: Market) -> str:
    booking_id = confirmed(market)
    market.advance(days=2, hours=1)
    ask(market, AS_BEN, CancelBooking(booking_id=booking_id))
    ask(market, AS_ANNA, WaiveLateFee(booking_id=booking_id, waiver=Waiver.HALF))
    return booking_id


def _cancelled_late_and_waived(market: Market) -> str:
    booking_id = _cancelled_late_and_waived_once(market)
    ask(market, AS_ANNA, WaiveLateFee(booking_id=booking_id, waiver=Waiver.ALL))
    return booking_id


def _cancelled_late_by_the_tutor(market: Market) -> str:
    booking_id = confirmed(market)
    market.advance(days=2, hours=1)
    ask(market, AS_ANNA, CancelBooking(booking_id=booking_id))
    return booking_id


def _tutor_did_not_come(market: Market) -> str:
    booking_id = joined(market, AS_BEN)
    ask(market, AS_BEN, ReportNoShow(booking_id=booking_id))
    return booking_id


def _moved(market: Market) -> str:
    booking_id = confirmed(market)
    start = THURSDAY + hours(30)
    ask(market, AS_BEN, RescheduleBooking(booking_id=booking_id, start=start))
    return booking_id


def _problem(market: Market, course: str = "hour") -> str:
    booking_id = taught(market, course)
    ask(
        market,
        AS_BEN,
        ReportProblem(
            booking_id=booking_id, reason=ProblemReason.CUT_SHORT, claimed_refund_minor=700
        ),
    )
    return booking_id


def _contradicted_and_resolved(market: Market) -> str:
    booking_id = _problem(market)
    ask(market, AS_ANNA, AnswerProblem(booking_id=booking_id, is_agreed=False))
    ask(market, AS_SUPPORT, ResolveProblem(booking_id=booking_id, refund_minor=900))
    return booking_id


def _refund_refused(market: Market) -> str:
    booking_id = confirmed(market, "unrefundable")
    ask(market, AS_BEN, CancelBooking(booking_id=booking_id))
    return booking_id


def _disputed_and_won(market: Market) -> str:
    booking_id = confirmed(market)
    banks.dispute(market, booking_id)
    market.advance(days=8)
    banks.decide(market, booking_id, is_won=True)
    return booking_id


def _disputed_and_lost(market: Market) -> str:
    booking_id = taught(market)
    banks.dispute(market, booking_id)
    market.run_until_quiet()
    banks.decide(market, booking_id, is_won=False)
    return booking_id


def _disputed_while_money_goes_back(market: Market) -> str:
    booking_id = confirmed(market)
    dispute_id = banks.dispute(market, booking_id, is_told=False)
    ask(market, AS_BEN, CancelBooking(booking_id=booking_id))
    market.run_until_quiet()
    banks.tell(market, booking_id, dispute_id)
    market.advance(days=8)
    banks.decide(market, booking_id, is_won=True)
    return booking_id


def _lost_before_anybody_told(market: Market) -> str:
    booking_id = _cancelled_late_and_waived_once(market)
    market.run_until_quiet()
    dispute_id = banks.dispute(market, booking_id, is_told=False)
    banks.decide(market, booking_id, is_won=False, is_told=False)
    ask(market, AS_ANNA, WaiveLateFee(booking_id=booking_id, waiver=Waiver.ALL))
    market.run_until_quiet()
    banks.tell(market, booking_id, dispute_id)
    return booking_id


STORIES: Mapping[str, Story] = {
    "held only": _held_only,
    "nobody came": confirmed,
    "taught": taught,
    "taught and confirmed": _confirmed_by_student,
    "moved": _moved,
    "accepted by hand": accepted,
    "not answered": requested,
    "declined": _declined,
    "card declined at once": lambda market: confirmed(market, "declined"),
    "card declined on request": lambda market: requested(market, "declined"),
    "withdrawn at once": _withdrawn_at_once,
    "paid late": _paid_late,
    "paid by hand in time": lambda market: _finished(market, confirmed(market, "unfinished"), 3),
    "paid by hand too late": lambda market: _finished(market, confirmed(market, "unfinished"), 14),
    "not paid by hand": lambda market: confirmed(market, "unfinished"),
    "reserved by hand": lambda market: _finished(market, requested(market, "unfinished"), 300),
    "renewed and accepted": _renewed_and_accepted,
    "not renewed": _not_renewed,
    "not captured": lambda market: accepted(market, "uncapturable"),
    "cancelled before the money was taken": _cancelled_before_the_money_was_taken,
    "cancelled while the money is taken": _cancelled_while_the_money_is_taken,
    "cancelled late and waived": _cancelled_late_and_waived,
    "cancelled late by the tutor": _cancelled_late_by_the_tutor,
    "tutor did not come": _tutor_did_not_come,
    "problem not answered": _problem,
    "contradicted and resolved": _contradicted_and_resolved,
    "refund refused": _refund_refused,
    "disputed and won": _disputed_and_won,
    "disputed and lost": _disputed_and_lost,
    "disputed while money goes back": _disputed_while_money_goes_back,
    "lost before anybody told": _lost_before_anybody_told,
    "free": lambda market: confirmed(market, "free"),
    "free by hand": lambda market: accepted(market, "free"),
}
