"""Staff say what they read somebody's data for; that they did is on record before they see it."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from adapters.memory.event_log import InMemoryEventLog
from api.access import ROUTES
from application.ports import Append, Appended
from domain.reading.events import DataRead, ReadingPurpose
from domain.shared.actor import Actor, Role
from domain.shared.errors import Unavailable
from domain.shared.personal import Category
from tests.api.world import World, one
from tests.support.calendar import MONDAY, minutes
from tests.support.people import ANNA, AS_ANNA, AS_BEN, BEN, OLGA

AS_SUPPORT = one(Role.SUPPORT)
AS_AUDITOR = one(Role.AUDITOR)
REQUEST = "5e0f1c2d-0000-4000-8000-000000000001"
FOR_A_CASE = {"Preceptor-Purpose": "support_case"}
ACCOUNT: dict[str, Any] = {
    "account_id": BEN,
    "email": "ben@example.org",
    "display_name": "Бен",
    "locale": "ru",
    "time_zone": "Europe/Berlin",
    "roles": ["student"],
    "guardians": [],
    "country": None,
    "age_band": None,
    "status": "active",
    "suspension_reason": None,
    "is_email_verified": False,
    "registered_at": MONDAY,
    "closed_at": None,
}
BOOKING: dict[str, Any] = {
    "booking_id": "b1",
    "tutor_id": ANNA,
    "student_id": BEN,
    "start": MONDAY,
    "end": MONDAY + timedelta(hours=1),
    "subject": "english",
    "language": "english",
    "price_minor": 2500,
    "currency": "EUR",
    "is_trial": False,
    "state": "confirmed",
    "due_at": None,
    "payment_state": None,
}
APPOINTMENT: dict[str, Any] = {
    "booking_id": "b1",
    "role": "student",
    "other_id": ANNA,
    "start": MONDAY,
    "end": MONDAY + timedelta(hours=1),
    "state": "confirmed",
    "expires_at": None,
    "subject": "english",
    "language": "english",
    "is_trial": False,
    "series_id": None,
    "proposed_by": None,
    "proposed_start": None,
    "proposed_end": None,
}
LESSON = {name: BOOKING[name] for name in ("booking_id", "tutor_id", "student_id", "start", "end")}
WINDOW = "start=2026-03-02T00:00:00Z&end=2026-03-03T00:00:00Z"


@pytest.fixture
def bens(world: World) -> World:
    world.reader.tables["directory.accounts"] = [ACCOUNT]
    world.reader.tables["booking_details.bookings"] = [BOOKING]
    world.reader.tables["calendar.lessons"] = [APPOINTMENT]
    return world


def reads(world: World) -> list[DataRead]:
    return [one.fact for one in world.log.facts if isinstance(one.fact, DataRead)]


class TestStaff:
    def test_say_what_they_read_for(self, bens: World) -> None:
        answer = bens.get("/v1/accounts/ben", AS_SUPPORT, FOR_A_CASE)
        assert answer.status_code == 200
        (read,) = reads(bens)
        assert read == DataRead(
            person_id=BEN,
            reader_id=AS_SUPPORT.id,
            purpose=ReadingPurpose.SUPPORT_CASE,
            categories=(Category.PROFILE, Category.CONTACT),
            route="GET /v1/accounts/{account_id}",
            read_at=MONDAY,
        )

    def test_are_named_as_who_caused_it(self, bens: World) -> None:
        bens.get("/v1/accounts/ben", AS_SUPPORT, {**FOR_A_CASE, "X-Request-ID": REQUEST})
        (recorded,) = bens.log.facts
        assert recorded.stream_id == "reading-ben-2026-03"
        assert recorded.actor == f"person:{AS_SUPPORT.id}"
        assert recorded.ground == "support:NoteDataRead"
        assert recorded.correlation_id == REQUEST

    @pytest.mark.parametrize("said", [{}, {"Preceptor-Purpose": "curiosity"}])
    def test_see_nothing_when_they_do_not_say_it(self, said: dict[str, str], bens: World) -> None:
        answer = bens.get("/v1/accounts/ben", AS_SUPPORT, said)
        assert (answer.status_code, answer.json()["type"]) == (400, "say-what-for")
        assert all(purpose in answer.json()["detail"] for purpose in ReadingPurpose)
        assert "ben@example.org" not in answer.text
        assert bens.log.head() == 0

    def test_who_find_nobody_have_read_of_nobody(self, world: World) -> None:
        assert world.get("/v1/accounts/ben", AS_SUPPORT).status_code == 404
        assert world.log.head() == 0

    def test_read_also_what_they_have_already(self, bens: World) -> None:
        etag = bens.get("/v1/accounts/ben").headers["ETag"]
        headers = {**FOR_A_CASE, "If-None-Match": etag}
        assert bens.get("/v1/accounts/ben", AS_SUPPORT, headers).status_code == 304
        assert len(reads(bens)) == 1


class TestEachRoute:
    @pytest.mark.parametrize(
        ("path", "people", "categories"),
        [
            ("/v1/accounts", {BEN}, ("profile", "contact")),
            ("/v1/accounts/ben", {BEN}, ("profile", "contact")),
            ("/v1/bookings", {ANNA, BEN}, ("learning",)),
            ("/v1/bookings?tutor_id=anna", {ANNA, BEN}, ("learning",)),
            (f"/v1/calendars/ben?{WINDOW}", {ANNA, BEN}, ("learning",)),
        ],
    )
    def test_names_whose_data_it_shows(
        self, path: str, people: set[str], categories: tuple[str, ...], bens: World
    ) -> None:
        assert bens.get(path, AS_AUDITOR, {"Preceptor-Purpose": "audit"}).status_code == 200
        assert {read.person_id for read in reads(bens)} == people
        assert {read.categories for read in reads(bens)} == {categories}

    def test_names_both_sides_of_every_lesson(self, bens: World) -> None:
        bens.reader.tables["calendar.lessons"] = [{**LESSON, "state": "confirmed"}]
        bens.get(f"/v1/lessons?{WINDOW}", AS_SUPPORT, FOR_A_CASE)
        assert {read.person_id for read in reads(bens)} == {ANNA, BEN}

    def test_names_everybody_however_many_they_are(self, world: World) -> None:
        pupils = [{**APPOINTMENT, "other_id": f"pupil-{number}"} for number in range(450)]
        world.reader.tables["calendar.lessons"] = pupils
        assert world.get(f"/v1/calendars/anna?{WINDOW}", AS_SUPPORT, FOR_A_CASE).status_code == 200
        assert len({read.person_id for read in reads(world)}) == 451

    def test_asked_about_somebody_tells_of_them_also_that_there_is_nothing(
        self, world: World
    ) -> None:
        assert world.get(f"/v1/calendars/ben?{WINDOW}", AS_SUPPORT).status_code == 400
        world.get(f"/v1/calendars/ben?{WINDOW}", AS_SUPPORT, FOR_A_CASE)
        assert [read.person_id for read in reads(world)] == [BEN]

    def test_that_shows_a_hidden_tutor_is_one_of_them(self, world: World) -> None:
        def show(actor: Actor, said: dict[str, str] | None = None, *, is_listed: bool) -> int:
            row = {"tutor_id": ANNA, "courses": {}, "is_listed": is_listed}
            world.reader.tables["tutor_search.profiles"] = [row]
            return int(world.get("/v1/tutors/anna", actor, said).status_code)

        assert show(AS_SUPPORT, is_listed=True) == 200
        assert show(AS_ANNA, is_listed=False) == 200
        assert show(AS_SUPPORT, is_listed=False) == 400
        assert world.log.head() == 0
        assert show(AS_SUPPORT, FOR_A_CASE, is_listed=False) == 200
        assert [read.person_id for read in reads(world)] == [ANNA]

    def test_of_those_not_open_to_everybody_says_what_it_shows(self) -> None:
        """A route that shows what is personal, and says nothing of it, would be read unseen."""
        silent = [
            route
            for route, line in ROUTES.items()
            if route.startswith("GET") and line.who is not None and line.shows is None
        ]
        assert silent == []

    def test_says_in_the_documentation_that_the_purpose_is_asked(self, world: World) -> None:
        paths = world.get("/openapi.json", None).json()["paths"]
        operation = paths["/v1/accounts/{account_id}"]["get"]
        named = {parameter["name"] for parameter in operation["parameters"]}
        assert "Preceptor-Purpose" in named
        assert (
            "say-what-for"
            in operation["responses"]["400"]["content"]["application/problem+json"]["examples"]
        )
        audit = paths["/v1/audit"]["get"]["parameters"]
        assert "Preceptor-Purpose" not in {parameter["name"] for parameter in audit}


class TestAnOwner:
    def test_reads_their_own_without_saying_why(self, bens: World) -> None:
        assert bens.get("/v1/accounts/ben").status_code == 200
        assert bens.get("/v1/bookings?tutor_id=anna", AS_ANNA).status_code == 200
        assert bens.get(f"/v1/calendars/ben?{WINDOW}").status_code == 200
        assert bens.log.head() == 0

    def test_who_is_of_the_staff_reads_their_own_all_the_same(self, bens: World) -> None:
        both = Actor(BEN, frozenset({Role.STUDENT, Role.SUPPORT}))
        assert bens.get("/v1/accounts/ben", both).status_code == 200
        assert bens.get("/v1/bookings", both).status_code == 200
        assert bens.log.head() == 0

    def test_sees_who_read_their_data(self, world: World) -> None:
        row = {
            "position": 7,
            "person_id": BEN,
            "reader_id": AS_SUPPORT.id,
            "purpose": "support_case",
            "categories": ["contact"],
            "route": "GET /v1/accounts/{account_id}",
            "read_at": MONDAY,
        }
        world.reader.tables["data_reads.reads"] = [row]
        path = "/v1/privacy/ben/reads"
        for actor in (AS_BEN, AS_AUDITOR, one(Role.ADMIN)):
            (told,) = world.get(path, actor).json()["items"]
            assert (told["reader_id"], told["purpose"]) == (AS_SUPPORT.id, "support_case")
        assert world.get(path, AS_ANNA).status_code == 403
        assert world.get(path, AS_SUPPORT).status_code == 403
        assert world.log.head() == 0


class TestWithinAnHour:
    def test_turning_pages_is_one_look(self, bens: World) -> None:
        for _ in range(3):
            bens.get("/v1/accounts", AS_SUPPORT, FOR_A_CASE)
        assert len(bens.log.facts) == 1

    def test_who_is_new_on_a_page_is_added(self, bens: World) -> None:
        bens.get("/v1/accounts", AS_SUPPORT, FOR_A_CASE)
        bens.reader.tables["directory.accounts"].append({**ACCOUNT, "account_id": OLGA})
        bens.get("/v1/accounts", AS_SUPPORT, FOR_A_CASE)
        assert [read.person_id for read in reads(bens)] == [BEN, OLGA]

    def test_another_purpose_is_another_look(self, bens: World) -> None:
        for purpose in ("support_case", "fraud"):
            bens.get("/v1/accounts/ben", AS_SUPPORT, {"Preceptor-Purpose": purpose})
        assert [read.purpose for read in reads(bens)] == ["support_case", "fraud"]

    def test_the_next_hour_counts_anew(self, bens: World) -> None:
        for _ in range(2):
            bens.get("/v1/accounts/ben", AS_SUPPORT, FOR_A_CASE)
            bens.clock.advance(minutes(60))
        assert len(reads(bens)) == 2

    def test_another_process_does_not_note_it_again(self, bens: World) -> None:
        """What one process remembers another does not; the log knows it all the same."""
        bens.get("/v1/accounts/ben", AS_SUPPORT, FOR_A_CASE)
        bens.forget_readings()
        assert bens.get("/v1/accounts/ben", AS_SUPPORT, FOR_A_CASE).status_code == 200
        assert len(reads(bens)) == 1

    def test_looks_at_the_same_time_are_one(self) -> None:
        """The second once asked for the same under the same key, and was told that it runs."""
        slow = Slow()
        world = World(log=slow)
        world.reader.tables["directory.accounts"] = [ACCOUNT]

        def look(_: int) -> int:
            return int(world.get("/v1/accounts/ben", AS_SUPPORT, FOR_A_CASE).status_code)

        with world.client, ThreadPoolExecutor(8) as pool:
            assert list(pool.map(look, range(8))) == [200] * 8
        assert len(slow.facts) == 1


class Slow(InMemoryEventLog):
    """This is a log that takes its time."""

    def append(self, entry: Append) -> Appended:
        time.sleep(0.05)
        return super().append(entry)


class Deaf(InMemoryEventLog):
    """This is a log that takes nothing down."""

    def append(self, entry: Append) -> Appended:
        raise Unavailable(f"the log, to take {entry.key} down")


def test_what_cannot_be_recorded_is_not_shown() -> None:
    world = World(log=Deaf())
    world.reader.tables["directory.accounts"] = [ACCOUNT]
    answer = world.get("/v1/accounts/ben", AS_SUPPORT, FOR_A_CASE)
    assert (answer.status_code, answer.json()["type"]) == (503, "service-unavailable")
    assert "ben@example.org" not in answer.text
