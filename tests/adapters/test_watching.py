"""Models are looked at now and then, and what was found stays told."""

from datetime import timedelta
from typing import Any

from adapters.bootstrap import Container
from adapters.memory.clock import SetClock
from adapters.memory.event_log import InMemoryEventLog
from adapters.settings import Settings
from adapters.watching import AGAIN, ModelWatch
from application.status import PartStatus, Status
from domain.model.terms import Why
from domain.shared.errors import Unavailable
from tests.api.world import Shelf
from tests.application.test_nightly import Learners
from tests.support.calendar import MONDAY


class Gone(Shelf):
    """This is a shelf that can be taken away."""

    is_gone = False

    def rows(self, statement: Any, values: Any = None) -> list[dict[str, Any]]:
        """This is everything put on the table, while it is there."""
        if self.is_gone:
            raise Unavailable("the read model is not built yet")
        return super().rows(statement, values)


def days(clicked: int) -> list[dict[str, Any]]:
    """This is four weeks in which a third is clicked, and one in which so many of a hundred are."""
    sums = {"showings": 100, "named": 0, "booked": 0, "gain": 0, "squares": 0}
    of = {"way": "search", "model_version": "search-1", **sums}
    dates = ((MONDAY + timedelta(days=at)).date() for at in range(35))
    return [
        {**of, "day": day, "clicked": 33 if at < 28 else clicked} for at, day in enumerate(dates)
    ]


def test_what_is_worse_is_an_alarm_until_it_is_looked_at_again() -> None:
    shelf, clock = Gone(), SetClock(MONDAY)
    clock.set(MONDAY + timedelta(days=36))
    watch = ModelWatch(shelf, InMemoryEventLog(), clock)
    shelf.tables["model_performance.days"] = days(10)
    assert "(search, search-1) is not what it was" in watch.alarms()[0]
    shelf.tables["model_performance.days"] = days(33)
    assert watch.alarms()
    clock.set(clock.now() + AGAIN)
    shelf.is_gone = True
    assert watch.alarms()
    shelf.is_gone = False
    assert not watch.alarms()


def test_what_the_live_model_is_shown_and_never_learnt_is_an_alarm() -> None:
    models = Learners()
    models.night()
    for _ in range(2):
        models.promote("model-1", Why.FIRST_OF_ITS_KIND)
    models.drifted = ("stars", "lessons")
    models.watch()
    (told,) = ModelWatch(Shelf(), models.office.log, models.office.clock).alarms()
    assert told == (
        "What the model of recommendation in use (model-1) is shown is not what it learnt from:"
        " stars, lessons."
    )
    models.roll_back()
    assert not ModelWatch(Shelf(), models.office.log, models.office.clock).alarms()


class Looked:
    """This has looked at everything, and PostgreSQL was there, or not."""

    def __init__(self, *, is_up: bool) -> None:
        self._is_up = is_up

    def look(self) -> Status:
        """This is what it saw."""
        return Status(7, (PartStatus("PostgreSQL", self._is_up, is_needed=True),), ())


def test_models_are_told_of_where_there_is_something_to_read_them_in() -> None:
    shelf, clock = Gone(), SetClock(MONDAY)
    clock.set(MONDAY + timedelta(days=36))
    shelf.tables["model_performance.days"] = days(10)
    parts = {"reader": shelf, "clock": clock, "log": InMemoryEventLog()}
    up = Container(Settings(), health=Looked(is_up=True), **parts)
    assert len(up.status().drift) == 1
    shelf.asked.clear()
    down = Container(Settings(), health=Looked(is_up=False), **parts)
    assert not down.status().drift
    assert not shelf.asked
