"""A whole marketplace in memory: log, commands, processes, charging, and a clock that is moved.

market = Market.opened()
booking_id = market.hold(AS_BEN, ANNA, TUESDAY)
market.ask(SubmitBooking(booking_id=booking_id), AS_BEN)
market.run_until_quiet()
assert market.booking(booking_id).state is State.CONFIRMED

Anna accepts at once, Ivan by hand; both teach day and night, and are verified for a year.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import count
from typing import Any, Self

from adapters.memory.clock import SetClock
from adapters.memory.event_log import InMemoryEventLog
from adapters.memory.gateways import InMemoryPaymentGateway
from adapters.memory.projection import InMemoryProjection
from adapters.memory.todos import InMemoryTodos
from adapters.postgres.todos.fold import STATES, TODOS, projection_of
from application.automation import PROCESSES, REACTIONS
from application.bus import Bus, Outcome, Request
from application.commands import COMMANDS
from application.holding import HoldSlot
from application.moderation import Moderation
from application.payers import Payers
from application.ports import Ports
from application.reactions.profile_scoring import PROFILE_SCORING
from application.todo import Process
from application.work import Command
from domain.booking.aggregate import BOOKING, Booking
from domain.calendar.aggregate import CALENDAR, Calendar
from domain.shared.actor import Actor
from domain.shared.event import Fact, Recorded, context_of
from domain.tutor.fees import level
from projections.rows import Row
from streams.dispatcher import Dispatcher
from tests.support.calendar import MONDAY
from tests.support.opening import account_of, opening_commands
from tests.support.outside import outside
from tests.support.people import ANNA, IVAN

AUTOMATA: tuple[Process[Any], ...] = (*PROCESSES, *REACTIONS)
ROUNDS = 200


class Killed(BaseException):
    """This is the whole process ending between two steps, as `kill -9` would end it."""


class PlainSecrets:
    """This hides nothing: tests may look, and digests may be guessed."""

    def hash(self, password: str) -> str:
        """This is the password."""
        return password

    def verify(self, kept: str, password: str) -> bool:
        """This compares two passwords."""
        return kept == password

    def of(self, value: str) -> str:
        """This is the value's digest."""
        return sha256(value.encode()).hexdigest()


class Fuse:
    """This counts steps, and ends everything at one of them."""

    def __init__(self) -> None:
        self.steps = 0
        self.ends_at: int | None = None

    def step(self) -> None:
        """This is one more step; it may be the last."""
        self.steps += 1
        if self.steps == self.ends_at:
            raise Killed


class FusedBus:
    """This executes commands like the bus, and may be killed before or after each."""

    def __init__(self, bus: Bus, fuse: Fuse) -> None:
        self._bus = bus
        self._fuse = fuse

    def execute(self, request: Request) -> Outcome:
        """This is the outcome of the command, if anybody lives to hear it."""
        self._fuse.step()
        outcome = self._bus.execute(request)
        self._fuse.step()
        return outcome


class Market:
    """This is everything that runs in production, except servers, threads and waiting."""

    def __init__(self, log: InMemoryEventLog | None = None, begun: "Market | None" = None) -> None:
        """This is a market over a log; `begun` is one that has folded what the log begins with."""
        self._begun = begun
        self.clock = SetClock(MONDAY)
        self.log = log or InMemoryEventLog()
        self.gateway = InMemoryPaymentGateway(self.clock)
        for person in (ANNA, IVAN):
            self.gateway.admit(account_of(person))
        self.payers = Payers(self.log)
        self.moderation: Moderation | None = None
        secrets = PlainSecrets()
        self.bus = Bus(self.log, Ports(secrets, secrets, level(1999)), self.clock, COMMANDS)
        self.fuse = Fuse()
        self.todos = InMemoryTodos({one.name: self._list_of(one.name) for one in AUTOMATA})
        self._keys = count(1)
        self.restart()

    @classmethod
    def opened(cls) -> Self:
        """This is a market in which Anna and Ivan can be booked."""
        begun = _opened()
        return cls(_copied(begun.log), begun)

    def restart(self) -> None:
        """This starts the processes anew: their states are folded from the log again."""
        self._folded = 0
        self._sinks = {one.name: InMemoryProjection(projection_of(one)) for one in AUTOMATA}
        if self._begun is not None:
            self._fold_as(self._begun)
        bus: Any = FusedBus(self.bus, self.fuse)
        world = outside(self.gateway, self.log, self.moderation)
        idle = () if self.moderation else (PROFILE_SCORING,)
        self._dispatchers = [
            Dispatcher(one, self.todos, bus, self.clock, world)
            for one in AUTOMATA
            if one not in idle
        ]

    def ask(self, command: Command, actor: Actor, key: str = "") -> Outcome:
        """This executes a command, under a key of its own unless one is given."""
        key = key or f"key-{next(self._keys)}"
        return self.bus.execute(Request(command, actor, key, f"request-{key}"))

    def hold(
        self,
        student: Actor,
        tutor: str,
        start: datetime,
        *,
        course: str = "hour",
        duration_minutes: int | None = None,
    ) -> str:
        """This is a slot held, by the id of its booking."""
        outcome = self.ask(
            HoldSlot(
                tutor_id=tutor,
                course_id=f"{tutor}-{course}",
                start=start,
                duration_minutes=duration_minutes,
            ),
            student,
        )
        assert outcome.accepted, outcome
        return str(outcome.answer["booking_id"])

    def fold(self) -> bool:
        """This lets every process see what is new, and tells whether anything was."""
        news = [(_context(one), one) for one in self.log.facts[self._folded :]]
        self._folded += len(news)
        for sink in self._sinks.values():
            followed = [one for context, one in news if context in sink.contexts]
            if followed:
                sink.apply(followed, {})
                assert not sink.parked, sink.parked
        return bool(news)

    def run_until_quiet(self) -> None:
        """This lets the processes work until nothing is due any more."""
        for _ in range(ROUNDS):
            is_news = self.fold()
            if not sum(each.work_off() for each in self._dispatchers) and not is_news:
                return
        raise AssertionError("the market does not come to rest")

    def advance(self, **by: float) -> None:
        """This moves the clock on, and stops wherever something comes due on the way."""
        until = self.clock.now() + timedelta(**by)
        self.run_until_quiet()
        while (due := self._next_due()) is not None and due <= until:
            self.clock.set(max(due, self.clock.now()))
            self.run_until_quiet()
        self.clock.set(until)
        self.run_until_quiet()

    def jump(self, **by: float) -> None:
        """This moves the clock on in one step, as if nothing had run meanwhile."""
        self.clock.advance(timedelta(**by))
        self.run_until_quiet()

    def booking(self, booking_id: str) -> Booking:
        """This is a booking as it stands."""
        found = self.log.load(BOOKING, booking_id).state
        assert found is not None
        return found

    def bookings(self) -> dict[str, Booking]:
        """This is every booking there ever was, as it stands."""
        held = (one.identity for one in self.log.facts if one.fact.TOPIC == "booking.held.v1")
        return {booking_id: self.booking(booking_id) for booking_id in held}

    def calendar(self, person: str, month: str) -> Calendar | None:
        """This is a month of somebody's time."""
        return self.log.load(CALENDAR, f"{person}-{month}").state

    def facts(self, stream_id: str) -> Sequence[Fact]:
        """This is everything recorded in one stream."""
        return [one.fact for one in self.log.read_stream(stream_id)]

    def names(self, stream_id: str) -> list[str]:
        """This is everything recorded in one stream, by name."""
        return [type(fact).__name__ for fact in self.facts(stream_id)]

    def money_of(self, booking_id: str) -> tuple[int, int, int]:
        """This is what the provider reserved and still holds, took, and gave back.

        What the student's bank took back for good was given back too.
        """
        kept = [0, 0, 0]
        for reference in self.references(booking_id):
            account = self.gateway._books.payments[reference]
            is_held = not account.is_void and not account.taken
            kept[0] += account.reserved if is_held else 0
            kept[1] += account.taken
            kept[2] += account.refunded + self._lost(reference)
        return kept[0], kept[1], kept[2]

    def finish_payment(self, booking_id: str) -> None:
        """This is the student doing what the payment waits for, at the provider."""
        for reference in self.references(booking_id):
            self.gateway.finish(reference)

    def references(self, booking_id: str) -> set[str]:
        """This is what the provider calls the payment of a booking, once there is one."""
        return {
            answer.reference
            for key, (asked, answer) in self.gateway._answers.items()
            if key.startswith(f"of-{booking_id}:reserve")
            and asked.deed == "authorise"
            and answer.reference
        }

    def open_todos(self, process: str) -> list[str]:
        """This is what stands in a process's list, done or not, by name."""
        return sorted(row["name"] for row in self._list_of(process)())

    def state_of(self, process: str, key: str) -> Row | None:
        """This is a process's state of a key, as it is kept."""
        return self._sinks[process]._kept.find(STATES, (key,))

    def _fold_as(self, begun: "Market") -> None:
        """This folds what the other one has folded: the same facts, to the same rows."""
        self._folded = begun._folded
        for name, sink in self._sinks.items():
            known = begun._sinks[name]
            sink.checkpoints = known.checkpoints.copy()
            sink._kept.tables = {table: dict(rows) for table, rows in known._kept.tables.items()}

    def _next_due(self) -> datetime | None:
        coming = [self.todos.next_due(one.name) for one in AUTOMATA]
        return min((at for at in coming if at is not None), default=None)

    def _list_of(self, process: str) -> Callable[[], list[Row]]:
        return lambda: list(self._sinks[process]._kept.tables[TODOS].values())

    def _lost(self, reference: str) -> int:
        disputes = self.gateway._books.disputes.values()
        lost = (one for one in disputes if one.payment == reference and one.status == "lost")
        return sum(one.amount.minor for one in lost)


class MortalMarket(Market):
    """This is a market whose processes may be killed at any step, and are started again."""

    def run_until_quiet(self) -> None:
        """This lets the processes work until nothing is due, however often they die over it."""
        while True:
            try:
                super().run_until_quiet()
            except Killed:
                self.restart()
            else:
                return

    def die_after(self, steps: int) -> None:
        """This ends the processes so many steps from now."""
        self.fuse.ends_at = self.fuse.steps + steps


@cache
def _opened() -> Market:
    market = Market()
    for command, actor in opening_commands(MONDAY):
        assert market.ask(command, actor, key=f"opening-{market.log.head()}").accepted, command
    market.run_until_quiet()
    return market


def _copied(log: InMemoryEventLog) -> InMemoryEventLog:
    copy = InMemoryEventLog()
    copy.facts = list(log.facts)
    copy._streams = {stream_id: list(facts) for stream_id, facts in log._streams.items()}
    copy._ledger = dict(log._ledger)
    return copy


def _context(recorded: Recorded[Any]) -> str:
    return context_of(recorded.fact.TOPIC)
