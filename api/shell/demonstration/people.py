"""The invented people: who they are, and the password each is given in this installation."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from api.shell.hours import hours_in
from application.ports import Pseudonyms

CURRENCY = "EUR"


@dataclass(frozen=True, slots=True)
class Person:
    """This is somebody with an account."""

    name: str
    email: str
    role: str
    time_zone: str
    locale: str = "en"

    @property
    def deed(self) -> str:
        """This names them in keys: the same person registers once, however often it is asked."""
        return self.email.partition("@")[0]

    def registration(self, password: str) -> dict[str, Any]:
        """This is what they send to open an account; roles of the staff are granted later."""
        role = self.role if self.role in {"student", "tutor"} else "student"
        return {
            "email": self.email,
            "password": password,
            "display_name": self.name,
            "locale": self.locale,
            "time_zone": self.time_zone,
            "roles": [role],
        }


@dataclass(frozen=True, slots=True)
class Tutor:
    """This is somebody who teaches, with everything they say of it."""

    person: Person
    headline: str
    about: str
    speaks: tuple[tuple[str, int], ...]
    teaches_in: tuple[str, ...]
    hours: str
    acceptance: str
    courses: tuple[dict[str, Any], ...]

    @property
    def profile(self) -> dict[str, Any]:
        """This is what they send to publish their profile."""
        return {
            "display_name": self.person.name,
            "headline": self.headline,
            "about": self.about.strip(),
            "time_zone": self.person.time_zone,
            "speaks": [{"language": code, "level": level} for code, level in self.speaks],
            "teaches_in": list(self.teaches_in),
        }

    @property
    def offers(self) -> list[dict[str, Any]]:
        """This is what they send for each course."""
        return [
            {
                "subject": course["subject"],
                "title": course["title"],
                "description": course["description"],
                "price_per_hour": {"minor": course["price_minor"], "currency": CURRENCY},
                "duration_minutes": course["minutes"],
                "level_lo": course["levels"][0],
                "level_hi": course["levels"][1],
                "is_trial": course.get("is_trial", False),
            }
            for course in self.courses
        ]

    @property
    def week(self) -> dict[str, Any]:
        """This is what they send to say when they teach."""
        windows = hours_in(self.hours) or ()
        return {
            "zone": self.person.time_zone,
            "windows": [window.model_dump() for window in windows],
        }

    @property
    def rules(self) -> dict[str, Any]:
        """This is what they send to say what they ask of a booking."""
        return {
            "durations_minutes": sorted({course["minutes"] for course in self.courses}),
            "step_minutes": 30,
            "notice_minutes": 12 * 60,
            "acceptance": self.acceptance,
        }


@dataclass(frozen=True, slots=True)
class Cast:
    """This is everybody there is."""

    staff: tuple[Person, ...]
    students: tuple[Person, ...]
    tutors: tuple[Tutor, ...]

    @property
    def everybody(self) -> tuple[Person, ...]:
        """This is every account, staff first."""
        return (*self.staff, *self.students, *(tutor.person for tutor in self.tutors))

    def of_role(self, role: str) -> Person:
        """This is the one of the staff with that role."""
        return next(person for person in self.staff if person.role == role)


@cache
def cast() -> Cast:
    """This reads who there is."""
    text = files("api.shell.demonstration").joinpath("people.toml").read_text("utf-8")
    found = tomllib.loads(text)
    return Cast(
        staff=tuple(Person(**each) for each in found["staff"]),
        students=tuple(Person(role="student", **each) for each in found["students"]),
        tutors=tuple(_tutor(each) for each in found["tutors"]),
    )


def password_of(person: Person, pseudonyms: Pseudonyms) -> str:
    """This is the password somebody was given: another in each installation, always the same."""
    digits = pseudonyms.of(f"demonstration:{person.email}")
    return "-".join((digits[:4], digits[4:8], digits[8:12]))


def _tutor(said: dict[str, Any]) -> Tutor:
    of_person = ("name", "email", "time_zone", "locale")
    person = Person(role="tutor", **{name: said.pop(name) for name in of_person})
    speaks = tuple((code, level) for code, level in said.pop("speaks"))
    courses, teaches_in = tuple(said.pop("courses")), tuple(said.pop("teaches_in"))
    return Tutor(person=person, speaks=speaks, courses=courses, teaches_in=teaches_in, **said)
