"""One booking, from registration to confirmation, and what each read model says on the way.

Every step is a request anybody could send; every answer is asked with the consistency token of
the step before, so that it holds what was just done. No money moves: the payment provider is
the sandbox.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from api.amounts import amount
from api.shell.demonstration.advising import Advising
from api.shell.demonstration.everywhere import Everywhere
from api.shell.demonstration.market import Market
from api.shell.demonstration.people import Person, Tutor
from api.shell.demonstration.telling import Teller, wall, wall_and_zone
from api.shell.demonstration.visitor import DemonstrationStopped, Visitor

WORDS: Final = "подготовка к экзамену по математике"
SAME_IN_ENGLISH: Final = "calm preparation for a maths exam"
MOST_SHOWN: Final = 3
FROM: Final = timedelta(days=3)
UP_TO: Final = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Wish:
    """This is what the student comes to want: lessons of a tutor, and a time."""

    student: Visitor
    person: Person
    tutor: Tutor
    tutor_id: str

    def free(self) -> list[Any]:
        """This is when the tutor is free some days from now."""
        now = datetime.now(UTC)
        slots: list[Any] = self.student.sees(
            f"/v1/tutors/{self.tutor_id}/slots",
            start=(now + FROM).isoformat(),
            end=(now + UP_TO).isoformat(),
            viewer_zone=self.person.time_zone,
            duration_minutes=60,
        )["items"]
        return slots


@dataclass(frozen=True, slots=True)
class Story:
    """This tells the story."""

    market: Market
    teller: Teller

    def tell(self) -> None:
        """This makes the booking.

        Raises:
            DemonstrationStopped: something was refused, or does not answer.
        """
        person = self.market.cast.students[0]
        student = self._registers(person)
        advising = Advising(self.market, self.teller)
        advising.agrees(person)
        wish = self._searches(student, person)
        booking_id = self._holds(wish, self._looks_for_time(wish))
        self._submits(student, booking_id)
        booking = self._pays(student, booking_id)
        self.teller.step("Confirmed. Everybody sees the same")
        Everywhere(self.market, self.teller, booking).ask(person, wish.tutor)
        advising.has_booked(person)
        advising.takes_it_back(person)

    def _registers(self, person: Person) -> Visitor:
        self.teller.step(f"{person.name}, a student, registers and signs in")
        self.market.register(person)
        student = self.market.sign_in(person)
        account = student.sees(f"/v1/accounts/{student.account_id}")
        roles = ", ".join(account["roles"])
        self._answer("directory", f"{account['display_name']}: {roles}, {account['status']}")
        return student

    def _searches(self, student: Visitor, person: Person) -> Wish:
        self.teller.step(f"searches for “{WORDS}”")
        found = self._found(student, WORDS)
        for card in found:
            price = amount(card["price_from_minor"], card["currency"])
            self._answer("tutor_search", f"{card['display_name']}: {card['headline']}; {price}")
        in_english = ", ".join(
            each["display_name"] for each in self._found(student, SAME_IN_ENGLISH)
        )
        self._answer("tutor_embeddings", f"“{SAME_IN_ENGLISH}” finds: {in_english}")
        taking_at_once = {
            self.market.visitor(tutor.person).account_id: tutor
            for tutor in self.market.cast.tutors
            if tutor.acceptance == "instant"
        }
        for card in found:
            if card["tutor_id"] in taking_at_once:
                return Wish(student, person, taking_at_once[card["tutor_id"]], card["tutor_id"])
        raise DemonstrationStopped("search found nobody who takes bookings at once")

    def _found(self, student: Visitor, words: str) -> list[Any]:
        asked = {"words": words, "is_bookable": True, "limit": MOST_SHOWN}
        found: list[Any] = student.sees("/v1/tutors", **asked)["items"]
        return found

    def _looks_for_time(self, wish: Wish) -> list[Any]:
        name, zone = wish.tutor.person.name, wish.person.time_zone
        self.teller.step(f"asks when {name} is free, by the clock of {zone}")
        slots = wish.free()
        if not slots:
            raise DemonstrationStopped(f"{name} has no time left in the week to come")
        shown = ", ".join(wall(slot["start"], wish.person) for slot in slots[:MOST_SHOWN])
        self._answer("calendar", f"{len(slots)} free times to start: {shown}, …")
        return slots

    def _holds(self, wish: Wish, slots: list[Any]) -> str:
        start = slots[0]["start"]
        self.teller.step(f"holds {wall_and_zone(start, wish.person)}")
        course_id = self.market.courses[wish.tutor.person.email][0]
        wanted = {"tutor_id": wish.tutor_id, "course_id": course_id, "language": "russian"}
        held = wish.student.does("/v1/bookings", {**wanted, "start": start})
        booking_id: str = held["booking_id"]
        booking = wish.student.sees(f"/v1/bookings/{booking_id}")
        until = wall_and_zone(booking["due_at"], wish.person)
        price = amount(booking["price_minor"], booking["currency"])
        self._answer("booking_details", f"{booking['state']}, for {price}, until {until}")
        left = len(wish.free())
        self._answer("calendar", f"{left} free times to start are left of {len(slots)}")
        return booking_id

    def _submits(self, student: Visitor, booking_id: str) -> None:
        self.teller.step("submits the booking; this tutor takes bookings at once")
        student.does(f"/v1/bookings/{booking_id}/submit")
        booking = student.sees(f"/v1/bookings/{booking_id}")
        self._answer("booking_details", booking["state"])

    def _pays(self, student: Visitor, booking_id: str) -> dict[str, Any]:
        self.teller.step("pays, in the SANDBOX: no real money moves")
        booking: dict[str, Any] = student.sees_when(
            f"/v1/bookings/{booking_id}", lambda now: now["state"] == "confirmed"
        )
        for payment in booking["payments"]:
            taken = amount(payment["taken_minor"], payment["currency"])
            fee = amount(payment["fee_minor"], payment["currency"])
            self._answer("booking_details", f"{payment['state']}: {taken}, of it {fee} our fee")
        policy = booking["cancellation_policy"]
        self._answer("booking_details", f"{booking['state']}, cancellation policy {policy}")
        return booking

    def _answer(self, view: str, told: str) -> None:
        self.teller.answer(view, told)
