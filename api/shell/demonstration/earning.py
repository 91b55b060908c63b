"""Where the money of a lesson went: its ledger, and what its tutor earned and is told of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from api.amounts import amount
from api.shell.demonstration.last_week import Wanted, told
from api.shell.demonstration.market import Market
from api.shell.demonstration.telling import Teller, wall_and_zone
from api.shell.demonstration.visitor import Visitor

TRANSFERRED: Final = "earning.transferred.v1"
STATES: Final = ("pending", "available", "in_transit", "paid")


@dataclass(frozen=True, slots=True)
class Earning:
    """This tells how a tutor comes by their money."""

    market: Market
    teller: Teller

    def tell(self) -> None:
        """This has a lesson settled, and asks where its money is.

        Raises:
            DemonstrationStopped: something was refused, or does not answer.
        """
        tutor, booking_id = self._teaches()
        self._follows_the_money(tutor, booking_id)
        self._is_told(tutor)

    def _teaches(self) -> tuple[Visitor, str]:
        person = self.market.cast.students[1]
        teaching = next(one for one in self.market.cast.tutors if one.acceptance == "instant")
        self.teller.step(
            f"{person.name} confirms a lesson {teaching.person.name} gave last week; it is settled"
        )
        student, tutor = self.market.sign_in(person), self.market.visitor(teaching.person)
        course_id = self.market.courses[teaching.person.email][0]
        zone = teaching.person.time_zone
        lesson = told(
            self.market.container,
            Wanted(student.account_id, tutor.account_id, course_id, zone),
        )
        for one in (student, tutor):
            one.notes(lesson.token)
        booking = student.sees(f"/v1/bookings/{lesson.booking_id}")
        price = amount(booking["price_minor"], booking["currency"])
        when = wall_and_zone(booking["start"], person)
        self.teller.answer("booking_details", f"{booking['state']}, {when}, for {price}")
        return tutor, lesson.booking_id

    def _follows_the_money(self, tutor: Visitor, booking_id: str) -> None:
        self.teller.step("The money moves by itself; an auditor reads the lesson's ledger")
        auditor = self.market.staff("auditor")
        auditor.follows(tutor)
        auditor.purpose = "audit"
        ledger = auditor.sees_when(
            f"/v1/bookings/{booking_id}/ledger",
            lambda now: any(one["topic"] == TRANSFERRED for one in now["postings"]),
        )
        for line in _entries(ledger["postings"]):
            self.teller.answer("ledger", line)
        checked = self.market.container.operating.check_ledger()
        self.teller.answer(
            "ledger check",
            f"{checked.entries} entries derived again from the log, {checked.findings} differ",
        )

    def _is_told(self, tutor: Visitor) -> None:
        self.teller.step(f"{tutor.name} reads what they earned, and this month's statement")
        path = f"/v1/tutors/{tutor.account_id}"
        for one in tutor.sees(f"{path}/earnings")["sums"]:
            sums = (f"{state} {amount(one[f'{state}_minor'], one['currency'])}" for state in STATES)
            self.teller.answer("tutor_earnings", ", ".join(sums).replace("_", " "))
        container = self.market.container
        here = ZoneInfo(container.establishment.zone)
        month = f"{container.clock.now().astimezone(here):%Y-%m}"
        for part in tutor.sees(f"{path}/statements/{month}")["parts"]:
            for line in _lines(part):
                self.teller.answer("statement", line)


def _entries(postings: list[dict[str, Any]]) -> Iterator[str]:
    for _position, lines in groupby(postings, lambda one: one["position"]):
        entry = list(lines)
        moved = ", ".join(
            f"{one['account']} {'+' if one['amount_minor'] > 0 else ''}"
            f"{amount(one['amount_minor'], one['currency'])}"
            for one in entry
        )
        yield f"{entry[0]['topic']}: {moved}"


def _lines(part: dict[str, Any]) -> Iterator[str]:
    currency = part["currency"]
    yield f"owed before {amount(part['opening_minor'], currency)}"
    for line in part["lines"]:
        gross, fee, net = (
            amount(line[name], currency) for name in ("gross_minor", "fee_minor", "amount_minor")
        )
        yield f"{line['kind']}, {line['reason']}: {gross} less our fee of {fee}, {net}"
    yield f"owed now {amount(part['closing_minor'], currency)}"
