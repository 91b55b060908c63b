"""How Anna and Ivan come to be booked: every command they and others give on the first day."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from application import availability, tutor, verification
from application.work import Command
from domain.availability.events import Acceptance
from domain.shared.actor import Actor
from domain.verification.events import Credential, ReasonCode
from tests.support.people import ANNA, AS_ANNA, AS_IVAN, AS_RITA, AS_SYSTEM, IVAN

COURSES: dict[str, tuple[int, int]] = {
    "hour": (3001, 60),
    "unfinished": (2401, 60),
    "declined": (2402, 60),
    "uncapturable": (2403, 60),
    "unrefundable": (2404, 60),
    "untransferable": (3006, 60),
    "unpayable": (3007, 60),
    "irreversible": (3008, 60),
    "slow": (3010, 60),
    "free": (1, 15),
    "dear": (1_000_000_000, 60),
}
"""Price of an hour in minor units, and minutes; the provider refuses some, or waits with them.

A fee of 19.99 % leaves 24.05 to 24.08 of the four prices from 30.06 on.
"""

Asked = tuple[Command, Actor]


def account_of(person: str) -> str:
    """This is where somebody is paid; their provider has it from the first day on."""
    return f"acct-{person}"


def opening_commands(now: datetime) -> Iterator[Asked]:
    """This is all it takes, in order; the courses are called `<tutor>-<name>`."""
    for person, actor, acceptance in (
        (ANNA, AS_ANNA, Acceptance.INSTANT),
        (IVAN, AS_IVAN, Acceptance.BY_HAND),
    ):
        yield _imported(person), AS_SYSTEM
        yield _hours(person), actor
        yield _rules(person, acceptance), actor
        yield (
            tutor.ReadyPayoutAccount(tutor_id=person, payout_account=account_of(person)),
            AS_SYSTEM,
        )
        for credential in (Credential.IDENTITY, Credential.BACKGROUND):
            yield from verified(person, actor, credential, now)


def verified(person: str, actor: Actor, credential: Credential, now: datetime) -> Iterator[Asked]:
    """This is a credential handed in and approved on that day."""
    about: dict[str, Any] = {"tutor_id": person, "credential": credential}
    picture = verification.Picture(image_key=f"scans/{'0' * 32}.png", sha256="a" * 64)
    yield (
        verification.SubmitCredential(
            **about, number="1", issuer="Office", issued_on=now.date(), picture=picture
        ),
        actor,
    )
    yield verification.StartReview(**about), AS_RITA
    ground: dict[str, Any] = {"reason": ReasonCode.DOCUMENT_GENUINE, "rule_version": "2026-03"}
    yield verification.ApproveCredential(**about, **ground), AS_RITA


def _imported(person: str) -> Command:
    courses = [
        {
            "course_id": f"{person}-{name}",
            "subject": "english",
            "title": name,
            "price_per_hour": {"minor": price, "currency": "EUR"},
            "duration_minutes": minutes,
            "level_lo": 1,
            "level_hi": 7,
        }
        for name, (price, minutes) in COURSES.items()
    ]
    figures = {"session_count": 1, "student_count": 1, "currency": "EUR", "price_from_minor": 1}
    return tutor.ImportTutor.model_validate(
        {
            "tutor_id": person,
            "source": "elsewhere",
            "source_reference": "1",
            "display_name": person,
            "time_zone": "Europe/Berlin",
            "teaches": [{"language": "english"}],
            "reputation": figures,
            "courses": courses,
        }
    )


def _hours(person: str) -> Command:
    day = {"opens": "00:00", "closes": "24:00"}
    windows = [{"weekday": weekday, **day} for weekday in range(1, 8)]
    return availability.SetWeeklyHours.model_validate(
        {"tutor_id": person, "zone": "Europe/Berlin", "windows": windows}
    )


def _rules(person: str, acceptance: Acceptance) -> Command:
    return availability.SetBookingRules(
        tutor_id=person,
        durations_minutes=(15, 60, 120),
        notice_minutes=60,
        horizon_days=365,
        acceptance=acceptance,
    )
