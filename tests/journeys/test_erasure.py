"""Somebody lives a full life here, is erased and nowhere to be found, and the log still holds."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from adapters.memory.clock import SetClock
from adapters.postgres.pool import open_datastore
from adapters.postgres.tree_heads import PostgresTreeHeads
from application.booking import AdvanceBooking
from application.bus import Bus, Request
from application.commands import COMMANDS
from application.lesson import JoinLesson
from application.rederiving import Rederiving
from domain.booking.aggregate import BOOKING
from domain.shared.actor import Actor, Role
from tests.support.client import Person
from tests.support.marketplace import PASSWORD, SYSTEM, Marketplace, Tutor, hour
from tests.support.stack import RunningStack
from tests.support.traces import Trace, traces

pytestmark = pytest.mark.io


class Marked:
    """This gives out words that stand nowhere else, and remembers them."""

    def __init__(self) -> None:
        self.markers: list[str] = []

    def __call__(self, field: str) -> str:
        marker = f"Mk{uuid4().hex[:12]}{field.title()}"
        self.markers.append(marker)
        return marker


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """This is a stack of its own, because its log runs ahead of the clock."""
    with RunningStack.started(tmp_path_factory.mktemp("erasure")) as started:
        yield started


@pytest.fixture(scope="module")
def market(stack: RunningStack) -> Marketplace:
    return Marketplace(stack)


@pytest.fixture(scope="module")
def mark() -> Marked:
    return Marked()


@pytest.fixture(scope="module")
def zoya(market: Marketplace, mark: Marked) -> Tutor:
    """This is a tutor whose every personal field holds a word of its own."""
    tutor = market.tutor(mark("name"))
    path = f"/v1/tutors/{tutor.tutor_id}"
    tutor.person.do(
        f"{path}/profile",
        display_name=mark("display"),
        headline=mark("headline"),
        about=f"{mark('about')} и по-русски",
        time_zone="UTC",
        speaks=[{"language": "english", "level": 7}],
        teaches_in=["english"],
    )
    tutor.person.do(f"{path}/subjects/english/offer", tags=[mark("about")])
    account = {"payout_account": mark("account")}
    market.staff(Role.ADMIN).do(f"{path}/payout-account/ready", **account)
    tutor.person.do(
        f"{path}/courses",
        subject="english",
        title=mark("title"),
        description=mark("description"),
        category=mark("category"),
        tags=[mark("tag"), mark("word")],
        duration_minutes=60,
        price_per_hour={"minor": 2500, "currency": "EUR"},
    )
    _shows_papers(market, tutor.person, mark)
    _quarrels(market, tutor, mark)
    return tutor


def _shows_papers(market: Marketplace, person: Person, mark: Marked) -> None:
    path = f"/v1/verifications/{person.account_id}/education"
    reviewer = market.staff(Role.REVIEWER)
    person.do(
        f"{path}/submit",
        number=mark("number"),
        issuer=mark("issuer"),
        issued_on="2020-01-01",
        picture={"image_key": f"scans/{uuid4().hex}.png", "sha256": "0" * 64},
    )
    reviewer.do(f"{path}/start-review")
    reviewer.do(f"{path}/ask", question=mark("question"))
    person.do(f"{path}/answer", answer=mark("answer"))


def _quarrels(market: Marketplace, tutor: Tutor, mark: Marked) -> None:
    """This is a lesson that went wrong, with what the tutor wrote about it."""
    ben = market.student("ben")
    held = ben.do("/v1/bookings", **tutor.wish(hour(20)))
    booking = f"/v1/bookings/{held['booking_id']}"
    ben.do(f"{booking}/submit")
    ben.until(booking, lambda shown: shown["state"] == "confirmed")
    with market.stack.inside() as container:
        _ended(container, str(held["booking_id"]))
    tutor.person.has_seen(ben)
    tutor.person.do(
        f"{booking}/problem/report", reason="conduct", claimed_refund_minor=0, details=mark("said")
    )


def _ended(container: Any, booking_id: str) -> None:
    """This lets the lesson be over, months before its time: the clock of one command is set."""
    booking = container.log.load(BOOKING, booking_id).state
    clock = SetClock(booking.slot.start + timedelta(minutes=1))
    bus = Bus(container.log, container.bus._ports, clock, COMMANDS)

    def ask(command: Any, actor: Actor) -> None:
        outcome = bus.execute(Request(command, actor, uuid4().hex, "test"))
        assert outcome.accepted, outcome

    ask(AdvanceBooking(booking_id=booking_id), SYSTEM)
    for person, role in ((booking.tutor_id, Role.TUTOR), (booking.student_id, Role.STUDENT)):
        ask(JoinLesson(booking_id=booking_id), Actor(person, frozenset({role})))
    clock.set(booking.slot.end + timedelta(minutes=1))
    ask(AdvanceBooking(booking_id=booking_id), SYSTEM)


def root_of(stack: RunningStack, size: int) -> str:
    with closing(open_datastore(stack.url)) as datastore:
        return PostgresTreeHeads(datastore).of(size).root


def verified(stack: RunningStack) -> int:
    """This goes through the whole log, and is how many facts only their leaves prove."""
    with stack.inside() as container:
        work = Rederiving(container.tree, container.log_verifiers)
        while work.checked < work.head:
            work.advance(1_000)
        return work.end().redacted


def found(stack: RunningStack, markers: list[str]) -> list[Trace]:
    with psycopg.connect(stack.url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    return traces(stack, markers)


def test_who_is_erased_is_nowhere_to_be_found(
    stack: RunningStack, market: Marketplace, zoya: Tutor, mark: Marked
) -> None:
    size = stack.settle()
    root = root_of(stack, size)
    before = found(stack, mark.markers)
    assert {"table directory.accounts", "file postgres"} <= {
        one.place.partition("/")[0] for one in before
    }
    read = {one.marker for one in before}
    assert {marker for marker in mark.markers if marker.endswith(("Headline", "Said"))} <= read

    stack.forget_limits()
    email = f"{zoya.person.name}@example.org"
    signed_in = zoya.person.do("/v1/sessions", email=email, password=PASSWORD)
    request = zoya.person.do(
        "/v1/privacy/requests",
        person_id=zoya.tutor_id,
        kind="erasure",
        session_id=signed_in["session_id"],
    )
    path = f"/v1/privacy/requests/{request['request_id']}"
    support = market.staff(Role.SUPPORT)
    support.has_seen(zoya.person)
    support.do(f"{path}/approve")
    done = support.until(path, lambda shown: shown["state"] == "completed")
    stack.forget_limits()
    stack.settle()

    left = found(stack, mark.markers)
    assert left == [], "\n".join(sorted({f"{one.place}: {one.marker[14:]}" for one in left}))
    assert root_of(stack, size) == root
    assert verified(stack) == 0
    with stack.inside() as container:
        redacted = container.operating.redact(zoya.tutor_id, list(done["erased_categories"]), print)
    assert redacted > 5
    assert verified(stack) == redacted
    assert done["state"] == "completed"
