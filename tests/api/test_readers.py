"""Who could read about a person follows from the table that lets people in."""

from api.access import ROUTES
from api.lines import EVERYBODY, Line
from api.readers import IMPERSONAL, ways_to_read
from application.access import ANYBODY
from domain.shared.actor import Role
from domain.shared.personal import Category


def test_every_question_is_a_way_unless_its_answer_has_nobody_in_it() -> None:
    """A new route is told until somebody says that there is no person in it."""
    questions = {route for route in ROUTES if route.startswith("GET /v1/")}
    assert {way.route for way in ways_to_read(ROUTES)} == questions - IMPERSONAL
    assert questions >= IMPERSONAL


def test_commands_and_pages_are_none() -> None:
    lines = {"POST /v1/bookings": EVERYBODY, "GET /docs": EVERYBODY, "GET /healthz": EVERYBODY}
    assert ways_to_read(lines) == []


class TestAWay:
    def test_of_everybody_has_no_roles(self) -> None:
        (way,) = ways_to_read({"GET /v1/things": EVERYBODY})
        assert (way.is_public, way.is_owners, way.roles) == (True, False, ())

    def test_of_an_owner_lets_the_staff_of_the_line_in(self) -> None:
        line = Line("the person; support", ANYBODY, ("person_id",), frozenset({Role.SUPPORT}))
        (way,) = ways_to_read({"GET /v1/things": line})
        assert (way.is_public, way.is_owners, way.roles) == (False, True, ("support",))

    def test_says_what_it_shows(self) -> None:
        shows = (Category.PROFILE, Category.CONTACT)
        (way,) = ways_to_read({"GET /v1/things": Line("the person", ANYBODY, shows=shows)})
        assert way.shows == ("profile", "contact")

    def test_may_be_open_to_guardians(self) -> None:
        line = Line("the person or a guardian", ANYBODY, ("person_id",), with_guardians=True)
        (way,) = ways_to_read({"GET /v1/things": line})
        assert (way.is_owners, way.with_guardians) == (True, True)

    def test_of_a_role_lets_that_role_in(self) -> None:
        line = Line("auditors", frozenset({Role.AUDITOR, Role.ADMIN}))
        (way,) = ways_to_read({"GET /v1/things": line})
        assert (way.is_owners, way.roles) == (False, ("admin", "auditor"))

    def test_of_whoever_is_signed_in_is_everybodys(self) -> None:
        (way,) = ways_to_read({"GET /v1/things": Line("whoever is signed in", ANYBODY)})
        assert (way.is_public, way.roles) == (True, ())
