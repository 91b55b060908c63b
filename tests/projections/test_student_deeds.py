"""Learning: which facts tell how a student's learning goes, and what was known when."""

from dataclasses import replace

import pytest

from domain.booking.events import (
    BookingCancelled,
    BookingRescheduled,
    NeitherJoined,
    NoShowReported,
)
from domain.booking.outcomes import ProblemReported
from domain.booking.terms import Party
from domain.credit.events import (
    CreditRedeemed,
    CreditReturned,
    CreditsBought,
    CreditsRefundAsked,
    PackageDisputeClosed,
    TrialTaken,
)
from domain.payment.events import CaptureFailed, PaymentCaptured, PaymentDeclined
from domain.review.events import ReviewHidden, ReviewShown, ReviewWritten
from domain.shared.event import Fact
from domain.success.deeds import Deed
from projections.student_deeds.projector import DEEDS, PROJECTION
from projections.student_deeds.queries import done_by
from tests.domain.booking.histories import COMPLETED, CONFIRMED, HELD
from tests.projections.conftest import Show
from tests.support.calendar import FRIDAY, MONDAY, minutes
from tests.support.examples import example
from tests.support.laws import obeys_the_laws
from tests.support.people import ANNA, BEN, OLGA
from tests.support.views import given, history, stream

CALLED_OFF = replace(example(BookingCancelled), by=Party.STUDENT, student_id=BEN, tutor_id=ANNA)
MISSED = replace(example(NoShowReported), absent=Party.STUDENT)


class TestADeed:
    @pytest.mark.parametrize(
        ("fact", "deed", "value"),
        [
            (CONFIRMED, "agreed", 0),
            (example(BookingRescheduled), "moved", 0),
            (COMPLETED, "learnt", 0),
            (CALLED_OFF, "called_off", 0),
            (replace(CALLED_OFF, by=Party.TUTOR), "let_down", 0),
            (replace(CALLED_OFF, by=Party.PLATFORM), "let_down", 0),
            (MISSED, "missed", 0),
            (replace(MISSED, absent=Party.TUTOR), "let_down", 0),
            (example(NeitherJoined), "fell_through", 0),
            (replace(example(ProblemReported), by=Party.STUDENT), "complained", 0),
            (example(PaymentDeclined), "payment_failed", 0),
            (example(CaptureFailed), "payment_failed", 0),
            (replace(example(CreditsBought), lessons=5), "credited", 5),
            (example(CreditRedeemed), "credited", -1),
            (example(CreditReturned), "credited", 1),
            (replace(example(CreditsRefundAsked), lessons=2), "credited", -2),
            (replace(example(PackageDisputeClosed), lessons=3), "credited", -3),
            (replace(example(ReviewShown), stars=4), "reviewed", 4),
            (replace(example(ReviewHidden), stars=4), "review_hidden", 0),
        ],
        ids=lambda each: type(each).__name__ if isinstance(each, Fact) else "",
    )
    def test_is_what_a_fact_tells(self, fact: Fact, deed: str, value: int) -> None:
        given(fact).seen_by(PROJECTION).then_rows(
            DEEDS, {"position": 1, "deed": deed, "value": value, "recorded_at": MONDAY + minutes(1)}
        )

    @pytest.mark.parametrize(
        "fact",
        [
            HELD,
            replace(example(ProblemReported), by=Party.TUTOR),
            example(PaymentCaptured),
            example(ReviewWritten),
            example(TrialTaken),
        ],
        ids=lambda each: type(each).__name__,
    )
    def test_is_nothing_else(self, fact: Fact) -> None:
        given(fact).seen_by(PROJECTION).then_rows(DEEDS)

    def test_says_when_the_lesson_is(self) -> None:
        moved = replace(example(BookingRescheduled), start=FRIDAY, end=FRIDAY + minutes(60))
        given(CONFIRMED, moved).seen_by(PROJECTION).then_rows(
            DEEDS,
            {"lesson_at": CONFIRMED.start, "about": CONFIRMED.booking_id, "student_id": BEN},
            {"lesson_at": FRIDAY},
        )


def test_the_laws_hold() -> None:
    obeys_the_laws(
        PROJECTION,
        stream("booking-1", HELD, CONFIRMED, COMPLETED),
        stream("booking-2", replace(CALLED_OFF, booking_id="other")),
        stream("credit-1", example(CreditsBought), example(CreditRedeemed)),
        stream("review-1", example(ReviewShown), example(ReviewHidden)),
    )


class TestAsking:
    def test_for_a_student_finds_what_they_did_in_order(self, show: Show) -> None:
        others = replace(CALLED_OFF, student_id=OLGA)
        reader = show(PROJECTION, history(HELD, CONFIRMED, COMPLETED, others))
        deeds = [(each.position, each.deed) for each in done_by(reader, BEN)]
        assert deeds == [(2, Deed.AGREED), (3, Deed.LEARNT)]
        assert done_by(reader, BEN)[0].lesson_at == CONFIRMED.start
