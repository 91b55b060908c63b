"""People on the running stack: registered, signed in, reviewed and bookable, all over HTTP.

Only what nobody can ask for over HTTP is done from inside: the first role of each of the staff.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from application.account import GrantRole
from application.bus import Request
from application.consistency import Token
from domain.shared.actor import Actor, Role
from tests.support.client import Person
from tests.support.stack import RunningStack

PASSWORD = "correct horse battery staple"
SYSTEM = Actor("process:test", frozenset({Role.SYSTEM}))
ALL_WEEK = [{"weekday": day, "opens": "00:00", "closes": "24:00"} for day in range(1, 8)]
DOCUMENTS = ("identity", "background")
HORIZON_DAYS = 300


@dataclass(slots=True)
class Tutor:
    """This is a tutor who can be booked, with their one course."""

    person: Person
    course_id: str

    @property
    def tutor_id(self) -> str:
        """This is the tutor's account."""
        return self.person.account_id

    def wish(self, start: datetime, **more: Any) -> dict[str, Any]:
        """This is the body of a request for one hour of theirs."""
        return {
            "tutor_id": self.tutor_id,
            "course_id": self.course_id,
            "start": start.isoformat(),
            **more,
        }


@dataclass(slots=True)
class Marketplace:
    """This brings people to the stack; `onboard` is what tutors do at their payment provider."""

    stack: RunningStack
    onboard: Callable[[], None] = lambda: None
    _staff: dict[Role, Person] = field(default_factory=dict)

    def student(self, name: str = "ben") -> Person:
        """This is somebody new who learns, signed in."""
        return self.person(name, Role.STUDENT)

    def person(self, name: str, role: Role) -> Person:
        """This is somebody new, signed in."""
        person = self._registered(name, role)
        self.sign_in(person)
        return person

    def staff(self, role: Role) -> Person:
        """This is the one of the staff who has the role."""
        if role not in self._staff:
            person = self._registered(role.value, Role.STUDENT)
            self._grant(person, role)
            self.sign_in(person)
            self._staff[role] = person
        return self._staff[role]

    def tutor(self, name: str = "anna", *, by_hand: bool = False, minor: int = 2500) -> Tutor:
        """This is somebody new whom students can book, day and night, each half an hour."""
        person = self.person(name, Role.TUTOR)
        course_id = self._offering(person, minor)
        hours = f"/v1/availability/{person.account_id}"
        person.do(f"{hours}/weekly-hours", zone="UTC", windows=ALL_WEEK)
        person.do(
            f"{hours}/rules",
            durations_minutes=[60],
            step_minutes=30,
            notice_minutes=0,
            horizon_days=HORIZON_DAYS,
            acceptance="by_hand" if by_hand else "instant",
        )
        for document in DOCUMENTS:
            self._verified(person, document)
        self._paid(person)
        person.until(f"/v1/tutors/{person.account_id}", lambda shown: shown["is_bookable"])
        return Tutor(person, course_id)

    def sign_in(self, person: Person) -> None:
        """This signs somebody in who has an account."""
        self.stack.forget_limits()
        told = person.do("/v1/sessions", email=_email(person), password=PASSWORD)
        person.token, person.refresh_token = told["access_token"], told["refresh_token"]

    def _registered(self, name: str, role: Role) -> Person:
        person = Person(self.stack.http, f"{name}-{uuid4().hex[:8]}")
        self.stack.forget_limits()
        told = person.do(
            "/v1/accounts",
            email=_email(person),
            password=PASSWORD,
            display_name=name.title(),
            time_zone="Europe/Berlin",
            roles=[role.value],
        )
        person.account_id = told["account_id"]
        return person

    def _grant(self, person: Person, role: Role) -> None:
        command = GrantRole(account_id=person.account_id, role=role)
        with self.stack.inside() as container:
            outcome = container.bus.execute(Request(command, SYSTEM, uuid4().hex, "test"))
            assert outcome.accepted, outcome
            person.note(Token.of(outcome.places, container.partitions).encode())

    def _offering(self, person: Person, minor: int) -> str:
        path = f"/v1/tutors/{person.account_id}"
        person.do(
            f"{path}/profile",
            display_name=person.name.title(),
            headline="Patient English teacher",
            about="Grammar and conversation, for those who start and those who go on.",
            time_zone="UTC",
            speaks=[{"language": "english", "level": 7}],
            teaches_in=["english"],
        )
        person.do(f"{path}/subjects/english/offer", level_lo=1, level_hi=7)
        course = {"subject": "english", "title": "English conversation", "duration_minutes": 60}
        price = {"minor": minor, "currency": "EUR"}
        offered = person.do(f"{path}/courses", **course, price_per_hour=price)
        return str(offered["course_id"])

    def _paid(self, person: Person) -> None:
        """This is the provider being told who the tutor is."""
        path = f"/v1/tutors/{person.account_id}/payout-account"
        person.do(f"{path}/open", country="DE")
        person.until(path, lambda shown: shown["state"] == "opened")
        back = {"return_url": "https://a.example/back", "refresh_url": "https://a.example/again"}
        assert person.see(f"{path}/link", **back)["url"]
        self.onboard()
        person.do(f"{path}/check")

    def _verified(self, person: Person, document: str) -> None:
        path = f"/v1/verifications/{person.account_id}/{document}"
        person.do(
            f"{path}/submit",
            number="X-123",
            issuer="City of Riga",
            issued_on=datetime.now(UTC).date().isoformat(),
            picture={"image_key": f"scans/{uuid4().hex}.png", "sha256": "0" * 64},
        )
        reviewer = self.staff(Role.REVIEWER)
        reviewer.do(f"{path}/start-review")
        reviewer.do(f"{path}/approve", reason="document_genuine", rule_version="2026-03")


def hour(days: int, at: int = 9, minute: int = 0) -> datetime:
    """This is a full hour in so many days from today, UTC."""
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=days, hours=at, minutes=minute)


def _email(person: Person) -> str:
    return f"{person.name}@example.org"
