"""Who may use the routes of money: what accounts hold, and where each amount went."""

from collections.abc import Mapping

from api.lines import PLATFORM, STAFF, Line
from domain.shared.personal import Category

_BILLING = (Category.BILLING,)

MONEY: Mapping[str, Line] = {
    "GET /v1/ledger/balances": Line(PLATFORM.words, STAFF, shows=_BILLING, whose=("tutor_id",)),
    "GET /v1/bookings/{booking_id}/ledger": Line(
        PLATFORM.words, STAFF, shows=_BILLING, whose=("tutor_id", "student_id")
    ),
}
"""Method and address → who may."""
