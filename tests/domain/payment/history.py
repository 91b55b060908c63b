"""One payment of the tests: Ben pays Anna 30.00 EUR, of which a tenth is the platform's fee."""

from typing import Final

from domain.payment.due import About, Due
from domain.payment.events import (
    CaptureRequested,
    PaymentAbandoned,
    PaymentAuthorised,
    PaymentCaptured,
    PaymentRequested,
    RefundReason,
    RefundRequested,
    VoidRequested,
)
from domain.shared.money import Money
from tests.support.calendar import MONDAY, minutes
from tests.support.people import ANNA, BEN

PRICE: Final = Money(3000, "EUR")
FEE: Final = Money(300, "EUR")
NOTHING: Final = Money(0, "EUR")
DUE: Final = Due("p1", "b1", BEN, ANNA, PRICE, 1000, capture=False)
ABOUT: Final = About(
    payment_id="p1", booking_id="b1", package_id=None, student_id=BEN, tutor_id=ANNA
)
LATER: Final = MONDAY + minutes(5)
LATER_STILL: Final = MONDAY + minutes(10)

REQUESTED: Final = PaymentRequested(
    **ABOUT,
    amount=PRICE,
    fee=FEE,
    fee_basis_points=1000,
    capture=False,
    requested_at=MONDAY,
)
AUTHORISED: Final = PaymentAuthorised(
    **ABOUT, reference="pi", amount=PRICE, capture_before=None, occurred_at=MONDAY
)
CAPTURE_REQUESTED: Final = CaptureRequested(
    **ABOUT, reference="pi", amount=PRICE, requested_at=LATER
)
CAPTURED: Final = PaymentCaptured(**ABOUT, reference="pi", amount=PRICE, fee=FEE, occurred_at=LATER)
ABANDONED: Final = PaymentAbandoned(**ABOUT, requested_at=LATER)
VOID_REQUESTED: Final = VoidRequested(**ABOUT, reference="pi", amount=PRICE, requested_at=LATER)


def refund_requested(
    refund_id: str, minor: int, reason: RefundReason = RefundReason.CANCELLATION
) -> RefundRequested:
    """This is a refund asked for, a while after the money was taken."""
    return RefundRequested(
        **ABOUT,
        refund_id=refund_id,
        reference="pi",
        amount=Money(minor, "EUR"),
        reason=reason,
        requested_at=LATER_STILL,
    )
