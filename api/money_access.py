"""Who may use the routes of money: paying, keeping a card, what accounts hold and why.

Auditors read all of it but what lets its reader act: the provider's secrets and links.
"""

from collections.abc import Mapping

from api.lines import AUDITORS, NOTHING, PLATFORM, STAFF, Line, commands
from application import credit, earning, payer, tutor_paying
from application.access import ANYBODY
from domain.shared.actor import Role
from domain.shared.personal import Category

_BILLING = (Category.BILLING,)
_OWN = Line(
    "the tutor themself; auditors and admins",
    ANYBODY,
    ("tutor_id",),
    staff=AUDITORS,
    shows=_BILLING,
)
_CREDITS = Line(
    "the student or tutor asked for; staff",
    ANYBODY,
    ("student_id", "tutor_id"),
    shows=(Category.LEARNING, Category.BILLING),
)
_PACKAGE = "POST /v1/credits/{student_id}/{tutor_id}/{package_id}"
_HOLDER = "the student whose card it is"
_TO_GIVE = Line(_HOLDER, ANYBODY, ("student_id",), staff=frozenset(), shows=_BILLING)

MONEY: Mapping[str, Line] = {
    "POST /v1/webhooks/stripe": Line("the payment provider, by its signature", None),
    "GET /v1/ledger/balances": Line(PLATFORM.words, STAFF, shows=_BILLING, whose=("tutor_id",)),
    "GET /v1/bookings/{booking_id}/ledger": Line(
        PLATFORM.words, STAFF, shows=_BILLING, whose=("tutor_id", "student_id")
    ),
    "GET /v1/tutors/{tutor_id}/earnings": _OWN,
    "GET /v1/tutors/{tutor_id}/payout-account": Line(
        "the tutor themself; support, auditors and admins", ANYBODY, ("tutor_id",), shows=NOTHING
    ),
    "GET /v1/tutors/{tutor_id}/payout-account/link": Line(
        "the tutor themself", ANYBODY, ("tutor_id",), staff=frozenset(), shows=_BILLING
    ),
    **commands(
        "the tutor themself",
        {
            "POST /v1/tutors/{tutor_id}/payout-account/open": tutor_paying.OpenPayoutAccount,
            "POST /v1/tutors/{tutor_id}/payout-account/check": tutor_paying.CheckPayoutAccount,
        },
    ),
    **commands(
        "support and admins",
        {"POST /v1/bookings/{booking_id}/earning/clear-mismatch": earning.ClearMismatch},
    ),
    "GET /v1/tutors/{tutor_id}/statements/{month}": _OWN,
    "GET /v1/credits": _CREDITS,
    "GET /v1/credits/{student_id}/{tutor_id}": _CREDITS,
    **commands("a student", {"POST /v1/credits": credit.BuyPackage}),
    **commands(
        "the student who bought it; support and admins",
        {
            f"{_PACKAGE}/withdraw": credit.WithdrawOrder,
            f"{_PACKAGE}/refund": credit.RefundCredits,
        },
    ),
    "GET /v1/payers/{student_id}/card": Line(
        f"{_HOLDER}; auditors", ANYBODY, ("student_id",), frozenset({Role.AUDITOR}), shows=_BILLING
    ),
    "GET /v1/payers/{student_id}/card/setup": _TO_GIVE,
    "GET /v1/payments/{payment_id}/action": Line(
        "the student who pays", ANYBODY, ("student_id",), staff=frozenset(), shows=_BILLING
    ),
    **commands(
        _HOLDER,
        {
            "POST /v1/payers/{student_id}/card": payer.SaveCard,
            "POST /v1/payers/{student_id}/card/remove": payer.RemoveCard,
        },
    ),
}
"""Method and address → who may."""
