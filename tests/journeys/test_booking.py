"""One booking, from registration to the end of its money, and what each read model says of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.shared.actor import Role
from tests.conftest import BROKERS
from tests.support.client import Person
from tests.support.marketplace import Marketplace, Tutor, hour
from tests.support.proof import prove
from tests.support.stack import RunningStack

pytestmark = pytest.mark.io


def booked(ben: Person, tutor: Tutor, days: int) -> str:
    held = ben.do("/v1/bookings", **tutor.wish(hour(days)))
    booking_id = str(held["booking_id"])
    ben.do(f"/v1/bookings/{booking_id}/submit")
    return booking_id


def in_state(state: str) -> Any:
    return lambda told: told["state"] == state


def window(days: int) -> dict[str, str]:
    return {"start": hour(days, 0).isoformat(), "end": hour(days + 1, 0).isoformat()}


def counted(auditor: Person) -> Mapping[str, int]:
    told = auditor.see("/v1/metrics/totals")
    return {each["metric"]: each["value"] for each in told["sums"]}


class TestRegistering:
    def test_is_seen_by_its_own_next_request(self, market: Marketplace) -> None:
        ben = market.student("ben")
        shown = ben.see(f"/v1/accounts/{ben.account_id}")
        assert shown["email"] == f"{ben.name}@example.org"
        assert shown["roles"] == ["student"]

    def test_counts_in_the_rollup(self, market: Marketplace) -> None:
        admin = market.staff(Role.ADMIN)
        before = counted(admin)["registrations"]
        admin.has_seen(market.student("ben"))
        assert counted(admin)["registrations"] == before + 1

    def test_takes_an_address_once(self, market: Marketplace) -> None:
        ben = market.student("ben")
        again = {
            "email": f"{ben.name}@EXAMPLE.org".replace("ben", "BEN"),
            "password": "another long password",
            "display_name": "Ben",
            "time_zone": "UTC",
        }
        market.stack.forget_limits()
        refused = Person(market.stack.http).ask("/v1/accounts", again)
        assert refused.status == 409, refused


class TestATutor:
    def test_is_found_once_all_papers_are_good(self, anna: Tutor) -> None:
        asked = {"subject": "english", "words": "patient conversation teacher", "limit": 100}
        found = anna.person.see("/v1/tutors", **asked)["items"]
        assert anna.tutor_id in {each["tutor_id"] for each in found}

    def test_is_found_in_another_language(self, anna: Tutor) -> None:
        found = anna.person.see("/v1/tutors", words="терпеливый учитель английского", limit=100)
        assert anna.tutor_id in {each["tutor_id"] for each in found["items"]}

    def test_offers_every_half_hour(self, ben: Person, anna: Tutor) -> None:
        path = f"/v1/tutors/{anna.tutor_id}/slots"
        assert len(ben.see(path, **window(40))["items"]) == 48


@pytest.mark.brokers(*BROKERS)
class TestAnInstantBooking:
    def test_goes_from_hold_to_confirmed(self, ben: Person, anna: Tutor) -> None:
        held = ben.do("/v1/bookings", **anna.wish(hour(10)))
        path = f"/v1/bookings/{held['booking_id']}"
        shown = ben.see(path)
        assert (shown["state"], shown["price_minor"]) == ("held", 2500)

        assert ben.do(f"{path}/submit")["state"] == "awaiting_payment"
        confirmed = ben.until(path, in_state("confirmed"))
        assert confirmed["fee_basis_points"] == 2000
        (payment,) = confirmed["payments"]
        assert (payment["state"], payment["taken_minor"]) == ("captured", 2500)
        assert (payment["fee_minor"], payment["net_minor"]) == (500, 2000)
        topics = [step["topic"] for step in confirmed["history"]]
        assert topics.index("booking.held.v1") < topics.index("booking.confirmed.v1")

    def test_is_in_both_calendars_and_out_of_the_slots(self, ben: Person, anna: Tutor) -> None:
        booking_id = booked(ben, anna, 11)
        ben.until(f"/v1/bookings/{booking_id}", in_state("confirmed"))
        anna.person.has_seen(ben)
        for person, role in ((ben, "student"), (anna.person, "tutor")):
            path = f"/v1/calendars/{person.account_id}"
            (lesson,) = person.until(path, _is_agreed, **window(11))["items"]
            assert (lesson["booking_id"], lesson["role"]) == (booking_id, role)
        free = ben.see(f"/v1/tutors/{anna.tutor_id}/slots", **window(11))["items"]
        starts = {datetime.fromisoformat(slot["start"]).astimezone(UTC) for slot in free}
        assert hour(11) not in starts
        assert hour(11, 8, 30) not in starts
        assert len(starts) == 48 - 3

    def test_is_nobody_elses_to_see(self, market: Marketplace, ben: Person, anna: Tutor) -> None:
        booking_id = booked(ben, anna, 12)
        olga = market.student("olga")
        olga.has_seen(ben)
        assert olga.look(f"/v1/bookings/{booking_id}").status == 403

    def test_is_read_by_staff_before_the_eyes_of_both(
        self, market: Marketplace, ben: Person, anna: Tutor
    ) -> None:
        booking_id = booked(ben, anna, 14)
        path = f"/v1/bookings/{booking_id}"
        support = replace(market.staff(Role.SUPPORT))
        support.has_seen(ben)
        assert support.look(path).refusal == "say-what-for"
        support.purpose = "support_case"
        assert support.see(path)["booking_id"] == booking_id
        for side in (ben, anna.person):
            told = side.until(
                f"/v1/privacy/{side.account_id}/reads", lambda told: bool(told["items"])
            )
            (read,) = told["items"]
            assert read["reader_id"] == support.account_id
            assert read["route"] == "GET /v1/bookings/{booking_id}"

    def test_leaves_a_trail(self, market: Marketplace, ben: Person, anna: Tutor) -> None:
        booking_id = booked(ben, anna, 13)
        ben.until(f"/v1/bookings/{booking_id}", in_state("confirmed"))
        admin = market.staff(Role.ADMIN)
        admin.has_seen(ben)
        stream = f"booking-{booking_id}"
        trail = admin.until("/v1/audit", lambda told: len(told["items"]) >= 3, stream_id=stream)
        grounds = {(each["topic"], each["ground"]) for each in trail["items"]}
        assert ("booking.held.v1", "student:HoldSlot") in grounds
        assert ("booking.confirmed.v1", "system:NotePayment") in grounds
        about = {person for each in trail["items"] for person in each["about"]}
        assert about == {ben.account_id, anna.tutor_id}


class TestABookingByHand:
    def test_is_charged_when_the_tutor_accepts(self, market: Marketplace, ben: Person) -> None:
        clara = market.tutor("clara", by_hand=True, minor=3000)
        path = f"/v1/bookings/{booked(ben, clara, 10)}"
        reserved = ben.until(path, lambda told: told["payment_id"])
        assert (reserved["state"], _money(reserved)) == ("requested", ("authorised", 0))

        clara.person.has_seen(ben)
        assert clara.person.do(f"{path}/accept")["state"] == "confirmed"
        ben.has_seen(clara.person)
        taken = ben.until(path, lambda told: _money(told) == ("captured", 3000))
        assert taken["state"] == "confirmed"

    def test_costs_nothing_when_declined(self, market: Marketplace, ben: Person) -> None:
        clara = market.tutor("clara", by_hand=True)
        path = f"/v1/bookings/{booked(ben, clara, 10)}"
        # Declined before the money was asked for, it would never be, and nothing would be voided.
        ben.until(path, lambda told: told["payment_id"])
        assert clara.person.do(f"{path}/decline")["state"] == "declined"
        ben.has_seen(clara.person)
        ben.until(path, lambda told: _money(told) == ("voided", 0))
        slots = f"/v1/tutors/{clara.tutor_id}/slots"
        assert len(ben.see(slots, **window(10))["items"]) == 48


class TestCancelling:
    def test_says_first_what_it_costs(self, ben: Person, anna: Tutor) -> None:
        path = f"/v1/bookings/{booked(ben, anna, 20)}"
        ben.until(path, in_state("confirmed"))
        quote = ben.see(f"{path}/cancellation-quote")["quote"]
        assert quote["split"]["refund_minor"] == 2500
        assert not quote["is_late"]

    def test_in_time_gives_everything_back(self, ben: Person, anna: Tutor) -> None:
        path = f"/v1/bookings/{booked(ben, anna, 21)}"
        ben.until(path, in_state("confirmed"))
        assert ben.do(f"{path}/cancel")["state"] == "cancelled"
        cancelled = ben.until(path, lambda told: _money(told) == ("refunded", 2500))
        assert cancelled["split"]["refund_minor"] == 2500
        assert cancelled["payments"][0]["net_minor"] == 0

    def test_frees_the_slot_for_others(self, market: Marketplace, ben: Person, anna: Tutor) -> None:
        ben.do(f"/v1/bookings/{booked(ben, anna, 22)}/cancel")
        olga = market.student("olga")
        assert olga.do("/v1/bookings", **anna.wish(hour(22)))["booking_id"]


class TestADeclinedCard:
    def test_gives_the_slot_back(self, market: Marketplace, ben: Person) -> None:
        pricey = market.tutor("ivan", minor=2402)
        path = f"/v1/bookings/{booked(ben, pricey, 10)}"
        ben.until(path, in_state("cancelled"))
        slots = f"/v1/tutors/{pricey.tutor_id}/slots"
        ben.until(slots, lambda told: len(told["items"]) == 48, **window(10))


@pytest.mark.brokers(*BROKERS)
class TestAfterAllThat:
    def test_every_promise_holds(self, stack: RunningStack, ben: Person, anna: Tutor) -> None:
        path = f"/v1/bookings/{booked(ben, anna, 30)}"
        ben.until(path, in_state("confirmed"))
        prove(stack, [ben, anna.person], {path.rpartition("/")[2]: "confirmed"})


def _is_agreed(told: Any) -> bool:
    return any(each["state"] == "confirmed" for each in told["items"])


def _money(told: Any) -> tuple[str, int] | None:
    if not told["payments"]:
        return None
    (payment,) = told["payments"]
    moved = payment["refunded_minor"] or payment["taken_minor"]
    return payment["state"], moved
