"""People who book, change their minds and answer, all at once, for as long as they are let.

Each goes on by itself and never gives up on a request: what is not answered is asked again
with the same key. What each booking must be in the end is taken down beside it.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from tests.support.client import Person, Reply
from tests.support.marketplace import HORIZON_DAYS, Marketplace, Tutor, hour

NEVER_GIVES_UP_SECONDS = 90.0
PAUSE_SECONDS = 0.02
FIRST_DAY = 4
LAST_DAY = HORIZON_DAYS - 2
MISSED = frozenset({"slot-taken", "slot-blocked", "student-busy"})


@dataclass(slots=True)
class Customer:
    """This is one student who keeps booking, with copies of the tutors to answer by hand."""

    student: Person
    tutors: Sequence[Tutor]
    chance: random.Random
    expected: dict[str, str] = field(default_factory=dict)
    missed: int = 0

    def book_once(self) -> None:
        """This is one try at one slot, and whatever follows from it."""
        tutor = self.chance.choice(self.tutors)
        day = self.chance.randint(FIRST_DAY, LAST_DAY)
        start = hour(day, self.chance.randrange(23)) + timedelta(minutes=30 * (day % 2))
        held = self.student.ask("/v1/bookings", tutor.wish(start))
        if not held.accepted:
            assert held.refusal in MISSED, held
            self.missed += 1
            return
        booking_id = held.told["booking_id"]
        path = f"/v1/bookings/{booking_id}"
        self.expected[booking_id] = "held"
        if self.chance.random() < 0.05:
            return
        state = self.student.do(f"{path}/submit")["state"]
        settled = self._answered(tutor, path) if state == "requested" else "confirmed"
        self.expected[booking_id] = settled
        if self.chance.random() < 0.2 and settled != "declined":
            self.student.do(f"{path}/cancel")
            self.expected[booking_id] = "cancelled"

    def _answered(self, tutor: Tutor, path: str) -> str:
        """This is the tutor saying yes, no, or nothing yet."""
        choice = self.chance.random()
        if choice < 0.6:
            self.student.until(path, lambda told: told["payment_id"])
            tutor.person.do(f"{path}/accept")
            return "confirmed"
        if choice < 0.8:
            tutor.person.do(f"{path}/decline")
            return "declined"
        return "requested"


@dataclass(slots=True)
class Load:
    """This is customers at it, each in a thread."""

    customers: Sequence[Customer]
    failures: list[BaseException] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    @classmethod
    def of(cls, market: Marketplace, customers: int, seed: int = 1) -> "Load":
        """This is so many students, and three tutors, one of whom answers by hand."""
        tutors = [market.tutor("anna"), market.tutor("ivan"), market.tutor("clara", by_hand=True)]
        return cls([_customer(market, tutors, seed + number) for number in range(customers)])

    @contextmanager
    def running(self) -> Iterator["Load"]:
        """This lets them go on until the block ends; then whatever failed one of them is raised."""
        self._stop.clear()
        self._threads = [
            threading.Thread(target=self._go_on, args=(customer,), name=customer.student.name)
            for customer in self.customers
        ]
        for thread in self._threads:
            thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            for thread in self._threads:
                thread.join(2 * NEVER_GIVES_UP_SECONDS)
        if self.failures:
            raise self.failures[0]

    def await_more(self, bookings: int, seconds: float = 60.0) -> None:
        """This returns once so many more bookings were begun."""
        wanted, end = len(self.expected) + bookings, time.monotonic() + seconds
        while len(self.expected) < wanted and not self.failures:
            assert time.monotonic() < end, f"only {len(self.expected)} of {wanted} bookings"
            time.sleep(PAUSE_SECONDS)

    @property
    def expected(self) -> dict[str, str]:
        """This is what each booking must be in the end."""
        return {key: state for one in self.customers for key, state in list(one.expected.items())}

    @property
    def people(self) -> list[Person]:
        """This is everybody who was given an answer."""
        tutors = [tutor.person for one in self.customers for tutor in one.tutors]
        return [one.student for one in self.customers] + tutors

    def _go_on(self, customer: Customer) -> None:
        try:
            while not self._stop.wait(PAUSE_SECONDS):
                customer.book_once()
        except BaseException as reason:  # noqa: BLE001 - raised again where the load ends
            self.failures.append(reason)


def at_once(deeds: Sequence[Callable[[], Reply]]) -> list[Reply]:
    """This is the answers to requests that all begin at the same moment."""
    gate = threading.Barrier(len(deeds))
    answers: dict[int, Reply] = {}

    def run(number: int) -> None:
        gate.wait()
        answers[number] = deeds[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(deeds), "somebody was not answered"
    return [answers[number] for number in range(len(deeds))]


def _customer(market: Marketplace, tutors: Sequence[Tutor], seed: int) -> Customer:
    student = market.student("olga")
    student.retries_for = NEVER_GIVES_UP_SECONDS
    copies = [Tutor(_again(market, tutor.person), tutor.course_id) for tutor in tutors]
    return Customer(student, copies, random.Random(seed))  # noqa: S311 - a repeatable choice


def _again(market: Marketplace, person: Person) -> Person:
    """This is the same person at another device, signed in there as well."""
    copy = replace(person, token="", seen={}, acknowledged=[])
    market.sign_in(copy)
    copy.retries_for = NEVER_GIVES_UP_SECONDS
    return copy
