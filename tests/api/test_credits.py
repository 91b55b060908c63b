"""Packages and trials over HTTP: the student's, the tutor's, and nobody else's."""

from dataclasses import fields
from typing import Any

import pytest

from application.bus import Request
from application.tutor import ListTutor
from domain.shared.actor import Role
from projections.booking_details.answers import Booking
from tests.api.world import World, one
from tests.support.calendar import FRIDAY, MONDAY
from tests.support.opening import opening_commands
from tests.support.people import ANNA, AS_ANNA, AS_BEN, AS_OLGA, AS_SYSTEM, BEN

ROW: dict[str, Any] = {
    "package_id": "k1",
    "student_id": BEN,
    "tutor_id": ANNA,
    "course_id": "hour",
    "duration_minutes": 60,
    "lessons": 5,
    "price_per_lesson_minor": 2500,
    "currency": "EUR",
    "fee_basis_points": 1500,
    "state": "bought",
    "payment_id": "of-k1",
    "ordered_at": MONDAY,
    "expires_at": MONDAY,
    "bought_at": MONDAY,
    "booking_ids": ["b1"],
    "refunded": 0,
    "lost": 0,
    "dispute": "none",
    "credits_left": 4,
}
PAYMENT: dict[str, Any] = {
    "payment_id": "of-k1",
    "requested_at": MONDAY,
    "state": "captured",
    "is_abandoned": False,
    "currency": "EUR",
    "amount_minor": 12_500,
    "taken_minor": 12_500,
    "refunded_minor": 0,
    "lost_minor": 0,
    "fee_minor": 1875,
    "net_minor": 10_625,
    "action": None,
}
EACH, ALL = {"minor": 2500, "currency": "EUR"}, {"minor": 12_500, "currency": "EUR"}
BOOKING: dict[str, Any] = {
    **dict.fromkeys((field.name for field in fields(Booking)), None),
    **dict.fromkeys(("proposed_by", "problem_by", "gross_minor"), None),
    "booking_id": "b1",
    "tutor_id": ANNA,
    "student_id": BEN,
    "state": "confirmed",
    "starts_at": FRIDAY,
    "due_at": FRIDAY,
    "confirmed_at": MONDAY,
    "price_minor": 2500,
    "currency": "EUR",
    "cancellation_policy": "standard",
    "fee_basis_points": 1500,
    "is_locked": False,
    "joined": [],
}
PAIR = f"/v1/credits/{BEN}/{ANNA}"
OFFER = f"/v1/tutors/{ANNA}/courses/{ANNA}-hour/packages/5"
FOR_A_CASE = {"Preceptor-Purpose": "support_case"}


@pytest.fixture
def shelf(world: World) -> World:
    world.reader.tables["credits.packages"] = [ROW]
    world.reader.tables["booking_details.payments"] = [PAYMENT]
    return world


@pytest.fixture
def annas(world: World) -> World:
    """This is the world with Anna in it, who can be booked."""
    listed = ListTutor(tutor_id=ANNA), AS_SYSTEM
    for number, (command, actor) in enumerate((*opening_commands(MONDAY), listed)):
        outcome = world.bus.execute(Request(command, actor, f"opening-{number}", "test"))
        assert outcome.accepted, (command, outcome)
    return world


class TestSeeing:
    def test_lists_packages_of_whoever_asks(self, shelf: World) -> None:
        for path, actor in ((f"?student_id={BEN}", AS_BEN), (f"?tutor_id={ANNA}", AS_ANNA)):
            (package,) = shelf.get(f"/v1/credits{path}", actor).json()["items"]
            assert (package["package_id"], package["credits_left"]) == ("k1", 4)

    def test_shows_two_people_what_they_have_together(self, shelf: World) -> None:
        for actor in (AS_BEN, AS_ANNA):
            shown = shelf.get(PAIR, actor).json()
            assert shown["packages"][0]["payment"]["state"] == "captured"
            assert shown["trial"] == {"booking_id": None, "is_free": False}

    def test_is_nobody_elses_to_see(self, shelf: World) -> None:
        for path in (PAIR, f"/v1/credits?student_id={BEN}", "/v1/credits"):
            assert shelf.get(path, AS_OLGA).status_code == 403

    def test_is_for_staff_who_say_what_for(self, shelf: World) -> None:
        support = one(Role.SUPPORT)
        assert shelf.get(PAIR, support).json()["type"] == "say-what-for"
        assert shelf.get(PAIR, support, FOR_A_CASE).status_code == 200

    def test_shows_an_order_before_its_payment_is_asked_for(self, shelf: World) -> None:
        shelf.reader.tables["booking_details.payments"] = []
        assert shelf.get(PAIR, AS_BEN).json()["packages"][0]["payment"] is None


class TestBuying:
    def test_goes_from_the_offer_to_the_order(self, annas: World) -> None:
        offer = annas.post(f"{OFFER}/offer", {"price_per_lesson": EACH}, AS_ANNA)
        assert offer.status_code == 200, offer.text
        wish = {"tutor_id": ANNA, "course_id": f"{ANNA}-hour", "lessons": 5}
        cheaper = annas.post("/v1/credits", {**wish, "price": EACH})
        assert cheaper.status_code == 409
        assert cheaper.json()["type"] == "the-package-has-another-price"
        ordered = annas.post("/v1/credits", {**wish, "price": ALL})
        assert ordered.status_code == 201, ordered.text
        package_id = ordered.json()["package_id"]
        assert ordered.json()["payment_id"] == f"of-{package_id}"
        back = annas.post(f"{PAIR}/{package_id}/refund", {"lessons": 1})
        assert (back.status_code, back.json()["type"]) == (409, "only-unused-credits-are-refunded")
        of_olga = annas.post(f"{PAIR}/{package_id}/withdraw", {}, AS_OLGA)
        assert of_olga.status_code == 403
        assert annas.post(f"{PAIR}/{package_id}/withdraw", {}).status_code == 200
        assert annas.post(f"{OFFER}/withdraw", {}, AS_ANNA).status_code == 200

    def test_is_of_two_lessons_at_least(self, annas: World) -> None:
        path = OFFER.replace("packages/5", "packages/1")
        answer = annas.post(f"{path}/offer", {"price_per_lesson": EACH}, AS_ANNA)
        assert answer.status_code == 422


class TestACancellationQuote:
    @pytest.mark.parametrize(("package_id", "returns"), [("k1", True), (None, False)])
    def test_says_whether_a_credit_comes_back(
        self, world: World, package_id: str | None, *, returns: bool
    ) -> None:
        row = {**BOOKING, "package_id": package_id}
        world.reader.tables["booking_details.bookings"] = [row]
        shown = world.get("/v1/bookings/b1/cancellation-quote").json()
        assert shown["returns_credit"] is returns
