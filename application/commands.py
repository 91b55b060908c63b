"""Every command there is, with the handler that decides it."""

from collections.abc import Sequence

from application import (
    account,
    availability,
    booking,
    consent,
    holding,
    lesson,
    payment,
    reading,
    retention,
    tutor,
    verification,
)
from application.work import Handlers

COMMANDS: Sequence[Handlers] = (
    account.HANDLERS,
    availability.HANDLERS,
    booking.HANDLERS,
    consent.HANDLERS,
    holding.HANDLERS,
    lesson.HANDLERS,
    payment.HANDLERS,
    reading.HANDLERS,
    retention.HANDLERS,
    tutor.HANDLERS,
    verification.HANDLERS,
)
