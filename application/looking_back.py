"""Looking back: any aggregate as it stood at a position, at an instant, or as it stands now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from application.ports import EventLog, Loaded
from domain.account.aggregate import ACCOUNT
from domain.account.email import EMAIL
from domain.account.session import SESSION
from domain.availability.aggregate import AVAILABILITY
from domain.booking.aggregate import BOOKING
from domain.breach.aggregate import BREACH
from domain.calendar.aggregate import CALENDAR
from domain.consent.aggregate import CONSENT
from domain.consent.texts import TEXTS
from domain.contest.aggregate import CONTEST
from domain.credit.aggregate import CREDIT
from domain.debt.aggregate import DEBT
from domain.earning.aggregate import EARNING
from domain.experiment.aggregate import EXPERIMENT
from domain.experiment.namespace import NAMESPACE
from domain.experiment.participation import PARTICIPATION
from domain.model.aggregate import MODELS
from domain.notice.aggregate import NOTICE
from domain.payer.aggregate import PAYER
from domain.payment.aggregate import PAYMENT
from domain.payout.aggregate import PAYOUT
from domain.privacy.aggregate import PRIVACY
from domain.privacy.subject import SUBJECT
from domain.reading.aggregate import READING
from domain.retention.aggregate import KEPT
from domain.review.aggregate import REVIEW
from domain.shared.errors import NotFound
from domain.shared.event import Kind
from domain.shared.personal import personal_fields
from domain.showing.aggregate import SHOWING
from domain.tutor.aggregate import TUTOR
from domain.verification.aggregate import VERIFICATION

KINDS: Mapping[str, Kind[Any]] = {
    kind.name: kind
    for kind in (
        ACCOUNT,
        AVAILABILITY,
        BOOKING,
        BREACH,
        CALENDAR,
        CONSENT,
        CONTEST,
        CREDIT,
        DEBT,
        EARNING,
        EMAIL,
        EXPERIMENT,
        KEPT,
        NAMESPACE,
        MODELS,
        NOTICE,
        PARTICIPATION,
        PAYER,
        PAYMENT,
        PAYOUT,
        PRIVACY,
        READING,
        REVIEW,
        SESSION,
        SHOWING,
        TEXTS,
        SUBJECT,
        TUTOR,
        VERIFICATION,
    )
}


class NoSuchKind(NotFound):
    """There is no aggregate of that kind."""


class NothingWasThere(NotFound):
    """Nothing of that identity was recorded by then."""


def as_of(
    log: EventLog,
    kind: str,
    identity: str,
    *,
    position: int | None = None,
    time: datetime | None = None,
) -> Loaded[Any]:
    """This is the aggregate as it stood; without position and time, as it stands.

    Raises:
        NoSuchKind: there is no such kind.
        NothingWasThere: it had no facts yet.
    """
    if kind not in KINDS:
        raise NoSuchKind(f"There is no {kind}; there is {', '.join(sorted(KINDS))}.")
    found = log.load_as_of(KINDS[kind], identity, position=position, time=time)
    if found.state is None:
        raise NothingWasThere(f"Nothing of {found.stream_id} was recorded by then.")
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """This is an aggregate for people to look at: plain values, what is personal withheld."""

    stream_id: str
    version: int
    state: dict[str, Any]


def shown(found: Loaded[Any]) -> Standing:
    """This is the aggregate without what is personal, so that to look back is to read of nobody."""
    state: Any = found.state
    # Before anything else: what was erased is no plain value.
    withheld = replace(state, **dict.fromkeys(personal_fields(type(state)), "withheld"))
    return Standing(found.stream_id, found.version, msgspec.to_builtins(withheld))
