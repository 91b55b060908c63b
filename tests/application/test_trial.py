"""One trial lesson for each student and tutor, ever, unless the last came to nothing."""

import pytest

from application.booking import AcceptBooking, CancelBooking, DeclineBooking, SubmitBooking
from application.holding import HoldSeries, HoldSlot
from application.lesson import JoinLesson, ReportNoShow, WaiveLateFee
from domain.booking.terms import State, Waiver
from domain.shared.actor import Actor
from tests.processes.stories import ask
from tests.support.calendar import FRIDAY, SATURDAY, THURSDAY, days, hours
from tests.support.market import Market
from tests.support.packages import at_once, trial_course, trial_held
from tests.support.people import ANNA, AS_ANNA, AS_BEN, AS_IVAN, AS_OLGA, BEN, IVAN

CREDITS = f"credit-{BEN}-{ANNA}"


@pytest.fixture
def market() -> Market:
    return Market.opened()


@pytest.fixture
def course(market: Market) -> str:
    return trial_course(market)


def held(market: Market, course: str, *, day: int = 0, tutor: str = ANNA) -> str:
    outcome = trial_held(market, course, THURSDAY + days(day), tutor=tutor)
    assert outcome.accepted, outcome
    return str(outcome.answer["booking_id"])


def agreed(market: Market, course: str, *, day: int = 0) -> str:
    """This is a trial that is paid."""
    booking_id = held(market, course, day=day)
    ask(market, AS_BEN, SubmitBooking(booking_id=booking_id))
    market.run_until_quiet()
    assert market.booking(booking_id).state is State.CONFIRMED
    return booking_id


def is_refused(market: Market, course: str, *, tutor: str = ANNA) -> bool:
    """This is whether Ben is told that there is one trial."""
    refused = trial_held(market, course, SATURDAY + days(7), tutor=tutor)
    if refused.accepted:
        return False
    assert (refused.refusal, refused.kind) == ("ThereIsOneTrial", "RuleBroken")
    return True


class TestATrial:
    def test_is_one_for_each_pair(self, market: Market, course: str) -> None:
        agreed(market, course)
        assert is_refused(market, course)
        of_olga = HoldSlot(tutor_id=ANNA, course_id=course, start=FRIDAY)
        assert market.ask(of_olga, AS_OLGA).accepted
        assert not is_refused(market, trial_course(market, IVAN), tutor=IVAN)
        market.hold(AS_BEN, ANNA, FRIDAY + hours(3))

    def test_is_one_whichever_course_it_is(self, market: Market, course: str) -> None:
        agreed(market, course)
        assert is_refused(market, trial_course(market))

    def test_is_taken_in_the_append_that_submits_it(self, market: Market, course: str) -> None:
        booking_id = held(market, course)
        assert market.facts(CREDITS) == []
        before = market.log.head()
        ask(market, AS_BEN, SubmitBooking(booking_id=booking_id))
        recorded = market.log.facts[before:]
        assert [type(one.fact).__name__ for one in recorded][-1] == "TrialTaken"
        assert recorded[0].fact.TOPIC == "booking.payment_awaited.v1"
        assert len({one.causation_id for one in recorded}) == 1

    def test_of_many_that_race_one_is_taken(self, market: Market, course: str) -> None:
        racing = [held(market, course, day=each) for each in range(6)]
        outcomes = at_once(market, AS_BEN, *(SubmitBooking(booking_id=each) for each in racing))
        assert sorted(one.refusal for one in outcomes) == ["", *["ThereIsOneTrial"] * 5]
        market.run_until_quiet()
        states = [market.booking(each).state for each in racing]
        assert sorted(states) == [State.CONFIRMED, *[State.HELD] * 5]

    def test_is_a_single_lesson(self, market: Market, course: str) -> None:
        series = HoldSeries(
            tutor_id=ANNA,
            course_id=course,
            first_day=FRIDAY.date(),
            starts_at="18:00",
            count=2,
        )
        assert market.ask(series, AS_BEN).refusal == "ATrialIsOneLesson"
        assert market.ask(series.model_copy(update={"count": 1}), AS_BEN).accepted


class TestAnother:
    def test_is_possible_where_nothing_was_agreed(self, market: Market) -> None:
        course = trial_course(market, IVAN)
        for command, actor in (
            (DeclineBooking, AS_IVAN),
            (CancelBooking, AS_BEN),
        ):
            booking_id = held(market, course, tutor=IVAN)
            ask(market, AS_BEN, SubmitBooking(booking_id=booking_id))
            assert is_refused(market, course, tutor=IVAN)
            ask(market, actor, command(booking_id=booking_id))
        unanswered = held(market, course, tutor=IVAN)
        ask(market, AS_BEN, SubmitBooking(booking_id=unanswered))
        market.advance(days=4)
        assert market.booking(unanswered).state is State.REQUEST_EXPIRED
        accepted = held(market, course, day=7, tutor=IVAN)
        ask(market, AS_BEN, SubmitBooking(booking_id=accepted))
        market.run_until_quiet()
        ask(market, AS_IVAN, AcceptBooking(booking_id=accepted))
        assert is_refused(market, course, tutor=IVAN)

    def test_is_possible_where_the_money_did_not_come(self, market: Market, course: str) -> None:
        booking_id = held(market, course)
        ask(market, AS_BEN, SubmitBooking(booking_id=booking_id))
        market.gateway.fail_next(100)
        market.advance(minutes=20)
        assert market.booking(booking_id).state is State.PAYMENT_EXPIRED
        assert not is_refused(market, course)

    @pytest.mark.parametrize("by", [AS_BEN, AS_ANNA])
    def test_is_possible_when_it_was_called_off_in_time(
        self, market: Market, course: str, by: Actor
    ) -> None:
        ask(market, by, CancelBooking(booking_id=agreed(market, course)))
        assert not is_refused(market, course)

    def test_is_possible_when_the_tutor_called_it_off_late(
        self, market: Market, course: str
    ) -> None:
        booking_id = agreed(market, course)
        market.advance(days=2, hours=20)
        ask(market, AS_ANNA, CancelBooking(booking_id=booking_id))
        assert not is_refused(market, course)

    def test_is_not_when_the_student_did_late(self, market: Market, course: str) -> None:
        booking_id = agreed(market, course)
        market.advance(days=2, hours=20)
        ask(market, AS_BEN, CancelBooking(booking_id=booking_id))
        assert is_refused(market, course)
        ask(market, AS_ANNA, WaiveLateFee(booking_id=booking_id, waiver=Waiver.ALL))
        assert is_refused(market, course)

    @pytest.mark.parametrize("came", [(AS_ANNA, AS_BEN), (AS_ANNA,), ()])
    def test_is_not_when_it_took_place_or_the_student_did_not_come(
        self, market: Market, course: str, came: tuple[Actor, ...]
    ) -> None:
        booking_id = agreed(market, course)
        market.advance(days=3)
        for each in came:
            ask(market, each, JoinLesson(booking_id=booking_id))
        market.advance(days=5)
        assert is_refused(market, course)


class TestAReplacement:
    def test_is_free_and_is_granted_until_one_took_place(self, market: Market) -> None:
        course = trial_course(market)
        for number, price in enumerate((1000, 0, 0)):
            booking_id = agreed(market, course, day=7 * number)
            assert market.booking(booking_id).price.minor == price
            self.let_down(market, booking_id)
        booking_id = agreed(market, course, day=21)
        assert market.booking(booking_id).price.minor == 0
        ask(market, AS_BEN, CancelBooking(booking_id=booking_id))
        again = agreed(market, course, day=21)
        assert market.booking(again).price.minor == 0
        market.advance(days=30)
        assert is_refused(market, course)

    def test_is_granted_in_the_append_that_finds_the_tutor_absent(
        self, market: Market, course: str
    ) -> None:
        booking_id = agreed(market, course)
        self.let_down(market, booking_id)
        (returned,) = [
            one for one in market.log.facts if one.fact.TOPIC.endswith("trial_returned.v1")
        ]
        together = [one for one in market.log.facts if one.causation_id == returned.causation_id]
        names = [type(one.fact).__name__ for one in together]
        assert names[-2:] == ["FreeReplacementGranted", "TrialReturned"]

    def let_down(self, market: Market, booking_id: str) -> None:
        """This is Anna not coming, which nobody contests."""
        start = market.booking(booking_id).slot.start
        market.advance(seconds=(start - market.clock.now()).total_seconds())
        ask(market, AS_BEN, JoinLesson(booking_id=booking_id))
        market.advance(minutes=20)
        ask(market, AS_BEN, ReportNoShow(booking_id=booking_id))
        market.advance(days=4)
