"""Every command there is, with the handler that decides it."""

from collections.abc import Sequence

from application import (
    account,
    age,
    availability,
    booking,
    breach,
    consent,
    consent_text,
    correcting,
    earning,
    erased,
    erasing,
    holding,
    lesson,
    packages,
    payment,
    payout,
    privacy,
    privacy_handling,
    reading,
    retention,
    tutor,
    verification,
)
from application.work import Handlers

COMMANDS: Sequence[Handlers] = (
    account.HANDLERS,
    age.HANDLERS,
    availability.HANDLERS,
    booking.HANDLERS,
    breach.HANDLERS,
    consent.HANDLERS,
    consent_text.HANDLERS,
    correcting.HANDLERS,
    earning.HANDLERS,
    erased.HANDLERS,
    erasing.HANDLERS,
    holding.HANDLERS,
    lesson.HANDLERS,
    packages.HANDLERS,
    payment.HANDLERS,
    payout.HANDLERS,
    privacy.HANDLERS,
    privacy_handling.HANDLERS,
    reading.HANDLERS,
    retention.HANDLERS,
    tutor.HANDLERS,
    verification.HANDLERS,
)
