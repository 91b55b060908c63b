"""The ledger over HTTP: for staff who say what for, and for nobody else."""

import pytest

from domain.shared.actor import Actor, Role
from tests.api.world import World, one
from tests.support.calendar import MONDAY
from tests.support.people import ANNA, AS_ANNA, BEN

SUMS, OF_BOOKING = "/v1/ledger/balances", "/v1/bookings/b/ledger"
FOR_AN_AUDIT = {"Preceptor-Purpose": "audit"}
HELD = {"account": "held", "currency": "EUR", "balance_minor": -3000}
ROW = {
    "position": 7,
    "line": 2,
    "account": "held",
    "amount_minor": -3000,
    "currency": "EUR",
    "tutor_id": ANNA,
    "student_id": BEN,
    "occurred_at": MONDAY,
    "topic": "booking.confirmed.v1",
}


@pytest.fixture(params=[Role.SUPPORT, Role.AUDITOR, Role.ADMIN])
def staff(request: pytest.FixtureRequest) -> Actor:
    return one(request.param)


class TestTheLedger:
    def test_tells_what_accounts_hold(self, world: World, staff: Actor) -> None:
        world.reader.tables["ledger.balances"] = [HELD]
        answer = world.get(SUMS, staff)
        assert answer.json() == {"balances": [HELD]}

    def test_tells_what_concerns_one_tutor_to_whoever_says_what_for(
        self, world: World, staff: Actor
    ) -> None:
        world.reader.tables["ledger.tutor_balances"] = [HELD]
        asked = f"{SUMS}?tutor_id={ANNA}"
        assert world.get(asked, staff).json()["type"] == "say-what-for"
        assert world.get(asked, staff, FOR_AN_AUDIT).json() == {"balances": [HELD]}

    def test_tells_every_movement_of_a_booking(self, world: World, staff: Actor) -> None:
        world.reader.tables["ledger.postings"] = [ROW]
        told = world.get(OF_BOOKING, staff, FOR_AN_AUDIT).json()
        assert (told["booking_id"], told["tutor_id"], told["student_id"]) == ("b", ANNA, BEN)
        assert told["postings"][0]["occurred_at"] == "2026-03-02T09:00:00Z"
        assert told["balances"] == [HELD]

    def test_knows_nothing_of_a_booking_without_money(self, world: World, staff: Actor) -> None:
        assert world.get(OF_BOOKING, staff, FOR_AN_AUDIT).status_code == 404

    @pytest.mark.parametrize("path", [SUMS, OF_BOOKING])
    def test_is_not_for_tutors(self, world: World, path: str) -> None:
        assert world.get(path, AS_ANNA).json()["type"] == "role-missing"
