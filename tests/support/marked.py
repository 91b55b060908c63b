"""People whose every personal field holds a word that stands nowhere else, and who live fully."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from adapters.memory.clock import SetClock
from application.booking import AdvanceBooking
from application.bus import Bus, Request
from application.commands import COMMANDS
from application.lesson import JoinLesson
from domain.booking.aggregate import BOOKING
from domain.shared.actor import Actor, Role
from tests.support.client import Person
from tests.support.marketplace import PASSWORD, SYSTEM, Marketplace, Tutor, hour


class Marked:
    """This gives out words that stand nowhere else, and remembers them."""

    def __init__(self) -> None:
        self.markers: list[str] = []

    def __call__(self, field: str) -> str:
        """This is a new word for a field."""
        marker = f"Mk{uuid4().hex[:12]}{field.title()}"
        self.markers.append(marker)
        return marker


def marked_tutor(market: Marketplace, mark: Marked) -> Tutor:
    """This is a tutor whose every personal field holds a word of its own."""
    tutor = market.tutor(mark("name"))
    path = f"/v1/tutors/{tutor.tutor_id}"
    tutor.person.do(
        f"{path}/profile",
        display_name=mark("display"),
        headline=mark("headline"),
        about=f"{mark('about')} и по-русски",
        time_zone="UTC",
        speaks=[{"language": "english", "level": 7}],
        teaches_in=["english"],
    )
    tutor.person.do(f"{path}/subjects/english/offer", tags=[mark("about")])
    account = {"payout_account": mark("account")}
    market.staff(Role.ADMIN).do(f"{path}/payout-account/ready", **account)
    tutor.person.do(
        f"{path}/courses",
        subject="english",
        title=mark("title"),
        description=mark("description"),
        category=mark("category"),
        tags=[mark("tag"), mark("word")],
        duration_minutes=60,
        price_per_hour={"minor": 2500, "currency": "EUR"},
    )
    _show_papers(market, tutor.person, mark)
    return tutor


def _show_papers(market: Marketplace, person: Person, mark: Marked) -> None:
    path = f"/v1/verifications/{person.account_id}/education"
    reviewer = market.staff(Role.REVIEWER)
    person.do(
        f"{path}/submit",
        number=mark("number"),
        issuer=mark("issuer"),
        issued_on="2020-01-01",
        picture={"image_key": f"scans/{uuid4().hex}.png", "sha256": "0" * 64},
    )
    reviewer.do(f"{path}/start-review")
    reviewer.do(f"{path}/ask", question=mark("question"))
    person.do(f"{path}/answer", answer=mark("answer"))


def lesson_gone_wrong(
    market: Marketplace, tutor: Tutor, student: Person, said: str, days: int = 20
) -> str:
    """This is a lesson that is over, and what the tutor wrote about it; it answers the address."""
    held = student.do("/v1/bookings", **tutor.wish(hour(days)))
    booking = f"/v1/bookings/{held['booking_id']}"
    student.do(f"{booking}/submit")
    student.until(booking, lambda shown: shown["state"] == "confirmed")
    with market.stack.inside() as container:
        let_end(container, str(held["booking_id"]))
    tutor.person.has_seen(student)
    tutor.person.do(
        f"{booking}/problem/report", reason="conduct", claimed_refund_minor=0, details=said
    )
    return booking


def sought(market: Marketplace, person: Person, mark: Marked) -> str:
    """This is somebody who learns as well, agrees to be learned from, and looks for a tutor."""
    market.staff(Role.ADMIN).do(f"/v1/accounts/{person.account_id}/roles/student/grant")
    market.sign_in(person)
    agrees(person)
    found = person.look("/v1/tutors", words=mark("sought"))
    return found.headers["preceptor-showing"]


def agrees(person: Person) -> None:
    """This is somebody who lets what they do be learned from; no words are published for it."""
    profiling = f"/v1/consents/{person.account_id}/recommendation_profiling"
    person.do(f"{profiling}/grant", text_version="1", text_locale="en", text_sha256="a" * 64)


def answered_and_rejected(market: Marketplace, tutor: Tutor, booking: str, mark: Marked) -> None:
    """This is the tutor saying something of the lesson, and defending it before reviewers."""
    review = f"/v1/reviews/{booking.rpartition('/')[2]}"
    tutor.person.do(f"{review}/answer", text=mark("answered"))
    tutor.person.do(f"{review}/answer/correct", text=mark("corrected"))
    market.staff(Role.REVIEWER).do(
        f"{review}/answer/reject", revision=2, fault="off_topic", rule_version="2026-03"
    )
    tutor.person.do(f"{review}/answer/appeal", argument=mark("appealed"))


def let_end(container: Any, booking_id: str) -> None:
    """This lets the lesson be over, months before its time: the clock of one command is set."""
    booking = container.log.load(BOOKING, booking_id).state
    clock = SetClock(booking.slot.start + timedelta(minutes=1))
    bus = Bus(container.log, container.bus._decider._ports, clock, COMMANDS)

    def ask(command: Any, actor: Actor) -> None:
        outcome = bus.execute(Request(command, actor, uuid4().hex, "test"))
        assert outcome.accepted, outcome

    ask(AdvanceBooking(booking_id=booking_id), SYSTEM)
    for person, role in ((booking.tutor_id, Role.TUTOR), (booking.student_id, Role.STUDENT)):
        ask(JoinLesson(booking_id=booking_id), Actor(person, frozenset({role})))
    clock.set(booking.slot.end + timedelta(minutes=1))
    ask(AdvanceBooking(booking_id=booking_id), SYSTEM)


def asked_recently(market: Marketplace, person: Person, kind: str, **fields: Any) -> str:
    """This is something the person asks about their data, just signed in: its address."""
    market.stack.forget_limits()
    email = f"{person.name}@example.org"
    signed_in = person.do("/v1/sessions", email=email, password=PASSWORD)
    asked = {"person_id": person.account_id, "kind": kind, "session_id": signed_in["session_id"]}
    request = person.do("/v1/privacy/requests", **asked, **fields)
    return f"/v1/privacy/requests/{request['request_id']}"


def approved(market: Marketplace, person: Person, kind: str) -> str:
    """This is the same, and support has said yes."""
    path = asked_recently(market, person, kind)
    support = market.staff(Role.SUPPORT)
    support.has_seen(person)
    support.do(f"{path}/approve")
    person.has_seen(support)
    return path
