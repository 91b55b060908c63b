"""What a tutor may say about their time, as commands."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from adapters.memory.event_log import InMemoryEventLog
from application.access import RoleMissing, check
from application.availability import (
    HANDLERS,
    ClearExternalBusy,
    ImportWeeklyHours,
    NoteExternalBusy,
    OverrideDay,
    RemoveDayOverride,
    ReturnDay,
    SetBookingRules,
    SetWeeklyHours,
    TakeDayOff,
    hours_of,
)
from application.ports import Append, Change, Ports
from application.work import Command, Work
from domain.availability.aggregate import OnlyTheTutorSetsTheirHours
from domain.availability.events import Acceptance, BookingRules, WeeklyWindow, Window
from domain.availability.hours import DayHours
from domain.shared.actor import Actor
from domain.shared.errors import NotFound
from domain.shared.event import Fact
from domain.tutor.events import ProfilePublished, TutorImported
from tests.support.calendar import FRIDAY, MONDAY, TUESDAY, hours
from tests.support.examples import example
from tests.support.people import ANNA, AS_ANNA, AS_IVAN, AS_SYSTEM

WEEK = SetWeeklyHours.model_validate(
    {
        "tutor_id": ANNA,
        "zone": "Europe/Berlin",
        "windows": [
            {"weekday": 1, "opens": "09:00", "closes": "17:30"},
            {"weekday": 7, "opens": "22:00", "closes": "24:00"},
        ],
    }
)


class Digests:
    """This names a value by its length, which is secret enough for a test."""

    def hash(self, password: str) -> str:
        return password

    def verify(self, kept: str, password: str) -> bool:
        return kept == password

    def of(self, value: str) -> str:
        return f"digest-of-{len(value)}"


class Desk:
    """This is where commands are worked on, one after another."""

    def __init__(self) -> None:
        self.log = InMemoryEventLog()

    def work(self, actor: Actor) -> Work:
        ports = Ports(Digests(), Digests())
        return Work(actor, MONDAY, f"key-{self.log.head()}", self.log, ports)

    def asks(self, command: Command, actor: Actor = AS_ANNA) -> None:
        work = self.work(actor)
        decision = dict(HANDLERS)[type(command)](command, work)
        guards = {change.stream_id: change.expected for change in decision.changes}
        names = ("scope", work.key, "", "{}", decision.changes, guards)
        self.log.append(Append(*names, MONDAY, "person:anna", "tutor:Test", "c", "c"))

    def knows(self, stream_id: str, fact: Fact) -> None:
        """This lets something have happened before."""
        changes = (Change(stream_id, 0, (fact,)),)
        names = ("scope", stream_id, "", "{}", changes, {stream_id: 0})
        self.log.append(Append(*names, MONDAY, "system", "system:Test", "c", "c"))

    def facts(self) -> list[Any]:
        return [known.fact for known in self.log.facts]


@pytest.fixture
def desk() -> Desk:
    return Desk()


class TestSayingTheHours:
    def test_reads_wall_times(self, desk: Desk) -> None:
        desk.asks(WEEK)
        said = hours_of(desk.work(AS_ANNA), ANNA)
        assert said.zone == "Europe/Berlin"
        assert said.weekly == (WeeklyWindow(1, 540, 1050), WeeklyWindow(7, 1320, 1440))

    def test_is_for_the_tutor_alone(self, desk: Desk) -> None:
        with pytest.raises(OnlyTheTutorSetsTheirHours):
            desk.asks(WEEK, AS_IVAN)

    def test_may_be_different_for_a_day(self, desk: Desk) -> None:
        friday = FRIDAY.date()
        desk.asks(WEEK)
        own = [{"opens": "10:00", "closes": "11:00"}]
        override = {"tutor_id": ANNA, "day": friday, "windows": own}
        desk.asks(OverrideDay.model_validate(override))
        desk.asks(TakeDayOff(tutor_id=ANNA, day=friday))
        said = hours_of(desk.work(AS_ANNA), ANNA)
        assert said.overrides == (DayHours(friday, (Window(600, 660),)),)
        assert said.days_off == (friday,)
        desk.asks(RemoveDayOverride(tutor_id=ANNA, day=friday))
        desk.asks(ReturnDay(tutor_id=ANNA, day=friday))
        said = hours_of(desk.work(AS_ANNA), ANNA)
        assert (said.overrides, said.days_off) == ((), ())

    def test_starts_from_none(self, desk: Desk) -> None:
        assert hours_of(desk.work(AS_ANNA), ANNA).weekly is None

    @pytest.mark.parametrize(
        "wrong",
        [
            {"zone": "Berlin"},
            {"zone": "+01:00"},
            {"windows": [{"weekday": 0, "opens": "09:00", "closes": "10:00"}]},
            {"windows": [{"weekday": 1, "opens": "9:00", "closes": "10:00"}]},
            {"windows": [{"weekday": 1, "opens": "09:00", "closes": "24:01"}]},
        ],
    )
    def test_refuses_what_is_no_time(self, wrong: dict[str, object]) -> None:
        with pytest.raises(ValidationError):
            SetWeeklyHours.model_validate({**WEEK.model_dump(), **wrong})

    def test_refuses_days_of_other_ages(self) -> None:
        with pytest.raises(ValidationError):
            TakeDayOff(tutor_id=ANNA, day=date(9999, 1, 1))


class TestSayingTheRules:
    def test_keeps_them_all(self, desk: Desk) -> None:
        desk.asks(
            SetBookingRules(
                tutor_id=ANNA,
                durations_minutes=(90, 30, 30),
                step_minutes=15,
                daily_limit=4,
                acceptance=Acceptance.INSTANT,
            )
        )
        assert hours_of(desk.work(AS_ANNA), ANNA).rules == BookingRules(
            durations_minutes=(30, 90),
            step_minutes=15,
            daily_limit=4,
            acceptance=Acceptance.INSTANT,
        )

    @pytest.mark.parametrize(
        "wrong", [{"durations_minutes": (481,)}, {"before_minutes": 241}, {"durations_minutes": ()}]
    )
    def test_refuses_what_calendars_cannot_hold(self, wrong: dict[str, object]) -> None:
        with pytest.raises(ValidationError):
            SetBookingRules.model_validate({"tutor_id": ANNA, **wrong})


class TestImportingTheHours:
    HOURS = ImportWeeklyHours.model_validate(WEEK.model_dump())

    def test_speaks_for_a_tutor_who_was_imported(self, desk: Desk) -> None:
        imported = replace(example(TutorImported), tutor_id=ANNA)
        desk.knows(f"tutor-{ANNA}", imported)
        desk.asks(self.HOURS, AS_SYSTEM)
        assert hours_of(desk.work(AS_SYSTEM), ANNA).zone == "Europe/Berlin"

    def test_is_refused_for_a_tutor_who_can_speak_for_themself(self, desk: Desk) -> None:
        desk.knows(f"tutor-{ANNA}", replace(example(ProfilePublished), tutor_id=ANNA))
        with pytest.raises(OnlyTheTutorSetsTheirHours):
            desk.asks(self.HOURS, AS_SYSTEM)

    def test_is_refused_for_nobody(self, desk: Desk) -> None:
        with pytest.raises(NotFound):
            desk.asks(self.HOURS, AS_SYSTEM)

    def test_is_for_operators_alone(self) -> None:
        with pytest.raises(RoleMissing):
            check(ImportWeeklyHours, AS_ANNA)


class TestBeingBusyElsewhere:
    NOTE = NoteExternalBusy(
        tutor_id=ANNA, event_key="anna@example.org/1", start=TUESDAY, end=TUESDAY + hours(1)
    )

    def test_keeps_nothing_of_the_other_calendars_words(self, desk: Desk) -> None:
        desk.asks(self.NOTE)
        (fact,) = desk.facts()
        assert "example.org" not in repr(fact)

    def test_ends_under_the_same_words(self, desk: Desk) -> None:
        desk.asks(self.NOTE)
        desk.asks(ClearExternalBusy(tutor_id=ANNA, event_key="anna@example.org/1"))
        assert hours_of(desk.work(AS_ANNA), ANNA).elsewhere == ()

    def test_is_read_in_any_zone_and_kept_in_utc(self) -> None:
        berlin = self.NOTE.model_dump() | {"start": "2026-03-03T09:00:00+01:00"}
        assert NoteExternalBusy.model_validate(berlin).start == datetime(2026, 3, 3, 8, tzinfo=UTC)

    @pytest.mark.parametrize("start", ["2026-03-03T09:00:00", "9999-12-31T00:00:00Z"])
    def test_refuses_what_is_no_instant_of_our_time(self, start: str) -> None:
        with pytest.raises(ValidationError):
            NoteExternalBusy.model_validate(self.NOTE.model_dump() | {"start": start})

    def test_refuses_an_end_before_the_start(self) -> None:
        with pytest.raises(ValidationError, match="ends after it starts"):
            NoteExternalBusy.model_validate(self.NOTE.model_dump() | {"end": TUESDAY})
