"""A reservation that lapses before it is decided what becomes of it, made anew in time."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from application.payment import RequestRenewal
from application.processes.payment_seen import PaymentSeen
from application.todo import Todo

RENEWED_BEFORE = timedelta(hours=12)


def renewal(payment_id: str, seen: PaymentSeen, answer_by: datetime) -> Iterator[Todo]:
    """This is the renewal of what is reserved, if it lapses before the answer is due."""
    lapsing = seen.lapsing
    if lapsing is None or lapsing.until is None or lapsing.until >= answer_by:
        return
    number = seen.renewals + 1
    renew = RequestRenewal(
        payment_id=payment_id, renewal_id=f"again-{number}", reference=lapsing.reference
    )
    yield Todo(f"renew-{number}", renew, lapsing.until - RENEWED_BEFORE)
