"""Working to-dos off: once each, in order of their deadlines, later and later when they fail."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.memory.clock import SetClock
from adapters.memory.event_log import InMemoryEventLog
from adapters.memory.gateways import InMemoryPaymentGateway
from adapters.memory.todos import InMemoryTodos
from adapters.postgres.todos.fold import row_of
from application.bus import Bus
from application.commands import COMMANDS
from application.consent import ExpireConsent, GrantConsent
from application.ports import Ports
from application.todo import Call, Due, Process, Todo, World
from application.work import Command
from domain.consent.events import Method, Purpose
from domain.shared.errors import Unavailable
from projections.rows import Row
from streams.dispatcher import AT_ONCE, LONGEST_PAUSE, TRIES, Dispatcher, pause_after
from tests.support.calendar import MONDAY, days, hours, minutes
from tests.support.market import PlainSecrets
from tests.support.outside import outside

NAME = "test"


class Ring(Call):
    """This is a call outside, to somebody."""

    whom: str


def expire(person: str) -> ExpireConsent:
    return ExpireConsent(person_id=person, purpose=Purpose.RECORDING)


@dataclass
class Office:
    """This is a list of to-dos, somebody to work it off, and a world that may not answer."""

    clock: SetClock = field(default_factory=lambda: SetClock(MONDAY))
    log: InMemoryEventLog = field(default_factory=InMemoryEventLog)
    rows: list[Row] = field(default_factory=list)
    rung: list[str] = field(default_factory=list)
    answers: Iterator[Exception | None] = field(default_factory=lambda: iter(()))
    todos: Any = None

    def __post_init__(self) -> None:
        secrets = PlainSecrets()
        bus = Bus(self.log, Ports(secrets, secrets), self.clock, COMMANDS)
        world = outside(InMemoryPaymentGateway(self.clock))
        self.todos = self.todos or InMemoryTodos({NAME: lambda: self.rows})
        process: Process[Any] = Process(
            name=NAME,
            version=1,
            contexts=frozenset(),
            keys=lambda _: (),
            state=str,
            start=str,
            evolve=lambda state, _: state,
            decide=lambda _: (),
            acts=(Ring, ExpireConsent, GrantConsent),
            perform=self._ring,
        )
        self.dispatcher = Dispatcher(process, self.todos, bus, self.clock, world)

    def add(self, name: str, act: Command | Call, due_at: datetime | None = None) -> None:
        self.rows.append({"key": "k", **row_of(Todo(name, act, due_at))})

    def wait(self, by: timedelta) -> int:
        self.clock.advance(by)
        return self.dispatcher.work_off()

    def _ring(self, call: Any, _world: World) -> Command:
        self.rung.append(call.whom)
        failure = next(self.answers, None)
        if failure is not None:
            raise failure
        return expire(call.whom)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture(autouse=True)
def told() -> Iterator[list[Any]]:
    """This is everything an operator is told."""
    with capture_logs() as lines:
        yield lines


class TestExecuting:
    def test_is_once(self, office: Office) -> None:
        office.add("ring", Ring(whom="ben"))
        assert [office.dispatcher.work_off() for _ in range(3)] == [1, 0, 0]
        assert office.rung == ["ben"]

    def test_is_in_the_processs_own_name(self, office: Office) -> None:
        office.add("grant", GRANT)
        office.dispatcher.work_off()
        (recorded,) = office.log.facts
        assert recorded.actor == "process:test"
        assert recorded.correlation_id == "test:k"

    def test_takes_the_longest_due_first_and_nothing_early(self, office: Office) -> None:
        office.add("third", Ring(whom="3"), MONDAY)
        office.add("second", Ring(whom="2"), MONDAY - hours(1))
        office.add("first", Ring(whom="1"))
        office.add("later", Ring(whom="4"), MONDAY + hours(1))
        office.dispatcher.work_off()
        assert office.rung == ["1", "2", "3"]
        office.wait(hours(1))
        assert office.rung == ["1", "2", "3", "4"]

    def test_takes_a_bounded_number_at_once(self, office: Office) -> None:
        for number in range(AT_ONCE + 5):
            office.add(f"ring-{number}", Ring(whom="ben"))
        assert [office.dispatcher.work_off() for _ in range(3)] == [AT_ONCE, 5, 0]

    def test_of_another_act_under_the_same_name_is_another_deed(self, office: Office) -> None:
        office.add("ring", Ring(whom="ben"))
        office.dispatcher.work_off()
        office.rows.clear()
        office.add("ring", Ring(whom="olga"))
        office.dispatcher.work_off()
        assert office.rung == ["ben", "olga"]

    def test_again_after_a_crash_leaves_one_fact(self, office: Office) -> None:
        office.add("grant", GRANT)
        office.dispatcher.work_off()
        restarted = Office(clock=office.clock, log=office.log, rows=office.rows)
        assert restarted.dispatcher.work_off() == 1
        assert len(office.log.facts) == 1


class TestARefusal:
    def test_is_noted_and_not_asked_again(self, office: Office) -> None:
        office.add("grant", GRANT.model_copy(update={"purpose": Purpose.CHILD_DATA}))
        office.dispatcher.work_off()
        assert office.todos._attempts[NAME, "k", "grant", office.rows[0]["digest"]].outcome == (
            "OnlyAGuardianConsentsForAChild"
        )
        assert office.wait(days(1)) == 0
        assert [one.fact.TOPIC for one in office.log.facts] == ["audit.command_refused.v1"]

    def test_that_nobody_recorded_is_no_outcome(self, office: Office) -> None:
        office.add("grant", GRANT)
        claim = office.dispatcher._bus._turns.claim(("process:test", key_of(office)))
        assert claim is not None
        office.dispatcher.work_off()
        assert office.log.facts == []
        del claim
        assert office.wait(minutes(1)) == 1
        assert len(office.log.facts) == 1


class TestFailing:
    def test_waits_longer_each_time(self, office: Office) -> None:
        office.answers = iter([Unavailable()] * 3)
        office.add("ring", Ring(whom="ben"))
        office.dispatcher.work_off()
        for attempts in range(3):
            pause = pause_after(attempts)
            assert office.todos.next_due(NAME) == office.clock.now() + pause
            assert office.wait(pause - timedelta(milliseconds=1)) == 0
            assert office.wait(timedelta(milliseconds=1)) == 1
        assert office.rung == ["ben"] * 4
        assert office.wait(days(365)) == 0

    def test_pauses_grow_up_to_a_limit_and_last_about_a_day(self) -> None:
        pauses = [pause_after(attempts) for attempts in range(TRIES - 1)]
        assert pauses == sorted(pauses)
        assert pauses[0] < timedelta(seconds=1)
        assert pauses[-1] == LONGEST_PAUSE
        assert hours(20) < sum(pauses, timedelta()) < hours(48)

    def test_holds_up_no_other(self, office: Office) -> None:
        office.answers = iter([ValueError("a mistake of ours"), None])
        office.add("a", Ring(whom="ben"))
        office.add("b", Ring(whom="olga"))
        office.add("c", Ring(whom="greta"))
        office.rows[2]["body"] = "{}"
        office.add("d", Ring(whom="rita"))
        assert office.dispatcher.work_off() == 4
        assert office.rung == ["ben", "olga", "rita"]
        assert office.wait(minutes(1)) == 2

    def test_too_often_is_given_up_and_seen(self, office: Office, told: list[Any]) -> None:
        office.answers = iter([Unavailable()] * TRIES)
        office.add("ring", Ring(whom="ben"))
        for _ in range(TRIES):
            assert office.todos.given_up(NAME) == []
            assert office.wait(LONGEST_PAUSE) == 1
        assert office.wait(days(365)) == 0
        (given_up,) = office.todos.given_up(NAME)
        assert (given_up.key, given_up.name, given_up.reason) == ("k", "ring", "Unavailable")
        assert given_up.attempts == TRIES
        assert [line["event"] for line in told] == ["todo_given_up"]

    def test_may_be_asked_again_by_a_person(self, office: Office) -> None:
        office.answers = iter([Unavailable()] * TRIES)
        office.add("ring", Ring(whom="ben"))
        for _ in range(TRIES):
            office.wait(LONGEST_PAUSE)
        office.todos.ask_again(NAME, "k", "ring")
        assert office.todos.given_up(NAME) == []
        assert office.dispatcher.work_off() == 1
        assert office.wait(days(1)) == 0


class TestRunning:
    def test_sleeps_until_woken_and_goes_on_after_an_outage(self, office: Office) -> None:
        silent = threading.Event()
        silent.set()

        class Flickering(InMemoryTodos):
            def due(self, process: str, now: datetime, limit: int) -> list[Due]:
                if silent.is_set():
                    silent.clear()
                    raise ConnectionError("the database is away")
                return super().due(process, now, limit)

        office.todos = Flickering({NAME: lambda: office.rows})
        office.dispatcher._todos = office.todos
        stopping, wake, slept = threading.Event(), threading.Event(), threading.Event()

        def waiting(seconds: float) -> None:
            assert 0.0 <= seconds <= 1.0
            slept.set()
            wake.wait(10.0)
            wake.clear()

        worker = threading.Thread(target=office.dispatcher.run, args=(stopping, waiting))
        worker.start()
        assert slept.wait(10.0)
        slept.clear()
        office.add("ring", Ring(whom="ben"))
        wake.set()
        assert slept.wait(10.0)
        assert office.rung == ["ben"]
        stopping.set()
        wake.set()
        worker.join(10.0)
        assert not worker.is_alive()

    @pytest.mark.parametrize(
        ("due_in", "sleep"),
        [(None, 1.0), (timedelta(seconds=0.3), 0.3), (hours(1), 1.0), (-hours(1), 0.01)],
    )
    def test_sleeps_no_longer_than_until_the_next_deadline(
        self, office: Office, due_in: timedelta | None, sleep: float
    ) -> None:
        if due_in is not None:
            office.add("ring", Ring(whom="ben"), MONDAY + due_in)
        assert office.dispatcher._pause() == pytest.approx(sleep)


GRANT = GrantConsent(
    person_id="process:test",
    purpose=Purpose.RECORDING,
    text_version="1",
    text_locale="en",
    text_sha256="a" * 64,
    method=Method.WEB_FORM,
)


def key_of(office: Office) -> str:
    """This is the ledger key of the office's first to-do."""
    row = office.rows[0]
    return f"{row['key']}:{row['name']}:{row['digest']}"
