"""What people's data is used for: why, on what basis, who gets it, and for how long it is kept.

These are codes; the words for them are where they are shown. A record of processing activities
that is generated from the facts may take the place of this table.
"""

from dataclasses import dataclass
from typing import Final

from domain.privacy.terms import Recipient
from domain.shared.personal import Category


@dataclass(frozen=True, slots=True)
class Processing:
    """This is one purpose (GDPR 15(1)(a) to (d))."""

    purpose: str
    categories: tuple[Category, ...]
    basis: str
    recipients: tuple[str, ...]
    retention: str


OTHER_SIDE: Final = "other_side"
PUBLIC: Final = "public"
PROCESSING: Final[tuple[Processing, ...]] = (
    Processing(
        "account",
        (Category.CONTACT, Category.PROFILE),
        "contract",
        (Recipient.MAIL_PROVIDER,),
        "until_erased",
    ),
    Processing(
        "tutor_profile",
        (Category.PROFILE,),
        "contract",
        (PUBLIC,),
        "until_erased",
    ),
    Processing(
        "search",
        (Category.PROFILE,),
        "legitimate_interest",
        (PUBLIC,),
        "while_listed",
    ),
    Processing(
        "lessons",
        (Category.LEARNING,),
        "contract",
        (OTHER_SIDE, Recipient.CALENDAR_PROVIDER, Recipient.VIDEO_PROVIDER),
        "pseudonymous_for_good",
    ),
    Processing(
        "payments",
        (Category.BILLING,),
        "legal_obligation",
        (OTHER_SIDE, Recipient.PAYMENT_PROVIDER),
        "tax_law",
    ),
    Processing(
        "problems",
        (Category.MESSAGES,),
        "legitimate_interest",
        (OTHER_SIDE,),
        "until_erased",
    ),
    Processing(
        "verification",
        (Category.SAFEGUARDING,),
        "legitimate_interest",
        (),
        "images_until_decided",
    ),
    Processing(
        "consents_and_requests",
        (),
        "legal_obligation",
        (),
        "pseudonymous_for_good",
    ),
    Processing(
        "record",
        tuple(Category),
        "legitimate_interest",
        (),
        "sealed_for_good",
    ),
)
