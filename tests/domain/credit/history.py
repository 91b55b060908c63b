"""What Ben has with Anna: five hours of hers, at 25.00 EUR each, ordered on Monday."""

from typing import Final

from domain.credit.aggregate import Credits, nothing_bought
from domain.credit.events import (
    CreditRedeemed,
    CreditReturned,
    CreditsBought,
    CreditsRefundAsked,
    OrderExpired,
    OrderWithdrawn,
    PackageDisputeClosed,
    PackageDisputed,
    PackageOrdered,
    TrialReturned,
    TrialTaken,
)
from domain.credit.package import About, Order
from domain.shared.money import Money
from tests.support.calendar import MONDAY, THURSDAY, TUESDAY, WEDNESDAY, minutes
from tests.support.people import ANNA, BEN

EACH: Final = Money(2500, "EUR")
ALL: Final = Money(12_500, "EUR")
PAYMENT: Final = "of-five"
UNTIL: Final = MONDAY + minutes(15)
NOTHING: Final[Credits] = nothing_bought(BEN, ANNA)
ORDER: Final = Order("five", "hour", 60, 5, EACH, 1500)
ABOUT: Final = About(student_id=BEN, tutor_id=ANNA, package_id="five")

ORDERED: Final = PackageOrdered(
    **ABOUT,
    course_id="hour",
    duration_minutes=60,
    lessons=5,
    price_per_lesson=EACH,
    price=ALL,
    fee_basis_points=1500,
    ordered_at=MONDAY,
    expires_at=UNTIL,
)
EXPIRED: Final = OrderExpired(**ABOUT, expired_at=UNTIL)
WITHDRAWN: Final = OrderWithdrawn(**ABOUT, withdrawn_at=MONDAY)
BOUGHT: Final = CreditsBought(**ABOUT, payment_id=PAYMENT, lessons=5, amount=ALL, bought_at=MONDAY)
PAID: Final = (ORDERED, BOUGHT)


def redeemed(booking_id: str) -> CreditRedeemed:
    """This is a credit that pays for a booking, on Tuesday."""
    return CreditRedeemed(**ABOUT, booking_id=booking_id, value=EACH, redeemed_at=TUESDAY)


def returned(booking_id: str) -> CreditReturned:
    """This is the same credit, Ben's again on Wednesday."""
    return CreditReturned(**ABOUT, booking_id=booking_id, value=EACH, returned_at=WEDNESDAY)


def refund_asked(lessons: int, until: int) -> CreditsRefundAsked:
    """This is some credits given back on Wednesday; `until` counts those before them too."""
    return CreditsRefundAsked(
        **ABOUT,
        lessons=lessons,
        amount=EACH.share(lessons, 1),
        until_minor=2500 * until,
        asked_at=WEDNESDAY,
    )


def disputed(*booking_ids: str) -> PackageDisputed:
    """This is Ben's bank taking the package's payment back, on Wednesday."""
    return PackageDisputed(**ABOUT, booking_ids=booking_ids, noted_at=WEDNESDAY)


def decided(*booking_ids: str, lost: int | None = None) -> PackageDisputeClosed:
    """This is the bank's word: for us, or so many unused credits are lost."""
    return PackageDisputeClosed(
        **ABOUT,
        is_won=lost is None,
        booking_ids=booking_ids,
        lessons=lost or 0,
        amount=EACH.share(lost or 0, 1),
        closed_at=THURSDAY,
    )


def trial_taken(booking_id: str, *, is_free: bool = False) -> TrialTaken:
    """This is the trial of the two."""
    return TrialTaken(
        student_id=BEN, tutor_id=ANNA, booking_id=booking_id, is_free=is_free, taken_at=TUESDAY
    )


def trial_returned(booking_id: str, *, is_free: bool = False) -> TrialReturned:
    """This is a trial that does not count."""
    return TrialReturned(
        student_id=BEN,
        tutor_id=ANNA,
        booking_id=booking_id,
        is_free=is_free,
        returned_at=WEDNESDAY,
    )
