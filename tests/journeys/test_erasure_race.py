"""Somebody is erased while they write, book and pay, and others look for them and book them."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from domain.shared.actor import Role
from tests.support.client import Person, Reply
from tests.support.marked import asked_recently
from tests.support.marketplace import Marketplace, Tutor, hour
from tests.support.proof import Proof
from tests.support.stack import RunningStack
from tests.support.traces import traces_in_tables

pytestmark = pytest.mark.io

STUDENTS = 3
WARM_UP = 8
PAUSE_SECONDS = 0.05
NEVER_GIVES_UP_SECONDS = 30.0
FENCED = """
    SELECT notification_id FROM log.facts WHERE topic = 'privacy.subject_fenced.v1'
       AND convert_from(state, 'UTF8') LIKE %s
"""
STORED_LATER = """
    SELECT notification_id, topic FROM log.facts WHERE notification_id > %(fenced)s
       AND (subjects @> ARRAY[%(person)s] OR convert_from(state, 'UTF8') LIKE %(sealed)s)
"""
STORED_BEFORE = """
    SELECT count(*) FROM log.facts WHERE notification_id < %(fenced)s
       AND convert_from(state, 'UTF8') LIKE %(sealed)s
"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """This is a stack of its own, so that nobody else's load is looked at."""
    with RunningStack.started(tmp_path_factory.mktemp("race")) as started:
        yield started


@dataclass
class Bustle:
    """This is people who go on with what they do, each in a thread, until they are told to stop."""

    heard: dict[str, Counter[str]] = field(default_factory=dict)
    failures: list[BaseException] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def of(self, **deeds: Callable[[], Reply]) -> Iterator["Bustle"]:
        """This lets them go on until the block ends; whatever nobody expected is raised there."""
        self.heard = {name: Counter() for name in deeds}
        threads = [threading.Thread(target=self._go_on, args=deed) for deed in deeds.items()]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            for thread in threads:
                thread.join(2 * NEVER_GIVES_UP_SECONDS)
        if self.failures:
            raise self.failures[0]

    def _go_on(self, name: str, deed: Callable[[], Reply]) -> None:
        try:
            while not self._stop.wait(PAUSE_SECONDS):
                reply = deed()
                assert reply.status < 500, reply
                self.heard[name][reply.refusal or "yes"] += 1
        except BaseException as reason:  # noqa: BLE001 - raised again where the bustle ends
            self.failures.append(reason)


class Life:
    """This is Zoya, who teaches and learns, and everything she and others do at once."""

    def __init__(self, market: Marketplace) -> None:
        self.marker = f"Mk{uuid4().hex[:12]}Race"
        self.market = market
        self.numbers = count()
        self.anna = market.tutor("anna")
        self.zoya = market.tutor(self.marker)
        admin = market.staff(Role.ADMIN)
        admin.do(f"/v1/accounts/{self.zoya.tutor_id}/roles/student/grant")
        self.writes, self.renames, self.books = (self.herself() for _ in range(3))
        self.students = [self.patient(market.student(f"s{number}")) for number in range(STUDENTS)]

    @property
    def people(self) -> list[Person]:
        return [self.writes, self.renames, self.books, *self.students]

    def herself(self) -> Person:
        """This is Zoya at one more device."""
        copy = replace(self.zoya.person, token="", seen={}, acknowledged=[])
        self.market.sign_in(copy)
        return self.patient(copy)

    @staticmethod
    def patient(person: Person) -> Person:
        person.retries_for = NEVER_GIVES_UP_SECONDS
        return person

    def publish(self) -> Reply:
        said = {"display_name": self.marker, "headline": f"{self.marker} {next(self.numbers)}"}
        more: dict[str, Any] = {"about": self.marker, "time_zone": "UTC", "teaches_in": ["english"]}
        speaks = [{"language": "english", "level": 7}]
        path = f"/v1/tutors/{self.zoya.tutor_id}/profile"
        return self.writes.ask(path, {**said, **more, "speaks": speaks})

    def rename(self) -> Reply:
        name = f"{self.marker} {next(self.numbers)}"
        path = f"/v1/accounts/{self.zoya.tutor_id}/profile"
        return self.renames.ask(path, {"display_name": name})

    def learn(self) -> Reply:
        return self.booked(self.books, self.anna)

    def teach(self, student: Person) -> Reply:
        return self.booked(student, self.zoya)

    def booked(self, student: Person, tutor: Tutor) -> Reply:
        """This is one try at one slot, and paying for it if it was had."""
        number = next(self.numbers)
        held = student.ask("/v1/bookings", tutor.wish(hour(3 + number % 250, number % 23)))
        if not held.accepted:
            return held
        return student.ask(f"/v1/bookings/{held.told['booking_id']}/submit")

    def look_for(self, student: Person) -> Reply:
        found = student.look("/v1/tutors", words=f"{self.marker} english")
        student.look(f"/v1/tutors/{self.zoya.tutor_id}")
        return found


def erased(life: Life) -> None:
    """This has Zoya erased, and returns when that is certified and over."""
    herself = life.herself()
    path = asked_recently(life.market, herself, "erasure")
    support = life.market.staff(Role.SUPPORT)
    support.has_seen(herself)
    support.do(f"{path}/approve")
    support.until(path, lambda shown: shown["state"] == "completed")


def rows(stack: RunningStack, statement: str, values: Any) -> list[Any]:
    with psycopg.connect(stack.url) as connection:
        return connection.execute(statement, values).fetchall()


def test_who_is_erased_amidst_it_all_leaves_nothing_behind(stack: RunningStack) -> None:
    life = Life(Marketplace(stack))
    zoya, (first, second, third) = life.zoya.tutor_id, life.students
    bustle = Bustle()
    with bustle.of(
        publish=life.publish,
        rename=life.rename,
        learn=life.learn,
        teach=lambda: life.teach(first),
        teach_more=lambda: life.teach(second),
        look=lambda: life.look_for(third),
    ):
        while not bustle.failures and any(
            heard["yes"] < WARM_UP for heard in bustle.heard.values()
        ):
            threading.Event().wait(PAUSE_SECONDS)
        erased(life)
        stack.forget_limits()
    stack.settle()

    for name in ("publish", "rename"):
        assert bustle.heard[name]["yes"] >= WARM_UP
        assert set(bustle.heard[name]) - {"yes"}, f"{name} never met the fence: {bustle.heard}"

    ((fenced,),) = rows(stack, FENCED, (f"%{zoya}%",))
    sealed = {"fenced": fenced, "person": zoya, "sealed": f'%"subject":"{zoya}"%'}
    assert rows(stack, STORED_BEFORE, sealed)[0][0] > 2 * WARM_UP
    assert rows(stack, STORED_LATER, sealed) == []
    with stack.inside() as container, Proof.of(container) as proof:
        proof.positions_have_no_gap()
        for person in life.people:
            for acknowledged in person.acknowledged:
                proof.is_in_the_log_once(acknowledged)
        proof.nobody_is_booked_twice()
        proof.money_moved_once()
        proof.read_models_equal_rebuilt_ones()
    assert traces_in_tables(stack, [life.marker]) == []
