"""What every read model says of a booking that was confirmed."""

from dataclasses import dataclass
from typing import Any, Final

from api.amounts import amount
from api.shell.demonstration.market import Market
from api.shell.demonstration.people import Person, Tutor
from api.shell.demonstration.telling import Teller, wall_and_zone
from api.shell.demonstration.visitor import Visitor

TRAIL: Final = 6


@dataclass(frozen=True, slots=True)
class Everywhere:
    """This asks them, each in the name of somebody who may."""

    market: Market
    teller: Teller
    booking: dict[str, Any]

    def ask(self, student: Person, tutor: Tutor) -> None:
        """This tells what they answer.

        Raises:
            DemonstrationStopped: something was refused, or does not answer.
        """
        for person in (student, tutor.person):
            lesson = self._lesson_of(self.market.visitor(person))
            at = wall_and_zone(lesson["start"], person)
            self.teller.answer("calendar", f"of {person.name}: {lesson['state']}, {at}")
        self._ask_who_is_free(self.market.visitor(student))
        self._ask_the_rollup()
        self._ask_the_trail(self.market.visitor(student))

    def _lesson_of(self, who: Visitor) -> dict[str, Any]:
        def is_there(page: Any) -> bool:
            return any(self._is_it(each) and each["state"] == "confirmed" for each in page["items"])

        window = {"start": self.booking["start"], "end": self.booking["end"]}
        found = who.sees_when(f"/v1/calendars/{who.account_id}", is_there, **window)
        return next(each for each in found["items"] if self._is_it(each))

    def _is_it(self, lesson: dict[str, Any]) -> bool:
        return bool(lesson["booking_id"] == self.booking["booking_id"])

    def _ask_who_is_free(self, student: Visitor) -> None:
        subject = self.booking["subject"]
        then = {"free_from": self.booking["start"], "free_to": self.booking["end"]}
        free = student.sees("/v1/tutors", subject=subject, is_bookable=True, **then)
        names = ", ".join(each["display_name"] for each in free["items"]) or "nobody"
        self.teller.answer("tutor_search", f"free for {subject} at that time now: {names}")

    def _ask_the_rollup(self) -> None:
        currency = self.booking["currency"]

        def is_counted(totals: Any) -> bool:
            return bool(_sums(totals).get(("bookings_confirmed", "")))

        totals = self.market.staff("analyst").sees_when("/v1/metrics/totals", is_counted)
        sums = _sums(totals)
        gross = amount(sums.get(("gross_volume_minor", currency), 0), currency)
        fees = amount(sums.get(("fees_minor", currency), 0), currency)
        self.teller.answer(
            "platform_metrics",
            f"{sums['registrations', '']} registrations, {totals['bookable_tutor_count']} tutors "
            f"to book, {sums['bookings_confirmed', '']} booking confirmed, {gross}, fees {fees}",
        )

    def _ask_the_trail(self, student: Visitor) -> None:
        auditor = self.market.staff("auditor")
        auditor.follows(student)
        asked = {"person": student.account_id, "limit": TRAIL}
        for entry in reversed(auditor.sees("/v1/audit", **asked)["items"]):
            by = f"by {entry['actor']} as {entry['ground']}"
            self.teller.answer("audit_trail", f"{entry['position']}: {entry['topic']}, {by}")


def _sums(totals: dict[str, Any]) -> dict[tuple[str, str], int]:
    return {(each["metric"], each["currency"]): each["value"] for each in totals["sums"]}
