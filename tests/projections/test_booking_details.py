"""Booking details: where a booking stands, its money, and how it came to that."""

from dataclasses import fields, replace
from typing import Any, get_args

import pytest

from domain.booking.events import (
    BookingCancelled,
    BookingEvent,
    BookingRescheduled,
    HoldExpired,
    LatePaymentReported,
    RescheduleProposed,
)
from domain.booking.outcomes import (
    BookingResolved,
    BookingSettled,
    DisputeNoted,
    FreeReplacementGranted,
    ProblemAnswered,
    TutorStruck,
    WordsCorrected,
)
from domain.booking.terms import (
    CancellationReason,
    Party,
    ResolutionGround,
    StrikeReason,
)
from domain.payment.dispute_events import PaymentDisputeClosed, PaymentDisputed
from domain.payment.events import (
    PaymentAbandoned,
    PaymentEvent,
    PaymentRefunded,
    RefundRequested,
)
from domain.shared.event import Recorded, own_time
from projections.booking_details.projector import PROJECTION
from projections.booking_details.queries import booking, bookings, cancellation_quote
from projections.booking_details.tables import BOOKINGS, HISTORY, PAYMENTS
from projections.reading import Reader
from tests.domain.booking.histories import (
    ABOUT,
    ALL_BACK,
    ANNA_MISSED,
    AWAITING,
    BEN_CAME,
    BEN_COMPLAINED,
    COMPLETED,
    CONFIRMED,
    END,
    HALF_BACK,
    HELD,
    LESSON,
    NONE_BACK,
    PAYMENT,
    PRICE,
    REQUESTED,
    STARTED,
)
from tests.domain.payment import history as paying
from tests.projections.conftest import Show
from tests.support.calendar import FRIDAY, MONDAY, TUESDAY, days, hours, minutes
from tests.support.examples import example
from tests.support.people import ANNA, BEN, IVAN, OLGA
from tests.support.views import given, history, stream

OF_PAYMENT: Any = {"payment_id": PAYMENT, "booking_id": "b"}
ASKED = replace(paying.REQUESTED, **OF_PAYMENT, requested_at=MONDAY)
CAPTURED = replace(paying.CAPTURED, **OF_PAYMENT, occurred_at=MONDAY + minutes(2))
ANSWERED = ProblemAnswered(
    **ABOUT,
    by=Party.TUTOR,
    answerer_id=ANNA,
    is_agreed=False,
    details="We did all of it.",
    answered_at=END + hours(2),
)
RESOLVED = BookingResolved(
    **ABOUT,
    ground=ResolutionGround.DECIDED,
    payment_id=PAYMENT,
    split=HALF_BACK,
    replaces=None,
    resolved_at=END + days(1),
)
CANCELLED = BookingCancelled(
    **ABOUT,
    by=Party.STUDENT,
    reason=CancellationReason.BY_CHOICE,
    is_late=True,
    payment_id=PAYMENT,
    price=PRICE,
    split=NONE_BACK,
    cancelled_at=FRIDAY - hours(1),
)


def seen(*facts: Any) -> dict[str, Any]:
    (row,) = given(*facts).seen_by(PROJECTION).rows(BOOKINGS)
    return row


class TestABooking:
    def test_begins_as_it_is_held(self) -> None:
        row = seen(HELD)
        assert (row["state"], row["due_at"]) == ("held", HELD.expires_at)
        assert (row["price_minor"], row["currency"]) == (PRICE.minor, PRICE.currency)
        assert (row["dispute"], row["joined"], row["is_locked"]) == ("none", [], False)

    def test_keeps_what_was_agreed(self) -> None:
        row = seen(HELD, AWAITING, CONFIRMED)
        assert (row["state"], row["payment_id"]) == ("confirmed", PAYMENT)
        assert (row["cancellation_policy"], row["fee_basis_points"]) == ("standard", 2000)
        assert row["due_at"] == LESSON.start

    def test_moves(self) -> None:
        there = {"start": LESSON.start + days(1), "end": LESSON.end + days(1)}
        proposed = RescheduleProposed(
            **ABOUT,
            by=Party.TUTOR,
            new_start=there["start"],
            new_end=there["end"],
            proposed_at=MONDAY,
        )
        moved = BookingRescheduled(
            booking_id="b",
            tutor_id=ANNA,
            student_id=BEN,
            start=there["start"],
            end=there["end"],
            old_start=LESSON.start,
            old_end=LESSON.end,
            by=Party.TUTOR,
            with_consent=True,
            is_cancellable=False,
            reschedule_count=1,
            rescheduled_at=TUESDAY,
        )
        assert seen(HELD, CONFIRMED, proposed)["proposed_by"] == "tutor"
        row = seen(HELD, CONFIRMED, proposed, moved)
        assert (row["proposed_by"], row["starts_at"]) == (None, there["start"])
        assert (row["is_locked"], row["reschedule_count"]) == (True, 1)

    def test_says_who_gets_what_when_it_is_called_off(self) -> None:
        row = seen(HELD, CONFIRMED, CANCELLED)
        assert (row["state"], row["cancelled_by"], row["is_late"]) == ("cancelled", "student", True)
        assert (row["refund_minor"], row["fee_minor"], row["tutor_net_minor"]) == (0, 600, 2400)

    def test_knows_who_came_and_who_did_not(self) -> None:
        row = seen(HELD, CONFIRMED, STARTED, BEN_CAME, ANNA_MISSED)
        assert (row["state"], row["joined"], row["absent"]) == ("no_show", ["student"], "tutor")

    def test_remembers_a_tutor_who_let_the_student_down(self) -> None:
        struck = TutorStruck(**ABOUT, reason=StrikeReason.NO_SHOW, struck_at=END)
        again = FreeReplacementGranted(**ABOUT, granted_at=END)
        row = seen(HELD, CONFIRMED, struck, again)
        assert (row["is_tutor_struck"], row["has_free_replacement"]) == (True, True)

    def test_tells_a_problem_its_answer_and_its_end(self) -> None:
        row = seen(HELD, CONFIRMED, STARTED, COMPLETED, BEN_COMPLAINED, ANSWERED)
        assert (row["state"], row["problem_reason"]) == ("problem_reported", "quality")
        assert (row["problem_answer"], row["is_claim_agreed"], row["due_at"]) == (
            "We did all of it.",
            False,
            None,
        )
        row = seen(HELD, CONFIRMED, STARTED, COMPLETED, BEN_COMPLAINED, ANSWERED, RESOLVED)
        assert (row["state"], row["resolution_ground"]) == ("resolved", "decided")
        assert row["refund_minor"] == HALF_BACK.refund_minor

    def test_says_what_words_were_corrected_to(self) -> None:
        about: Any = {**ABOUT, "corrected_at": END + hours(3)}
        bens = WordsCorrected(**about, by=Party.STUDENT, person_id=BEN, details="Two thirds.")
        annas = WordsCorrected(**about, by=Party.TUTOR, person_id=ANNA, details="Nearly all.")
        row = seen(HELD, CONFIRMED, BEN_COMPLAINED, bens, ANSWERED, annas)
        assert (row["problem_details"], row["problem_answer"]) == ("Two thirds.", "Nearly all.")
        assert row["state"] == "problem_reported"

    def test_survives_the_erasure_of_its_words(self) -> None:
        erased = replace(BEN_COMPLAINED, details="")
        assert seen(HELD, CONFIRMED, erased)["problem_details"] is None

    def test_settles(self) -> None:
        settled = BookingSettled(
            **ABOUT,
            payment_id=PAYMENT,
            is_confirmed_by_student=True,
            split=NONE_BACK,
            settled_at=END + days(1),
        )
        assert seen(HELD, CONFIRMED, COMPLETED, settled)["state"] == "settled"

    def test_is_disputed(self) -> None:
        assert seen(HELD, CONFIRMED, DisputeNoted(**ABOUT, noted_at=END))["dispute"] == "open"


class TestAPayment:
    def test_may_arrive_before_its_booking(self) -> None:
        view = given(ASKED, CAPTURED).seen_by(PROJECTION)
        view.then_nothing(BOOKINGS)
        view.then_rows(
            PAYMENTS,
            {
                "payment_id": PAYMENT,
                "booking_id": "b",
                "state": "captured",
                "amount_minor": 3000,
                "taken_minor": 3000,
                "fee_minor": 300,
                "net_minor": 2700,
            },
        )

    def test_goes_back_in_parts(self) -> None:
        asked: RefundRequested = replace(paying.refund_requested("r1", 1000), **OF_PAYMENT)
        refunded = PaymentRefunded(
            **OF_PAYMENT,
            student_id=BEN,
            tutor_id=ANNA,
            refund_id="r1",
            reference="re",
            amount=asked.amount,
            reason_asked=asked.reason,
            redone=paying.NOTHING,
            fee_given_back=paying.FEE.share(1, 3),
            occurred_at=TUESDAY,
        )
        given(ASKED, CAPTURED, asked, refunded).seen_by(PROJECTION).then_rows(
            PAYMENTS,
            {
                "state": "partly_refunded",
                "refunded_minor": 1000,
                "lost_minor": 0,
                "fee_minor": 200,
                "net_minor": 1800,
            },
        )

    def test_is_lost_to_the_students_bank(self) -> None:
        about = {**OF_PAYMENT, "dispute_id": "du", "amount": paying.PRICE}
        disputed = replace(example(PaymentDisputed), **about)
        lost = replace(example(PaymentDisputeClosed), **about, is_won=False)
        known = (ASKED, CAPTURED, disputed)
        given(*known).seen_by(PROJECTION).then_rows(
            PAYMENTS, {"state": "disputed", "lost_minor": 0, "net_minor": 2700}
        )
        given(*known, lost).seen_by(PROJECTION).then_rows(
            PAYMENTS, {"state": "lost", "lost_minor": 3000, "fee_minor": 0, "net_minor": 0}
        )

    def test_may_be_abandoned(self) -> None:
        abandoned: PaymentAbandoned = replace(paying.ABANDONED, **OF_PAYMENT)
        given(ASKED, abandoned).seen_by(PROJECTION).then_rows(
            PAYMENTS, {"is_abandoned": True, "state": "requested"}
        )

    def test_of_a_package_is_in_a_bookings_history_only_where_it_is_of_it(self) -> None:
        package: Any = {"payment_id": "of-k", "booking_id": None, "package_id": "k"}
        asked, taken = replace(ASKED, **package), replace(CAPTURED, **package)
        back = replace(paying.refund_requested("b-until-1000", 1000), **package)
        of_booking = replace(back, booking_id="b")
        whole = stream("payment-of-k", asked, taken, replace(back, refund_id="unused"), of_booking)
        view = given(whole).seen_by(PROJECTION)
        view.then_rows(
            PAYMENTS,
            {"booking_id": None, "package_id": "k", "student_id": BEN, "tutor_id": ANNA},
        )
        topic = "payment.refund_requested.v1"
        view.then_rows(HISTORY, {"booking_id": "b", "topic": topic, "amount_minor": 1000})


class TestTheHistory:
    @pytest.mark.parametrize("kind", get_args(BookingEvent) + get_args(PaymentEvent))
    def test_knows_when_each_fact_happened(self, kind: Any) -> None:
        announced = {"expires_at", "settles_at"}
        assert own_time(kind) in {field.name for field in fields(kind)} - announced

    def test_tells_what_when_and_by_whom(self) -> None:
        late = LatePaymentReported(**ABOUT, payment_id="p2", amount=PRICE, reported_at=TUESDAY)
        view = given(stream("booking-b", HELD, BEN_CAME, late)).seen_by(PROJECTION)
        view.then_rows(
            HISTORY,
            {"topic": "booking.held.v1", "happened_at": MONDAY, "party": None},
            {"topic": "booking.lesson_joined.v1", "happened_at": FRIDAY, "party": "student"},
            {
                "topic": "booking.late_payment_reported.v1",
                "happened_at": TUESDAY,
                "payment_id": "p2",
                "amount_minor": 3000,
                "currency": "EUR",
                "actor": "system",
                "ground": "system:Test",
            },
        )


def happened(*facts: Any) -> list[Recorded[Any]]:
    return history(stream("booking-b", *facts), stream(f"payment-{PAYMENT}", ASKED, CAPTURED))


class TestOneBooking:
    def test_is_shown_with_payments_and_history(self, show: Show) -> None:
        told = (HELD, CONFIRMED, STARTED, COMPLETED, BEN_COMPLAINED, ANSWERED, RESOLVED)
        found = booking(show(PROJECTION, happened(*told)), "b")
        assert found is not None
        assert (found.tutor_id, found.student_id) == (ANNA, BEN)
        assert (found.start, found.end, found.state) == (LESSON.start, LESSON.end, "resolved")
        assert found.problem is not None
        assert (found.problem.by, found.problem.answer) == ("student", "We did all of it.")
        assert found.split is not None
        assert found.split.refund_minor == HALF_BACK.refund_minor
        assert [(paid.payment_id, paid.state) for paid in found.payments] == [(PAYMENT, "captured")]
        assert len(found.history) == len(told) + 2
        assert found.history[0].topic == "booking.held.v1"
        assert found.proposal is None

    def test_is_not_there(self, show: Show) -> None:
        reader = show(PROJECTION, happened(HELD))
        assert booking(reader, "another") is None
        held = booking(reader, "b")
        assert held is not None
        assert (held.problem, held.split, held.payment_id) == (None, None, None)


def three(show: Show) -> Reader:
    """Ben learns with Anna on Friday and with Ivan a day later; Olga asks Anna the day after."""
    bs = [HELD, CONFIRMED]
    cs = {"booking_id": "c", "tutor_id": IVAN, "start": FRIDAY + days(1), "end": END + days(1)}
    ds = {"booking_id": "d", "student_id": OLGA, "start": FRIDAY + days(2), "end": END + days(2)}
    return show(
        PROJECTION,
        history(
            stream("booking-b", *bs),
            stream(f"payment-{PAYMENT}", ASKED, CAPTURED),
            stream("booking-c", *(_as(fact, cs) for fact in (HELD, CANCELLED))),
            stream("booking-d", *(_as(fact, ds) for fact in (HELD, REQUESTED))),
        ),
    )


def _as(fact: Any, said: dict[str, Any]) -> Any:
    return replace(fact, **said)


class TestPagesOfBookings:
    def test_are_those_of_a_person(self, show: Show) -> None:
        reader = three(show)
        assert _ids(bookings(reader, student_id=BEN)) == ["c", "b"]
        assert _ids(bookings(reader, tutor_id=ANNA)) == ["d", "b"]
        assert _ids(bookings(reader, tutor_id=ANNA, student_id=BEN)) == ["b"]

    def test_are_those_in_a_state(self, show: Show) -> None:
        reader = three(show)
        assert _ids(bookings(reader, states=["confirmed", "requested"])) == ["d", "b"]
        assert bookings(reader, states=[]) == []

    def test_say_how_the_payment_stands(self, show: Show) -> None:
        reader = three(show)
        assert [each.payment_state for each in bookings(reader)] == [None, None, "captured"]

    def test_follow_one_another(self, show: Show) -> None:
        reader = three(show)
        first = bookings(reader, limit=2)
        assert _ids(first) == ["d", "c"]
        rest = bookings(reader, before=(first[-1].start, first[-1].booking_id), limit=2)
        assert _ids(rest) == ["b"]


def _ids(found: list[Any]) -> list[str]:
    return [each.booking_id for each in found]


class TestACancellationQuote:
    def test_says_until_when_it_is_free(self, show: Show) -> None:
        reader = show(PROJECTION, happened(HELD, CONFIRMED))
        cut_off = FRIDAY - hours(24)
        quote = cancellation_quote(reader, "b", Party.STUDENT, cut_off)
        assert quote is not None
        assert (quote.split, quote.is_late, quote.free_until) == (ALL_BACK, False, cut_off)

    def test_says_what_being_late_costs(self, show: Show) -> None:
        reader = show(PROJECTION, happened(HELD, CONFIRMED))
        late = FRIDAY - hours(23)
        quote = cancellation_quote(reader, "b", Party.STUDENT, late)
        assert quote is not None
        assert (quote.split, quote.is_late) == (NONE_BACK, True)
        quote = cancellation_quote(reader, "b", Party.TUTOR, late)
        assert quote is not None
        assert (quote.split, quote.strikes_tutor) == (ALL_BACK, True)

    def test_costs_nothing_before_there_is_an_agreement(self, show: Show) -> None:
        reader = show(PROJECTION, happened(HELD))
        quote = cancellation_quote(reader, "b", Party.STUDENT, MONDAY)
        assert quote is not None
        assert (quote.split.gross_minor, quote.free_until) == (0, HELD.expires_at)
        assert cancellation_quote(reader, "b", Party.TUTOR, MONDAY) is None

    def test_is_none_of_what_has_begun_or_is_over(self, show: Show) -> None:
        reader = show(PROJECTION, happened(HELD, CONFIRMED))
        assert cancellation_quote(reader, "b", Party.STUDENT, FRIDAY) is None
        assert cancellation_quote(reader, "another", Party.STUDENT, MONDAY) is None
        reader = show(PROJECTION, happened(HELD, HoldExpired(**ABOUT, expired_at=MONDAY)))
        assert cancellation_quote(reader, "b", Party.STUDENT, MONDAY) is None

    def test_is_the_platforms_alone_once_a_lesson_moved_late(self, show: Show) -> None:
        moved = BookingRescheduled(
            **ABOUT,
            old_start=LESSON.start - hours(1),
            old_end=LESSON.end - hours(1),
            by=Party.TUTOR,
            with_consent=True,
            is_cancellable=False,
            reschedule_count=1,
            rescheduled_at=MONDAY,
        )
        reader = show(PROJECTION, happened(HELD, CONFIRMED, moved))
        assert cancellation_quote(reader, "b", Party.STUDENT, MONDAY) is None
        assert cancellation_quote(reader, "b", Party.PLATFORM, MONDAY) is not None
