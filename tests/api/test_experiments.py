"""Experiments over HTTP: analysts plan and look, a student is shown one variation."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest

from domain.shared.actor import Role
from tests.api.world import World, one
from tests.support.calendar import MONDAY, days
from tests.support.experiments import EXPERIMENT, PLAN
from tests.support.people import AS_BEN

ROW: dict[str, Any] = {
    "experiment_id": EXPERIMENT,
    "name": PLAN.name,
    "state": "running",
    "variations": [asdict(each) for each in PLAN.variations],
    "watched": [asdict(each) for each in PLAN.watched],
    "planned": 10_000,
    "traffic": 5_000,
    "span_days": 14,
    "people": 5000,
    "locales": [],
    "countries": [],
    "lane": {"namespace": "checkout", "start": 0, "end": 5000},
    "holdout_id": None,
    "is_profiling": False,
    "drafted_at": MONDAY,
    "started_at": MONDAY,
    "completed_at": None,
    "chosen": None,
}
SHOWN = [{"variation": name, "people": 2500, "counted": 2000} for name in ("control", "instant")]
SUMS: dict[str, Any] = {"before": 0, "before_squares": 0, "products": 0}
DID = [
    {"variation": name, "metric": "bookings_confirmed", "done": n, "done_squares": n, **SUMS}
    for name, n in (("control", 200), ("instant", 300))
]
DRAFT: dict[str, Any] = {
    "name": "instant_booking",
    "variations": [{"name": "control", "weight": 5000}, {"name": "instant", "weight": 5000}],
    "metrics": [{"metric": "bookings_confirmed", "use": "primary"}],
    "people": 5000,
}
ADDRESS = "/v1/experiments"
AS_ANALYST = one(Role.ANALYST)


@pytest.fixture
def shelf(world: World) -> World:
    world.reader.tables["experiment_results.experiments"] = [ROW]
    world.reader.tables["experiment_results.cohorts"] = SHOWN
    world.reader.tables["experiment_results.sums"] = DID
    return world


class TestSeeing:
    def test_tells_what_is_certain(self, shelf: World) -> None:
        told = shelf.get(f"{ADDRESS}/{EXPERIMENT}", AS_ANALYST).json()
        (judged,) = told["results"]["variations"]
        assert (judged["variation"], judged["verdict"]) == ("instant", "better")
        primary = judged["comparisons"][0]
        assert primary["difference"] == pytest.approx(0.05)
        assert 0 < primary["low"] < 0.05 < primary["high"]
        assert told["people"] == [2500, 2500]
        assert told["until"] == str((MONDAY - days(14) - timedelta(days=1)).date())
        assert told["experiment"]["plan"]["lane"]["namespace"] == "checkout"
        assert (told["experiment"]["plan"]["traffic"], told["experiment"]["traffic"]) == (
            10_000,
            5000,
        )

    def test_lists_them(self, shelf: World) -> None:
        (item,) = shelf.get(ADDRESS, AS_ANALYST).json()["items"]
        assert (item["experiment_id"], item["state"]) == (EXPERIMENT, "running")

    def test_is_not_for_students(self, shelf: World) -> None:
        for path in ("", "/size?deviation=1&effect=1&daily=1", f"/{EXPERIMENT}"):
            assert shelf.get(f"{ADDRESS}{path}", AS_BEN).status_code == 403

    def test_knows_no_others(self, world: World) -> None:
        assert world.get(f"{ADDRESS}/none", AS_ANALYST).status_code == 404

    def test_tells_how_many_people_it_takes(self, world: World) -> None:
        asked = "deviation=0.3&effect=0.03&daily=100"
        found = world.get(f"{ADDRESS}/size?{asked}", AS_ANALYST).json()
        assert found == {"people": 6012, "days": 75}
        assert world.get(f"{ADDRESS}/size?{asked}&power=1", AS_ANALYST).status_code == 422


class TestRunning:
    def test_goes_from_a_draft_to_the_end(self, world: World) -> None:
        drafted = world.post(ADDRESS, DRAFT, AS_ANALYST)
        assert drafted.status_code == 201, drafted.text
        one_ = f"{ADDRESS}/{drafted.json()['experiment_id']}"
        early = world.post(f"{one_}/enter", {})
        assert early.json() == {"variation": "control", "reason": "no_consent"}
        for step, body in (
            ("start", {}),
            ("traffic", {"traffic": 5000}),
            ("pause", {}),
            ("resume", {}),
            ("complete", {"chosen": "instant"}),
        ):
            answer = world.post(f"{one_}/{step}", body, AS_ANALYST)
            assert answer.status_code == 200, answer.text
        again = world.post(f"{one_}/start", {}, AS_ANALYST)
        assert (again.status_code, again.json()["type"]) == (409, "only-a-draft-is-started")

    def test_is_not_for_students(self, world: World) -> None:
        assert world.post(ADDRESS, DRAFT).status_code == 403

    def test_has_to_be_planned_soundly(self, world: World) -> None:
        lame = {**DRAFT, "variations": [{"name": "control", "weight": 1}] * 2}
        answer = world.post(ADDRESS, lame, AS_ANALYST)
        assert (answer.status_code, answer.json()["type"]) == (409, "variations-do-not-fit")
