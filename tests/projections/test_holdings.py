"""What is kept of a person: every table has its say, and nobody is given another's."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.embeddings.hashing import HashingEmbedder
from domain.booking.outcomes import ProblemAnswered
from domain.booking.terms import Party
from domain.catalogue import FACTS
from domain.privacy.terms import Capacity
from domain.shared.personal import person_fields
from projections import held as keeping
from projections.booking_details.projector import PROJECTION as BOOKINGS
from projections.calendar.projector import PROJECTION as CALENDAR
from projections.catalogue import read_models
from projections.directory.projector import PROJECTION as DIRECTORY
from projections.held import rows
from projections.holdings import HOLDINGS, Holding
from projections.left_out import LEFT_OUT
from projections.privacy_register.projector import PROJECTION as REGISTER
from projections.texts import NoTextReader
from projections.tutor_search.projector import PROJECTION as SEARCH
from tests.domain.booking.histories import ABOUT, BEN_COMPLAINED, COMPLETED, CONFIRMED, HELD
from tests.domain.privacy.history import APPROVED, HANDED_OVER, RECEIVED
from tests.domain.privacy.history import CONFIRMED as KNOWN
from tests.domain.privacy.history import HELD as HOLD
from tests.domain.tutor.history import BOOKABLE
from tests.projections.conftest import Show
from tests.projections.test_directory import BEN_CHOSE, BEN_HAS_GRETA, BEN_REGISTERED
from tests.support.calendar import FRIDAY
from tests.support.people import ANNA, BEN, GRETA, OLGA
from tests.support.views import history, stream

TABLES = {
    f"{projection.name}.{table.name}": table
    for projection in read_models(HashingEmbedder(), NoTextReader())
    for table in projection.tables
}
KINDS: list[Any] = list(FACTS.values())
PEOPLE = {name for kind in KINDS for name in person_fields(kind)} | {"guardians"}
ANSWERED = ProblemAnswered(
    **ABOUT,
    by=Party.TUTOR,
    answerer_id=ANNA,
    is_agreed=False,
    details="All of it.",
    answered_at=FRIDAY,
)


def of(name: str) -> Holding:
    return next(holding for holding in HOLDINGS if holding.name == name)


class TestEveryTable:
    def test_is_given_or_says_why_not(self) -> None:
        given = {f"{holding.view}.{holding.table.name}" for holding in HOLDINGS}
        assert given | set(LEFT_OUT) == set(TABLES)
        assert not given & set(LEFT_OUT)

    @pytest.mark.parametrize("holding", HOLDINGS, ids=lambda holding: holding.name)
    def test_says_whose_it_is_and_who_else_is_in_it(self, holding: Holding) -> None:
        assert TABLES[f"{holding.view}.{holding.table.name}"] is holding.table
        assert bool(holding.owners) != bool(holding.theirs)
        columns = set(holding.table.all_columns)
        named = {*holding.owners, *holding.people, *holding.withheld, *holding.ones_own}
        assert named <= columns
        assert columns & PEOPLE <= {*holding.owners, *holding.people, *holding.withheld}

    @pytest.mark.parametrize("holding", HOLDINGS, ids=lambda holding: holding.name)
    def test_takes_along_only_what_it_has(self, holding: Holding) -> None:
        if not holding.spread and not holding.inside:
            assert set(holding.observed) <= set(holding.columns)

    def test_shows_nobody_a_secret(self) -> None:
        for holding in HOLDINGS:
            assert not {"password_hash", "email_key"} & set(holding.columns)


class TestAskingForRows:
    def test_gives_ones_own_and_nobody_elses(self, show: Show) -> None:
        olgas = stream("account-olga", replace(BEN_REGISTERED, account_id=OLGA, email="o@x.org"))
        bens = stream("account-ben", BEN_REGISTERED, BEN_CHOSE, BEN_HAS_GRETA)
        reader = show(DIRECTORY, history(bens, olgas))
        (row,) = rows(reader, of("account"), BEN)
        assert (row["email"], row["guardians"]) == ("Ben@Example.org", [GRETA])
        assert "password_hash" not in row

    def test_leaves_out_what_the_other_side_wrote(self, show: Show) -> None:
        reader = show(BOOKINGS, history(HELD, CONFIRMED, COMPLETED, BEN_COMPLAINED, ANSWERED))
        for person, said, answered in ((BEN, True, False), (ANNA, False, True)):
            (row,) = rows(reader, of("bookings"), person)
            assert (row["problem_details"] is not None) == said
            assert (row["problem_answer"] is not None) == answered
            assert row["tutor_id"] == ANNA
        (bens,) = rows(reader, of("bookings"), BEN)
        (annas,) = rows(reader, of("bookings"), ANNA)
        assert (bens["is_tutor_struck"], annas["is_tutor_struck"]) == (None, False)
        assert list(rows(reader, of("bookings"), OLGA)) == []

    def test_turns_pages_by_itself(self, show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
        held = [
            stream(f"booking-{number}", replace(HELD, booking_id=f"b{number}"))
            for number in range(7)
        ]
        reader = show(CALENDAR, history(*held))
        for at_once in (1, 2, 3, 7, 8):
            monkeypatch.setattr(keeping, "AT_ONCE", at_once)
            found = [row["booking_id"] for row in rows(reader, of("lessons"), BEN)]
            assert found == [f"b{number}" for number in range(7)]

    def test_finds_what_hangs_on_what_is_theirs(self, show: Show) -> None:
        theirs = replace(HANDED_OVER, handed_to=GRETA)
        others = replace(RECEIVED, request_id="s", person_id=OLGA, filed_as=Capacity.PERSON)
        taken = replace(HANDED_OVER, request_id="s", person_id=OLGA)
        reader = show(
            REGISTER,
            history(
                stream("privacy-r", RECEIVED, KNOWN, HOLD, APPROVED, theirs),
                stream("privacy-s", others, taken),
            ),
        )
        (row,) = rows(reader, of("handovers"), BEN)
        assert (row["request_id"], row["handed_to"]) == ("r", GRETA)
        assert [row["basis"] for row in rows(reader, of("legal_holds"), BEN)] == [
            "invoice_retention"
        ]
        assert list(rows(reader, of("legal_holds"), OLGA)) == []

    def test_tells_courses_and_subjects_one_by_one(self, show: Show) -> None:
        reader = show(SEARCH, history(stream("tutor-anna", *BOOKABLE)))
        subjects = list(rows(reader, of("subjects"), ANNA))
        courses = list(rows(reader, of("courses"), ANNA))
        assert subjects
        assert courses
        assert all({"subject", "level_lo"} <= row.keys() for row in subjects)
        assert all({"course_id", "title"} <= row.keys() for row in courses)


def test_what_is_taken_along_holds_no_judgement() -> None:
    judged: Any = {
        "strikes",
        "brought_rating",
        "review_count",
        "review_stars",
        "is_tutor_struck",
        "suspension_reason",
        "embedding",
        "absent",
    }
    for holding in HOLDINGS:
        assert not judged & set(holding.observed)
