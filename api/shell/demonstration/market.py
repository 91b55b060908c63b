"""Everybody comes to the marketplace: registers, offers lessons, is reviewed, and is listed.

All of it goes over HTTP, as their own requests, under keys that name the deed: broken off and
begun again, it goes on where it was. One thing nobody can ask over HTTP is done from inside:
granting the first admin their role.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import NAMESPACE_URL, uuid5

import httpx

from adapters.bootstrap import Container
from api.shell.demonstration.people import Cast, Person, Tutor, password_of
from api.shell.demonstration.visitor import DemonstrationStopped, Visitor
from application.account import GrantRole
from application.bus import Request
from application.consistency import Token
from domain.shared.actor import Actor, Role

AT_ONCE: Final = 4
RULES_OF: Final = "2026-11"
DOCUMENTS: Final = ("identity", "background")
COUNTRY: Final = "DE"
AFTERWARDS: Final = "https://preceptor.example/paid"
"""Where a tutor would go on after the provider's own pages; nobody opens it."""

OPERATOR: Final = Actor("process:demonstration", frozenset({Role.SYSTEM}))

Tell = Callable[[str], None]


@dataclass(slots=True)
class Market:
    """This brings the cast in, and keeps each of them as a visitor, by address."""

    http: httpx.Client
    container: Container
    cast: Cast
    visitors: dict[str, Visitor] = field(default_factory=dict)
    courses: dict[str, list[str]] = field(default_factory=dict)

    def open(self, tell: Tell) -> None:
        """This brings in staff, students but the first, and tutors, until they can be booked.

        Raises:
            DemonstrationStopped: something was refused, or does not answer.
        """
        self._bring_staff(tell)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for person in pool.map(self._bring_student, self.cast.students[1:]):
                tell(f"{person.name} registers")
            for tutor in pool.map(self._bring_tutor, self.cast.tutors):
                tell(f"{tutor.person.name} offers lessons")
            for tutor in pool.map(self._approve, self.cast.tutors):
                tell(f"{tutor.person.name} is approved")
        for tutor in self.cast.tutors:
            path = f"/v1/tutors/{self.visitor(tutor.person).account_id}"
            self.visitor(tutor.person).sees_when(path, lambda shown: bool(shown["is_bookable"]))
            tell(f"{tutor.person.name} is listed")

    @property
    def steps(self) -> int:
        """This is how often `open` tells of something."""
        return len(self.cast.staff) + len(self.cast.students) - 1 + 3 * len(self.cast.tutors)

    def visitor(self, person: Person) -> Visitor:
        """This is somebody who has come already."""
        return self.visitors[person.email]

    def staff(self, role: str) -> Visitor:
        """This is the one of the staff with that role."""
        return self.visitor(self.cast.of_role(role))

    def register(self, person: Person) -> Visitor:
        """This opens somebody's account."""
        visitor = self.visitors.setdefault(person.email, Visitor(self.http, person.name))
        visitor.register(person.registration(self._password(person)), _key(person, "registers"))
        return visitor

    def sign_in(self, person: Person) -> Visitor:
        """This signs somebody in, so that their present roles count."""
        visitor = self.visitor(person)
        visitor.sign_in(person.email, self._password(person))
        return visitor

    def _bring_staff(self, tell: Tell) -> None:
        admin = self.cast.of_role("admin")
        self.register(admin)
        self._make_admin(self.visitor(admin))
        granting = self.sign_in(admin)
        tell(f"{admin.name} is made an admin")
        for person in self.cast.staff:
            if person is not admin:
                visitor = self.register(person)
                roles = f"/v1/accounts/{visitor.account_id}/roles"
                granting.does(f"{roles}/{person.role}/grant", key=_key(person, "role"))
                granting.does(f"{roles}/student/revoke", key=_key(person, "no-student"))
                visitor.follows(granting)
                self.sign_in(person)
                tell(f"{person.name} is made {person.role}")

    def _make_admin(self, visitor: Visitor) -> None:
        command = GrantRole(account_id=visitor.account_id, role=Role.ADMIN)
        asked = Request(command, OPERATOR, f"demonstration-{visitor.account_id}", "demonstration")
        outcome = self.container.bus.execute(asked)
        if not outcome.accepted:
            raise DemonstrationStopped(outcome.detail)
        visitor.notes(Token.of(outcome.places, self.container.partitions).encode())

    def _bring_student(self, person: Person) -> Person:
        self.register(person)
        return person

    def _bring_tutor(self, tutor: Tutor) -> Tutor:
        person = tutor.person
        self.register(person)
        visitor = self.sign_in(person)
        own = f"/v1/tutors/{visitor.account_id}"
        hours = f"/v1/availability/{visitor.account_id}"
        visitor.does(f"{own}/profile", tutor.profile, _key(person, "profile"))
        for subject in dict.fromkeys(course["subject"] for course in tutor.courses):
            visitor.does(f"{own}/subjects/{subject}/offer", key=_key(person, f"offers-{subject}"))
        self.courses[person.email] = [
            visitor.does(f"{own}/courses", offer, _key(person, f"course-{number}"))["course_id"]
            for number, offer in enumerate(tutor.offers)
        ]
        visitor.does(f"{hours}/weekly-hours", tutor.week, _key(person, "hours"))
        visitor.does(f"{hours}/rules", tutor.rules, _key(person, "rules"))
        for document in DOCUMENTS:
            path = f"/v1/verifications/{visitor.account_id}/{document}/submit"
            visitor.does(path, _document(person, document), _key(person, f"submits-{document}"))
        return tutor

    def _approve(self, tutor: Tutor) -> Tutor:
        person, tutor_id = tutor.person, self.visitor(tutor.person).account_id
        reviewer = self.staff("reviewer")
        ruling = {"reason": "document_genuine", "rule_version": RULES_OF}
        for document in DOCUMENTS:
            path = f"/v1/verifications/{tutor_id}/{document}"
            reviewer.does(f"{path}/start-review", key=_key(person, f"reviewed-{document}"))
            reviewer.does(f"{path}/approve", ruling, _key(person, f"approved-{document}"))
        self._open_account(person)
        return tutor

    def _open_account(self, person: Person) -> None:
        """This is a tutor telling the provider who they are; the sandbox asks no more than that."""
        visitor = self.visitor(person)
        path = f"/v1/tutors/{visitor.account_id}/payout-account"
        visitor.does(f"{path}/open", {"country": COUNTRY}, _key(person, "account"))
        visitor.sees_when(path, lambda shown: shown["state"] != "requested")
        visitor.sees(f"{path}/link", return_url=AFTERWARDS, refresh_url=AFTERWARDS)
        visitor.does(f"{path}/check", key=_key(person, "account-is-good"))

    def _password(self, person: Person) -> str:
        return password_of(person, self.container.pseudonyms)


def _key(person: Person, deed: str) -> str:
    return f"demonstration-{person.deed}-{deed}"


def _document(person: Person, document: str) -> dict[str, object]:
    """This is an invented document, issued before the month began: the same all month."""
    issued_on: date = datetime.now(UTC).date().replace(day=1) - timedelta(days=30)
    return {
        "number": f"DEMO-{person.deed}",
        "issuer": "Invented for the demonstration",
        "issued_on": issued_on.isoformat(),
        "picture": {
            "image_key": f"demonstration/{uuid5(NAMESPACE_URL, person.deed + document)}.png",
            "sha256": sha256(f"{person.deed} {document}".encode()).hexdigest(),
        },
    }
