"""Ben's lesson with Anna on Friday at nine, as far as each test needs it."""

from typing import Any, TypedDict

from domain.booking.events import (
    BookingConfirmed,
    BookingHeld,
    BookingRequested,
    LessonCompleted,
    LessonJoined,
    LessonStarted,
    NoShowReported,
    PaymentAuthorisationNoted,
    PaymentAwaited,
)
from domain.booking.outcomes import ProblemReported
from domain.booking.terms import (
    Acceptance,
    CancellationPolicy,
    Conditions,
    Party,
    ProblemReason,
    Split,
)
from domain.shared.money import Money
from domain.shared.time import Interval
from tests.support.calendar import FRIDAY, MONDAY, days, hours, minutes
from tests.support.people import ANNA, BEN

STUDENT, TUTOR, PLATFORM = Party.STUDENT, Party.TUTOR, Party.PLATFORM
PRICE = Money(3000, "EUR")
STANDARD = Conditions(CancellationPolicy.STANDARD, 2000)
PAYMENT = "pay-1"
LESSON = Interval(FRIDAY, FRIDAY + hours(1))
END = LESSON.end
NOTICE = 12 * 60

ALL_BACK = Split("EUR", 3000, 3000, 0, 0)
HALF_BACK = Split("EUR", 3000, 1500, 300, 1200)
NONE_BACK = Split("EUR", 3000, 0, 600, 2400)


class About(TypedDict):
    booking_id: str
    tutor_id: str
    student_id: str
    start: Any
    end: Any


ABOUT = About(booking_id="b", tutor_id=ANNA, student_id=BEN, start=LESSON.start, end=LESSON.end)

HELD = BookingHeld(
    **ABOUT,
    course_id="course",
    subject="mathematics",
    language="en",
    price=PRICE,
    acceptance=Acceptance.INSTANT,
    notice_minutes=NOTICE,
    is_trial=False,
    held_at=MONDAY,
    expires_at=MONDAY + minutes(10),
)
HELD_BY_HAND = BookingHeld(
    **ABOUT,
    course_id="course",
    subject="mathematics",
    language="en",
    price=PRICE,
    acceptance=Acceptance.BY_HAND,
    notice_minutes=NOTICE,
    is_trial=False,
    held_at=MONDAY,
    expires_at=MONDAY + minutes(10),
)
AWAITING = PaymentAwaited(
    **ABOUT, price=PRICE, submitted_at=MONDAY, expires_at=MONDAY + minutes(15)
)
REQUESTED = BookingRequested(
    **ABOUT, price=PRICE, requested_at=MONDAY, expires_at=FRIDAY - minutes(NOTICE)
)
AUTHORISED = PaymentAuthorisationNoted(**ABOUT, payment_id=PAYMENT, amount=PRICE, noted_at=MONDAY)
CONFIRMED = BookingConfirmed(
    **ABOUT,
    price=PRICE,
    payment_id=PAYMENT,
    acceptance=Acceptance.INSTANT,
    cancellation_policy=CancellationPolicy.STANDARD,
    fee_basis_points=2000,
    is_trial=False,
    confirmed_at=MONDAY,
)
STARTED = LessonStarted(**ABOUT, started_at=FRIDAY)
BEN_CAME = LessonJoined(**ABOUT, by=STUDENT, joined_at=FRIDAY)
ANNA_CAME = LessonJoined(**ABOUT, by=TUTOR, joined_at=FRIDAY)
COMPLETED = LessonCompleted(**ABOUT, completed_at=END, settles_at=END + hours(72))
BEN_MISSED = NoShowReported(
    **ABOUT,
    by=TUTOR,
    absent=STUDENT,
    reported_at=FRIDAY + minutes(20),
    contestable_until=FRIDAY + minutes(20) + hours(72),
)
ANNA_MISSED = NoShowReported(
    **ABOUT,
    by=STUDENT,
    absent=TUTOR,
    reported_at=FRIDAY + minutes(20),
    contestable_until=FRIDAY + minutes(20) + hours(72),
)
BEN_COMPLAINED = ProblemReported(
    **ABOUT,
    by=STUDENT,
    reporter_id=BEN,
    reason=ProblemReason.QUALITY,
    claimed_refund_minor=1500,
    details="We only did half of it.",
    reported_at=END + hours(1),
    answer_by=END + hours(1) + days(7),
)

AGREED = (HELD, AWAITING, CONFIRMED)
ASKED = (HELD_BY_HAND, REQUESTED)
UNDER_WAY = (*AGREED, STARTED)
GIVEN_LESSON = (*UNDER_WAY, BEN_CAME, ANNA_CAME, COMPLETED)
COMPLAINT = (*GIVEN_LESSON, BEN_COMPLAINED)
