"""What speaks for a lesson, in words made of its history alone."""

from dataclasses import asdict

import pytest

from application.booking import CancelBooking, RescheduleBooking
from application.evidence.history import History, after
from application.evidence.pack import LEFT_OUT, digest_of, pack, written
from application.lesson import AnswerProblem, JoinLesson, ReportProblem
from application.ports_money import Evidence
from domain.booking.terms import ProblemReason
from domain.shared.money import Money
from tests.processes.stories import STORIES, ask, confirmed, joined, taught
from tests.support.calendar import THURSDAY, hours
from tests.support.market import Market
from tests.support.people import ANNA, AS_ANNA, AS_BEN, BEN

SECRET = "Anna was ill, and Ben's mother says so: +49 30 901820"


def history_of(market: Market, booking_id: str) -> History:
    market.run_until_quiet()
    history = History(booking_id)
    for stream_id in (f"booking-{booking_id}", f"payment-of-{booking_id}"):
        for fact in market.facts(stream_id):
            history = after(history, fact)
    return history


def pack_of(market: Market, booking_id: str) -> Evidence:
    return pack(history_of(market, booking_id))


class TestAPack:
    def test_says_what_was_agreed(self) -> None:
        market = Market.opened()
        booking_id = taught(market)
        evidence = pack_of(market, booking_id)
        assert evidence.service == (
            "A private online lesson of english, 60 minutes, for one student, given by a tutor on "
            f"our platform at 30.01 EUR. Booking {booking_id}."
        )
        assert evidence.service_date == "2026-03-05"
        assert evidence.cancellation_policy.startswith(
            "Policy standard: whoever cancels 24 hours before the start or earlier gets everything"
        )
        assert evidence.cancellation_policy.endswith(
            "2026-03-02 09:00:00 UTC: the student booked the lesson.\n2026-03-02 09:00:00 UTC: the "
            "lesson was agreed, and its cancellation policy with it."
        )

    def test_says_who_came_and_when(self) -> None:
        market = Market.opened()
        booking_id = joined(market, AS_BEN)
        ask(market, AS_ANNA, JoinLesson(booking_id=booking_id))
        market.advance(hours=2)
        assert pack_of(market, booking_id).access_log == (
            "2026-03-05 09:00:00 UTC: the time of the lesson began.\n"
            "2026-03-05 09:00:00 UTC: the student joined the lesson.\n"
            "2026-03-05 09:20:00 UTC: the tutor joined the lesson.\n"
            "2026-03-05 10:00:00 UTC: the lesson ended."
        )

    def test_says_what_became_of_the_money(self) -> None:
        market = Market.opened()
        booking_id = STORIES["contradicted and resolved"](market)
        lines = pack_of(market, booking_id).refund_refusal.splitlines()
        assert [line.partition(" UTC: ")[2] for line in lines] == [
            "the student's card was charged 30.01 EUR.",
            "the student reported a problem (cut short) and claimed 7.00 EUR for the student.",
            "the tutor contradicted what was claimed.",
            "it was decided that 9.00 EUR goes back to the student, in sum.",
            "9.00 EUR was given back to the student's card.",
        ]

    def test_says_who_cancelled(self) -> None:
        market = Market.opened()
        booking_id = confirmed(market)
        assert pack_of(market, booking_id).cancellation_rebuttal == "Nobody cancelled the lesson."
        market.advance(days=2, hours=1)
        ask(market, AS_BEN, CancelBooking(booking_id=booking_id))
        assert pack_of(market, booking_id).cancellation_rebuttal == (
            "2026-03-04 10:00:00 UTC: the student cancelled the lesson, after the last instant at "
            "which that is free; 0.00 EUR goes back to the student."
        )

    def test_says_that_a_lesson_was_moved_and_when_it_is(self) -> None:
        market = Market.opened()
        booking_id = confirmed(market)
        move = RescheduleBooking(booking_id=booking_id, start=THURSDAY + hours(30))
        ask(market, AS_BEN, move)
        evidence = pack_of(market, booking_id)
        assert evidence.service_date == "2026-03-06"
        assert "the student moved the lesson to another time." in evidence.other

    def test_holds_nobodys_words_and_nobodys_name(self) -> None:
        market = Market.opened()
        booking_id = taught(market)
        complaint = ReportProblem(
            booking_id=booking_id,
            reason=ProblemReason.CONDUCT,
            claimed_refund_minor=700,
            details=SECRET,
        )
        ask(market, AS_BEN, complaint)
        answer = AnswerProblem(booking_id=booking_id, is_agreed=False, details=SECRET)
        ask(market, AS_ANNA, answer)
        text = "\n".join(asdict(pack_of(market, booking_id)).values())
        for word in (SECRET, "mother", ANNA, BEN, "Anna", "Ben "):
            assert word not in text
        assert LEFT_OUT in text

    def test_is_of_what_had_happened_by_then(self) -> None:
        market = Market.opened()
        booking_id = taught(market)
        before = history_of(market, booking_id).until(THURSDAY + hours(0.5))
        assert "the lesson ended" not in pack(before).access_log

    def test_of_what_was_never_agreed_is_empty(self) -> None:
        market = Market.opened()
        assert pack_of(market, STORIES["held only"](market)) == Evidence()

    @pytest.mark.parametrize("story", STORIES)
    def test_has_words_for_everything(self, story: str) -> None:
        market = Market.opened()
        evidence = pack_of(market, STORIES[story](market))
        text = "\n".join(asdict(evidence).values())
        assert not {"{", "}", "None", "  "} & {*text, *text.split(" ")}

    def test_is_told_from_others_by_its_digest(self) -> None:
        assert digest_of(Evidence()) != digest_of(Evidence(other="more"))
        assert digest_of(Evidence(service="a", other="b")) != digest_of(
            Evidence(service="b", other="a")
        )


class TestAHistory:
    @pytest.mark.parametrize(
        ("story", "is_conceded"),
        [
            ("taught", False),
            ("cancelled late by the tutor", False),
            ("tutor did not come", True),
            ("problem not answered", False),
        ],
    )
    def test_concedes_what_is_the_students_by_our_own_rules(
        self, story: str, *, is_conceded: bool
    ) -> None:
        market = Market.opened()
        history = history_of(market, STORIES[story](market))
        assert history.is_conceded is is_conceded

    def test_concedes_what_was_decided_and_has_not_gone_back(self) -> None:
        market = Market.opened()
        booking_id = STORIES["refund refused"](market)
        assert history_of(market, booking_id).is_conceded


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Money(3001, "EUR"), "30.01 EUR"),
        (Money(5, "EUR"), "0.05 EUR"),
        (Money(1500, "JPY"), "1500 JPY"),
        (Money(12_345, "KWD"), "12.345 KWD"),
    ],
)
def test_an_amount_is_written_in_its_own_decimals(amount: Money, text: str) -> None:
    assert written(amount) == text
