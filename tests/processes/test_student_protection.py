"""What students are spared, whether bookings, strikes or papers are heard of first."""

from dataclasses import replace
from typing import Any

from application.booking import CancelBooking
from application.lesson import CancelForUnbookableTutor
from application.processes.student_protection import STUDENT_PROTECTION
from application.tutor import NoteStrike
from application.verification import RevokeCredential
from domain.booking import events as booking
from domain.booking import outcomes
from domain.booking.terms import State
from domain.shared.event import Fact
from domain.tutor import events as tutor
from domain.verification import events as verification
from domain.verification.events import Credential, ReasonCode
from tests.processes.arrival import given, in_every_order, streams_by_key
from tests.processes.stories import accepted, ask, confirmed, joined, requested
from tests.support.calendar import THURSDAY, hours
from tests.support.examples import example
from tests.support.market import Market
from tests.support.people import ANNA, AS_ANNA, AS_BEN, AS_OLGA, AS_RITA, IVAN
from tests.support.views import history, stream


def of(kind: Any, booking_id: str = "b1", **fields: Any) -> Fact:
    """This is a fact of a booking of Anna's."""
    made: Fact = replace(example(kind), tutor_id=ANNA, booking_id=booking_id, **fields)
    return made


def background(kind: Any) -> Fact:
    """This is a fact of Anna's background check."""
    made: Fact = replace(example(kind), tutor_id=ANNA, credential=Credential.BACKGROUND)
    return made


HELD = of(booking.BookingHeld)
EXPIRED = background(verification.CredentialExpired)
APPROVED = background(verification.CredentialApproved)
STRUCK = of(outcomes.TutorStruck)
NOTED = of(tutor.StrikeNoted)


class TestLessonsAhead:
    def test_are_called_off_when_the_background_check_is_lost(self) -> None:
        for lost in (EXPIRED, background(verification.CredentialRevoked)):
            for happened in ((HELD, lost), (lost, HELD)):
                todos = given(*happened).seen_by(STUDENT_PROTECTION).then_todos("cancel-b1")
                assert todos["cancel-b1"].act == CancelForUnbookableTutor(booking_id="b1")

    def test_stay_when_another_paper_is_lost(self) -> None:
        other = replace(example(verification.CredentialRevoked), tutor_id=ANNA)
        assert other.credential is not Credential.BACKGROUND
        given(HELD, other).seen_by(STUDENT_PROTECTION).then_nothing()

    def test_stay_once_the_check_is_good_again(self) -> None:
        given(HELD, EXPIRED, APPROVED).seen_by(STUDENT_PROTECTION).then_nothing()

    def test_are_no_more_when_they_began_or_ended(self) -> None:
        for over in (booking.LessonStarted, booking.BookingCancelled, booking.HoldExpired):
            given(HELD, of(over), EXPIRED).seen_by(STUDENT_PROTECTION).then_nothing()


class TestStrikes:
    def test_are_noted_with_the_tutor(self) -> None:
        todos = given(STRUCK).seen_by(STUDENT_PROTECTION).then_todos("note-strike-b1")
        reason = tutor.StrikeReason.LATE_CANCELLATION
        noted = NoteStrike(tutor_id=ANNA, booking_id="b1", reason=reason)
        assert todos["note-strike-b1"].act == noted

    def test_are_noted_once_in_either_order(self) -> None:
        for happened in ((STRUCK, NOTED), (NOTED, STRUCK)):
            seen = given(*happened).seen_by(STUDENT_PROTECTION)
            seen.then_nothing()
            assert (seen.state.struck, seen.state.noted) == ((), ())

    def test_of_a_late_cancellation_reach_the_tutor(self) -> None:
        market = Market.opened()
        booking_id = confirmed(market)
        market.advance(days=2, hours=1)
        ask(market, AS_ANNA, CancelBooking(booking_id=booking_id))
        market.run_until_quiet()
        assert market.names("tutor-anna")[-1] == "StrikeNoted"


def test_order_does_not_matter() -> None:
    facts = history(
        stream("booking-b1", HELD, of(booking.BookingCancelled), STRUCK),
        stream("booking-b2", of(booking.BookingHeld, "b2"), of(booking.LessonStarted, "b2")),
        stream("booking-b0", of(booking.BookingHeld, "b0"), of(outcomes.TutorStruck, "b0")),
        stream("tutor-anna", NOTED, of(tutor.StrikeNoted, "b0")),
        stream("verification-anna-background", APPROVED, EXPIRED),
    )
    streams = streams_by_key(STUDENT_PROTECTION, facts)[ANNA]
    in_every_order(STUDENT_PROTECTION, ANNA, streams).then_todos("cancel-b0")


class TestALostBackgroundCheck:
    def test_gives_every_student_everything_back(self) -> None:
        market = Market.opened()
        taken, asked = confirmed(market), market.hold(AS_OLGA, ANNA, THURSDAY + hours(3))
        _revoke(market, ANNA)
        assert market.booking(taken).state is State.CANCELLED
        assert market.money_of(taken) == (0, 3001, 3001)
        assert market.booking(asked).state is State.CANCELLED

    def test_lets_reservations_go(self) -> None:
        market = Market.opened()
        open_request = requested(market)
        _revoke(market, IVAN)
        assert market.booking(open_request).state is State.CANCELLED
        assert market.money_of(open_request) == (0, 0, 0)

    def test_stops_money_on_its_way(self) -> None:
        market = Market.opened()
        booking_id = accepted(market)
        _revoke(market, IVAN)
        held, taken, given_back = market.money_of(booking_id)
        assert (held, taken - given_back) == (0, 0)

    def test_spares_a_lesson_that_has_begun(self) -> None:
        market = Market.opened()
        booking_id = joined(market, AS_BEN)
        _revoke(market, ANNA)
        assert market.booking(booking_id).state is State.IN_PROGRESS

    def test_comes_by_itself_after_a_year(self) -> None:
        market = Market.opened()
        market.advance(days=300)
        late = market.hold(AS_BEN, IVAN, market.clock.now() + hours(24 * 100))
        market.jump(days=70)
        assert market.booking(late).state is State.HOLD_EXPIRED
        assert market.names("tutor-ivan")[-1] == "TutorHidden"


def _revoke(market: Market, tutor_id: str) -> None:
    about: dict[str, Any] = {"tutor_id": tutor_id, "credential": Credential.BACKGROUND}
    ground: dict[str, Any] = {"reason": ReasonCode.RECORD_FOUND, "rule_version": "1"}
    ask(market, AS_RITA, RevokeCredential(**about, **ground))
    market.run_until_quiet()
