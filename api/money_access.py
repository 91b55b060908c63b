"""Who may use the routes of money: what accounts hold, and where each amount went."""

from collections.abc import Mapping

from api.lines import PLATFORM, STAFF, Line
from application.access import ANYBODY
from domain.shared.actor import Role
from domain.shared.personal import Category

_BILLING = (Category.BILLING,)
_OWN = Line(
    "the tutor themself; admins",
    ANYBODY,
    ("tutor_id",),
    staff=frozenset({Role.ADMIN}),
    shows=_BILLING,
)

MONEY: Mapping[str, Line] = {
    "GET /v1/ledger/balances": Line(PLATFORM.words, STAFF, shows=_BILLING, whose=("tutor_id",)),
    "GET /v1/bookings/{booking_id}/ledger": Line(
        PLATFORM.words, STAFF, shows=_BILLING, whose=("tutor_id", "student_id")
    ),
    "GET /v1/tutors/{tutor_id}/earnings": _OWN,
    "GET /v1/tutors/{tutor_id}/statements/{month}": _OWN,
}
"""Method and address → who may."""
