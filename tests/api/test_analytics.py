"""What analysts ask of the windows."""

from datetime import timedelta
from urllib.parse import urlencode

from adapters.memory.model_files import InMemoryModelFiles
from adapters.registry import Taught
from application.analytics.asking import Asked, Figure
from application.analytics.measures import Measure
from application.analytics.spans import Period
from application.model import NoteDrift
from application.success import Figures, Gain, Learnt, Trial
from domain.model.terms import Purpose, Why
from domain.shared.actor import Role
from domain.success.groups import Fairness, Gap
from domain.success.model import Model
from tests.adapters.test_success_keeping import LEARNT, Models
from tests.api.world import World, one
from tests.support.calendar import MONDAY
from tests.support.people import AS_BEN

HOURS = {"period": "hour", "start": MONDAY.isoformat(), "end": "2026-03-02T12:00:00Z"}


def windows(**asked: str) -> str:
    """This is the address of a question about windows."""
    return f"/v1/analytics/windows?{urlencode(asked)}"


class TestWindows:
    def test_are_told_window_by_window(self, world: World) -> None:
        world.figures.figures = [
            Figure(Period.HOUR, MONDAY, Measure.BOOKED_VALUE, "english", "", "EUR", 3000)
        ]
        asked = {**HOURS, "measure": "booked_value_minor", "by_subject": "true"}
        answer = world.get(windows(**asked), one(Role.ANALYST))
        assert answer.json()["items"] == [
            {
                "period": "hour",
                "start": "2026-03-02T09:00:00Z",
                "measure": "booked_value_minor",
                "subject": "english",
                "country": "",
                "currency": "EUR",
                "value": 3000,
            }
        ]
        assert world.figures.asked == [
            Asked(
                Period.HOUR, MONDAY, MONDAY + timedelta(hours=3), Measure.BOOKED_VALUE, True, False
            )
        ]

    def test_are_for_those_who_count(self, world: World) -> None:
        for actor in (one(Role.ANALYST), one(Role.ADMIN), one(Role.AUDITOR)):
            assert world.get(windows(**HOURS), actor).status_code == 200
        for actor in (AS_BEN, one(Role.SUPPORT), one(Role.REVIEWER)):
            assert world.get(windows(**HOURS), actor).status_code == 403

    def test_are_not_more_at_once_than_somebody_can_use(self, world: World) -> None:
        day = {**HOURS, "period": "minute", "end": "2026-03-03T09:00:00Z"}
        assert world.get(windows(**day), one(Role.ANALYST)).status_code == 200
        for end in ("2026-03-04T09:00:00Z", MONDAY.isoformat()):
            wrong = {**day, "end": end}
            answer = world.get(windows(**wrong), one(Role.ANALYST))
            assert answer.status_code == 422


class TestShowings:
    ADDRESS = "/v1/analytics/showings?first=2026-03-01&last=2026-03-31"

    def test_tell_what_became_of_them(self, world: World) -> None:
        counts = ("candidates", "found_nothing", "clicks", "views", "bookings")
        world.reader.tables["showing_results.results"] = [
            {
                "way": "search",
                "model_version": "search-1",
                "experiment_id": None,
                "variation": None,
                "showings": 8,
                "clicked": 2,
                "named": 4,
                "booked": 3,
                "confirmed": 1,
                **dict.fromkeys(counts, 9),
            }
        ]
        (told,) = world.get(self.ADDRESS, one(Role.ANALYST)).json()["items"]
        rates = (told["click_rate"], told["booking_rate"], told["confirmed_rate"])
        assert rates == (0.25, 0.75, 0.25)

    def test_are_for_those_who_count(self, world: World) -> None:
        assert world.get(self.ADDRESS, AS_BEN).status_code == 403

    def test_are_asked_of_days_that_run_forward(self, world: World) -> None:
        backwards = self.ADDRESS.replace("03-31", "02-28")
        assert world.get(backwards, one(Role.ANALYST)).status_code == 422


WEEK = timedelta(weeks=1)


class TestModels:
    ADDRESS = "/v1/analytics/models"

    def test_tell_how_they_do_and_what_is_an_alarm(self, world: World) -> None:
        of = {"way": "search", "model_version": "search-1", "showings": 100, "named": 0}
        counts = {"booked": 0, "gain": 0, "squares": 0}
        world.clock.set(MONDAY + timedelta(days=36))
        world.reader.tables["model_performance.days"] = [
            {**of, **counts, "day": day.date(), "clicked": 30 if day < MONDAY + WEEK * 4 else 10}
            for day in (MONDAY + timedelta(days=at) for at in range(35))
        ]
        (told,) = world.get(self.ADDRESS, one(Role.ANALYST)).json()["items"]
        assert (told["first"], told["last"]) == ("2026-03-30", "2026-04-05")
        assert told["watched"]["alarms"] == ["clicked"]
        assert told["watched"]["figures"][0]["now"] == 0.1
        assert told["watched"]["calibration"] is None

    def test_are_for_those_who_count(self, world: World) -> None:
        assert world.get(self.ADDRESS, AS_BEN).status_code == 403


class TestSuccess:
    ADDRESS = "/v1/analytics/success"

    def test_tells_how_true_it_is_and_how_groups_fare(self, world: World) -> None:
        assert world.get(self.ADDRESS, one(Role.ANALYST)).status_code == 404
        gap = Gap(0.1, 0.05, 0.15)
        group = Fairness("country", "DE", 40, 0.5, 0.4, gap, gap)
        figures = Figures("model", 0.9, 0.1, 0.3, 0.02, 0.01)
        trial = Trial(100, 50, 40, (figures,), Gain(0.01, 0.005, 0.015), (group,))
        world.success_models.learnt = Learnt(Model(0.0, {}), MONDAY, 150, 60, {}, trial)
        told = world.get(self.ADDRESS, one(Role.ANALYST)).json()
        assert (told["examples"], told["students"], told["trial"]["tried"]) == (150, 60, 50)
        assert told["trial"]["figures"][0]["auc"] == 0.9
        assert told["trial"]["fairness"][0]["calibration"] == {
            "value": 0.1,
            "low": 0.05,
            "high": 0.15,
        }

    def test_tells_what_drifted_of_the_model_in_use(self, world: World) -> None:
        world.success_models.learnt = LEARNT
        assert world.get(self.ADDRESS, one(Role.ANALYST)).json()["drifted"] == []
        models = Models(log=world.log, bus=world.bus, files=InMemoryModelFiles())
        known = models.take_in(Taught(1, MONDAY, "a" * 64, b"learnt", {}), MONDAY)
        version = known.trained.version
        for _ in range(3):
            models.promote(version, Why.FIRST_OF_ITS_KIND)
        models.ask(NoteDrift(purpose=Purpose.SUCCESS, version=version, drifted=("stars",)))
        assert world.get(self.ADDRESS, one(Role.ANALYST)).json()["drifted"] == ["stars"]

    def test_is_for_those_who_count(self, world: World) -> None:
        assert world.get(self.ADDRESS, AS_BEN).status_code == 403
