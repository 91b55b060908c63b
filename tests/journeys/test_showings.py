"""A search on the running stack, followed to a confirmed booking, and learned from."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.bootstrap import Container
from application.dataset.terms import Asked
from domain.shared.actor import Role
from tests.support.client import Person
from tests.support.marked import agrees
from tests.support.marketplace import Marketplace, Tutor, hour
from tests.support.processes import soon
from tests.support.stack import RunningStack

pytestmark = pytest.mark.io

RESULTS = "/v1/analytics/showings"


def topics(container: Container, showing_id: str) -> list[str]:
    return [one.fact.TOPIC for one in container.log.read_stream(f"showing-{showing_id}")]


def test_a_search_leads_to_a_booking_and_its_model_is_told_so(
    stack: RunningStack, market: Marketplace, ben: Person, anna: Tutor, tmp_path: Path
) -> None:
    agrees(ben)
    wanted = {"subject": "english", "limit": 100}
    showing = ben.look("/v1/tutors", **wanted).headers["preceptor-showing"]
    stranger = Person(stack.http)
    strange = stranger.look("/v1/tutors", **wanted).headers["preceptor-showing"]
    with stack.inside() as container:
        assert soon(lambda: bool(topics(container, showing) and topics(container, strange)))

        for who, id_ in ((ben, showing), (stranger, strange)):
            who.do(f"/v1/showings/{id_}/tutors/{anna.tutor_id}/open")
            who.see(f"/v1/tutors/{anna.tutor_id}", shown_in=id_)
        held = ben.do("/v1/bookings", **anna.wish(hour(40)), shown_in=showing)
        ben.do(f"/v1/bookings/{held['booking_id']}/submit")
        facts = {"search.performed.v1", "search.clicked.v1", "search.profile_viewed.v1"}
        assert soon(lambda: facts == set(topics(container, strange)))
        facts |= {"search.booking_started.v1"}
        assert soon(lambda: facts == set(topics(container, showing)))

        analyst = market.staff(Role.ANALYST)
        told = analyst.until(RESULTS, confirmed, **days_of(container))
        (row,) = (each for each in told["items"] if each["way"] == "search")
        assert row["clicked"] >= 2
        assert row["named"] < row["showings"]

        shown_at = container.log.read_stream(f"showing-{showing}")[0].recorded_at
        learned = made(container, tmp_path, shown_at)
        assert learned.rows >= 2
        assert learned.booked >= 1


def confirmed(told: Any) -> bool:
    return any(each["confirmed"] for each in told["items"])


def days_of(container: Container) -> dict[str, str]:
    """This is yesterday up to tomorrow, whatever zone the clock is in."""
    now = container.clock.now()
    first, last = now - timedelta(days=1), now + timedelta(days=1)
    return {"first": f"{first:%Y-%m-%d}", "last": f"{last:%Y-%m-%d}"}


def made(container: Container, folder: Path, shown_at: datetime) -> Any:
    """This is a set whose horizon is an hour, made as if that had passed.

    Other journeys may have brought the log's own time ahead of the clock.
    """
    hour_long = timedelta(hours=1)
    asked = Asked(container.closed_facts.head(), shown_at + 2 * hour_long, hour_long)
    return container.make_training_set(asked, folder, container.clock.now(), lambda *_: None)
