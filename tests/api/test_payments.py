"""What the student still has to do for a payment, asked over HTTP."""

from typing import Any

import pytest

from domain.shared.actor import Role
from domain.shared.money import Money
from tests.api.world import World, one
from tests.support.people import ANNA, AS_ANNA, AS_BEN, BEN

ACTION = "/v1/payments/of-b1/action"


@pytest.fixture
def waiting(world: World) -> dict[str, Any]:
    answer = world.provider.authorise("p1", Money(2401, "EUR"), capture=True, group="of-b1")
    row = {
        "payment_id": "of-b1",
        "booking_id": "b1",
        "package_id": None,
        "student_id": BEN,
        "reference": answer.reference,
    }
    world.reader.tables["booking_details.payments"] = [row]
    return row


class TestAnAction:
    def test_is_shown_to_the_student_live(self, world: World, waiting: dict[str, Any]) -> None:
        answer = world.get(ACTION, AS_BEN)
        assert (answer.status_code, answer.json()) == (
            200,
            {
                "payment_id": "of-b1",
                "booking_id": "b1",
                "package_id": None,
                "student_id": BEN,
                "kind": "confirm",
                "client_secret": f"{waiting['reference']}_secret",
                "redirect_url": None,
            },
        )

    @pytest.mark.usefixtures("waiting")
    def test_is_kept_by_nobody_on_the_way(self, world: World) -> None:
        headers = world.get(ACTION, AS_BEN).headers
        assert (headers["Cache-Control"], "ETag" in headers) == ("no-store", False)

    @pytest.mark.usefixtures("waiting")
    @pytest.mark.parametrize("actor", [AS_ANNA, one(Role.SUPPORT), one(Role.ADMIN)])
    def test_is_nobody_elses_to_see(self, world: World, actor: Any) -> None:
        answer = world.get(ACTION, actor, {"Preceptor-Purpose": "support"})
        assert (answer.status_code, answer.json()["type"]) == (403, "not-yours-to-see")
        assert ANNA not in answer.text

    def test_is_404_when_it_is_done(self, world: World, waiting: dict[str, Any]) -> None:
        world.provider.finish(waiting["reference"])
        assert world.get(ACTION, AS_BEN).status_code == 404

    def test_is_404_where_nothing_waits(self, world: World) -> None:
        assert world.get(ACTION, AS_BEN).status_code == 404

    def test_is_never_in_the_log(self, world: World, waiting: dict[str, Any]) -> None:
        world.get(ACTION, AS_BEN)
        assert f"{waiting['reference']}_secret" not in repr(world.log.facts)
