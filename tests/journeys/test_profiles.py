"""A profile on the running stack: looked at, taken down, put right, and found again."""

from typing import Any

import pytest

from domain.shared.actor import Role
from tests.support.client import Person
from tests.support.marketplace import Marketplace, Tutor, hour
from tests.support.moderation import FakeModeration

pytestmark = pytest.mark.io
RULES = {"rule_version": "2026-03"}


@pytest.fixture
def rita(market: Marketplace) -> Person:
    """This is a reviewer at work."""
    reviewer = market.staff(Role.REVIEWER)
    reviewer.purpose = "review"
    return reviewer


def found(queue: dict[str, Any], tutor: Tutor) -> list[Any]:
    """This is the tutor's place in the reviewers' queue, if they have one."""
    return [one for one in queue["items"] if one["tutor_id"] == tutor.tutor_id]


def test_a_profile_is_taken_down_put_right_and_found_again(
    market: Marketplace, ben: Person, rita: Person, moderation: FakeModeration
) -> None:
    dora = market.tutor("dora")
    path, of_dora = f"/v1/profiles/{dora.tutor_id}", f"/v1/tutors/{dora.tutor_id}"
    booking_id = str(ben.do("/v1/bookings", **dora.wish(hour(44)))["booking_id"])
    booking = f"/v1/bookings/{booking_id}"
    ben.do(f"{booking}/submit")
    ben.until(booking, lambda told: told["state"] == "confirmed")

    waits = rita.until("/v1/profiles", lambda queue: bool(found(queue, dora)), limit=100)
    assert found(waits, dora)[0]["found"][-1]["harms"] == ["hate"]
    asked = [one["input"] for one in moderation.asked]
    assert "English conversation" in asked
    assert not any(dora.person.name.title() in text for text in asked)

    read = rita.see(path)
    rita.do(f"{path}/take-down", revision=read["revision"], fault="offensive", **RULES)
    ben.has_seen(rita)
    assert ben.look(of_dora).status == 404
    refused = ben.ask("/v1/bookings", dora.wish(hour(45)))
    assert refused.refusal == "tutor-is-not-bookable"
    assert ben.see(booking)["state"] == "confirmed"

    dora.person.has_seen(rita)
    told = dora.person.see(path, language="ru")
    assert (told["may_appeal"], told["fault"], len(told["statement"])) == (True, "offensive", 6)
    dora.person.do(f"{of_dora}/subjects/english/offer", level_lo=1, level_hi=7, tags=["calm"])
    rita.has_seen(dora.person)
    stale = rita.ask(f"{path}/approve", {"revision": read["revision"], **RULES})
    assert stale.refusal == "the-profile-was-changed"
    (waits,) = found(rita.see("/v1/profiles", limit=100), dora)
    assert (waits["step"], waits["turn"]) == ("corrected", 1)
    rita.do(f"{path}/approve", revision=rita.see(path)["revision"], **RULES)
    ben.has_seen(rita)
    ben.until(of_dora, lambda shown: shown["is_bookable"])
