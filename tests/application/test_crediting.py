"""A credit pays for a booking in the booking's own append, and comes back in one."""

import pytest

from application.booking import (
    AcceptBooking,
    CancelBooking,
    DeclineBooking,
    RescheduleBooking,
    SubmitBooking,
)
from application.credit import RefundCredits
from application.lesson import (
    AnswerProblem,
    ConfirmCompletion,
    JoinLesson,
    ReportNoShow,
    ReportProblem,
    WaiveLateFee,
)
from domain.booking.terms import ProblemReason, Split, State, Waiver
from domain.shared.actor import Actor
from domain.shared.money import Money
from tests.processes.stories import ask
from tests.support.calendar import FRIDAY, THURSDAY, hours, minutes
from tests.support.market import Market
from tests.support.packages import at_once, bought, covered, left, submitted
from tests.support.people import ANNA, AS_ANNA, AS_BEN, AS_IVAN, AS_OLGA, BEN, IVAN

CROWD = 8


@pytest.fixture
def market() -> Market:
    return Market.opened()


def with_credit(booking_id: str) -> SubmitBooking:
    return SubmitBooking(booking_id=booking_id, with_credit=True)


class TestRedeeming:
    def test_is_one_append_with_the_booking_and_both_calendars(self, market: Market) -> None:
        package_id = bought(market)
        booking_id = market.hold(AS_BEN, ANNA, THURSDAY)
        before = market.log.head()
        assert submitted(market, booking_id).answer["state"] == "confirmed"
        recorded = market.log.facts[before:]
        assert [(one.stream_id, type(one.fact).__name__) for one in recorded] == [
            (f"booking-{booking_id}", "BookingCovered"),
            (f"booking-{booking_id}", "BookingConfirmed"),
            (f"calendar-{ANNA}-2026-03", "SlotKept"),
            (f"calendar-{BEN}-2026-03", "SlotKept"),
            (f"credit-{BEN}-{ANNA}", "CreditRedeemed"),
        ]
        assert len({one.causation_id for one in recorded}) == 1
        assert left(market, package_id) == 4

    def test_needs_no_payment_of_its_own(self, market: Market) -> None:
        package_id = bought(market)
        booking_id = covered(market)
        market.run_until_quiet()
        assert market.facts(f"payment-of-{booking_id}") == []
        booking = market.booking(booking_id)
        assert (booking.price, booking.payment_id) == (Money(2500, "EUR"), f"of-{package_id}")
        assert market.money_of(package_id) == (0, 12_500, 0)

    def test_is_for_lessons_of_its_kind(self, market: Market) -> None:
        bought(market)
        longer = market.hold(AS_BEN, ANNA, THURSDAY, duration_minutes=120)
        other = market.hold(AS_BEN, ANNA, FRIDAY, course="dear")
        for booking_id in (longer, other):
            refused = submitted(market, booking_id)
            assert (refused.refusal, refused.kind) == ("NoCreditIsLeft", "RuleBroken")
            assert market.booking(booking_id).state is State.HELD

    def test_is_the_students_own(self, market: Market) -> None:
        bought(market)
        booking_id = market.hold(AS_BEN, ANNA, THURSDAY)
        assert submitted(market, booking_id, by=AS_OLGA).refusal == "NotAPartyToTheBooking"
        of_olga = market.hold(AS_OLGA, ANNA, FRIDAY)
        assert submitted(market, of_olga, by=AS_OLGA).refusal == "NoCreditIsLeft"

    def test_comes_too_late_after_the_hold(self, market: Market) -> None:
        package_id = bought(market)
        booking_id = market.hold(AS_BEN, ANNA, THURSDAY)
        market.clock.advance(minutes(10))
        assert submitted(market, booking_id).refusal == "TheHoldIsOver"
        assert left(market, package_id) == 5

    def test_of_the_last_credit_is_for_one_of_two_that_race(self, market: Market) -> None:
        package_id = bought(market, lessons=2)
        covered(market)
        held = [market.hold(AS_BEN, ANNA, FRIDAY + hours(each)) for each in range(CROWD)]
        outcomes = at_once(market, AS_BEN, *map(with_credit, held))
        assert sorted(one.refusal for one in outcomes) == ["", *["NoCreditIsLeft"] * (CROWD - 1)]
        assert left(market, package_id) == 0
        beaten = next(each for each, one in zip(held, outcomes, strict=True) if not one.accepted)
        ask(market, AS_BEN, SubmitBooking(booking_id=beaten))
        market.run_until_quiet()
        assert market.booking(beaten).price == Money(3001, "EUR")

    def test_races_for_the_last_credit_with_giving_it_back(self, market: Market) -> None:
        package_id = bought(market, lessons=2)
        covered(market)
        booking_id = market.hold(AS_BEN, ANNA, FRIDAY)
        back = RefundCredits(student_id=BEN, tutor_id=ANNA, package_id=package_id, lessons=1)
        outcomes = at_once(market, AS_BEN, with_credit(booking_id), back)
        assert [one.accepted for one in outcomes].count(True) == 1
        assert left(market, package_id) == 0


class TestByHand:
    def test_is_accepted_at_once(self, market: Market) -> None:
        package_id = bought(market, tutor=IVAN)
        booking_id = covered(market, tutor=IVAN)
        ask(market, AS_IVAN, AcceptBooking(booking_id=booking_id))
        market.run_until_quiet()
        assert market.booking(booking_id).state is State.CONFIRMED
        assert left(market, package_id, tutor=IVAN) == 4
        assert market.money_of(package_id) == (0, 12_500, 0)

    def test_comes_back_when_nothing_came_of_it(self, market: Market) -> None:
        package_id = bought(market, tutor=IVAN)
        declined, withdrawn, unanswered = (
            covered(market, tutor=IVAN, start=THURSDAY + hours(2 * each)) for each in range(3)
        )
        assert left(market, package_id, tutor=IVAN) == 2
        ask(market, AS_IVAN, DeclineBooking(booking_id=declined))
        ask(market, AS_BEN, CancelBooking(booking_id=withdrawn))
        assert left(market, package_id, tutor=IVAN) == 4
        market.advance(days=4)
        assert market.booking(unanswered).state is State.REQUEST_EXPIRED
        assert left(market, package_id, tutor=IVAN) == 5
        assert market.money_of(package_id) == (0, 12_500, 0)


def late(market: Market) -> str:
    """This is a covered lesson that Ben called off 23 hours before it."""
    booking_id = covered(market)
    market.advance(days=2, hours=1)
    ask(market, AS_BEN, CancelBooking(booking_id=booking_id))
    return booking_id


def taught(market: Market) -> str:
    """This is a covered lesson both came to, an hour after its end."""
    booking_id = covered(market)
    market.advance(days=3)
    for each in (AS_ANNA, AS_BEN):
        ask(market, each, JoinLesson(booking_id=booking_id))
    market.advance(hours=2)
    return booking_id


class TestComingBack:
    @pytest.mark.parametrize("by", [AS_BEN, AS_ANNA])
    def test_is_in_the_append_that_calls_the_lesson_off(self, market: Market, by: Actor) -> None:
        package_id = bought(market)
        booking_id = covered(market)
        before = market.log.head()
        ask(market, by, CancelBooking(booking_id=booking_id))
        assert [type(one.fact).__name__ for one in market.log.facts[before:]] == [
            "BookingCancelled",
            "SlotReleased",
            "SlotReleased",
            "CreditReturned",
        ]
        market.run_until_quiet()
        assert (left(market, package_id), market.money_of(package_id)) == (5, (0, 12_500, 0))

    def test_can_be_redeemed_anew(self, market: Market) -> None:
        package_id = bought(market, lessons=2)
        for start in (THURSDAY, FRIDAY, THURSDAY):
            ask(market, AS_BEN, CancelBooking(booking_id=covered(market, start=start)))
        covered(market)
        covered(market, start=FRIDAY)
        assert left(market, package_id) == 0

    def test_is_not_when_it_was_called_off_late(self, market: Market) -> None:
        package_id = bought(market)
        booking_id = late(market)
        market.run_until_quiet()
        assert (left(market, package_id), market.money_of(package_id)) == (4, (0, 12_500, 0))
        assert market.booking(booking_id).split == Split("EUR", 2500, 0, 500, 2000)

    def test_is_when_the_late_fee_is_waived_whole(self, market: Market) -> None:
        package_id = bought(market)
        booking_id = late(market)
        ask(market, AS_ANNA, WaiveLateFee(booking_id=booking_id, waiver=Waiver.ALL))
        market.run_until_quiet()
        assert (left(market, package_id), market.money_of(package_id)) == (5, (0, 12_500, 0))

    def test_is_in_money_when_it_is_waived_in_halves(self, market: Market) -> None:
        package_id = bought(market)
        booking_id = late(market)
        for waiver, back in ((Waiver.HALF, 1250), (Waiver.ALL, 2500)):
            ask(market, AS_ANNA, WaiveLateFee(booking_id=booking_id, waiver=waiver))
            market.run_until_quiet()
            assert (left(market, package_id), market.money_of(package_id)) == (
                4,
                (0, 12_500, back),
            )
        assert market.open_todos("booking_payment") == []

    def test_is_when_the_tutor_did_not_come(self, market: Market) -> None:
        package_id = bought(market)
        booking_id = covered(market)
        market.advance(days=3)
        ask(market, AS_BEN, JoinLesson(booking_id=booking_id))
        market.advance(minutes=20)
        ask(market, AS_BEN, ReportNoShow(booking_id=booking_id))
        assert left(market, package_id) == 4
        market.advance(days=4)
        assert left(market, package_id) == 5

    def test_is_when_nobody_came(self, market: Market) -> None:
        package_id = bought(market)
        covered(market)
        market.advance(days=4)
        assert left(market, package_id) == 5

    def test_is_not_when_the_lesson_was_given(self, market: Market) -> None:
        package_id = bought(market)
        booking_id = taught(market)
        ask(market, AS_BEN, ConfirmCompletion(booking_id=booking_id))
        market.run_until_quiet()
        assert (left(market, package_id), market.money_of(package_id)) == (4, (0, 12_500, 0))

    @pytest.mark.parametrize(("claim", "credits_left", "back"), [(700, 4, 700), (2500, 5, 0)])
    def test_of_a_problem_is_whole_or_in_money(
        self, market: Market, claim: int, credits_left: int, back: int
    ) -> None:
        package_id = bought(market)
        booking_id = taught(market)
        report = ReportProblem(
            booking_id=booking_id, reason=ProblemReason.QUALITY, claimed_refund_minor=claim
        )
        ask(market, AS_BEN, report)
        ask(market, AS_ANNA, AnswerProblem(booking_id=booking_id, is_agreed=True))
        market.run_until_quiet()
        assert left(market, package_id) == credits_left
        assert market.money_of(package_id) == (0, 12_500, back)

    def test_is_not_by_moving(self, market: Market) -> None:
        package_id = bought(market)
        booking_id = covered(market)
        ask(market, AS_BEN, RescheduleBooking(booking_id=booking_id, start=FRIDAY))
        assert left(market, package_id) == 4

    def test_goes_into_the_package_it_came_from(self, market: Market) -> None:
        older, newer = bought(market, lessons=2), bought(market, lessons=3, each=2000)
        booked = [covered(market, start=THURSDAY + hours(2 * each)) for each in range(3)]
        assert [market.booking(each).price.minor for each in booked] == [2500, 2500, 2000]
        ask(market, AS_BEN, CancelBooking(booking_id=booked[1]))
        assert (left(market, older), left(market, newer)) == (1, 2)
