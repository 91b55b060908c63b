"""A history in words for a bank: what was agreed, who came, what was decided, and what is left out.

Times are UTC, to the second. Nothing is claimed that does not stand in a fact.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from application.evidence.history import (
    AGREED,
    CONTRADICTED,
    IN_TIME,
    LATE,
    Happened,
    History,
    What,
)
from application.ports_money import Evidence
from domain.booking.policies import CUT_OFFS
from domain.booking.terms import Party
from domain.proof.canonical import canonical
from domain.shared.currency import decimals_of
from domain.shared.money import Money

CALLED: Final[Mapping[str, str]] = {
    Party.STUDENT: "the student",
    Party.TUTOR: "the tutor",
    Party.PLATFORM: "the platform",
}
CAME: Final = (
    What.STARTED,
    What.JOINED,
    What.COMPLETED,
    What.ABSENCE_REPORTED,
    What.NEITHER_JOINED,
)
MONEY: Final = (
    *(What.PAID, What.REFUNDED, What.REFUND_FAILED),
    *(What.PROBLEM_REPORTED, What.PROBLEM_ANSWERED, What.DECIDED, What.ACCEPTED),
)
SENTENCES: Final[Mapping[What, str]] = {
    What.HELD: "the student kept the time of the lesson",
    What.SUBMITTED: "the student booked the lesson",
    What.CONFIRMED: "the lesson was agreed, and its cancellation policy with it",
    What.MOVED: "{by} moved the lesson to another time",
    What.CANCELLED: "{by} cancelled the lesson, {kind}; {amount} goes back to the student",
    What.STARTED: "the time of the lesson began",
    What.JOINED: "{by} joined the lesson",
    What.COMPLETED: "the lesson ended",
    What.ABSENCE_REPORTED: "{by} reported that {kind} had not come",
    What.NEITHER_JOINED: "the time of the lesson ended and nobody had come; {amount} goes back",
    What.PROBLEM_REPORTED: "{by} reported a problem ({kind}) and claimed {amount} for the student",
    What.PROBLEM_ANSWERED: "{by} {kind} what was claimed",
    What.DECIDED: "it was decided that {amount} goes back to the student, in sum",
    What.ACCEPTED: "the lesson was accepted as given{by}",
    What.PAID: "the student's card was charged {amount}",
    What.REFUNDED: "{amount} was given back to the student's card",
    What.REFUND_FAILED: "{amount} that was to be given back came back to us",
}
"""What each thing is called; whoever did it, and how much it was about, stands in it."""

KINDS: Final[Mapping[str, str]] = {
    LATE: "after the last instant at which that is free",
    IN_TIME: "in time",
    AGREED: "agreed to",
    CONTRADICTED: "contradicted",
}
REFUND_POLICY: Final = (
    "The student gets everything back when the tutor or the platform cancels, when the tutor does "
    "not come, and when nobody does. Whoever is not content with a lesson says so within 72 hours "
    "of its end and what should be given back; the other side answers, and where the two do not "
    "agree the platform decides. A lesson that nobody complains about in that time is accepted as "
    "given."
)
LEFT_OUT: Final = (
    "Left out, because it is not needed to decide: names and contact data, and what the two sides "
    "wrote in their own words. Addresses of devices are not recorded."
)


def pack(history: History) -> Evidence:
    """This is what the history says for the lesson; of one that was never agreed nothing."""
    if history.start is None or history.end is None or history.price is None:
        return Evidence()
    return Evidence(
        service=_service(history, history.price, history.end - history.start),
        service_date=history.start.date().isoformat(),
        access_log=_lines(history, CAME),
        cancellation_policy=_policy(history),
        cancellation_rebuttal=_lines(history, (What.CANCELLED,)) or "Nobody cancelled the lesson.",
        refund_policy=REFUND_POLICY,
        refund_refusal=_lines(history, MONEY),
        other=f"{_lines(history, What)}\n\n{LEFT_OUT}",
    )


def digest_of(evidence: Evidence) -> str:
    """This is the SHA-256 of a pack in canonical form, which tells it from every other."""
    return sha256(canonical(asdict(evidence))).hexdigest()


def _service(history: History, price: Money, duration: timedelta) -> str:
    minutes = duration // timedelta(minutes=1)
    return (
        f"A private online lesson of {history.subject}, {minutes} minutes, for one student, given "
        f"by a tutor on our platform at {written(price)}. Booking {history.booking_id}."
    )


def _policy(history: History) -> str:
    assert history.policy is not None, "a lesson with a price was confirmed"
    hours = CUT_OFFS[history.policy] // timedelta(hours=1)
    return (
        f"Policy {history.policy}: whoever cancels {hours} hours before the start or earlier gets "
        "everything back, and so does who cancels within 15 minutes of booking a lesson that is "
        "more than two hours away. Later the price is kept, unless the tutor waives it. The policy "
        "belongs to what the student booked, and was copied into the booking when it was agreed. "
        + _lines(history, (What.SUBMITTED, What.CONFIRMED))
    )


def _lines(history: History, whats: Iterable[What]) -> str:
    """This is each of those things that happened, one a line, in order."""
    return "\n".join(_line(one, history) for one in history.every(*whats))


def _line(one: Happened, history: History) -> str:
    assert history.price is not None
    by = CALLED.get(one.by, "")
    if one.what is What.ACCEPTED:
        by = " by the student" if one.by else ", as nobody complained in time"
    kind = KINDS.get(one.kind) or CALLED.get(one.kind) or one.kind.replace("_", " ")
    amount = written(Money(one.minor, history.price.currency))
    return f"{_clock(one.at)}: {SENTENCES[one.what].format(by=by, kind=kind, amount=amount)}."


def written(amount: Money) -> str:
    """This is an amount as a bank reads it: `30.01 EUR`."""
    decimals = decimals_of(amount.currency)
    whole, part = divmod(amount.minor, 10**decimals)
    return f"{whole}{f'.{part:0{decimals}}' if decimals else ''} {amount.currency}"


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
