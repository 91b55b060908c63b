"""An experiment on the running stack: planned, entered, counted, and left again."""

from typing import Any

import pytest

from domain.shared.actor import Role
from projections.reading import Reader
from tests.support.client import Person
from tests.support.marketplace import Marketplace, Tutor, hour
from tests.support.processes import soon
from tests.support.stack import RunningStack

pytestmark = pytest.mark.io

DRAFT: dict[str, Any] = {
    "name": "instant_booking",
    "variations": [{"name": "control", "weight": 5000}, {"name": "instant", "weight": 5000}],
    "metrics": [{"metric": "bookings_confirmed", "use": "primary"}],
    "people": 200,
}
NOTHING_YET = {"text_version": "1", "text_locale": "en", "text_sha256": "a" * 64}
"""No words were published for analytics on this stack, so any will do."""


def started(analyst: Person) -> str:
    """This is where an experiment is that runs."""
    drafted = analyst.do("/v1/experiments", **DRAFT)
    path = f"/v1/experiments/{drafted['experiment_id']}"
    analyst.do(f"{path}/start")
    return path


def counted(reader: Reader, path: str) -> int:
    """This is how many bookings are in the sums of an experiment."""
    found = reader.row(
        "SELECT coalesce(sum(done), 0)::int AS done FROM experiment_results.sums"
        " WHERE experiment_id = %(id)s",
        {"id": path.rpartition("/")[2]},
    )
    return int(found["done"]) if found else 0


def test_counts_whoever_agrees_for_as_long_as_they_do(
    stack: RunningStack, market: Marketplace, ben: Person, anna: Tutor
) -> None:
    analyst, olga = market.staff(Role.ANALYST), market.student("olga")
    path = started(analyst)
    for student in (ben, olga):
        assert student.do(f"{path}/enter")["reason"] == "no_consent"
        analytics = f"/v1/consents/{student.account_id}/analytics"
        student.do(f"{analytics}/grant", **NOTHING_YET)
        shown = student.do(f"{path}/enter")
        assert shown["reason"] == "assigned"
        assert student.do(f"{path}/enter") == {**shown, "reason": "kept"}
    analyst.until(path, lambda told: sum(told["people"]) == 2)

    booking = ben.do("/v1/bookings", **anna.wish(hour(30)))["booking_id"]
    ben.do(f"/v1/bookings/{booking}/submit")
    with stack.inside() as container:
        assert soon(lambda: counted(container.reader, path) == 1)

    ben.do(f"/v1/consents/{ben.account_id}/analytics/withdraw")
    told = analyst.until(path, lambda told: sum(told["people"]) == 1)
    assert told["results"]["variations"][0]["verdict"] == "too_early"
    with stack.inside() as container:
        assert counted(container.reader, path) == 0
